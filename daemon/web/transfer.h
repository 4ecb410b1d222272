/* SPDX-License-Identifier: MIT */
/*
 * File contents between an HTTP client and a board, in both directions with
 * back-pressure: neither side is read faster than the other takes.
 */
#ifndef WEB_TRANSFER_H
#define WEB_TRANSFER_H

#include <stdbool.h>
#include <stddef.h>

struct request;
struct transfer;

/* The method takes octets: a file or a firmware image. */
bool transfer_is_put(const struct request *request);
/* PUT, after the headers: opens the stream or fails the request. */
void transfer_begin_put(struct request *request);
/* Takes a part of the body; how many bytes were taken. */
size_t transfer_take(struct transfer *transfer, const char *bytes, size_t len);
/* PUT, after the body: the answer follows when the board has verified. */
void transfer_finish_put(struct transfer *transfer);
/* GET: opens the stream or fails the request. */
void transfer_begin_get(struct request *request);
void transfer_free(struct transfer *transfer);

#endif
