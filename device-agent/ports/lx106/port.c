/* SPDX-License-Identifier: MIT */
/* Start, time, the seed of random numbers: the board as a whole. */
#include <string.h>

#include "../shared/board.h"
#include "../shared/cfi.h"
#include "../shared/seed.h"
#include "../shared/serial.h"
#include "lx106.h"
#include "port_config.h"

#define SEED_COUNT (PORT_SECTOR_SIZE / SEED_LEN)

/* Called by start.S. */
int main(void);

uint64_t
port_ticks_us(struct port *port)
{
	(void)port;
	return lx106_ticks() / TICKS_PER_US;
}

uint32_t
port_frequency(struct port *port)
{
	(void)port;
	return CLOCK_HZ;
}

/* The sector holds one seed after the other; the last one counts. */
static uint32_t
seeds(void)
{
	const uint8_t *begin = (const uint8_t *)PORT_SEED_BEGIN;
	uint32_t count = 0;

	while (count < SEED_COUNT && begin[count * SEED_LEN] != 0xff)
		count++;
	return count;
}

int
seed_read(uint8_t seed[SEED_LEN])
{
	uint32_t count = seeds();

	if (count == 0)
		return -1;
	memcpy(seed, (const uint8_t *)PORT_SEED_BEGIN + (count - 1) * SEED_LEN,
	    SEED_LEN);
	return 0;
}

int
seed_write(const uint8_t seed[SEED_LEN])
{
	uint32_t count = seeds();
	uint8_t bytes[SEED_LEN];

	memcpy(bytes, seed, SEED_LEN);
	bytes[0] &= 0x7f; /* never as if erased */
	if (count == SEED_COUNT) {
		if (cfi_erase(PORT_SEED_BEGIN) != 0)
			return -1;
		count = 0;
	}
	return cfi_program(PORT_SEED_BEGIN + count * SEED_LEN, bytes, SEED_LEN);
}

int
main(void)
{
	board_start();
	serial_init();
	board_identify((const char *)PORT_MAKER_BEGIN, MAKER_TEXT_MAX);
	lx106_start_timer();
	lx106_interrupts_on();
	if (seeded_random_init(&board) != 0)
		board_give_up("the maker left no seed");
	agent_main(&board);
	board_give_up("PORT_MEMORY is too small");
}
