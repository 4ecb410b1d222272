/* SPDX-License-Identifier: MIT */
/*
 * The serial protocol of the loader in the ROM of ESP chips and of the stub
 * that replaces it, as its maker documents it (esptool, "Serial Protocol"):
 * numbers only. A request in SLIP is
 *   0, command, u16 length, u32 checksum, length bytes
 * and its answer
 *   1, command, u16 length, u32 value, bytes, status, error, perhaps 0 0
 * all little endian. The checksum is that of a block's data.
 */
#ifndef PROTO_ROM_LOADER_H
#define PROTO_ROM_LOADER_H

#include <stddef.h>
#include <stdint.h>

#define PROTO_ROM_HEAD          8
#define PROTO_ROM_BLOCK_HEAD    16 /* u32 length, number, 0, 0; data follow */
#define PROTO_ROM_SYNC_LEN      36 /* 07 07 12 20, 32 times 55 */
#define PROTO_ROM_SLOW_READ     64 /* bytes READ_FLASH_SLOW gives */
#define PROTO_ROM_BLOCK         0x400
#define PROTO_ROM_STUB_BLOCK    0x4000
#define PROTO_ROM_CHECKSUM_SEED 0xef
#define PROTO_ROM_SECTOR        4096
/* Where every chip tells what it is. */
#define PROTO_ROM_MAGIC_ADDRESS 0x40001000u
#define PROTO_ROM_MAGIC_ESP32   0x00f01d83u
#define PROTO_ROM_MAGIC_ESP8266 0xfff0c101u

enum proto_rom_command {
	PROTO_ROM_FLASH_BEGIN = 0x02, /* u32 size, blocks, block size, offset */
	PROTO_ROM_FLASH_DATA = 0x03,
	PROTO_ROM_FLASH_END = 0x04, /* u32 stay in the loader */
	PROTO_ROM_MEM_BEGIN = 0x05,
	PROTO_ROM_MEM_END = 0x06, /* u32 no entry point, u32 entry point */
	PROTO_ROM_MEM_DATA = 0x07,
	PROTO_ROM_SYNC = 0x08,
	PROTO_ROM_WRITE_REG = 0x09, /* u32 address, value, mask, delay */
	PROTO_ROM_READ_REG = 0x0a,
	PROTO_ROM_SPI_SET_PARAMS = 0x0b,
	PROTO_ROM_SPI_ATTACH = 0x0d,
	PROTO_ROM_READ_FLASH_SLOW = 0x0e, /* u32 offset, length */
	PROTO_ROM_CHANGE_BAUD = 0x0f,     /* u32 new, old or 0 */
	PROTO_ROM_DEFL_BEGIN = 0x10,
	PROTO_ROM_DEFL_DATA = 0x11,
	PROTO_ROM_DEFL_END = 0x12,
	PROTO_ROM_FLASH_MD5 = 0x13, /* u32 offset, length, 0, 0 */
	/* Of the stub only. */
	PROTO_ROM_ERASE_FLASH = 0xd0,
	PROTO_ROM_ERASE_REGION = 0xd1, /* u32 offset, length */
	PROTO_ROM_READ_FLASH = 0xd2, /* u32 offset, length, block, in flight */
	PROTO_ROM_RUN_USER_CODE = 0xd3
};

enum proto_rom_error {
	PROTO_ROM_OK = 0,
	PROTO_ROM_BAD_MESSAGE = 0x05,
	PROTO_ROM_FAILED = 0x06,
	PROTO_ROM_BAD_CHECKSUM = 0x07,
	PROTO_ROM_WRITE_ERROR = 0x08,
	PROTO_ROM_READ_ERROR = 0x09,
	PROTO_ROM_DEFLATE_ERROR = 0x0b,
	/* What the stub says instead. */
	PROTO_ROM_STUB_BAD_LENGTH = 0xc0,
	PROTO_ROM_STUB_BAD_CHECKSUM = 0xc1,
	PROTO_ROM_STUB_INVALID = 0xc3,
	PROTO_ROM_STUB_FAILED_SPI = 0xc4,
	PROTO_ROM_STUB_NOT_WRITING = 0xc6,
	PROTO_ROM_STUB_INFLATE_ERROR = 0xc7,
	PROTO_ROM_STUB_NOT_ENOUGH = 0xc8,
	PROTO_ROM_STUB_TOO_MUCH = 0xc9
};

static inline uint8_t
proto_rom_checksum(const uint8_t *bytes, size_t len)
{
	uint8_t sum = PROTO_ROM_CHECKSUM_SEED;

	for (size_t i = 0; i < len; i++)
		sum ^= bytes[i];
	return sum;
}

#endif
