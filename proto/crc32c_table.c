/* SPDX-License-Identifier: MIT */
/* CRC-32C eight bytes at a time: 8 KB of tables made at first use, for hosts
 * that move megabytes. Takes the place of crc32c.c. */
#include <stdbool.h>

#include "crc32c.h"

static uint32_t tables[8][256];
static bool ready;

static void
make_tables(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t crc = i;

		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ ((crc & 1) != 0 ? 0x82f63b78 : 0);
		tables[0][i] = crc;
	}
	for (uint32_t i = 0; i < 256; i++)
		for (int t = 1; t < 8; t++)
			tables[t][i] = tables[t - 1][i] >> 8 ^
			    tables[0][tables[t - 1][i] & 0xff];
	ready = true;
}

uint32_t
proto_crc32c(uint32_t crc, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	if (!ready)
		make_tables();
	crc = ~crc;
	for (; len >= 8; len -= 8, at += 8) {
		crc ^= (uint32_t)at[0] | (uint32_t)at[1] << 8 |
		    (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
		crc = tables[7][crc & 0xff] ^ tables[6][crc >> 8 & 0xff] ^
		    tables[5][crc >> 16 & 0xff] ^ tables[4][crc >> 24] ^
		    tables[3][at[4]] ^ tables[2][at[5]] ^ tables[1][at[6]] ^
		    tables[0][at[7]];
	}
	while (len-- > 0)
		crc = crc >> 8 ^ tables[0][(crc ^ *at++) & 0xff];
	return ~crc;
}
