/* SPDX-License-Identifier: MIT */
/*
 * Random numbers without a hardware source: a secret seed, which the maker
 * wrote, is hashed with the time of events at every start, and what is given
 * out never tells the seed that is kept.
 */
#include <string.h>

#include "boot/boot_image.h" /* for its SHA-256 */
#include "port.h"
#include "seed.h"

_Static_assert(SEED_LEN == PROTO_SHA256_LEN, "a seed is a hash");

static struct {
	uint8_t key[SEED_LEN];
	uint32_t counter;
} state;

/* key = SHA-256(key | text | clock). */
static void
stir(struct port *port, const char *text)
{
	struct proto_sha256 sha;
	uint64_t now = port_ticks_us(port);

	proto_sha256_init(&sha);
	proto_sha256_update(&sha, state.key, sizeof(state.key));
	proto_sha256_update(&sha, text, strlen(text));
	proto_sha256_update(&sha, &now, sizeof(now));
	proto_sha256_final(&sha, state.key);
}

int
seeded_random_init(struct port *port)
{
	uint8_t kept[SEED_LEN];

	if (seed_read(state.key) != 0)
		return -1;
	stir(port, "kept");
	memcpy(kept, state.key, sizeof(kept));
	if (seed_write(kept) != 0)
		return -1;
	stir(port, "used");
	return 0;
}

void
port_random(struct port *port, void *bytes, size_t len)
{
	uint8_t hash[PROTO_SHA256_LEN];
	uint8_t *at = bytes;

	while (len > 0) {
		size_t part = len < sizeof(hash) ? len : sizeof(hash);
		struct proto_sha256 sha;

		state.counter++;
		proto_sha256_init(&sha);
		proto_sha256_update(&sha, &state, sizeof(state));
		proto_sha256_final(&sha, hash);
		memcpy(at, hash, part);
		at += part;
		len -= part;
	}
	stir(port, "next");
}
