#!/bin/sh
# SPDX-License-Identifier: MIT
# Programs of every part while every allocation collects garbage and what is
# freed is overwritten. Arguments: programs. check-long runs all of them.
. "${srcdir:-.}/variant_build.sh"
all_sources
build -DVM_GC_STRESS=1 -w || exit 1
[ $# -gt 0 ] || set -- array_basic async_basic class_descriptor \
    class_special closure_scope collections_* compiler_functions \
    deflate_read dict_methods exception_chain format_template gc_basic \
    generator_basic import_module int_arithmetic json_roundtrip list_sort \
    memoryview_basic re_match set_methods str_split uctypes_struct with_basic
programs --gc-stress "$@"
