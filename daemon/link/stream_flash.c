/* SPDX-License-Identifier: MIT */
/*
 * FLASH and BACKUP streams: a chip's flash written and read through the loader
 * in its ROM. The board's agent is asked to restart into it, or the reset
 * lines are pulled; until the end the line belongs to this stream. Then the
 * connection is closed, so that the port is opened and looked at afresh.
 */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"
#include "daemon/link/call.h"
#include "daemon/link/conn.h"
#include "daemon/link/flash_parts.h"
#include "daemon/link/stream_flash.h"
#include "daemon/link/streams.h"
#include "proto/cbor.h"
#include "proto/command.h"
#include "proto/status.h"
#include "proto/wire.h"

#define RESET_MS  5000
#define SYNC_MS   200
#define SYNCS_MAX 50
#define LINES_MS  100
#define SETTLE_MS 60
#define DRAIN_MS  150 /* what the last answers were is skipped */

static EVP_MD *md5_kind; /* fetched while files may be read */

static void ask_restart(struct flash *flash);

void
stream_flash_prepare(void)
{
	md5_kind = EVP_MD_fetch(NULL, "MD5", NULL);
}

void
flash_begin_hash(struct flash *flash)
{
	if (md5_kind == NULL ||
	    EVP_DigestInit_ex2(flash->md5, md5_kind, NULL) != 1)
		fatalx("cannot make a digest");
}

/* ---- ends -------------------------------------------------------------- */

static void
let_go(struct flash *flash, const char *why)
{
	struct conn *conn = flash->rom.conn;

	if (conn == NULL)
		return;
	rom_set_lines(&flash->rom, false, false);
	rom_leave(&flash->rom);
	conn_close(conn, why);
}

/* The chip is told to restart; whether it hears that is not waited for. */
static void
break_off(struct flash *flash, const char *why)
{
	flash->step = FLASH_DONE;
	if (flash->rom.conn == NULL)
		return;
	ask_restart(flash);
	(void)rom_service(&flash->rom);
	let_go(flash, why);
}

void
flash_fail(struct flash *flash, uint16_t status, const char *text)
{
	log_warnx("%s: boot loader: %s", flash->stream->conn->via, text);
	stream_finish(flash->stream, status, text);
	break_off(flash, "boot loader left after an error");
}

static void
fail_answer(struct flash *flash, const char *what,
    const struct rom_answer *answer)
{
	char text[MESSAGE_MAX];

	if (answer->is_timeout)
		(void)snprintf(text, sizeof(text),
		    "the boot loader does not answer any more (%s)", what);
	else
		(void)snprintf(text, sizeof(text),
		    "the boot loader refuses: %s (error %u)", what,
		    answer->error);
	flash_fail(flash,
	    answer->is_timeout ? PROTO_STATUS_UNAVAILABLE :
				 PROTO_STATUS_ABORTED,
	    text);
}

/* ---- requests ---------------------------------------------------------- */

void
flash_ask(struct flash *flash, uint8_t command, const uint32_t *words,
    size_t count, uint32_t timeout_ms)
{
	uint8_t body[PROTO_ROM_SYNC_LEN];
	size_t i;

	for (i = 0; i < count; i++)
		proto_store(body + 4 * i, words[i], 4);
	rom_request(&flash->rom, command, body, 4 * count, timeout_ms);
}

static void
ask_sync(struct flash *flash)
{
	uint8_t body[PROTO_ROM_SYNC_LEN] = { 0x07, 0x07, 0x12, 0x20 };

	memset(body + 4, 0x55, sizeof(body) - 4);
	rom_request(&flash->rom, PROTO_ROM_SYNC, body, sizeof(body), SYNC_MS);
}

static void
ask_chip(struct flash *flash)
{
	const uint32_t words[] = { PROTO_ROM_MAGIC_ADDRESS };

	flash_ask(flash, PROTO_ROM_READ_REG, words, 1, ANSWER_MS);
}

static void
ask_baud(struct flash *flash)
{
	const uint32_t words[] = { flash->stream->start.baud, 0 };

	flash_ask(flash, PROTO_ROM_CHANGE_BAUD, words, 2, ANSWER_MS);
}

/* A loader without that request attaches the flash when writing begins. */
static void
ask_attach(struct flash *flash)
{
	const uint32_t words[] = { 0, 0, PROTO_ROM_BLOCK, 0 };

	if (flash->chip->is_plain)
		flash_ask(flash, PROTO_ROM_FLASH_BEGIN, words, 4, ANSWER_MS);
	else
		flash_ask(flash, PROTO_ROM_SPI_ATTACH, words, 2, ANSWER_MS);
}

static void
ask_size(struct flash *flash)
{
	flash->is_last_of_id = !flash_ask_id(flash);
}

static void
ask_params(struct flash *flash)
{
	const uint32_t words[] = { 0, flash->chip_size, 65536, 4096, 256,
		0xffff };

	flash_ask(flash, PROTO_ROM_SPI_SET_PARAMS, words, 6, ANSWER_MS);
}

/* Beginning to write erases; nothing has to follow. */
static void
ask_erase(struct flash *flash)
{
	uint32_t size = flash->chip->is_plain ?
	    flash_plain_erase_size(0, flash->chip_size) :
	    flash->chip_size;
	const uint32_t words[] = { size, 0, PROTO_ROM_BLOCK, 0 };

	flash_ask(flash, PROTO_ROM_FLASH_BEGIN, words, 4, ERASE_MS);
}

static void
check_header(struct flash *flash)
{
	const char *problem = NULL;

	flash->is_idle =
	    flash->received < flash->total && flash->received < PROTO_ROM_BLOCK;
	if (flash->is_idle)
		return;
	if (flash->chip->is_plain && flash->total >= PROTO_ROM_BLOCK_HEAD)
		problem = flash_check_image(flash);
	if (problem != NULL) {
		flash_fail(flash, PROTO_STATUS_PRECONDITION, problem);
		return;
	}
	flash->step = flash->stream->start.erase ? FLASH_ERASE : FLASH_BEGIN;
	flash_go_on(flash);
}

/* Plain bytes in whole blocks; the loader erases more than it is told. */
static void
ask_plain_begin(struct flash *flash)
{
	const uint32_t words[] = { flash_plain_erase_size(flash->offset,
				       flash->total),
		(flash->total + PROTO_ROM_BLOCK - 1) / PROTO_ROM_BLOCK,
		PROTO_ROM_BLOCK, flash->offset };

	flash_ask(flash, PROTO_ROM_FLASH_BEGIN, words, 4, ERASE_MS);
}

/* How many blocks there will be is not known before all is compressed; they
 * are counted as if nothing were gained. */
static void
ask_begin(struct flash *flash)
{
	uint32_t blocks =
	    (uint32_t)(compressBound(flash->total) / PROTO_ROM_BLOCK + 1);
	uint32_t erased = (flash->total + PROTO_ROM_BLOCK - 1) /
	    PROTO_ROM_BLOCK * PROTO_ROM_BLOCK;
	const uint32_t words[] = { erased, blocks, PROTO_ROM_BLOCK,
		flash->offset };

	if (flash->chip->is_plain) {
		ask_plain_begin(flash);
		return;
	}
	flash_ask(flash, PROTO_ROM_DEFL_BEGIN, words, 4, ERASE_MS);
}

static void
ask_restart(struct flash *flash)
{
	const uint32_t words[] = { 0 };

	flash_ask(flash, PROTO_ROM_FLASH_END, words, 1, ANSWER_MS);
}

/* ---- writing ----------------------------------------------------------- */

static void
grant_more(struct flash *flash)
{
	stream_grant(flash->stream,
	    flash->total - flash->at < STREAM_CREDIT_INITIAL ?
		flash->total :
		flash->at + STREAM_CREDIT_INITIAL);
}

/* Fills the block with compressed bytes; true when it is to be sent. */
static bool
fill_block(struct flash *flash)
{
	z_stream *z = &flash->deflate;
	bool all = flash->received == flash->total;
	size_t left = sizeof(flash->block_bytes) - PROTO_ROM_BLOCK_HEAD -
	    flash->block_len;

	z->next_in = flash->bytes + flash->at;
	z->avail_in = (uInt)(flash->received - flash->at);
	z->next_out =
	    flash->block_bytes + PROTO_ROM_BLOCK_HEAD + flash->block_len;
	z->avail_out = (uInt)left;
	flash->is_flushed =
	    deflate(z, all ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_END;
	flash->at = (uint32_t)(flash->received - z->avail_in);
	flash->block_len += left - z->avail_out;
	grant_more(flash);
	return z->avail_out == 0 || flash->is_flushed;
}

static void
send_block(struct flash *flash, uint8_t command, size_t len)
{
	memset(flash->block_bytes, 0, PROTO_ROM_BLOCK_HEAD);
	proto_store(flash->block_bytes, (uint32_t)len, 4);
	proto_store(flash->block_bytes + 4, flash->block, 4);
	rom_request(&flash->rom, command, flash->block_bytes,
	    PROTO_ROM_BLOCK_HEAD + len, ANSWER_MS);
	flash->block++;
}

/* The last block is filled up with what erased flash holds. */
static void
write_plain_block(struct flash *flash)
{
	uint32_t left = flash->total - flash->at;
	uint32_t len = left < PROTO_ROM_BLOCK ? left : PROTO_ROM_BLOCK;

	if (left == 0) {
		flash->step = FLASH_COMPARE;
		flash_go_on(flash);
		return;
	}
	flash->is_idle = flash->received - flash->at < len;
	if (flash->is_idle)
		return;
	memset(flash->block_bytes, 0xff, sizeof(flash->block_bytes));
	memcpy(flash->block_bytes + PROTO_ROM_BLOCK_HEAD,
	    flash->bytes + flash->at, len);
	send_block(flash, PROTO_ROM_FLASH_DATA, PROTO_ROM_BLOCK);
	flash->at += len;
	grant_more(flash);
}

static void
write_block(struct flash *flash)
{
	if (flash->chip->is_plain) {
		write_plain_block(flash);
		return;
	}
	flash->is_idle = !flash->is_flushed && !fill_block(flash);
	if (flash->is_idle)
		return;
	if (flash->block_len == 0) {
		flash->step = FLASH_VERIFY;
		flash_go_on(flash);
		return;
	}
	send_block(flash, PROTO_ROM_DEFL_DATA, flash->block_len);
	flash->block_len = 0;
}

/* ---- steps ------------------------------------------------------------- */

static void
take_chip(struct flash *flash, uint32_t magic)
{
	char text[MESSAGE_MAX];

	flash->chip = flash_chip_find(magic);
	if (flash->chip == NULL) {
		(void)snprintf(text, sizeof(text),
		    "neither an ESP32 nor an ESP8266 (it says %08x)",
		    (unsigned int)magic);
		flash_fail(flash, PROTO_STATUS_PRECONDITION, text);
		return;
	}
	if (flash->offset == STREAM_OFFSET_USUAL)
		flash->offset =
		    flash_is_backup(flash) ? 0 : flash->chip->usual_offset;
	/* A plain loader has the speed it was first spoken to with. */
	flash->step = flash->stream->start.baud != 0 && !flash->chip->is_plain ?
	    FLASH_BAUD :
	    FLASH_ATTACH;
}

/* False when what was asked for does not fit. */
static bool
take_size(struct flash *flash, uint32_t id)
{
	uint32_t power = id >> 16 & 0xff;
	char text[MESSAGE_MAX];

	flash->chip_size = power > 15 && power < 29 ? 1u << power : 0;
	if (flash_is_backup(flash) && flash->stream->start.size == 0 &&
	    flash->offset < flash->chip_size)
		flash->total = flash->chip_size - flash->offset;
	if (flash->chip_size != 0 && flash->offset <= flash->chip_size &&
	    flash->total <= flash->chip_size - flash->offset)
		return true;
	(void)snprintf(text, sizeof(text),
	    "%u bytes at 0x%x are not inside a flash of %u bytes",
	    (unsigned int)flash->total, (unsigned int)flash->offset,
	    (unsigned int)flash->chip_size);
	flash_fail(flash, PROTO_STATUS_RANGE, text);
	return false;
}

static void
open_transfer(struct flash *flash)
{
	if (flash_is_backup(flash))
		flash_begin_reading(flash);
	else
		flash->step = FLASH_HEADER;
}

/* The bytes announced are the bytes that came. */
static bool
is_announced(struct flash *flash)
{
	uint8_t sha256[PROTO_SHA256_LEN];

	proto_sha256_final(&flash->sha, sha256);
	if (memcmp(sha256, flash->stream->start.sha256, sizeof(sha256)) == 0)
		return true;
	flash_fail(flash, PROTO_STATUS_DATA_LOSS,
	    "the image is not the one that was announced");
	return false;
}

static void
verify(struct flash *flash, const struct rom_answer *answer)
{
	uint8_t hash[EVP_MAX_MD_SIZE];

	EVP_DigestFinal_ex(flash->md5, hash, NULL);
	if (!flash_is_hash(answer, hash))
		flash_fail(flash, PROTO_STATUS_DATA_LOSS,
		    "the flash does not hold the same (MD5 differs)");
	else if (flash_is_backup(flash))
		flash_begin_run(flash);
	else if (is_announced(flash))
		flash->step = FLASH_RESTART;
}

static void
compare(struct flash *flash, const struct rom_answer *answer)
{
	if (!flash_take_compare(flash, answer->value))
		flash_fail(flash, PROTO_STATUS_DATA_LOSS,
		    "the flash does not hold the same");
	else if (flash->compared == flash->total && is_announced(flash))
		flash->step = FLASH_RESTART;
}

static void
finish(struct flash *flash)
{
	flash->step = FLASH_DONE;
	stream_finish(flash->stream, PROTO_STATUS_OK, "");
	let_go(flash, "boot loader left");
}

void
flash_go_on(struct flash *flash)
{
	static void (*const asks[])(struct flash * flash) = {
		[FLASH_SYNC] = ask_sync,
		[FLASH_CHIP] = ask_chip,
		[FLASH_BAUD] = ask_baud,
		[FLASH_ATTACH] = ask_attach,
		[FLASH_SIZE] = ask_size,
		[FLASH_PARAMS] = ask_params,
		[FLASH_HEADER] = check_header,
		[FLASH_ERASE] = ask_erase,
		[FLASH_BEGIN] = ask_begin,
		[FLASH_WRITE] = write_block,
		[FLASH_BLOCKS] = flash_ask_block,
		[FLASH_READ] = flash_read,
		[FLASH_VERIFY] = flash_ask_hash,
		[FLASH_COMPARE] = flash_ask_compare,
		[FLASH_RESTART] = ask_restart,
		[FLASH_DONE] = NULL,
	};

	if (asks[flash->step] != NULL)
		asks[flash->step](flash);
}

/* What an answer without an error means for the next step. */
static void
advance(struct flash *flash, const struct rom_answer *answer)
{
	switch (flash->step) {
	case FLASH_SYNC:
		flash->step = FLASH_DRAIN;
		rom_pause(&flash->rom, DRAIN_MS);
		break;
	case FLASH_CHIP:
		take_chip(flash, answer->value);
		break;
	case FLASH_BAUD:
		flash->step = FLASH_SETTLE;
		rom_set_baud(&flash->rom, flash->stream->start.baud);
		rom_pause(&flash->rom, SETTLE_MS);
		break;
	case FLASH_SIZE:
		if (!flash->is_last_of_id || !take_size(flash, answer->value))
			break;
		flash->step = FLASH_PARAMS;
		if (flash->chip->is_plain)
			open_transfer(flash);
		break;
	case FLASH_PARAMS:
		open_transfer(flash);
		break;
	case FLASH_BLOCKS:
		flash_take_block(flash, answer);
		break;
	case FLASH_READ:
		flash_take_piece(flash, answer);
		break;
	case FLASH_VERIFY:
		verify(flash, answer);
		break;
	case FLASH_COMPARE:
		compare(flash, answer);
		break;
	case FLASH_RESTART:
		finish(flash);
		break;
	case FLASH_ATTACH:
	case FLASH_ERASE:
	case FLASH_BEGIN:
		flash->step++;
		break;
	case FLASH_ASK:
	case FLASH_LINES:
	case FLASH_DRAIN:
	case FLASH_SETTLE:
	case FLASH_HEADER:
	case FLASH_WRITE:
	case FLASH_DONE:
		break;
	}
}

static void
on_answer(void *owner, const struct rom_answer *answer)
{
	static const char *const names[] = {
		[FLASH_CHIP] = "which chip it is",
		[FLASH_BAUD] = "changing the speed",
		[FLASH_ATTACH] = "attaching the flash",
		[FLASH_SIZE] = "the size of the flash",
		[FLASH_PARAMS] = "setting the size",
		[FLASH_ERASE] = "erasing the flash",
		[FLASH_BEGIN] = "erasing what is to be written",
		[FLASH_WRITE] = "writing",
		[FLASH_BLOCKS] = "comparing what is there already",
		[FLASH_READ] = "reading",
		[FLASH_VERIFY] = "verifying",
		[FLASH_COMPARE] = "reading back",
		[FLASH_RESTART] = "restarting",
	};
	struct flash *flash = owner;

	if (flash->step == FLASH_SYNC && answer->is_timeout) {
		if (++flash->syncs >= SYNCS_MAX)
			flash_fail(flash, PROTO_STATUS_UNAVAILABLE,
			    "the board does not enter its boot loader");
		else
			ask_sync(flash);
		return;
	}
	/* Leaving need not be answered. */
	if (answer->is_timeout && flash->step == FLASH_RESTART) {
		finish(flash);
		return;
	}
	if (answer->is_timeout || answer->error != 0) {
		fail_answer(flash, names[flash->step], answer);
		return;
	}
	advance(flash, answer);
	if (!flash->rom.is_pausing)
		flash_go_on(flash);
}

static void
on_pause(void *owner)
{
	struct flash *flash = owner;

	if (flash->step == FLASH_LINES) {
		rom_set_lines(&flash->rom, true, false);
		flash->step = FLASH_SYNC;
	} else if (flash->step == FLASH_DRAIN) {
		flash->step = FLASH_CHIP;
	} else if (flash->step == FLASH_SETTLE) {
		flash->step = FLASH_ATTACH;
	}
	flash_go_on(flash);
}

/* ---- into the loader --------------------------------------------------- */

static void
enter(struct flash *flash)
{
	struct conn *conn = flash->stream->conn;

	conn_lend(conn, "in its boot loader");
	flash->rom.on_answer = on_answer;
	flash->rom.on_pause = on_pause;
	rom_enter(&flash->rom, conn, flash);
	flash->step = FLASH_LINES;
	rom_set_lines(&flash->rom, false, true);
	rom_pause(&flash->rom, flash->rom.has_lines ? LINES_MS : 0);
}

static void
on_reset(void *arg, uint16_t status, const uint8_t *body, size_t len)
{
	struct flash *flash = arg;

	(void)body;
	(void)len;
	if (flash->step != FLASH_ASK || flash->stream->conn == NULL)
		return;
	if (status == PROTO_STATUS_UNIMPLEMENTED) {
		flash->step = FLASH_DONE;
		stream_finish(flash->stream, status,
		    "this board has no boot loader that can be spoken with");
		return;
	}
	enter(flash);
}

static void
ask_agent(struct flash *flash)
{
	uint8_t args[8];
	struct proto_writer w;
	struct call_request request = {
		.method = PROTO_CMD_RESET,
		.deadline_ms = RESET_MS,
		.args = args,
		.on_result = on_reset,
		.arg = flash,
	};

	proto_writer_init(&w, args, sizeof(args));
	proto_cbor_put_map(&w, 1);
	proto_cbor_put_uint(&w, PROTO_RESET_BOOTLOADER);
	proto_cbor_put_bool(&w, true);
	request.args_len = w.len;
	call_start(flash->stream->conn, &request);
}

/* ---- the stream's operations ------------------------------------------- */

static void
flash_up(struct stream *stream, bool restarted)
{
	struct flash *flash = stream->state;

	(void)restarted;
	if (flash != NULL)
		return;
	stream->state = flash = xcalloc(1, sizeof(*flash));
	flash->stream = stream;
	flash->total = (uint32_t)stream->start.size;
	flash->offset = stream->start.offset;
	flash->bytes =
	    xmalloc(flash_is_backup(flash) ? FLASH_READ_PIECE : flash->total);
	flash->md5 = EVP_MD_CTX_new();
	proto_sha256_init(&flash->sha);
	if (flash->md5 == NULL ||
	    deflateInit(&flash->deflate, Z_BEST_COMPRESSION) != Z_OK)
		fatalx("cannot make a digest and a compressor");
	flash_begin_hash(flash);
	flash->is_deflating = true;
	if (stream->conn->port == 0) {
		flash->step = FLASH_DONE;
		stream_finish(stream, PROTO_STATUS_PRECONDITION,
		    "the board is not on a serial line");
	} else if (conn_is_up(stream->conn)) {
		ask_agent(flash);
	} else {
		enter(flash);
	}
}

static bool
flash_data(struct stream *stream, const uint8_t *bytes, size_t len)
{
	struct flash *flash = stream->state;

	if (flash_is_backup(flash) || len > flash->total - flash->received)
		return false;
	memcpy(flash->bytes + flash->received, bytes, len);
	flash->received += len;
	EVP_DigestUpdate(flash->md5, bytes, len);
	proto_sha256_update(&flash->sha, bytes, len);
	return true;
}

/* More data or more credit is there. */
static bool
flash_step(struct stream *stream)
{
	struct flash *flash = stream->state;

	if (!flash->is_idle || flash->rom.conn == NULL)
		return false;
	flash->is_idle = false;
	flash_go_on(flash);
	return true;
}

static bool
flash_abandon(struct stream *stream)
{
	break_off(stream->state, "boot loader left before the end");
	return false;
}

static void
flash_fini(struct stream *stream)
{
	struct flash *flash = stream->state;

	if (flash->rom.conn != NULL)
		rom_leave(&flash->rom);
	if (stream->conn != NULL)
		call_forget(stream->conn, flash);
	if (flash->is_deflating)
		deflateEnd(&flash->deflate);
	EVP_MD_CTX_free(flash->md5);
	free(flash->bytes);
	free(flash);
}

const struct stream_ops stream_flash_ops = {
	.up = flash_up,
	.data = flash_data,
	.step = flash_step,
	.abandon = flash_abandon,
	.fini = flash_fini,
};
