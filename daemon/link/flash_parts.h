/* SPDX-License-Identifier: MIT */
/*
 * What the parts of a FLASH or BACKUP stream share: the state, and what differs
 * between chips. Only the flash files include it.
 */
#ifndef LINK_FLASH_PARTS_H
#define LINK_FLASH_PARTS_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

#include "daemon/common/stream.h"
#include "daemon/link/rom.h"
#include "proto/sha256.h"

struct stream;

#define ANSWER_MS        3000
#define ERASE_MS         120000
#define MESSAGE_MAX      160
#define FLASH_READ_PIECE 4096 /* as much as is read between two sends */

/* What differs between chips and their loaders. */
struct flash_chip {
	const char *name;
	uint32_t magic;
	uint32_t usual_offset; /* where the boot loader looks for an image */
	uint32_t spi;          /* address of the controller */
	uint32_t spi_len;      /* offset of the register with lengths */
	uint32_t spi_id_len;   /* its value to read 24 bits */
	uint32_t spi_data;
	bool is_plain; /* can neither compress nor hash nor read */
};

enum flash_step {
	FLASH_ASK,     /* the agent to give way */
	FLASH_LINES,   /* are pulled */
	FLASH_SYNC,    /* until the loader answers */
	FLASH_DRAIN,   /* its other answers */
	FLASH_CHIP,    /* which is it? */
	FLASH_BAUD,    /* a faster line */
	FLASH_SETTLE,  /* the line after that */
	FLASH_ATTACH,  /* the flash to the loader */
	FLASH_SIZE,    /* how large is it? */
	FLASH_PARAMS,  /* the loader is told that */
	FLASH_BLOCKS,  /* which of the opener's does the chip have? */
	FLASH_HEADER,  /* can the image start the chip? */
	FLASH_ERASE,   /* all of it */
	FLASH_BEGIN,   /* erases what is to be written */
	FLASH_WRITE,   /* blocks */
	FLASH_READ,    /* pieces */
	FLASH_VERIFY,  /* by the chip's own hash */
	FLASH_COMPARE, /* bytes read back, where there is no hash */
	FLASH_RESTART, /* out of the loader */
	FLASH_DONE
};

struct flash {
	struct stream *stream; /* borrowed: its owner */
	struct rom rom;
	enum flash_step step;
	unsigned int syncs;
	const struct flash_chip *chip; /* borrowed: static; NULL: not known */
	size_t substep;                /* of several requests for one thing */
	uint32_t chip_size;
	bool is_last_of_id;
	uint32_t offset;   /* in the flash */
	uint32_t compared; /* bytes read back, word by word */
	uint32_t at;       /* bytes read, or given to the compressor */
	uint32_t total;    /* bytes to be read or written */
	uint32_t block;
	bool is_idle; /* nothing was asked: more data or credit will go on */
	bool is_deflating;
	bool is_flushed; /* all that was compressed is in block_bytes */
	z_stream deflate;
	uint8_t block_bytes[PROTO_ROM_BLOCK_HEAD + PROTO_ROM_BLOCK];
	size_t block_len;
	uint8_t *bytes; /* owned: from the opener, or read */
	size_t received;
	uint32_t piece_at; /* where bytes begin */
	uint32_t run_at;   /* read since what was hashed or left out */
	uint32_t kept;     /* bytes that the opener has already */
	uint8_t blocks[STREAM_SHA256_LEN]; /* a bit for each of them */
	uint8_t block_at;                  /* of them, to be compared */
	bool is_filling;                   /* words are taken, not compared */
	EVP_MD_CTX *md5;                   /* owned */
	struct proto_sha256 sha;
};

/* ---- flash_chips.c ----------------------------------------------------- */

/* NULL: not one that is known here. */
const struct flash_chip *flash_chip_find(uint32_t magic);
/* The next request for the id of the flash; false: that was the last, and its
 * answer is the id. */
bool flash_ask_id(struct flash *flash);
/* What the ESP8266's loader is to be asked to erase, so that it erases this
 * much: it counts what is before the next 64 KiB twice. */
uint32_t flash_plain_erase_size(uint32_t offset, uint32_t size);
/* Why an image cannot start the chip, or NULL. */
const char *flash_check_image(const struct flash *flash);
/* The next request of reading the flash back. */
void flash_ask_compare(struct flash *flash);
/* Its answer; false: the flash holds something else. */
bool flash_take_compare(struct flash *flash, uint32_t value);

/* ---- flash_read.c ------------------------------------------------------ */

bool flash_is_backup(const struct flash *flash);
/* The chip's hash of what was read or written. */
void flash_ask_hash(struct flash *flash);
bool flash_is_hash(const struct rom_answer *answer,
    const uint8_t hash[STREAM_MD5_LEN]);
/* With what the opener has already. */
void flash_begin_reading(struct flash *flash);
void flash_ask_block(struct flash *flash);
void flash_take_block(struct flash *flash, const struct rom_answer *answer);
/* Goes on behind the blocks that are left out. */
void flash_begin_run(struct flash *flash);
void flash_read(struct flash *flash);
void flash_take_piece(struct flash *flash, const struct rom_answer *answer);

/* ---- stream_flash.c ---------------------------------------------------- */

void flash_ask(struct flash *flash, uint8_t command, const uint32_t *words,
    size_t count, uint32_t timeout_ms);
void flash_begin_hash(struct flash *flash);
/* Asks what the step wants to know. */
void flash_go_on(struct flash *flash);
void flash_fail(struct flash *flash, uint16_t status, const char *text);

#endif
