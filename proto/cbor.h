/* SPDX-License-Identifier: MIT */
/*
 * The CBOR subset of UP/1: definite lengths, maps with unsigned keys, depth
 * at most PROTO_CBOR_DEPTH, integers of both signs, text, bytes, arrays,
 * maps, booleans. No allocation; text and bytes are returned in place.
 *
 * Reading a map:
 *	struct proto_cbor c; uint64_t key;
 *	proto_cbor_init(&c, body, len);
 *	proto_cbor_enter_map(&c, &n);
 *	while (n-- > 0 && proto_cbor_key(&c, &key))
 *		switch (key) {
 *		case 0: ok = proto_cbor_uint(&c, &size); break;
 *		default: proto_cbor_skip(&c);
 *		}
 *	if (proto_cbor_failed(&c)) ...
 * Every value must be read or skipped before the next key. Errors are sticky.
 * To look up single keys in any order use proto_cbor_find.
 */
#ifndef PROTO_CBOR_H
#define PROTO_CBOR_H

#include "wire.h"

#define PROTO_CBOR_DEPTH 4
#define PROTO_CBOR_FALSE 20 /* values of PROTO_MAJOR_SIMPLE */
#define PROTO_CBOR_TRUE  21

/* The upper three bits of a head. */
enum proto_cbor_major {
	PROTO_MAJOR_UINT = 0,
	PROTO_MAJOR_NINT = 1,
	PROTO_MAJOR_BYTES = 2,
	PROTO_MAJOR_TEXT = 3,
	PROTO_MAJOR_ARRAY = 4,
	PROTO_MAJOR_MAP = 5,
	PROTO_MAJOR_TAG = 6,
	PROTO_MAJOR_SIMPLE = 7
};

enum proto_cbor_type {
	PROTO_CBOR_UINT,
	PROTO_CBOR_NINT,
	PROTO_CBOR_BYTES,
	PROTO_CBOR_TEXT,
	PROTO_CBOR_ARRAY,
	PROTO_CBOR_MAP,
	PROTO_CBOR_BOOL,
	PROTO_CBOR_END, /* nothing left, or an earlier error */
	PROTO_CBOR_BAD  /* not of the subset */
};

struct proto_cbor {
	struct proto_reader r;
};

/* Text or bytes inside the caller's buffer; text has no terminating NUL. */
struct proto_span {
	const uint8_t *at; /* borrowed: the buffer that is read */
	size_t len;
};

void proto_cbor_init(struct proto_cbor *c, const void *body, size_t len);
bool proto_cbor_failed(const struct proto_cbor *c);
enum proto_cbor_type proto_cbor_peek(const struct proto_cbor *c);

/* Each returns false, and marks the reader failed, when the type differs. */
bool proto_cbor_uint(struct proto_cbor *c, uint64_t *value);
bool proto_cbor_u32(struct proto_cbor *c, uint32_t *value);
bool proto_cbor_int(struct proto_cbor *c, int64_t *value);
bool proto_cbor_bool(struct proto_cbor *c, bool *value);
bool proto_cbor_text(struct proto_cbor *c, struct proto_span *span);
bool proto_cbor_bytes(struct proto_cbor *c, struct proto_span *span);
bool proto_cbor_enter_array(struct proto_cbor *c, size_t *count);
bool proto_cbor_enter_map(struct proto_cbor *c, size_t *count);
bool proto_cbor_key(struct proto_cbor *c, uint64_t *key);
/* What most of these do: the value of a head of one major type, else 0. */
uint64_t proto_cbor_head(struct proto_cbor *c, enum proto_cbor_major major);
bool proto_cbor_span(struct proto_cbor *c, enum proto_cbor_major major,
    struct proto_span *span);
/* Jumps over the next value, whatever it is. */
bool proto_cbor_skip(struct proto_cbor *c);

/* Checks that body is exactly one well-formed map of the subset. */
bool proto_cbor_is_map(const void *body, size_t len);

/*
 * Positions *value at the value of key in the map in body. False when the
 * body is not a map or has no such key. An empty body counts as an empty map.
 */
bool proto_cbor_find(const void *body, size_t len, uint64_t key,
    struct proto_cbor *value);

/* Look up one key of one type; false (and *value untouched) when absent. */
bool proto_cbor_get_uint(const void *body, size_t len, uint64_t key,
    uint64_t *value);
bool proto_cbor_get_int(const void *body, size_t len, uint64_t key,
    int64_t *value);
bool proto_cbor_get_bool(const void *body, size_t len, uint64_t key,
    bool *value);
bool proto_cbor_get_text(const void *body, size_t len, uint64_t key,
    struct proto_span *span);
bool proto_cbor_get_bytes(const void *body, size_t len, uint64_t key,
    struct proto_span *span);

/*
 * Writing goes straight to a proto_writer; check w->failed at the end. The
 * caller gives the number of pairs or items before writing them; when it is
 * only known afterwards, use a placeholder and proto_cbor_patch_count (counts
 * up to 23 only).
 */
void proto_cbor_put_head(struct proto_writer *w, enum proto_cbor_major major,
    uint64_t value);
void proto_cbor_put_uint(struct proto_writer *w, uint64_t value);
void proto_cbor_put_int(struct proto_writer *w, int64_t value);
void proto_cbor_put_bool(struct proto_writer *w, bool value);
void proto_cbor_put_text(struct proto_writer *w, const char *text);
void proto_cbor_put_text_len(struct proto_writer *w, const void *text,
    size_t len);
void proto_cbor_put_bytes(struct proto_writer *w, const void *bytes,
    size_t len);
void proto_cbor_put_array(struct proto_writer *w, size_t count);
void proto_cbor_put_map(struct proto_writer *w, size_t pairs);
/* Rewrites the count of the array or map whose head is at offset at. */
void proto_cbor_patch_count(struct proto_writer *w, size_t at, size_t count);

#endif
