#!/bin/sh
# SPDX-License-Identifier: MIT
# The fuzz targets of the board.
here=${srcdir:-.}
exec "$here/../lib/fuzz.sh" "$here/../fuzz/device-agent/corpus" fuzz_agent \
    fuzz_air fuzz_rom
