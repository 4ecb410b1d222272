/* SPDX-License-Identifier: MIT */
/*
 * Device commands and events (commands.def, events.def) and the names of the
 * CBOR keys in their arguments and results (PROTOCOL.md, "Commands").
 * The names and texts live in command.c, which firmware need not link.
 */
#ifndef PROTO_COMMAND_H
#define PROTO_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "command_keys.h"

enum proto_command {
#define X(id, name, handler, idempotent, text) PROTO_CMD_##name = (id),
#include "commands.def"
#undef X
};

enum proto_event_type {
#define X(id, name, text) PROTO_EVENT_##name = (id),
#include "events.def"
#undef X
};

/* "FS_LIST", or NULL for an unknown id. */
const char *proto_command_name(uint16_t id);
/* The id of a name as in commands.def, or 0. */
uint16_t proto_command_id(const char *name);
/* May run again when its answer was lost; false for unknown ids. */
bool proto_command_is_idempotent(uint16_t id);
/* "JOB_EXIT", or NULL for an unknown type. */
const char *proto_event_name(uint16_t type);

#endif
