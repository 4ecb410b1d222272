/* SPDX-License-Identifier: MIT */
/*
 * The loader in the chip's ROM: the serial protocol of proto/rom_loader.h over
 * bytes that others bring and fetch. What is uploaded to RAM as a stub is not
 * executed, its code is for another processor: the loader itself goes on as
 * the stub then.
 */
#ifndef ROM_H
#define ROM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

#include "proto/slip.h"

#define ROM_PACKET_MAX (0x4000 + 256)
#define ROM_OUT_MAX    (64 * 1024)
#define ROM_MAC_LEN    6
#define ROM_SPI_WORDS  64

/* Whose loader it is, and whose registers. */
enum rom_chip { ROM_CHIP_ESP32, ROM_CHIP_ESP8266 };

/* The flash as programmers see it: addresses from 0 to size, 0xff where
 * there are no cells. All return 0 or -1. */
struct rom_memory {
	void *ctx;
	uint32_t size; /* a power of two */
	void (*read)(void *ctx, uint32_t at, uint8_t *bytes, size_t len);
	int (
	    *program)(void *ctx, uint32_t at, const uint8_t *bytes, size_t len);
	int (*erase)(void *ctx, uint32_t at); /* one sector */
};

/* What is being written. */
struct rom_write {
	bool is_open;
	bool is_deflated;
	bool is_ended; /* the end of the deflated data was there */
	uint32_t at;
	uint32_t end;
	uint32_t next; /* number of the block to come */
	z_stream inflate;
};

/* What is being read: sent block by block, while the host keeps up. */
struct rom_read {
	bool is_open;
	uint32_t at;
	uint32_t sent;
	uint32_t acked;
	uint32_t len;
	uint32_t block;
	uint32_t in_flight;
};

struct rom {
	enum rom_chip chip;
	const struct rom_memory *memory; /* borrowed: as long as this */
	uint8_t mac[ROM_MAC_LEN];
	uint32_t line_baud; /* what the host's side is set to */
	uint32_t baud;      /* what the loader's side is set to; 0: any */
	bool is_stub;
	bool wants_restart; /* when all that is to be sent has been */
	uint32_t ram_len;   /* bytes uploaded to RAM */
	uint32_t spi[ROM_SPI_WORDS];
	struct rom_write write;
	struct rom_read read;
	struct proto_slip in;
	uint8_t packet[ROM_PACKET_MAX];
	uint8_t out[ROM_OUT_MAX];
	size_t out_at;
	size_t out_len;
};

void rom_init(struct rom *rom, enum rom_chip chip,
    const struct rom_memory *memory, const uint8_t mac[ROM_MAC_LEN]);
void rom_fini(struct rom *rom);
/* Says hello as a chip does that comes up in its loader. */
void rom_greet(struct rom *rom);
/* False while answers have to be fetched first. */
bool rom_has_room(const struct rom *rom);
void rom_input(struct rom *rom, const uint8_t *bytes, size_t len);
/* Bytes to be sent now; *len 0: none. rom_sent takes them away. */
const uint8_t *rom_output(struct rom *rom, size_t *len);
void rom_sent(struct rom *rom, size_t len);

/* ---- the parts, for each other ----------------------------------------- */

struct rom_request {
	uint8_t command;
	uint32_t checksum;
	const uint8_t *body; /* borrowed: the packet */
	size_t len;
};

/* What a handler answers. */
struct rom_answer {
	uint8_t error; /* enum proto_rom_error */
	uint32_t value;
	uint8_t bytes[64];
	size_t len;
};

void rom_packet(struct rom *rom, const uint8_t *head, size_t head_len,
    const uint8_t *body, size_t body_len);
/* One of two errors: the ROM's, the stub's. */
uint8_t rom_error(const struct rom *rom, uint8_t of_rom, uint8_t of_stub);
uint32_t rom_word(const struct rom_request *request, size_t index);

/* rom_registers.c */
uint32_t rom_register_read(struct rom *rom, uint32_t address);
void rom_register_write(struct rom *rom, uint32_t address, uint32_t value);

/* rom_write.c: command handlers. */
void rom_write_begin(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer);
void rom_write_data(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer);
void rom_write_end(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer);
void rom_write_abort(struct rom *rom);
/* Whether the data of a block, of RAM or flash, are as they were sent. */
uint8_t rom_check_block(const struct rom *rom,
    const struct rom_request *request);
/* Whole sectors; false when it is not inside the flash. */
bool rom_erase(struct rom *rom, uint32_t at, uint32_t len);

#endif
