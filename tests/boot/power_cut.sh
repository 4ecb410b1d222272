#!/bin/sh
# SPDX-License-Identifier: MIT
# A sample of the power cuts, other ones each round. check-long has them all.
exec ./power_cut_test -stride="${POWER_CUT_STRIDE:-7}"
