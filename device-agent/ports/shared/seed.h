/* SPDX-License-Identifier: MIT */
/* Random numbers of a board without a hardware source (seeded_random.c). */
#ifndef SEED_H
#define SEED_H

#include <stdint.h>

struct port;

#define SEED_LEN 32u

/* A port's: the seed kept over power cuts, the maker's at first. 0 or -1. */
int seed_read(uint8_t seed[SEED_LEN]);
int seed_write(const uint8_t seed[SEED_LEN]);

/* -1: no seed could be kept. */
int seeded_random_init(struct port *port);

#endif
