/* SPDX-License-Identifier: MIT */
/*
 * The two flash banks: each a pair of 16-bit CFI chips side by side, so every
 * command goes to both halves of a word. While a bank is busy nothing can be
 * fetched from it: everything here runs from RAM, with interrupts off.
 */
#include "virt.h"

#define IN_RAM        __attribute__((section(".ramfunc"), noinline))
#define BOTH(command) ((command) << 16 | (command))
#define ERASE         BOTH(0x20u)
#define CONFIRM       BOTH(0xd0u)
#define WRITE_BUFFER  BOTH(0xe8u)
#define READ_STATUS   BOTH(0x70u)
#define CLEAR_STATUS  BOTH(0x50u)
#define READ_ARRAY    BOTH(0xffu)
#define READY         BOTH(0x80u)
#define FAILED        BOTH(0x3au)
#define MSTATUS_MIE   8u
#define BUFFER_WORDS  512u

IN_RAM static uint32_t
interrupts_off(void)
{
	uint32_t state;

	__asm__ volatile("csrrc %0, mstatus, %1"
			 : "=r"(state)
			 : "r"(MSTATUS_MIE)
			 : "memory");
	return state & MSTATUS_MIE;
}

/* Until both chips are done; back to reading. */
IN_RAM static int
finish(uint32_t address, uint32_t interrupts)
{
	uint32_t status;

	REG32(address) = READ_STATUS;
	do {
		status = REG32(address);
	} while ((status & READY) != READY);
	REG32(address) = CLEAR_STATUS;
	REG32(address) = READ_ARRAY;
	__asm__ volatile("csrs mstatus, %0" ::"r"(interrupts) : "memory");
	return (status & FAILED) == 0 ? 0 : -1;
}

IN_RAM int
cfi_erase(uint32_t address)
{
	uint32_t interrupts = interrupts_off();

	REG32(address) = ERASE;
	REG32(address) = CONFIRM;
	return finish(address, interrupts);
}

IN_RAM static int
program_words(uint32_t address, const uint32_t *words, uint32_t count)
{
	uint32_t interrupts = interrupts_off();

	REG32(address) = WRITE_BUFFER;
	REG32(address) = BOTH(count - 1);
	for (uint32_t i = 0; i < count; i++)
		REG32(address + 4 * i) = words[i];
	REG32(address) = CONFIRM;
	return finish(address, interrupts);
}

int
cfi_program(uint32_t address, const uint8_t *bytes, uint32_t len)
{
	uint32_t words[64];

	while (len > 0) {
		/* A write does not cross the chips' buffers. */
		uint32_t room = 4 * BUFFER_WORDS - address % (4 * BUFFER_WORDS);
		uint32_t part = len < sizeof(words) ? len : sizeof(words);

		if (part > room)
			part = room;
		for (uint32_t i = 0; i < part / 4; i++) {
			uint32_t word = (uint32_t)bytes[4 * i] |
			    (uint32_t)bytes[4 * i + 1] << 8 |
			    (uint32_t)bytes[4 * i + 2] << 16 |
			    (uint32_t)bytes[4 * i + 3] << 24;

			/* A cell once 0 stays 0, whatever QEMU thinks. */
			words[i] = word & REG32(address + 4 * i);
		}
		if (program_words(address, words, part / 4) != 0)
			return -1;
		address += part;
		bytes += part;
		len -= part;
	}
	return 0;
}
