/* SPDX-License-Identifier: MIT */
/*
 * Any bytes on the line of a chip in its ROM's loader. The first byte chooses
 * the chip and whether the rest is on the line as it is, or packets: a length
 * each and so many bytes, which are put in SLIP with a right checksum.
 */
#include <stdlib.h>
#include <string.h>

#include "proto/rom_loader.h"
#include "rom/rom.h"

#define CELLS      65536
#define OUT_MAX    (1024 * 1024)
#define PACKET_MAX 255

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t cells[CELLS];

static void
read_cells(void *ctx, uint32_t at, uint8_t *bytes, size_t len)
{
	(void)ctx;
	for (size_t i = 0; i < len; i++)
		bytes[i] = at + i < CELLS ? cells[at + i] : 0xff;
}

static int
program_cells(void *ctx, uint32_t at, const uint8_t *bytes, size_t len)
{
	(void)ctx;
	if (at > CELLS || len > CELLS - at)
		abort();
	for (size_t i = 0; i < len; i++)
		cells[at + i] &= bytes[i];
	return 0;
}

static int
erase_cells(void *ctx, uint32_t at)
{
	(void)ctx;
	if (at % PROTO_ROM_SECTOR != 0 || at > CELLS - PROTO_ROM_SECTOR)
		abort();
	memset(cells + at, 0xff, PROTO_ROM_SECTOR);
	return 0;
}

static const struct rom_memory memory = {
	.size = CELLS,
	.read = read_cells,
	.program = program_cells,
	.erase = erase_cells,
};

/* Takes what is sent, as a host that is not in a hurry. */
static void
fetch(struct rom *rom)
{
	size_t fetched = 0;
	size_t len;

	while (rom_output(rom, &len), len > 0 && fetched < OUT_MAX) {
		size_t part = len > 1000 ? 1000 : len;

		rom_sent(rom, part);
		fetched += part;
	}
}

static void
give_packet(struct rom *rom, const uint8_t *bytes, size_t len)
{
	uint8_t packet[PACKET_MAX + 24] = { 0 };
	uint8_t line[PROTO_SLIP_MAX(sizeof(packet))];
	size_t head = PROTO_ROM_HEAD;

	if (len == 0)
		return;
	packet[1] = bytes[0];
	memcpy(packet + head, bytes + 1, len - 1);
	packet[2] = (uint8_t)(len - 1);
	if (len - 1 > PROTO_ROM_BLOCK_HEAD)
		packet[4] = proto_rom_checksum(bytes + 1 + PROTO_ROM_BLOCK_HEAD,
		    len - 1 - PROTO_ROM_BLOCK_HEAD);
	rom_input(rom, line,
	    proto_slip_encode(line, packet, head + len - 1, NULL, 0));
}

static void
give_packets(struct rom *rom, const uint8_t *data, size_t size)
{
	while (size > 0) {
		size_t len = data[0] < size ? data[0] : size - 1;

		if (rom_has_room(rom))
			give_packet(rom, data + 1, len);
		fetch(rom);
		data += len + 1;
		size -= len + 1;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t mac[ROM_MAC_LEN] = { 2, 0, 0, 0, 0, 1 };
	static struct rom rom;

	if (size == 0)
		return 0;
	rom_init(&rom, data[0] & 1 ? ROM_CHIP_ESP8266 : ROM_CHIP_ESP32, &memory,
	    mac);
	rom.is_stub = (data[0] & 2) != 0;
	rom.line_baud = 115200;
	if (data[0] & 4) {
		rom_input(&rom, data + 1, size - 1);
		fetch(&rom);
	} else {
		give_packets(&rom, data + 1, size - 1);
	}
	rom_fini(&rom);
	return 0;
}
