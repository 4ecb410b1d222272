/* SPDX-License-Identifier: MIT */
/* Text the maker left in a board: lines of KEY=VALUE, until a byte that is no
 * text (erased flash, or the end). */
#ifndef MAKER_H
#define MAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port.h"

#define MAKER_TEXT_MAX    1024u
#define MAKER_NAME_MAX    33u
#define MAKER_GATEWAY_MAX 24u
#define MAKER_ADDRESS_MAX 20u

/* Who the board is: id=, name=; gateway=ADDRESS:PORT, which it dials; its own
 * address=ADDRESS/BITS and router=ADDRESS, for networks without DHCP; trial=
 * milliseconds that a new image has to run, for tests. */
struct maker {
	char device_id[MAKER_NAME_MAX];
	char name[MAKER_NAME_MAX];
	char gateway[MAKER_GATEWAY_MAX]; /* "": none, likewise below */
	char address[MAKER_ADDRESS_MAX];
	char router[MAKER_ADDRESS_MAX];
	uint32_t trial_ms; /* 0: as boot_trial.h says */
};

/* False when key is missing or its value does not fit; value is "" then. */
bool maker_text(const char *text, size_t len, const char *key, char *value,
    size_t cap);
/* Fills *maker, to which *identity points then. */
void maker_identify(const char *text, size_t len, struct maker *maker,
    struct port_identity *identity);

#endif
