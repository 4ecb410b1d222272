/* SPDX-License-Identifier: MIT */
/*
 * While a bank is busy nothing can be fetched from it: what drives it runs
 * from RAM, with interrupts off. Two chips side by side get every command in
 * both halves of a word.
 */
#include "cfi.h"
#include "chip.h"
#include "port_config.h"

#define IN_RAM         __attribute__((section(".ramfunc"), noinline))
#define REG32(address) (*(volatile uint32_t *)(uintptr_t)(address))
#if PORT_CFI_PAIR
#define ALL(command) ((command) << 16 | (command))
#else
#define ALL(command) (command)
#endif
#define ERASE        ALL(0x20u)
#define CONFIRM      ALL(0xd0u)
#define WRITE_BUFFER ALL(0xe8u)
#define READ_STATUS  ALL(0x70u)
#define CLEAR_STATUS ALL(0x50u)
#define READ_ARRAY   ALL(0xffu)
#define READY        ALL(0x80u)
#define FAILED       ALL(0x3au)
#define BUFFER_WORDS 512u
#define PATIENCE     100000000u /* looks at the status */

/* Until the chips are done; back to reading. */
IN_RAM static int
finish(uint32_t address)
{
	uint32_t patience = PATIENCE;
	uint32_t status;

	REG32(address) = READ_STATUS;
	do {
		status = REG32(address);
	} while ((status & READY) != READY && --patience > 0);
	REG32(address) = CLEAR_STATUS;
	REG32(address) = READ_ARRAY;
	return patience > 0 && (status & FAILED) == 0 ? 0 : -1;
}

IN_RAM static int
erase_sector(uint32_t address)
{
	REG32(address) = ERASE;
	REG32(address) = CONFIRM;
	return finish(address);
}

IN_RAM static int
program_words(uint32_t address, const uint32_t *words, uint32_t count)
{
	REG32(address) = WRITE_BUFFER;
	REG32(address) = ALL(count - 1);
	for (uint32_t i = 0; i < count; i++)
		REG32(address + 4 * i) = words[i];
	REG32(address) = CONFIRM;
	return finish(address);
}

int
cfi_erase(uint32_t address)
{
	uint32_t interrupts = chip_interrupts_off();
	int ret = erase_sector(address);

	chip_interrupts_restore(interrupts);
	return ret;
}

int
cfi_program(uint32_t address, const uint8_t *bytes, uint32_t len)
{
	uint32_t words[64];

	while (len > 0) {
		/* A write does not cross the chips' buffers. */
		uint32_t room = 4 * BUFFER_WORDS - address % (4 * BUFFER_WORDS);
		uint32_t part = len < sizeof(words) ? len : sizeof(words);
		uint32_t interrupts;
		int ret;

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
		interrupts = chip_interrupts_off();
		ret = program_words(address, words, part / 4);
		chip_interrupts_restore(interrupts);
		if (ret != 0)
			return -1;
		address += part;
		bytes += part;
		len -= part;
	}
	return 0;
}
