/* SPDX-License-Identifier: MIT */
/* A byte queue in fixed memory, used between links, console and program. */
#ifndef RING_H
#define RING_H

#include <stddef.h>
#include <stdint.h>

struct ring {
	uint8_t *bytes; /* borrowed: from the arena, for ever */
	size_t cap;
	size_t first;
	size_t len;
};

static inline size_t
ring_room(const struct ring *ring)
{
	return ring->cap - ring->len;
}

/* Takes what fits and returns that number. */
static inline size_t
ring_put(struct ring *ring, const uint8_t *bytes, size_t len)
{
	if (len > ring_room(ring))
		len = ring_room(ring);
	for (size_t i = 0; i < len; i++)
		ring->bytes[(ring->first + ring->len + i) % ring->cap] =
		    bytes[i];
	ring->len += len;
	return len;
}

/* The longest piece at the front that lies in one place. */
static inline size_t
ring_front(const struct ring *ring, const uint8_t **bytes)
{
	size_t straight = ring->cap - ring->first;

	*bytes = ring->bytes + ring->first;
	return ring->len < straight ? ring->len : straight;
}

static inline void
ring_drop(struct ring *ring, size_t len)
{
	if (len > ring->len)
		len = ring->len;
	if (len == 0)
		return;
	ring->first = (ring->first + len) % ring->cap;
	ring->len -= len;
}

/* Takes all bytes, losing the oldest; returns how many were lost. */
static inline size_t
ring_push(struct ring *ring, const uint8_t *bytes, size_t len)
{
	size_t lost = 0;

	if (len > ring->cap) {
		lost = len - ring->cap;
		bytes += lost;
		len = ring->cap;
	}
	if (len > ring_room(ring)) {
		size_t old = len - ring_room(ring);

		ring_drop(ring, old);
		lost += old;
	}
	ring_put(ring, bytes, len);
	return lost;
}

static inline size_t
ring_get(struct ring *ring, uint8_t *bytes, size_t cap)
{
	size_t len = ring->len < cap ? ring->len : cap;

	for (size_t i = 0; i < len; i++)
		bytes[i] = ring->bytes[(ring->first + i) % ring->cap];
	ring_drop(ring, len);
	return len;
}

#endif
