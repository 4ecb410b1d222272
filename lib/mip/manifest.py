metadata(version="0.5.0", description="installs packages from an index")
require("requests")
require("argparse")
package("mip")
