metadata(version="0.11.0", description="test cases, as CPython's unittest")
require("argparse")
package("unittest")
