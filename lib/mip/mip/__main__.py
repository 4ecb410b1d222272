# SPDX-License-Identifier: MIT
# upy -m mip install [-i INDEX] [-t TARGET] [--no-mpy] PACKAGE...
import argparse
import sys

import mip


def main():
    parser = argparse.ArgumentParser(description="Installs packages.")
    parser.add_argument("command", help="install")
    parser.add_argument("packages", nargs="*", help="NAME[@VERSION] or URL")
    parser.add_argument("-i", "--index", help="URL of the index")
    parser.add_argument("-t", "--target", help="folder to install to")
    parser.add_argument("--no-mpy", action="store_true",
                        help="sources only")
    args = parser.parse_args()
    if args.command != "install":
        print('mip: Unknown command "%s"' % args.command)
        return 1
    if not args.packages:
        print("mip: No packages given")
        return 1
    for package in args.packages:
        version = None
        if "@" in package:
            package, version = package.rsplit("@", 1)
        if not mip.install(package, args.index, args.target, version,
                           not args.no_mpy):
            return 1
    return 0


sys.exit(main())
