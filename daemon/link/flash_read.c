/* SPDX-License-Identifier: MIT */
/*
 * BACKUP streams: the flash in pieces. Blocks that the opener has already are
 * left out when the chip's hash of them is the same (a chip that ran meanwhile
 * has written somewhere); what is read is hashed by the run. The ESP8266's
 * loader cannot hash: each piece is read, then compared.
 */

#include "config.h"

#include <string.h>

#include "daemon/common/hex.h"
#include "daemon/common/stream.h"
#include "daemon/link/flash_parts.h"
#include "daemon/link/stream_flash.h"
#include "daemon/link/streams.h"
#include "proto/status.h"

#define HASH_MS    60000
#define MD5_DIGITS (2 * STREAM_MD5_LEN)

bool
flash_is_backup(const struct flash *flash)
{
	return flash->stream->start.kind == STREAM_BACKUP;
}

/* ---- hashes ------------------------------------------------------------ */

static void
ask_hash_of(struct flash *flash, uint32_t at, uint32_t len)
{
	const uint32_t words[] = { flash->offset + at, len, 0, 0 };

	flash_ask(flash, PROTO_ROM_FLASH_MD5, words, 4, HASH_MS);
}

void
flash_ask_hash(struct flash *flash)
{
	if (flash_is_backup(flash))
		ask_hash_of(flash, flash->run_at, flash->at - flash->run_at);
	else
		ask_hash_of(flash, 0, flash->total);
}

bool
flash_is_hash(const struct rom_answer *answer,
    const uint8_t hash[STREAM_MD5_LEN])
{
	char digits[MD5_DIGITS + 1];

	hex_text(digits, hash, STREAM_MD5_LEN);
	return answer->len >= MD5_DIGITS &&
	    memcmp(answer->bytes, digits, MD5_DIGITS) == 0;
}

/* ---- blocks ------------------------------------------------------------ */

static bool
is_kept(const struct flash *flash, uint32_t at)
{
	const struct stream_start *start = &flash->stream->start;
	uint32_t i = start->block == 0 ? UINT32_MAX : at / start->block;

	return i < start->hash_count && (flash->blocks[i / 8] >> i % 8 & 1);
}

void
flash_begin_run(struct flash *flash)
{
	while (flash->at < flash->total && is_kept(flash, flash->at))
		flash->at += flash->stream->start.block;
	flash->run_at = flash->at;
	flash->piece_at = flash->at;
	flash->compared = flash->at;
	flash->is_filling = true;
	flash_begin_hash(flash);
	flash->step = flash->at < flash->total ? FLASH_READ : FLASH_RESTART;
}

static void
open_reading(struct flash *flash)
{
	stream_send_opened(flash->stream, flash->total, flash->kept,
	    flash->blocks, 0);
	flash_begin_run(flash);
}

/* Whether the opener has another block inside what is to be read. */
static bool
has_block(const struct flash *flash)
{
	const struct stream_start *start = &flash->stream->start;

	return flash->block_at < start->hash_count &&
	    start->block <= flash->total / (flash->block_at + 1u);
}

void
flash_begin_reading(struct flash *flash)
{
	if (has_block(flash) && !flash->chip->is_plain)
		flash->step = FLASH_BLOCKS;
	else
		open_reading(flash);
}

void
flash_ask_block(struct flash *flash)
{
	uint32_t len = flash->stream->start.block;

	ask_hash_of(flash, flash->block_at * len, len);
}

void
flash_take_block(struct flash *flash, const struct rom_answer *answer)
{
	const struct stream_start *start = &flash->stream->start;
	uint8_t i = flash->block_at++;

	if (flash_is_hash(answer, start->md5[i])) {
		flash->blocks[i / 8] |= (uint8_t)(1u << i % 8);
		flash->kept += start->block;
	}
	if (!has_block(flash))
		open_reading(flash);
}

/* ---- pieces ------------------------------------------------------------ */

/* Of this piece, or of what the loader gives at once. */
static uint32_t
left_of(const struct flash *flash, uint32_t most)
{
	uint32_t left = flash->total - flash->at;

	return left < most ? left : most;
}

static void
take_bytes(struct flash *flash, const struct rom_answer *answer)
{
	uint32_t len = left_of(flash, PROTO_ROM_SLOW_READ);

	if (answer->len < len) {
		flash_fail(flash, PROTO_STATUS_DATA_LOSS,
		    "the boot loader gave less than it was asked for");
		return;
	}
	memcpy(flash->bytes + flash->at - flash->piece_at, answer->bytes, len);
	flash->at += len;
}

/* A word of the piece: first they are taken, then compared. */
static void
take_word(struct flash *flash, uint32_t value)
{
	uint32_t end = flash->piece_at + FLASH_READ_PIECE;

	if (!flash_take_compare(flash, value)) {
		flash_fail(flash, PROTO_STATUS_DATA_LOSS,
		    "the flash reads differently each time");
		return;
	}
	if (end > flash->total)
		end = flash->total;
	if (flash->compared < end)
		return;
	if (flash->is_filling)
		flash->compared = flash->piece_at;
	else
		flash->at = end;
	flash->is_filling = !flash->is_filling;
	flash->substep = 0;
}

void
flash_take_piece(struct flash *flash, const struct rom_answer *answer)
{
	if (flash->chip->is_plain)
		take_word(flash, answer->value);
	else
		take_bytes(flash, answer);
}

static void
ask_piece(struct flash *flash)
{
	const uint32_t words[] = { flash->offset + flash->at,
		left_of(flash, PROTO_ROM_SLOW_READ) };

	if (flash->chip->is_plain)
		flash_ask_compare(flash);
	else
		flash_ask(flash, PROTO_ROM_READ_FLASH_SLOW, words, 2,
		    ANSWER_MS);
}

static void
send_piece(struct flash *flash)
{
	size_t len = flash->at - flash->piece_at;

	stream_send(flash->stream, flash->bytes, len);
	EVP_DigestUpdate(flash->md5, flash->bytes, len);
	flash->piece_at = flash->at;
}

void
flash_read(struct flash *flash)
{
	uint32_t len = flash->at - flash->piece_at;
	bool is_last = flash->at == flash->total;

	if (len == FLASH_READ_PIECE || is_last) {
		flash->is_idle = stream_room(flash->stream) < len;
		if (flash->is_idle)
			return;
		send_piece(flash);
	}
	if (!is_last &&
	    (flash->at != flash->piece_at || !is_kept(flash, flash->at))) {
		ask_piece(flash);
		return;
	}
	flash->step = flash->chip->is_plain ? FLASH_RESTART : FLASH_VERIFY;
	flash_go_on(flash);
}
