metadata(version="0.4.2", description="installs packages from an index")
require("requests")
require("argparse")
package("mip")
