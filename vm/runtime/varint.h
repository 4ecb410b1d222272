/* SPDX-License-Identifier: MIT */
/* Varints: 7 bits a byte, least first, top bit: more follow. */
#ifndef VM_VARINT_H
#define VM_VARINT_H

#include "../object/object.h"

static inline uint32_t
vm_varint_read(const uint8_t **p)
{
	uint32_t value = 0;
	unsigned shift = 0;
	uint8_t byte;

	if (VM_LIKELY(**p < 0x80u))
		return *(*p)++;
	do {
		byte = *(*p)++;
		value |= (uint32_t)(byte & 0x7fu) << shift;
		shift += 7;
	} while (byte & 0x80u && shift < 32);
	return value;
}

static inline void
vm_varint_skip(const uint8_t **p)
{
	while (*(*p)++ & 0x80u)
		continue;
}

#endif
