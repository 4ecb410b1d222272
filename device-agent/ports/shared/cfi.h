/* SPDX-License-Identifier: MIT */
/*
 * Flash chips with Intel's commands (CFI) on a bus of 32 bits: one, or two of
 * 16 bits side by side (PORT_CFI_PAIR in port_config.h). By absolute address;
 * runs from RAM, section .ramfunc. 0 or -1.
 */
#ifndef CFI_H
#define CFI_H

#include <stdint.h>

int cfi_erase(uint32_t address);
int cfi_program(uint32_t address, const uint8_t *bytes, uint32_t len);

#endif
