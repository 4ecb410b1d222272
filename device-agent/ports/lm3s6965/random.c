/* SPDX-License-Identifier: MIT */
/*
 * Random numbers without a hardware source: a secret seed on the card, which
 * the maker wrote, is hashed with the time of events at every start, and what
 * is given out never tells the seed that is kept.
 */
#include <string.h>

#include "boot/boot_sha512.h"
#include "lm3s.h"

static struct {
	uint8_t key[BOOT_SHA512_LEN];
	uint32_t counter;
} state;

/* key = SHA-512(key | text | clock). */
static void
stir(const char *text)
{
	struct boot_sha512 sha;
	uint64_t now = lm3s_clock_us();

	boot_sha512_init(&sha);
	boot_sha512_update(&sha, state.key, sizeof(state.key));
	boot_sha512_update(&sha, text, strlen(text));
	boot_sha512_update(&sha, &now, sizeof(now));
	boot_sha512_final(&sha, state.key);
}

int
lm3s_random_init(void)
{
	uint8_t block[CARD_BLOCK];

	if (lm3s_card_read(CARD_SEED, block) != 0)
		return -1;
	memcpy(state.key, block, sizeof(state.key));
	stir("kept");
	memcpy(block, state.key, sizeof(state.key));
	if (lm3s_card_write(CARD_SEED, block) != 0)
		return -1;
	stir("used");
	return 0;
}

void
port_random(struct port *port, void *bytes, size_t len)
{
	uint8_t hash[BOOT_SHA512_LEN];
	uint8_t *at = bytes;

	(void)port;
	while (len > 0) {
		size_t part = len < sizeof(hash) ? len : sizeof(hash);
		struct boot_sha512 sha;

		state.counter++;
		boot_sha512_init(&sha);
		boot_sha512_update(&sha, &state, sizeof(state));
		boot_sha512_final(&sha, hash);
		memcpy(at, hash, part);
		at += part;
		len -= part;
	}
	stir("next");
}
