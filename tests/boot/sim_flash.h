/* SPDX-License-Identifier: MIT */
/*
 * A NOR flash that can lose power in, before and after every operation, or
 * fail. Cells an interrupted operation left between 0 and 1 read differently
 * after each power-on, until they are erased.
 */
#ifndef SIM_FLASH_H
#define SIM_FLASH_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>

#include "boot/boot_flash.h"

#define SIM_SIZE_MAX (512 * 1024)

enum sim_fault {
	SIM_CUT_BEFORE,
	SIM_CUT_AFTER,
	SIM_CUT_PREFIX, /* the first bytes done, the others not */
	SIM_CUT_SUBSET, /* any bits done, not done, or unstable */
	SIM_CUT_ALMOST, /* all but one to three bits, those unstable */
	SIM_CUT_FAINT,  /* nothing but one to three bits, those unstable */
	SIM_CUT_COUNT,
	SIM_FAIL_CLEAN = SIM_CUT_COUNT, /* reports an error, did nothing */
	SIM_FAIL_HALF,                  /* reports an error, did some of it */
	SIM_FAIL_SILENT,                /* did some of it, reports success */
	SIM_FAIL_DEAD,                  /* the sector fails from now on */
	SIM_FAULT_END
};

struct sim {
	uint8_t cells[SIM_SIZE_MAX];
	uint8_t unstable[SIM_SIZE_MAX]; /* bits */
	uint32_t size;                  /* in use */
	uint32_t sector_size;
	uint32_t unit;
	uint32_t writable_begin; /* the rest is not the boot code's */
	uint32_t writable_end;
	uint32_t guard_begin; /* holds the one confirmed image */
	uint32_t guard_end;
	uint64_t ops;         /* programs and erases begun */
	uint64_t fault_at[2]; /* of these, the ones that go wrong */
	enum sim_fault fault[2];
	int fault_count;      /* that happened */
	uint32_t dead_sector; /* address; UINT32_MAX: none */
	uint64_t random;
	jmp_buf *cut;          /* borrowed: where power cuts go to */
	const char *violation; /* the first thing that must never be done */
};

void sim_init(struct sim *sim, uint32_t size, uint32_t sector_size,
    uint32_t unit, uint64_t seed);
/* The interface for the boot code. */
struct boot_flash sim_interface(struct sim *sim);
/* Unstable cells take new values. */
void sim_power_on(struct sim *sim);
/* Whether a range has unstable cells. */
bool sim_is_unstable(const struct sim *sim, uint32_t at, uint32_t len);
uint32_t sim_random(struct sim *sim);
void sim_violate(struct sim *sim, const char *what);

#endif
