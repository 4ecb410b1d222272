/* SPDX-License-Identifier: MIT */
/*
 * Device commands: one handler for each line of commands.def; a forgotten one
 * is a link error. A handler reads its arguments, fills the result map and
 * returns a status; COMMAND_LATER when it answers by session_respond itself.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include "proto/cbor.h"
#include "proto/command_keys.h"
#include "proto/rpc.h"
#include "proto/status.h"

#include "core/agent.h"

#define COMMAND_LATER    0xffff
#define COMMAND_TEXT_MAX STORE_PATH_MAX

struct command {
	struct agent *agent;
	struct session *session;
	const uint8_t *args; /* borrowed: during the handler */
	size_t args_len;
	uint16_t request;
	struct proto_writer result;
	const char *message; /* for people, when it failed; or NULL */
};

typedef uint16_t (*command_fn)(struct command *command);

/* Runs a request of a gateway and answers it. */
void command_run(struct session *session, const struct proto_request *request);

/* An argument as a C string; false when absent, too long or not text. */
bool command_get_text(const struct command *command, uint64_t key, char *text,
    size_t cap);
/* A number, or fallback when absent. */
uint64_t command_get_uint(const struct command *command, uint64_t key,
    uint64_t fallback);
bool command_get_bool(const struct command *command, uint64_t key);
/* Status of a store function's result. */
uint16_t command_store_status(int result);
uint16_t command_fail(struct command *command, uint16_t status,
    const char *message);

#define X(id, name, handler, idempotent, text) \
	uint16_t handler(struct command *command);
#include "proto/commands.def"
#undef X

#endif
