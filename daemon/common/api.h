/* SPDX-License-Identifier: MIT */
/*
 * The API's methods as data: ids, routes, least roles (api.def). web routes
 * with it; fleet adds the handlers by expanding api.def itself.
 */
#ifndef DAEMON_API_H
#define DAEMON_API_H

#include <stddef.h>
#include <stdint.h>

enum api_id {
#define X(value, IDENT, name, verb, path, role, flags, handler, summary) \
	API_##IDENT = (value),
#include "api.def"
#undef X
};

enum api_verb { API_VERB_GET, API_VERB_POST, API_VERB_PUT, API_VERB_DELETE };

/* Ordered: a higher role may do all a lower one may. */
enum api_role {
	API_ROLE_NONE = 0,
	API_ROLE_VIEW = 1,
	API_ROLE_OPERATE = 2,
	API_ROLE_ADMIN = 3
};

#define API_PLAIN      0x00
#define API_OCTETS     0x01 /* body or answer is octets, not JSON */
#define API_STREAM     0x02 /* WebSocket */
#define API_IDEMPOTENT 0x04

struct api_method {
	const char *name; /* "board.adopt" */
	const char *path; /* "/v1/boards/{board}/adopt" */
	const char *summary;
	uint16_t id; /* enum api_id */
	uint8_t verb;
	uint8_t role;
	uint8_t flags;
};

extern const struct api_method api_methods[];
extern const size_t api_method_count;

/* NULL when there is none. */
const struct api_method *api_by_id(uint16_t id);
/* "GET" */
const char *api_verb_name(enum api_verb verb);

#endif
