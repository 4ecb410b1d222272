#!/bin/sh
# SPDX-License-Identifier: MIT
# The manifest parser.
here=${srcdir:-.}
FUZZ_MAX=512 exec "$here/../lib/fuzz.sh" "$here/../fuzz/boot/corpus" \
    fuzz_manifest
