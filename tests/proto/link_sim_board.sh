#!/bin/sh
# SPDX-License-Identifier: MIT
# Schedules with a board that was compiled with PROTO_BOARD_ONLY.
exec ./link_sim_board "${SCHEDULES:-10000}"
