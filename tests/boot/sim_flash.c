/* SPDX-License-Identifier: MIT */
/* The flash and its faults. */
#include <stddef.h>
#include <string.h>

#include "sim_flash.h"

#define NEVER UINT64_MAX

uint32_t
sim_random(struct sim *sim)
{
	uint64_t z = sim->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (uint32_t)(z >> 32);
}

void
sim_violate(struct sim *sim, const char *what)
{
	if (sim->violation == NULL)
		sim->violation = what;
}

void
sim_init(struct sim *sim, uint32_t size, uint32_t sector_size, uint32_t unit,
    uint64_t seed)
{
	memset(sim->cells, 0xff, size);
	memset(sim->unstable, 0, size);
	memset((uint8_t *)sim + offsetof(struct sim, size), 0,
	    sizeof(*sim) - offsetof(struct sim, size));
	sim->size = size;
	sim->sector_size = sector_size;
	sim->unit = unit;
	sim->random = seed;
	sim->fault_at[0] = sim->fault_at[1] = NEVER;
	sim->dead_sector = UINT32_MAX;
	sim->writable_end = size;
}

void
sim_power_on(struct sim *sim)
{
	for (uint32_t i = 0; i < sim->size; i++) {
		uint8_t mask = sim->unstable[i];

		if (mask != 0)
			sim->cells[i] = (uint8_t)((sim->cells[i] & ~mask) |
			    (sim_random(sim) & mask));
	}
}

bool
sim_is_unstable(const struct sim *sim, uint32_t at, uint32_t len)
{
	for (uint32_t i = at; i < at + len; i++) {
		if (sim->unstable[i] != 0)
			return true;
	}
	return false;
}

/* The bit gets its final value, for good. */
static void
settle(struct sim *sim, uint32_t at, uint8_t bit, uint8_t value)
{
	sim->unstable[at] &= (uint8_t)~bit;
	sim->cells[at] = (uint8_t)((sim->cells[at] & ~bit) | (value & bit));
}

static void
unsettle(struct sim *sim, uint32_t at, uint8_t bit)
{
	sim->unstable[at] |= bit;
	sim->cells[at] ^= (uint8_t)(sim_random(sim) & bit);
}

/* Brings len cells to bytes (programming when erase is false). */
static void
finish(struct sim *sim, uint32_t at, const uint8_t *bytes, uint32_t len,
    bool erase)
{
	for (uint32_t i = 0; i < len; i++) {
		uint8_t changed = erase ? 0xff : (uint8_t)~bytes[i];

		settle(sim, at + i, changed, erase ? 0xff : 0);
	}
}

/* Every bit on its own: done, not done, or in between. */
static void
do_subset(struct sim *sim, uint32_t at, const uint8_t *bytes, uint32_t len,
    bool erase)
{
	for (uint32_t i = 0; i < len * 8; i++) {
		uint8_t bit = (uint8_t)(1u << i % 8);
		uint32_t fate = sim_random(sim) % 4;

		if (!erase && (bytes[i / 8] & bit) != 0)
			continue;
		if (fate == 0)
			unsettle(sim, at + i / 8, bit);
		else if (fate == 1)
			settle(sim, at + i / 8, bit, erase ? 0xff : 0);
	}
}

/* One to three of the bits to change become unstable. */
static void
disturb(struct sim *sim, uint32_t at, const uint8_t *bytes, uint32_t len,
    bool erase)
{
	uint32_t count = 1 + sim_random(sim) % 3;

	for (uint32_t tries = 0; count > 0 && tries < 1000; tries++) {
		uint32_t i = sim_random(sim) % (len * 8);
		uint8_t bit = (uint8_t)(1u << i % 8);

		if (!erase && (bytes[i / 8] & bit) != 0)
			continue;
		unsettle(sim, at + i / 8, bit);
		count--;
	}
}

static void
do_almost(struct sim *sim, uint32_t at, const uint8_t *bytes, uint32_t len,
    bool erase)
{
	finish(sim, at, bytes, len, erase);
	disturb(sim, at, bytes, len, erase);
}

/* All but one to three bits, which stay as they were, for good. */
static void
do_silent(struct sim *sim, uint32_t at, const uint8_t *bytes, uint32_t len,
    bool erase)
{
	finish(sim, at, bytes, len, erase);
	for (uint32_t tries = 0, count = 0; count < 3 && tries < 1000;
	     tries++) {
		uint32_t i = sim_random(sim) % (len * 8);
		uint8_t bit = (uint8_t)(1u << i % 8);

		if (!erase && (bytes[i / 8] & bit) != 0)
			continue;
		settle(sim, at + i / 8, bit, erase ? 0 : 0xff);
		count++;
	}
}

/* Does what the fault leaves of an operation. */
static void
do_part(struct sim *sim, enum sim_fault fault, uint32_t at,
    const uint8_t *bytes, uint32_t len, bool erase)
{
	switch (fault) {
	case SIM_CUT_AFTER:
		finish(sim, at, bytes, len, erase);
		break;
	case SIM_CUT_PREFIX:
		finish(sim, at, bytes, sim_random(sim) % len, erase);
		break;
	case SIM_CUT_SUBSET:
	case SIM_FAIL_HALF:
		do_subset(sim, at, bytes, len, erase);
		break;
	case SIM_CUT_ALMOST:
		do_almost(sim, at, bytes, len, erase);
		break;
	case SIM_CUT_FAINT:
		disturb(sim, at, bytes, len, erase);
		break;
	case SIM_FAIL_SILENT:
		do_silent(sim, at, bytes, len, erase);
		break;
	case SIM_CUT_BEFORE:
	case SIM_FAIL_CLEAN:
	case SIM_FAIL_DEAD:
	case SIM_FAULT_END:
		break;
	}
}

/* Which fault hits this operation, SIM_FAULT_END: none. */
static enum sim_fault
next_fault(struct sim *sim)
{
	uint64_t op = sim->ops++;

	for (int i = 0; i < 2; i++) {
		if (sim->fault_at[i] == op) {
			sim->fault_count++;
			return sim->fault[i];
		}
	}
	return SIM_FAULT_END;
}

static int
operate(struct sim *sim, uint32_t at, const uint8_t *bytes, uint32_t len,
    bool erase)
{
	enum sim_fault fault = next_fault(sim);
	uint32_t sector = at - at % sim->sector_size;

	if (fault == SIM_FAIL_DEAD)
		sim->dead_sector = sector;
	if (sector == sim->dead_sector)
		return -1;
	if (fault == SIM_FAULT_END) {
		finish(sim, at, bytes, len, erase);
		return 0;
	}
	do_part(sim, fault, at, bytes, len, erase);
	if (fault < SIM_CUT_COUNT)
		longjmp(*sim->cut, 1);
	return fault == SIM_FAIL_SILENT ? 0 : -1;
}

static void
check_place(struct sim *sim, uint32_t at, uint32_t len)
{
	if (at < sim->writable_begin || at + len > sim->writable_end)
		sim_violate(sim, "writes outside its areas");
	if (at < sim->guard_end && at + len > sim->guard_begin)
		sim_violate(sim, "writes over the confirmed image");
}

static int
sim_read(void *ctx, uint32_t at, void *bytes, uint32_t len)
{
	struct sim *sim = ctx;

	if (at > sim->size || len > sim->size - at) {
		sim_violate(sim, "reads outside the flash");
		return -1;
	}
	memcpy(bytes, sim->cells + at, len);
	return 0;
}

/* Nothing but zeros settles cells, whatever they are. */
static bool
is_zero(const uint8_t *bytes, uint32_t len)
{
	while (len > 0 && bytes[len - 1] == 0)
		len--;
	return len == 0;
}

static int
sim_program(void *ctx, uint32_t at, const void *bytes, uint32_t len)
{
	struct sim *sim = ctx;

	check_place(sim, at, len);
	if (len == 0 || at % sim->unit != 0 || len % sim->unit != 0 ||
	    at / BOOT_FLASH_PAGE != (at + len - 1) / BOOT_FLASH_PAGE)
		sim_violate(sim, "programs parts of units or across a page");
	for (uint32_t i = at; i < at + len && !is_zero(bytes, len); i++) {
		if (sim->cells[i] != 0xff)
			sim_violate(sim, "programs over written cells");
		if (sim->unstable[i] != 0)
			sim_violate(sim, "programs over unstable cells");
	}
	return operate(sim, at, bytes, len, false);
}

static int
sim_erase(void *ctx, uint32_t at)
{
	struct sim *sim = ctx;

	check_place(sim, at, sim->sector_size);
	if (at % sim->sector_size != 0)
		sim_violate(sim, "erases between sectors");
	return operate(sim, at, NULL, sim->sector_size, true);
}

struct boot_flash
sim_interface(struct sim *sim)
{
	return (struct boot_flash){
		.sector_size = sim->sector_size,
		.program_size = sim->unit,
		.ctx = sim,
		.read = sim_read,
		.program = sim_program,
		.erase = sim_erase,
	};
}
