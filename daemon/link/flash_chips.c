/* SPDX-License-Identifier: MIT */
/*
 * What differs between chips and their loaders: registers of the SPI
 * controller, and the ways of the ESP8266's, which can neither compress, hash,
 * nor read the flash, and erases more than it is asked for.
 */

#include "config.h"

#include "daemon/link/flash_parts.h"
#include "daemon/link/stream_flash.h"
#include "daemon/link/streams.h"
#include "proto/wire.h"

#define SECTOR      PROTO_ROM_SECTOR
#define BLOCK_PARTS 16u /* sectors the loader erases at once, if it can */

/* Of the SPI controller; its data and lengths are elsewhere in each chip. */
#define SPI_CMD          0x00u
#define SPI_ADDR         0x04u
#define SPI_USR          0x1cu
#define SPI_USR1         0x20u
#define SPI_USR2         0x24u
#define SPI_START        (1u << 18)
#define SPI_HAS_COMMAND  (1u << 31)
#define SPI_HAS_ADDRESS  (1u << 30)
#define SPI_HAS_INPUT    (1u << 28)
#define SPI_COMMAND_BITS (7u << 28)
#define SPI_ADDRESS_BITS (23u << 26)
#define SPI_INPUT_BITS   8 /* a shift, in USR1 */
#define READ_ID          0x9fu
#define READ_DATA        0x03u
#define READ_LEN         64u
#define READ_WORDS       (READ_LEN / 4)

/* An image's header: magic, segments, mode, size and speed of the flash. */
#define IMAGE_MAGIC      0xe9
#define IMAGE_MAGIC_SDK2 0xea
#define IMAGE_BLANK      0xff
#define IMAGE_HEAD       4

static const struct flash_chip chips[] = {
	{
	    .name = "ESP32",
	    .magic = PROTO_ROM_MAGIC_ESP32,
	    .usual_offset = 0x1000,
	    .spi = 0x3ff42000u,
	    .spi_len = 0x2c,
	    .spi_id_len = 23,
	    .spi_data = 0x80,
	},
	{
	    .name = "ESP8266",
	    .magic = PROTO_ROM_MAGIC_ESP8266,
	    .usual_offset = 0,
	    .spi = 0x60000200u,
	    .spi_len = SPI_USR1,
	    .spi_id_len = 23u << SPI_INPUT_BITS,
	    .spi_data = 0x40,
	    .is_plain = true,
	},
};

const struct flash_chip *
flash_chip_find(uint32_t magic)
{
	size_t i;

	for (i = 0; i < sizeof(chips) / sizeof(chips[0]); i++)
		if (chips[i].magic == magic)
			return &chips[i];
	return NULL;
}

/* ---- registers --------------------------------------------------------- */

static void
write_register(struct flash *flash, uint32_t at, uint32_t value)
{
	const uint32_t words[] = { flash->chip->spi + at, value, UINT32_MAX,
		0 };

	flash_ask(flash, PROTO_ROM_WRITE_REG, words, 4, ANSWER_MS);
}

static void
read_register(struct flash *flash, uint32_t at)
{
	const uint32_t words[] = { flash->chip->spi + at };

	flash_ask(flash, PROTO_ROM_READ_REG, words, 1, ANSWER_MS);
}

/* The flash chip's third byte of its id is the size. */
bool
flash_ask_id(struct flash *flash)
{
	const struct flash_chip *chip = flash->chip;
	const uint32_t writes[][2] = {
		{ chip->spi_len, chip->spi_id_len },
		{ SPI_USR, SPI_HAS_COMMAND | SPI_HAS_INPUT },
		{ SPI_USR2, SPI_COMMAND_BITS | READ_ID },
		{ chip->spi_data, 0 },
		{ SPI_CMD, SPI_START },
	};
	size_t step = flash->substep++;

	if (step < sizeof(writes) / sizeof(writes[0])) {
		write_register(flash, writes[step][0], writes[step][1]);
		return true;
	}
	read_register(flash, chip->spi_data);
	flash->substep = 0;
	return false;
}

/* ---- writing ----------------------------------------------------------- */

uint32_t
flash_plain_erase_size(uint32_t offset, uint32_t size)
{
	uint32_t sectors = (size + SECTOR - 1) / SECTOR;
	uint32_t head = BLOCK_PARTS - offset / SECTOR % BLOCK_PARTS;

	if (head > sectors)
		head = sectors;
	return (sectors < 2 * head ? (sectors + 1) / 2 : sectors - head) *
	    SECTOR;
}

/* What the fourth byte's upper half says; 0: nothing that is known. */
static uint32_t
image_flash_size(uint8_t code)
{
	static const uint32_t sizes[] = { 512, 256, 1024, 2048, 4096, 2048,
		4096, 0, 8192, 16384 };

	code >>= 4;
	return code < sizeof(sizes) / sizeof(sizes[0]) ? sizes[code] * 1024 : 0;
}

const char *
flash_check_image(const struct flash *flash)
{
	const uint8_t *head = flash->bytes;

	if (flash->offset != flash->chip->usual_offset ||
	    head[0] == IMAGE_BLANK)
		return NULL;
	if (head[0] != IMAGE_MAGIC && head[0] != IMAGE_MAGIC_SDK2)
		return "not an image that this chip can start (its first byte "
		       "is not e9)";
	if (image_flash_size(head[IMAGE_HEAD - 1]) > flash->chip_size)
		return "the image's header says that it needs a larger flash";
	return NULL;
}

/* ---- comparing --------------------------------------------------------- */

void
flash_ask_compare(struct flash *flash)
{
	const uint32_t writes[][2] = {
		{ SPI_USR1,
		    SPI_ADDRESS_BITS | (8 * READ_LEN - 1) << SPI_INPUT_BITS },
		{ SPI_USR, SPI_HAS_COMMAND | SPI_HAS_ADDRESS | SPI_HAS_INPUT },
		{ SPI_USR2, SPI_COMMAND_BITS | READ_DATA },
		{ SPI_ADDR, (flash->offset + flash->compared) << 8 },
		{ SPI_CMD, SPI_START },
	};
	size_t count = sizeof(writes) / sizeof(writes[0]);
	size_t step = flash->substep;

	if (step < count)
		write_register(flash, writes[step][0], writes[step][1]);
	else
		read_register(flash,
		    flash->chip->spi_data + 4 * (uint32_t)(step - count));
}

bool
flash_take_compare(struct flash *flash, uint32_t value)
{
	const size_t setup = 3, first_word = 5;
	uint32_t left = flash->total - flash->compared;
	uint32_t len = left < 4 ? left : 4;
	uint8_t *at = flash->bytes + flash->compared - flash->piece_at;

	if (flash->substep++ < first_word)
		return true;
	if (flash->is_filling)
		proto_store(at, value, len);
	else if (proto_load(at, len) !=
	    (len == 4 ? value : value & ((1u << 8 * len) - 1)))
		return false;
	flash->compared += len;
	if (flash->substep == first_word + READ_WORDS)
		flash->substep = setup;
	return true;
}
