/* SPDX-License-Identifier: MIT */
/*
 * The registers a programmer looks at: who the chip is, its fuses, the divider
 * of its serial line, and the SPI controller the flash is wired to.
 */
#include "proto/rom_loader.h"

#include "rom.h"

#define FLASH_MAKER   0xefu /* of the W25Q */
#define FLASH_KIND    0x40u
#define ESP32_XTAL    40000000u
#define ESP8266_CLOCK 52000000u /* twice its crystal */

/* Places in the SPI controller, as indexes of words. */
#define SPI_CMD     0x00
#define SPI_ADDR    0x01
#define SPI_USR2    0x09
#define SPI_CMD_USR (1u << 18)

enum spi_flash_command {
	SPI_FLASH_WRITE_STATUS = 0x01,
	SPI_FLASH_READ = 0x03,
	SPI_FLASH_READ_STATUS = 0x05,
	SPI_FLASH_READ_SFDP = 0x5a,
	SPI_FLASH_READ_ID = 0x9f
};

/* What differs between chips. */
static const struct {
	uint32_t magic;
	uint32_t spi;      /* address of the controller */
	size_t spi_buffer; /* its data, as an index of words */
	uint32_t divider;  /* address of the serial line's */
	uint32_t clock;
} chips[] = {
	[ROM_CHIP_ESP32] = {
	    .magic = PROTO_ROM_MAGIC_ESP32,
	    .spi = 0x3ff42000u,
	    .spi_buffer = 0x80 / 4,
	    .divider = 0x3ff40014u,
	    .clock = ESP32_XTAL,
	},
	[ROM_CHIP_ESP8266] = {
	    .magic = PROTO_ROM_MAGIC_ESP8266,
	    .spi = 0x60000200u,
	    .spi_buffer = 0x40 / 4,
	    .divider = 0x60000014u,
	    .clock = ESP8266_CLOCK,
	},
};

/* A register that only ever says one thing. */
struct constant {
	uint32_t address;
	uint32_t value;
};

/* An ESP32-D0WD-V3, revision 3.0, that measured its crystal as 40 MHz. */
static const struct constant esp32_constants[] = {
	{ 0x3ff5a00cu, 0x00008200u },
	{ 0x3ff5a010u, 32 },
	{ 0x3ff5a014u, 0x00100000u },
	{ 0x3ff6607cu, 0x80000000u },
	{ 0x3ff5f06cu, 3200u << 7 },
};

static uint32_t
esp32_fuse(const struct rom *rom, uint32_t address)
{
	const uint8_t *mac = rom->mac;

	if (address == 0x3ff5a004u)
		return (uint32_t)mac[2] << 24 | (uint32_t)mac[3] << 16 |
		    (uint32_t)mac[4] << 8 | mac[5];
	if (address == 0x3ff5a008u)
		return (uint32_t)mac[0] << 8 | mac[1];
	for (size_t i = 0;
	     i < sizeof(esp32_constants) / sizeof(esp32_constants[0]); i++) {
		if (esp32_constants[i].address == address)
			return esp32_constants[i].value;
	}
	return 0;
}

static uint32_t
esp8266_fuse(const struct rom *rom, uint32_t address)
{
	const uint8_t *mac = rom->mac;

	if (address == 0x3ff00050u)
		return (uint32_t)mac[5] << 24;
	if (address == 0x3ff00054u)
		return (uint32_t)mac[3] << 8 | mac[4];
	if (address == 0x3ff0005cu)
		return (uint32_t)mac[0] << 16 | (uint32_t)mac[1] << 8 | mac[2];
	return 0;
}

/* ---- the flash behind the SPI controller --------------------------------- */

static uint32_t
flash_id(const struct rom *rom)
{
	uint32_t capacity = 0;

	while (capacity < 31 && (uint32_t)1 << capacity < rom->memory->size)
		capacity++;
	return FLASH_MAKER | FLASH_KIND << 8 | capacity << 16;
}

static void
load_words(uint32_t *words, const uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		words[i] = (uint32_t)bytes[4 * i] |
		    (uint32_t)bytes[4 * i + 1] << 8 |
		    (uint32_t)bytes[4 * i + 2] << 16 |
		    (uint32_t)bytes[4 * i + 3] << 24;
}

static void
run_flash_command(struct rom *rom)
{
	uint32_t *data = rom->spi + chips[rom->chip].spi_buffer;
	uint8_t bytes[64];

	switch (rom->spi[SPI_USR2] & 0xff) {
	case SPI_FLASH_READ_ID:
		data[0] = flash_id(rom);
		break;
	case SPI_FLASH_READ:
		/* The address stands in the upper three bytes. */
		rom->memory->read(rom->memory->ctx, rom->spi[SPI_ADDR] >> 8,
		    bytes, sizeof(bytes));
		load_words(data, bytes, sizeof(bytes) / 4);
		break;
	case SPI_FLASH_READ_STATUS:
	case SPI_FLASH_READ_SFDP:
		data[0] = 0;
		break;
	case SPI_FLASH_WRITE_STATUS:
	default:
		break;
	}
}

/* ---- reading and writing ------------------------------------------------- */

static bool
is_spi(const struct rom *rom, uint32_t address)
{
	uint32_t base = chips[rom->chip].spi;

	return address >= base && address < base + 4 * ROM_SPI_WORDS &&
	    address % 4 == 0;
}

uint32_t
rom_register_read(struct rom *rom, uint32_t address)
{
	uint32_t baud = rom->baud != 0 ? rom->baud : rom->line_baud;

	if (address == PROTO_ROM_MAGIC_ADDRESS)
		return chips[rom->chip].magic;
	if (address == chips[rom->chip].divider)
		return chips[rom->chip].clock / (baud != 0 ? baud : 115200);
	if (is_spi(rom, address))
		return rom->spi[(address - chips[rom->chip].spi) / 4];
	return rom->chip == ROM_CHIP_ESP32 ? esp32_fuse(rom, address) :
					     esp8266_fuse(rom, address);
}

void
rom_register_write(struct rom *rom, uint32_t address, uint32_t value)
{
	size_t index;

	if (!is_spi(rom, address))
		return;
	index = (address - chips[rom->chip].spi) / 4;
	rom->spi[index] = value;
	if (index == SPI_CMD && (value & SPI_CMD_USR) != 0) {
		run_flash_command(rom);
		rom->spi[SPI_CMD] = 0;
	}
}
