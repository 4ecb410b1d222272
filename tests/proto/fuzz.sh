#!/bin/sh
# SPDX-License-Identifier: MIT
# The parsers of the protocol.
here=${srcdir:-.}
exec "$here/../lib/fuzz.sh" "$here/../fuzz/proto/corpus" fuzz_frame \
    fuzz_cobs fuzz_cbor fuzz_hello fuzz_link fuzz_packet fuzz_transfer
