/* SPDX-License-Identifier: MIT */
/*
 * Messages between processes: one SOCK_SEQPACKET datagram each, header and
 * body, little endian. Everything is checked against imsg.def on both sides.
 * Getters are sticky: read all fields, the dispatcher checks the end; a body
 * that is short, long or not consumed ends the daemon.
 */
#ifndef DAEMON_IMSG_H
#define DAEMON_IMSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/wire.h"
#include "daemon/common/proc_id.h"

#define IMSG_MAX      16384 /* one datagram */
#define IMSG_HEADER   12    /* type16, zero16, body length32, id32 */
#define IMSG_BODY_MAX (IMSG_MAX - IMSG_HEADER)
#define IMSG_STR_MAX  4096 /* longest str field */

enum imsg_type {
#define X(value, name, from, to, min, max, fd) IMSG_##name = (value),
#include "imsg.def"
#undef X
};

/* A received message; valid during its handler. */
struct imsg {
	enum imsg_type type;
	enum proc_id from;
	uint32_t id;
	struct proto_reader body; /* borrowed: the receive buffer */
	int fd;                   /* owned: closed unless taken; or -1 */
};

/* A message being written; lives on the caller's stack. */
struct imsg_out {
	enum imsg_type type;
	uint32_t id;
	struct proto_writer body;
	uint8_t buf[IMSG_MAX];
};

/* ---- reading ----------------------------------------------------------- */

uint8_t imsg_get_u8(struct imsg *msg);
uint16_t imsg_get_u16(struct imsg *msg);
uint32_t imsg_get_u32(struct imsg *msg);
uint64_t imsg_get_u64(struct imsg *msg);
int64_t imsg_get_i64(struct imsg *msg);
/* Copies a str and ends it with NUL; too long or with a NUL inside fails. */
void imsg_get_str(struct imsg *msg, char *buf, size_t size);
/* The same, on the heap (the caller frees); NULL when malformed. */
char *imsg_get_str_dup(struct imsg *msg);
/* Exactly len bytes, copied. */
void imsg_get_bytes(struct imsg *msg, void *buf, size_t len);
/* All that is left, in place; the message counts as consumed. */
const uint8_t *imsg_get_rest(struct imsg *msg, size_t *len);
/* Bytes not yet read; 0 also after a failure. */
size_t imsg_left(const struct imsg *msg);
/* Marks the message as broken: a value that no sender may send. */
void imsg_refuse(struct imsg *msg);
bool imsg_failed(const struct imsg *msg);
/* The descriptor, now the caller's. */
int imsg_take_fd(struct imsg *msg);

/* ---- writing; what does not fit is fatal in proc_send ------------------ */

void imsg_init(struct imsg_out *out, enum imsg_type type, uint32_t id);
void imsg_put_u8(struct imsg_out *out, uint8_t value);
void imsg_put_u16(struct imsg_out *out, uint16_t value);
void imsg_put_u32(struct imsg_out *out, uint32_t value);
void imsg_put_u64(struct imsg_out *out, uint64_t value);
void imsg_put_i64(struct imsg_out *out, int64_t value);
void imsg_put_str(struct imsg_out *out, const char *text);
/* A str of any bytes but NUL, cut to max bytes: for text from outside. */
void imsg_put_text(struct imsg_out *out, const void *text, size_t len,
    size_t max);
/* Bytes without a length: fixed fields, and the last field of a body. */
void imsg_put_bytes(struct imsg_out *out, const void *bytes, size_t len);
/* Room left in the body of this type. */
size_t imsg_room(const struct imsg_out *out);

/* ---- for proc.c and tests ---------------------------------------------- */

const char *imsg_name(uint16_t type);
/* Header into out->buf; the datagram's length, or 0 when the message breaks
 * its row of imsg.def. */
size_t imsg_finish(struct imsg_out *out, enum proc_id from, enum proc_id to,
    bool has_fd);
/* Checks a datagram and fills msg (fd is taken over). NULL, or what is wrong.
 */
const char *imsg_parse(struct imsg *msg, const uint8_t *bytes, size_t len,
    enum proc_id from, enum proc_id to);
/* After the handler: NULL, or what is wrong. */
const char *imsg_check_end(const struct imsg *msg);

#endif
