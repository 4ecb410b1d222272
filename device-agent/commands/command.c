/* SPDX-License-Identifier: MIT */
/* The table of commands, and what handlers share. */
#include <string.h>

#include "command.h"

#define RESULT_MAX PORT_TCP_MTU

struct entry {
	uint16_t id;
	command_fn run;
};

static const struct entry entries[] = {
#define X(id, name, handler, idempotent, text) { (id), (handler) },
#include "proto/commands.def"
#undef X
};

static command_fn
find_handler(uint16_t id)
{
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		if (entries[i].id == id)
			return entries[i].run;
	}
	return NULL;
}

void
command_run(struct session *session, const struct proto_request *request)
{
	uint8_t result[RESULT_MAX];
	size_t cap = proto_answer_max(&session->link);
	command_fn run = find_handler(request->method);
	struct command command = {
		.agent = session->agent,
		.session = session,
		.args = request->args,
		.args_len = request->args_len,
		.request = request->id,
	};
	uint16_t status = PROTO_STATUS_UNIMPLEMENTED;

	proto_writer_init(&command.result, result,
	    cap < sizeof(result) ? cap : sizeof(result));
	if (run != NULL && request->args_len > 0 &&
	    !proto_cbor_is_map(request->args, request->args_len))
		status = PROTO_STATUS_INVALID_ARGUMENT;
	else if (run != NULL)
		status = run(&command);
	if (status == COMMAND_LATER)
		return;
	if (status == PROTO_STATUS_OK && command.result.failed)
		status = PROTO_STATUS_EXHAUSTED;
	if (status != PROTO_STATUS_OK)
		session_refuse(session, request->id, status, command.message);
	else
		session_respond(session, request->id, status, result,
		    command.result.len);
}

bool
command_get_text(const struct command *command, uint64_t key, char *text,
    size_t cap)
{
	struct proto_span span;

	if (!proto_cbor_get_text(command->args, command->args_len, key,
		&span) ||
	    span.len >= cap || memchr(span.at, '\0', span.len) != NULL)
		return false;
	memcpy(text, span.at, span.len);
	text[span.len] = '\0';
	return true;
}

uint64_t
command_get_uint(const struct command *command, uint64_t key, uint64_t fallback)
{
	uint64_t value = fallback;

	proto_cbor_get_uint(command->args, command->args_len, key, &value);
	return value;
}

bool
command_get_bool(const struct command *command, uint64_t key)
{
	bool value = false;

	proto_cbor_get_bool(command->args, command->args_len, key, &value);
	return value;
}

uint16_t
command_store_status(int result)
{
	if (result >= 0)
		return PROTO_STATUS_OK;
	return (uint16_t)(PROTO_STATUS_FS_BASE + (-result & 0xff));
}

uint16_t
command_fail(struct command *command, uint16_t status, const char *message)
{
	command->message = message;
	return status;
}
