#!/bin/sh
# SPDX-License-Identifier: MIT
# Single cuts at every operation, in every way, 300,000 of them, and a sample of
# the other faults. check-long has them all.
exec ./power_cut_test -rounds="${POWER_CUT_ROUNDS:-1}" \
    -stride="${POWER_CUT_STRIDE:-7}"
