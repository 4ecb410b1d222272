#!/bin/sh
# SPDX-License-Identifier: MIT
# 100,000 schedules of the link simulator; its totals are the output.
exec ./link_sim_fast "${SCHEDULES:-100000}"
