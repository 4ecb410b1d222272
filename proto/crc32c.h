/* SPDX-License-Identifier: MIT */
/*
 * CRC-32C (Castagnoli, reflected 0x82F63B78). crc32c.c has the small nibble
 * table for boards; crc32c_table.c the 8-fold table for hosts. Link one.
 */
#ifndef PROTO_CRC32C_H
#define PROTO_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* Start with crc 0; feed the result back in to go on with more bytes. */
uint32_t proto_crc32c(uint32_t crc, const void *bytes, size_t len);

#endif
