/* SPDX-License-Identifier: MIT */
/* The loader's packets and the commands that do not write the flash. */
#include <stdio.h>
#include <string.h>

#include "object/digest.h"
#include "proto/rom_loader.h"
#include "proto/wire.h"

#include "rom.h"

#define MD5_LEN       16
#define SYNC_ANSWERS  8
#define SYNC_VALUE    0x20120707u /* not 0: that is the stub's */
#define TAIL_MAX      4           /* status, error, two that are reserved */
#define BAUD_DIFFERS  20          /* a difference of one part in this */
#define ROM_BLOCK_MAX 0x10000

enum { ON_ESP8266 = 1, ON_ESP32 = 2, ON_ROM = 3, ON_STUB = 4, ON_ALL = 7 };

struct rom_command {
	uint8_t number; /* enum proto_rom_command */
	uint8_t where;  /* ON_ bits */
	uint8_t words;  /* its body has at least so many */
	void (*run)(struct rom *rom, const struct rom_request *request,
	    struct rom_answer *answer);
};

/* ---- packets ------------------------------------------------------------- */

void
rom_packet(struct rom *rom, const uint8_t *head, size_t head_len,
    const uint8_t *body, size_t body_len)
{
	if (rom->out_at == rom->out_len)
		rom->out_at = rom->out_len = 0;
	if (PROTO_SLIP_MAX(head_len + body_len) > ROM_OUT_MAX - rom->out_len)
		return;
	rom->out_len += proto_slip_encode(rom->out + rom->out_len, head,
	    head_len, body, body_len);
}

uint8_t
rom_error(const struct rom *rom, uint8_t of_rom, uint8_t of_stub)
{
	return rom->is_stub ? of_stub : of_rom;
}

uint32_t
rom_word(const struct rom_request *request, size_t index)
{
	return 4 * index + 4 > request->len ?
	    0 :
	    proto_load(request->body + 4 * index, 4);
}

static void
send_answer(struct rom *rom, uint8_t command, const struct rom_answer *answer)
{
	bool is_long = rom->chip == ROM_CHIP_ESP32 && !rom->is_stub;
	uint8_t bytes[PROTO_ROM_HEAD + sizeof(answer->bytes) + TAIL_MAX];
	size_t tail = is_long ? 4 : 2;
	struct proto_writer w;

	proto_writer_init(&w, bytes, sizeof(bytes));
	proto_write_u8(&w, 1);
	proto_write_u8(&w, command);
	proto_write_u16(&w, (uint16_t)(answer->len + tail));
	proto_write_u32(&w, answer->value);
	proto_write_bytes(&w, answer->bytes, answer->len);
	proto_write_u8(&w, answer->error != PROTO_ROM_OK);
	proto_write_u8(&w, answer->error);
	if (is_long)
		proto_write_u16(&w, 0);
	rom_packet(rom, bytes, w.len, NULL, 0);
}

/* ---- commands ------------------------------------------------------------ */

static void
run_sync(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer)
{
	/* By it the ROM measures the host's speed. */
	rom->baud = rom->line_baud;
	answer->value = rom->is_stub ? 0 : SYNC_VALUE;
	for (int i = 1; i < SYNC_ANSWERS; i++)
		send_answer(rom, request->command, answer);
}

static void
run_read_register(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer)
{
	answer->value = rom_register_read(rom, rom_word(request, 0));
}

/* One or more of: address, value, mask, delay. */
static void
run_write_register(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer)
{
	(void)answer;
	for (size_t i = 0; 4 * i + 16 <= request->len; i += 4) {
		uint32_t address = rom_word(request, i);
		uint32_t mask = rom_word(request, i + 2);
		uint32_t value = rom_word(request, i + 1) & mask;

		if (mask != UINT32_MAX)
			value |= rom_register_read(rom, address) & ~mask;
		rom_register_write(rom, address, value);
	}
}

static void
run_nothing(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer)
{
	(void)rom;
	(void)request;
	(void)answer;
}

static void
run_ram_data(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer)
{
	answer->error = rom_check_block(rom, request);
	if (answer->error == PROTO_ROM_OK)
		rom->ram_len += rom_word(request, 0);
}

/* What was uploaded runs: a stub, as far as this chip can tell. */
static void
run_ram_end(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer)
{
	static const uint8_t hello[] = { 'O', 'H', 'A', 'I' };

	send_answer(rom, request->command, answer);
	answer->len = SIZE_MAX;
	if (rom_word(request, 1) == 0 || rom->ram_len == 0) {
		rom->wants_restart = rom_word(request, 0) == 0;
		return;
	}
	rom->is_stub = true;
	rom_packet(rom, hello, sizeof(hello), NULL, 0);
}

static void
run_change_baud(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer)
{
	(void)answer;
	rom->baud = rom_word(request, 0);
}

static void
run_read_slow(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer)
{
	uint32_t at = rom_word(request, 0);
	uint32_t len = rom_word(request, 1);

	if (len > PROTO_ROM_SLOW_READ || at > rom->memory->size ||
	    len > rom->memory->size - at) {
		answer->error = PROTO_ROM_READ_ERROR;
		return;
	}
	memset(answer->bytes, 0, sizeof(answer->bytes));
	rom->memory->read(rom->memory->ctx, at, answer->bytes, len);
	answer->len = PROTO_ROM_SLOW_READ;
}

static void
hash_flash(struct rom *rom, uint32_t at, uint32_t len, uint8_t hash[MD5_LEN])
{
	struct vm_digest md5;
	uint8_t bytes[PROTO_ROM_SECTOR];

	vm_digest_init(&md5, &vm_digest_md5);
	while (len > 0) {
		uint32_t part = len < sizeof(bytes) ? len : sizeof(bytes);

		rom->memory->read(rom->memory->ctx, at, bytes, part);
		vm_digest_update(&md5, bytes, part);
		at += part;
		len -= part;
	}
	vm_digest_final(&md5, hash);
}

/* The ROM gives digits, the stub bytes. */
static void
run_md5(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer)
{
	uint32_t at = rom_word(request, 0);
	uint32_t len = rom_word(request, 1);
	uint8_t hash[MD5_LEN];

	if (at > rom->memory->size || len > rom->memory->size - at) {
		answer->error = rom_error(rom, PROTO_ROM_READ_ERROR,
		    PROTO_ROM_STUB_FAILED_SPI);
		return;
	}
	hash_flash(rom, at, len, hash);
	answer->len = rom->is_stub ? MD5_LEN : 2 * MD5_LEN;
	for (size_t i = 0; i < MD5_LEN; i++) {
		char digits[3];

		snprintf(digits, sizeof(digits), "%02x", hash[i]);
		if (rom->is_stub)
			answer->bytes[i] = hash[i];
		else
			memcpy(answer->bytes + 2 * i, digits, 2);
	}
}

static void
run_erase_flash(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer)
{
	(void)request;
	if (!rom_erase(rom, 0, rom->memory->size))
		answer->error = PROTO_ROM_STUB_FAILED_SPI;
}

static void
run_erase_region(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer)
{
	uint32_t at = rom_word(request, 0);
	uint32_t len = rom_word(request, 1);

	if (at % PROTO_ROM_SECTOR != 0 || len % PROTO_ROM_SECTOR != 0 ||
	    !rom_erase(rom, at, len))
		answer->error = PROTO_ROM_STUB_FAILED_SPI;
}

static void
run_read_flash(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer)
{
	const struct rom_read read = {
		.is_open = true,
		.at = rom_word(request, 0),
		.len = rom_word(request, 1),
		.block = rom_word(request, 2),
		.in_flight = rom_word(request, 3),
	};

	if (read.at > rom->memory->size ||
	    read.len > rom->memory->size - read.at || read.block == 0 ||
	    read.block > PROTO_ROM_SECTOR || read.in_flight == 0 ||
	    read.in_flight > ROM_BLOCK_MAX)
		answer->error = PROTO_ROM_STUB_FAILED_SPI;
	else
		rom->read = read;
}

static void
run_user_code(struct rom *rom, const struct rom_request *request,
    struct rom_answer *answer)
{
	(void)request;
	answer->len = SIZE_MAX;
	rom->wants_restart = true;
}

static const struct rom_command commands[] = {
	{ PROTO_ROM_FLASH_BEGIN, ON_ALL, 4, rom_write_begin },
	{ PROTO_ROM_FLASH_DATA, ON_ALL, 4, rom_write_data },
	{ PROTO_ROM_FLASH_END, ON_ALL, 1, rom_write_end },
	{ PROTO_ROM_MEM_BEGIN, ON_ALL, 4, run_nothing },
	{ PROTO_ROM_MEM_END, ON_ALL, 2, run_ram_end },
	{ PROTO_ROM_MEM_DATA, ON_ALL, 4, run_ram_data },
	{ PROTO_ROM_SYNC, ON_ALL, 9, run_sync },
	{ PROTO_ROM_WRITE_REG, ON_ALL, 4, run_write_register },
	{ PROTO_ROM_READ_REG, ON_ALL, 1, run_read_register },
	{ PROTO_ROM_SPI_SET_PARAMS, ON_ESP32 | ON_STUB, 6, run_nothing },
	{ PROTO_ROM_SPI_ATTACH, ON_ESP32 | ON_STUB, 1, run_nothing },
	{ PROTO_ROM_READ_FLASH_SLOW, ON_ESP32, 2, run_read_slow },
	{ PROTO_ROM_CHANGE_BAUD, ON_ESP32 | ON_STUB, 2, run_change_baud },
	{ PROTO_ROM_DEFL_BEGIN, ON_ESP32 | ON_STUB, 4, rom_write_begin },
	{ PROTO_ROM_DEFL_DATA, ON_ESP32 | ON_STUB, 4, rom_write_data },
	{ PROTO_ROM_DEFL_END, ON_ESP32 | ON_STUB, 1, rom_write_end },
	{ PROTO_ROM_FLASH_MD5, ON_ESP32 | ON_STUB, 2, run_md5 },
	{ PROTO_ROM_ERASE_FLASH, ON_STUB, 0, run_erase_flash },
	{ PROTO_ROM_ERASE_REGION, ON_STUB, 2, run_erase_region },
	{ PROTO_ROM_READ_FLASH, ON_STUB, 4, run_read_flash },
	{ PROTO_ROM_RUN_USER_CODE, ON_STUB, 0, run_user_code },
};

static const struct rom_command *
find_command(const struct rom *rom, uint8_t number)
{
	uint8_t here = rom->is_stub     ? ON_STUB :
	    rom->chip == ROM_CHIP_ESP32 ? ON_ESP32 :
					  ON_ESP8266;

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (commands[i].number == number &&
		    (commands[i].where & here) != 0)
			return &commands[i];
	}
	return NULL;
}

/* ---- reading: packets of data, answered by how much arrived -------------- */

static void
finish_reading(struct rom *rom)
{
	uint8_t hash[MD5_LEN];

	hash_flash(rom, rom->read.at, rom->read.len, hash);
	rom_packet(rom, hash, sizeof(hash), NULL, 0);
	rom->read.is_open = false;
}

static void
go_on_reading(struct rom *rom)
{
	struct rom_read *read = &rom->read;
	uint8_t bytes[PROTO_ROM_SECTOR];

	while (read->is_open && read->sent < read->len && rom_has_room(rom) &&
	    (uint64_t)read->sent - read->acked <
		(uint64_t)read->block * read->in_flight) {
		uint32_t left = read->len - read->sent;
		uint32_t part = left < read->block ? left : read->block;

		rom->memory->read(rom->memory->ctx, read->at + read->sent,
		    bytes, part);
		rom_packet(rom, bytes, part, NULL, 0);
		read->sent += part;
	}
	if (read->is_open && read->acked >= read->len)
		finish_reading(rom);
}

/* ---- input and output ---------------------------------------------------- */

/* Two ends of different speed do not understand each other. */
static bool
hears_noise(const struct rom *rom)
{
	uint32_t more = rom->line_baud > rom->baud ? rom->line_baud : rom->baud;
	uint32_t less = rom->line_baud > rom->baud ? rom->baud : rom->line_baud;

	return less != 0 && more - less > more / BAUD_DIFFERS;
}

static void
take_packet(struct rom *rom)
{
	const uint8_t *bytes = rom->packet;
	size_t len = rom->in.len;
	struct rom_request request = { .len = len - PROTO_ROM_HEAD };
	const struct rom_command *command;
	struct rom_answer answer = { 0 };

	if (rom->read.is_open && len == 4) {
		uint32_t acked = proto_load(bytes, 4);

		if (acked <= rom->read.sent)
			rom->read.acked = acked;
		return;
	}
	if (len < PROTO_ROM_HEAD || bytes[0] != 0 ||
	    proto_load(bytes + 2, 2) != request.len ||
	    (hears_noise(rom) && bytes[1] != PROTO_ROM_SYNC))
		return;
	rom->read.is_open = false;
	request.command = bytes[1];
	request.checksum = proto_load(bytes + 4, 4);
	request.body = bytes + PROTO_ROM_HEAD;
	command = find_command(rom, request.command);
	if (command == NULL || request.len < 4 * (size_t)command->words)
		answer.error = rom_error(rom, PROTO_ROM_BAD_MESSAGE,
		    PROTO_ROM_STUB_INVALID);
	else
		command->run(rom, &request, &answer);
	if (answer.len != SIZE_MAX)
		send_answer(rom, request.command, &answer);
}

void
rom_input(struct rom *rom, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len && !rom->wants_restart; i++) {
		if (proto_slip_add(&rom->in, bytes[i]))
			take_packet(rom);
	}
}

bool
rom_has_room(const struct rom *rom)
{
	return rom->out_len < ROM_OUT_MAX / 2;
}

const uint8_t *
rom_output(struct rom *rom, size_t *len)
{
	go_on_reading(rom);
	*len = rom->out_len - rom->out_at;
	return rom->out + rom->out_at;
}

void
rom_sent(struct rom *rom, size_t len)
{
	rom->out_at += len;
	if (rom->out_at == rom->out_len)
		rom->out_at = rom->out_len = 0;
}

void
rom_greet(struct rom *rom)
{
	static const char *const greetings[] = {
		[ROM_CHIP_ESP32] =
		    "ets Jul 29 2019 12:21:46\r\n\r\n"
		    "rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT("
		    "UART0/UART1/SDIO_REI_REO_V2))\r\nwaiting for download\r\n",
		[ROM_CHIP_ESP8266] = "\r\n ets Jan  8 2013,rst cause:2, "
				     "boot mode:(1,7)\r\n\r\n",
	};
	size_t len = strlen(greetings[rom->chip]);

	memcpy(rom->out, greetings[rom->chip], len);
	rom->out_at = 0;
	rom->out_len = len;
}

void
rom_init(struct rom *rom, enum rom_chip chip, const struct rom_memory *memory,
    const uint8_t mac[ROM_MAC_LEN])
{
	memset(rom, 0, sizeof(*rom));
	rom->chip = chip;
	rom->memory = memory;
	memcpy(rom->mac, mac, ROM_MAC_LEN);
	proto_slip_init(&rom->in, rom->packet, sizeof(rom->packet));
}

void
rom_fini(struct rom *rom)
{
	rom_write_abort(rom);
}
