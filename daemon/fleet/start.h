/* SPDX-License-Identifier: MIT */
/* The JSON parameters of a stream, checked and made a struct stream_start. */
#ifndef FLEET_START_H
#define FLEET_START_H

#include <jansson.h>
#include <stdbool.h>

#include "daemon/common/stream.h"

/*
 * Fills start for its kind; false: err says what is wrong. The args of start
 * are copies; free with stream_start_fini in both cases.
 */
bool start_from_json(struct stream_start *start, enum stream_kind kind,
    const json_t *params, char *err, size_t err_len);

#endif
