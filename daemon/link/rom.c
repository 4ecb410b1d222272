/* SPDX-License-Identifier: MIT */
/* A connection in ROM mode: requests, answers, the terminal. */

#include "config.h"

#include <errno.h>
#include <event2/event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "daemon/common/line.h"
#include "daemon/link/conn.h"
#include "daemon/link/rom.h"
#include "proto/wire.h"

/* ---- the terminal ------------------------------------------------------ */

void
rom_enter(struct rom *rom, struct conn *conn, void *owner)
{
	int lines;

	rom->conn = conn;
	rom->owner = owner;
	proto_slip_init(&rom->in, rom->packet, sizeof(rom->packet));
	rom->has_lines = ioctl(conn->fd, TIOCMGET, &lines) == 0;
	if (tcgetattr(conn->fd, &rom->before) == -1)
		memset(&rom->before, 0, sizeof(rom->before));
	conn->rom = rom;
}

void
rom_leave(struct rom *rom)
{
	struct conn *conn = rom->conn;

	if (conn == NULL)
		return;
	rom->conn = NULL;
	conn->rom = NULL;
	if (conn->fd != -1)
		(void)tcsetattr(conn->fd, TCSADRAIN, &rom->before);
}

void
rom_set_lines(struct rom *rom, bool dtr, bool rts)
{
	int set = (dtr ? TIOCM_DTR : 0) | (rts ? TIOCM_RTS : 0);
	int clear = (dtr ? 0 : TIOCM_DTR) | (rts ? 0 : TIOCM_RTS);

	if (!rom->has_lines)
		return;
	(void)ioctl(rom->conn->fd, TIOCMBIS, &set);
	(void)ioctl(rom->conn->fd, TIOCMBIC, &clear);
}

bool
rom_set_baud(struct rom *rom, uint32_t baud)
{
	return line_set_baud(rom->conn->fd, baud, TCSADRAIN);
}

/* ---- requests and answers ---------------------------------------------- */

void
rom_request(struct rom *rom, uint8_t command, const uint8_t *body, size_t len,
    uint32_t timeout_ms)
{
	uint8_t head[PROTO_ROM_HEAD] = { 0, command };

	proto_store(head + 2, (uint32_t)len, 2);
	if (len > PROTO_ROM_BLOCK_HEAD)
		head[4] = proto_rom_checksum(body + PROTO_ROM_BLOCK_HEAD,
		    len - PROTO_ROM_BLOCK_HEAD);
	rom->out_at = 0;
	rom->out_len =
	    proto_slip_encode(rom->out, head, sizeof(head), body, len);
	rom->command = command;
	rom->is_waiting = true;
	rom->due_ms = link_now_ms() + timeout_ms;
}

void
rom_pause(struct rom *rom, uint32_t ms)
{
	rom->is_pausing = true;
	rom->due_ms = link_now_ms() + ms;
}

/* Answers end with status, error and two more bytes; the ESP8266's without
 * the latter. */
static void
take_packet(struct rom *rom)
{
	const uint8_t *bytes = rom->packet;
	size_t len = rom->in.len;
	size_t tail = len < PROTO_ROM_HEAD + 4 ? 2 : 4;
	struct rom_answer answer = { .value = 0 };

	if (!rom->is_waiting || len < PROTO_ROM_HEAD + 2 || bytes[0] != 1 ||
	    bytes[1] != rom->command ||
	    proto_load(bytes + 2, 2) != len - PROTO_ROM_HEAD)
		return;
	answer.value = proto_load(bytes + 4, 4);
	answer.bytes = bytes + PROTO_ROM_HEAD;
	answer.len = len - PROTO_ROM_HEAD - tail;
	if (answer.bytes[answer.len] != 0)
		answer.error = answer.bytes[answer.len + 1];
	rom->is_waiting = false;
	rom->on_answer(rom->owner, &answer);
}

void
rom_input(struct rom *rom, const uint8_t *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len && rom->conn != NULL; i++)
		if (proto_slip_add(&rom->in, bytes[i]))
			take_packet(rom);
}

static bool
write_out(struct rom *rom)
{
	while (rom->out_at < rom->out_len) {
		ssize_t n = write(rom->conn->fd, rom->out + rom->out_at,
		    rom->out_len - rom->out_at);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && errno == EAGAIN) {
			event_add(rom->conn->writable, NULL);
			return true;
		}
		if (n <= 0)
			return false;
		rom->out_at += (size_t)n;
	}
	return true;
}

static bool
is_due(const struct rom *rom)
{
	return (int32_t)(link_now_ms() - rom->due_ms) >= 0;
}

bool
rom_service(struct rom *rom)
{
	const struct rom_answer timeout = { .is_timeout = true };

	if (rom->is_waiting && is_due(rom)) {
		rom->is_waiting = false;
		rom->on_answer(rom->owner, &timeout);
	} else if (rom->is_pausing && is_due(rom)) {
		rom->is_pausing = false;
		rom->on_pause(rom->owner);
	}
	return rom->conn == NULL || write_out(rom);
}

uint32_t
rom_timeout_ms(const struct rom *rom)
{
	int32_t left = (int32_t)(rom->due_ms - link_now_ms());

	if (!rom->is_waiting && !rom->is_pausing)
		return UINT32_MAX;
	return left > 0 ? (uint32_t)left : 0;
}
