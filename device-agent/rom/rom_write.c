/* SPDX-License-Identifier: MIT */
/* The loader's commands that erase and program the flash. */
#include <string.h>

#include "proto/rom_loader.h"

#include "rom.h"

#define ERASE_BLOCK 16 /* sectors */
#define CHUNK       4096

static bool
is_inside(const struct rom *rom, uint32_t at, uint32_t len)
{
	return at <= rom->memory->size && len <= rom->memory->size - at;
}

bool
rom_erase(struct rom *rom, uint32_t at, uint32_t len)
{
	uint32_t first = at - at % PROTO_ROM_SECTOR;

	if (!is_inside(rom, at, len))
		return false;
	for (uint32_t here = first; len > 0 && here < at + len;
	     here += PROTO_ROM_SECTOR) {
		if (rom->memory->erase(rom->memory->ctx, here) != 0)
			return false;
	}
	return true;
}

/*
 * The ESP8266's ROM erases up to the next large block, and then as much again
 * as it was asked for; its programmers know that and ask for less.
 */
static uint32_t
erased_by_esp8266(const struct rom *rom, uint32_t at, uint32_t len)
{
	uint32_t sectors = (len + PROTO_ROM_SECTOR - 1) / PROTO_ROM_SECTOR;
	uint32_t head = ERASE_BLOCK - at / PROTO_ROM_SECTOR % ERASE_BLOCK;
	uint32_t left = (rom->memory->size - at) / PROTO_ROM_SECTOR;

	sectors += sectors < head ? sectors : head;
	return (sectors < left ? sectors : left) * PROTO_ROM_SECTOR;
}

void
rom_write_abort(struct rom *rom)
{
	if (rom->write.is_open && rom->write.is_deflated)
		inflateEnd(&rom->write.inflate);
	memset(&rom->write, 0, sizeof(rom->write));
}

void
rom_write_begin(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer)
{
	struct rom_write *write = &rom->write;
	uint32_t len = rom_word(request, 0);
	uint32_t at = rom_word(request, 3);
	uint32_t erased = len;

	rom_write_abort(rom);
	if (is_inside(rom, at, len) && rom->chip == ROM_CHIP_ESP8266 &&
	    !rom->is_stub)
		erased = erased_by_esp8266(rom, at, len);
	if (!rom_erase(rom, at, erased)) {
		answer->error =
		    rom_error(rom, PROTO_ROM_FAILED, PROTO_ROM_STUB_FAILED_SPI);
		return;
	}
	write->is_deflated = request->command == PROTO_ROM_DEFL_BEGIN;
	if (write->is_deflated && inflateInit(&write->inflate) != Z_OK) {
		answer->error = rom_error(rom, PROTO_ROM_FAILED,
		    PROTO_ROM_STUB_INFLATE_ERROR);
		return;
	}
	write->is_open = true;
	write->at = at;
	/* The last block may be filled up: what counts is what fits. */
	write->end = at + erased;
}

/* ---- blocks -------------------------------------------------------------- */

static uint8_t
program(struct rom *rom, const uint8_t *bytes, size_t len)
{
	struct rom_write *write = &rom->write;

	if (len > rom->memory->size - write->at)
		return rom_error(rom, PROTO_ROM_WRITE_ERROR,
		    PROTO_ROM_STUB_TOO_MUCH);
	if (rom->memory->program(rom->memory->ctx, write->at, bytes, len) != 0)
		return rom_error(rom, PROTO_ROM_WRITE_ERROR,
		    PROTO_ROM_STUB_FAILED_SPI);
	write->at += (uint32_t)len;
	return PROTO_ROM_OK;
}

static uint8_t
program_plain(struct rom *rom, const uint8_t *bytes, size_t len)
{
	size_t left = rom->write.end - rom->write.at;

	/* Programmers fill the last block with 0xff. */
	return program(rom, bytes, len < left ? len : left);
}

static uint8_t
program_deflated(struct rom *rom, const uint8_t *bytes, size_t len)
{
	struct rom_write *write = &rom->write;
	z_stream *z = &write->inflate;
	uint8_t chunk[CHUNK];
	uint8_t error = PROTO_ROM_OK;
	int status = Z_OK;

	z->next_in = (z_const Bytef *)(uintptr_t)bytes;
	z->avail_in = (uInt)len;
	while (error == PROTO_ROM_OK && status == Z_OK && !write->is_ended) {
		size_t got;

		z->next_out = chunk;
		z->avail_out = sizeof(chunk);
		status = inflate(z, Z_NO_FLUSH);
		got = sizeof(chunk) - z->avail_out;
		if (got > write->end - write->at)
			error = rom_error(rom, PROTO_ROM_DEFLATE_ERROR,
			    PROTO_ROM_STUB_TOO_MUCH);
		else
			error = program(rom, chunk, got);
		write->is_ended = status == Z_STREAM_END;
		if (got == 0 && z->avail_in == 0)
			break;
	}
	if (error == PROTO_ROM_OK && status != Z_OK && status != Z_STREAM_END &&
	    status != Z_BUF_ERROR)
		error = rom_error(rom, PROTO_ROM_DEFLATE_ERROR,
		    PROTO_ROM_STUB_INFLATE_ERROR);
	return error;
}

uint8_t
rom_check_block(const struct rom *rom, const struct rom_request *request)
{
	const uint8_t *data = request->body + PROTO_ROM_BLOCK_HEAD;

	if (rom_word(request, 0) != request->len - PROTO_ROM_BLOCK_HEAD)
		return rom_error(rom, PROTO_ROM_BAD_MESSAGE,
		    PROTO_ROM_STUB_BAD_LENGTH);
	if (proto_rom_checksum(data, request->len - PROTO_ROM_BLOCK_HEAD) !=
	    request->checksum)
		return rom_error(rom, PROTO_ROM_BAD_CHECKSUM,
		    PROTO_ROM_STUB_BAD_CHECKSUM);
	return PROTO_ROM_OK;
}

void
rom_write_data(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer)
{
	bool is_deflated = request->command == PROTO_ROM_DEFL_DATA;
	struct rom_write *write = &rom->write;
	uint32_t number = rom_word(request, 1);

	answer->error = rom_check_block(rom, request);
	if (answer->error != PROTO_ROM_OK)
		return;
	/* Its answer was lost, so the host sent it again. */
	if (write->is_open && write->next > 0 && number == write->next - 1)
		return;
	if (!write->is_open || write->is_deflated != is_deflated ||
	    number != write->next) {
		answer->error = rom_error(rom, PROTO_ROM_FAILED,
		    PROTO_ROM_STUB_NOT_WRITING);
		return;
	}
	answer->error = (is_deflated ? program_deflated : program_plain)(rom,
	    request->body + PROTO_ROM_BLOCK_HEAD,
	    request->len - PROTO_ROM_BLOCK_HEAD);
	if (answer->error == PROTO_ROM_OK)
		write->next++;
}

void
rom_write_end(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer)
{
	bool may_stay = rom->is_stub && rom_word(request, 0) != 0;

	if (rom->is_stub && rom->write.is_open && rom->write.is_deflated &&
	    rom->write.next > 0 && !rom->write.is_ended)
		answer->error = PROTO_ROM_STUB_NOT_ENOUGH;
	rom_write_abort(rom);
	/* The ROM is left by this either way. */
	rom->wants_restart = !may_stay;
}
