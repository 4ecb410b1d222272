/* SPDX-License-Identifier: MIT */
/* Names of commands.def and events.def. */
#include <string.h>

#include "command.h"

static const struct command_line {
	uint16_t id;
	bool idempotent;
	const char *name;
} commands[] = {
#define X(id, name, handler, idempotent, text) { (id), (idempotent), #name },
#include "commands.def"
#undef X
};

static const struct event_line {
	uint16_t type;
	const char *name;
} events[] = {
#define X(id, name, text) { (id), #name },
#include "events.def"
#undef X
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct command_line *
find_command(uint16_t id)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		if (commands[i].id == id)
			return &commands[i];
	return NULL;
}

const char *
proto_command_name(uint16_t id)
{
	const struct command_line *line = find_command(id);

	return line == NULL ? NULL : line->name;
}

uint16_t
proto_command_id(const char *name)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return commands[i].id;
	return 0;
}

bool
proto_command_is_idempotent(uint16_t id)
{
	const struct command_line *line = find_command(id);

	return line != NULL && line->idempotent;
}

const char *
proto_event_name(uint16_t type)
{
	for (size_t i = 0; i < COUNT(events); i++)
		if (events[i].type == type)
			return events[i].name;
	return NULL;
}
