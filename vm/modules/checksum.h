/* SPDX-License-Identifier: MIT */
/* Checksums that several modules need. */
#ifndef VM_CHECKSUM_H
#define VM_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* Continues the CRC-32 of what came before; 0 at first. */
uint32_t vm_crc32(uint32_t crc, const uint8_t *data, size_t len);

#endif
