/* SPDX-License-Identifier: MIT */
/*
 * A port for unit tests: flash in memory whose power can be cut inside any
 * operation, a clock that the test moves, links whose bytes the test sees.
 */
#ifndef FAKE_PORT_H
#define FAKE_PORT_H

#include <setjmp.h>

#include "port.h"

#define FAKE_BLOCK         4096
#define FAKE_BLOCKS        64
#define FAKE_SETTINGS_SIZE (2 * FAKE_BLOCK)
#define FAKE_LINE_SIZE     65536

/* What is left of the operation in which the power goes. */
enum fake_cut {
	FAKE_CUT_BEFORE,   /* nothing of it */
	FAKE_CUT_HALF,     /* its first half */
	FAKE_CUT_UNSTABLE, /* each bit done or not, by chance */
	FAKE_CUT_AFTER,    /* all of it, but nobody was told */
	FAKE_CUT_COUNT
};

struct fake_line {
	uint8_t in[FAKE_LINE_SIZE]; /* for the board */
	size_t in_len;
	size_t in_at;
	uint8_t out[FAKE_LINE_SIZE]; /* from the board */
	size_t out_len;
};

struct sim;

struct port {
	/* Borrowed: the flash simulator of tests/boot for the files; NULL: the
	 * simple one of this port. */
	struct sim *sim;
	uint8_t settings[FAKE_SETTINGS_SIZE];
	uint8_t files[FAKE_BLOCKS * FAKE_BLOCK];
	uint32_t operations; /* erases and programs since fake_port_power_on */
	uint32_t cut_at;     /* the power goes in this one; 0: never */
	enum fake_cut cut;
	bool is_off;
	uint32_t random;
	uint64_t now_us;
	int64_t clock_ms;
	struct port_identity identity;
	enum port_link_kind link_kind;
	struct fake_line line;
	jmp_buf *on_reset; /* borrowed: where port_reset goes; NULL: abort */
	void *heap;
	size_t heap_size;
};

/* A new board: flash erased. */
void fake_port_init(struct port *port);
/* Power comes back: counters start again, flash keeps what it has. */
void fake_port_power_on(struct port *port);
/* Memory for one agent or store; zeroed at each call. */
void *fake_port_memory(size_t *len);

#endif
