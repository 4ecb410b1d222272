#!/bin/sh
# SPDX-License-Identifier: MIT
# The programs of this directory once more, from images of upy-cross: their
# output must be the same.
exec "${PYTHON:-python3}" "${srcdir:-.}/run_programs.py" --quiet \
    --images "$UPY_CROSS"
