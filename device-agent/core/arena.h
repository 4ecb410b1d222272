/* SPDX-License-Identifier: MIT */
/*
 * The agent's memory, handed out once at start and never given back: the one
 * place that stands for malloc. The bytes are zero.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>
#include <stdint.h>

struct arena {
	uint8_t *at; /* borrowed: the port's, for ever */
	size_t left;
};

/* NULL when the port gave too little memory. */
static inline void *
arena_take(struct arena *arena, size_t len)
{
	void *taken = arena->at;

	len = (len + 15) & ~(size_t)15;
	if (len > arena->left)
		return NULL;
	arena->at += len;
	arena->left -= len;
	return taken;
}

#endif
