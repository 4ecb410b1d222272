/* SPDX-License-Identifier: MIT */
/*
 * A connection in ROM mode: the loader in a chip's ROM is spoken with, see
 * proto/rom_loader.h. One request at a time; what else the line says meanwhile
 * is noise.
 */
#ifndef LINK_ROM_H
#define LINK_ROM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <termios.h>

#include "proto/rom_loader.h"
#include "proto/slip.h"

#define ROM_BODY_MAX   (PROTO_ROM_BLOCK_HEAD + PROTO_ROM_BLOCK)
#define ROM_ANSWER_MAX 256

struct conn;

/* How a request ended. bytes are those between value and status. */
struct rom_answer {
	bool is_timeout;
	uint8_t error; /* enum proto_rom_error */
	uint32_t value;
	const uint8_t *bytes; /* borrowed: during the call */
	size_t len;
};

struct rom {
	struct conn *conn; /* borrowed: the owner's */
	void *owner;       /* borrowed */
	void (*on_answer)(void *owner, const struct rom_answer *answer);
	/* A pause that was asked for is over. */
	void (*on_pause)(void *owner);
	struct termios before; /* of the terminal */
	bool has_lines;        /* DTR and RTS */
	bool is_waiting;       /* for an answer */
	bool is_pausing;
	uint8_t command;
	uint32_t due_ms;
	struct proto_slip in;
	uint8_t packet[ROM_ANSWER_MAX];
	uint8_t out[PROTO_SLIP_MAX(PROTO_ROM_HEAD + ROM_BODY_MAX)];
	size_t out_at;
	size_t out_len;
};

/* Takes the line away from the protocol of boards. */
void rom_enter(struct rom *rom, struct conn *conn, void *owner);
/* Gives the line back as it was. */
void rom_leave(struct rom *rom);
/* Sends a request; on_answer follows, in timeout_ms at the latest. */
void rom_request(struct rom *rom, uint8_t command, const uint8_t *body,
    size_t len, uint32_t timeout_ms);
void rom_pause(struct rom *rom, uint32_t ms);
/* Sets DTR and RTS where there are any. */
void rom_set_lines(struct rom *rom, bool dtr, bool rts);
/* This side of the line; false: not with this terminal. */
bool rom_set_baud(struct rom *rom, uint32_t baud);

/* ---- for conn.c -------------------------------------------------------- */

void rom_input(struct rom *rom, const uint8_t *bytes, size_t len);
/* Writes and looks at the clock; false when the line is gone. */
bool rom_service(struct rom *rom);
uint32_t rom_timeout_ms(const struct rom *rom);

#endif
