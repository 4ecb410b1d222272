/* SPDX-License-Identifier: MIT */
/* One call of the API from its arrival to its answer. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/common/stream.h"
#include "daemon/common/xmalloc.h"
#include "daemon/fleet/api_handlers.h"
#include "daemon/fleet/api_request.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/target.h"
#include "daemon/fleet/text.h"
#include "proto/cbor.h"
#include "proto/command.h"
#include "proto/status.h"

static const struct {
	uint16_t id;
	api_handler handler;
} handlers[] = {
#define X(value, IDENT, name, verb, path, role, flags, handler, summary) \
	{ (value), handler },
#include "daemon/common/api.def"
#undef X
};

static api_handler
handler_of(uint16_t id)
{
	size_t i;

	for (i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++)
		if (handlers[i].id == id)
			return handlers[i].handler;
	return NULL;
}

/* ---- answers ------------------------------------------------------------ */

static void
request_free(struct api_request *request)
{
	TAILQ_REMOVE(&request->fleet->requests, request, entry);
	if (request->free_state != NULL)
		request->free_state(request->state);
	json_decref(request->args);
	json_decref(request->answer);
	free(request->target);
	free(request);
}

static void
send_result(uint32_t id, unsigned int http, const char *text)
{
	size_t left = strlen(text);
	struct imsg_out out;
	size_t part;

	do {
		part = left > STREAM_DATA_MAX ? STREAM_DATA_MAX : left;
		left -= part;
		imsg_init(&out, IMSG_API_RESULT, id);
		imsg_put_u16(&out, (uint16_t)http);
		imsg_put_u8(&out, left > 0);
		imsg_put_bytes(&out, text, part);
		if (!proc_send(PROC_WEB, &out))
			return;
		text += part;
	} while (left > 0);
}

static void
answer(struct api_request *request, unsigned int http, json_t *json)
{
	char *text;

	if (request->id != 0) {
		text = json_dumps(json, JSON_COMPACT);
		send_result(request->id, http, text);
		free(text);
	}
	json_decref(json);
	request_free(request);
}

void
api_reply(struct api_request *request, json_t *json)
{
	answer(request, 200, json);
}

json_t *
api_error_json(enum api_error error, const char *message)
{
	json_t *text = text_to_json(message, strlen(message));

	return json_pack("{s:i, s:{s:s, s:o}}", "http",
	    (int)api_error_http(error), "error", "code", api_error_code(error),
	    "message", text);
}

void
api_error_set_message(json_t *json, const void *text, size_t len)
{
	json_object_set_new(json_object_get(json, "error"), "message",
	    text_to_json(text, len));
}

static void
answer_error(struct api_request *request, json_t *json)
{
	unsigned int http;

	http = (unsigned int)json_integer_value(json_object_get(json, "http"));
	json_object_del(json, "http");
	answer(request, http, json);
}

void
api_fail(struct api_request *request, enum api_error error, const char *format,
    ...)
{
	char message[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	answer_error(request, api_error_json(error, message));
}

/* ---- what boards answer ------------------------------------------------- */

static const struct {
	uint16_t status;
	enum api_error error;
	const char *message; /* NULL: the status's own text */
} status_errors[] = {
	{ PROTO_STATUS_DEADLINE, API_ERROR_TIMEOUT,
	    "the board did not answer in time" },
	{ PROTO_STATUS_UNAVAILABLE, API_ERROR_OFFLINE,
	    "the connection to the board is not available" },
	{ PROTO_STATUS_ABORTED, API_ERROR_OFFLINE,
	    "the connection to the board was lost" },
	{ PROTO_STATUS_CANCELLED, API_ERROR_OFFLINE,
	    "the connection to the board was lost" },
	{ PROTO_STATUS_EXISTS, API_ERROR_EXISTS, NULL },
	{ PROTO_STATUS_OTA_SIGNATURE, API_ERROR_REFUSED, NULL },
	{ PROTO_STATUS_OTA_PRODUCT, API_ERROR_REFUSED, NULL },
	{ PROTO_STATUS_OTA_VERSION, API_ERROR_REFUSED, NULL },
	{ PROTO_STATUS_OTA_REJECTED, API_ERROR_REFUSED, NULL },
	{ PROTO_STATUS_OTA_SLOT, API_ERROR_REFUSED, NULL },
	{ PROTO_STATUS_OTA_BASE, API_ERROR_REFUSED, NULL },
	{ PROTO_STATUS_OTA_SIZE, API_ERROR_TOO_LARGE, NULL },
	{ PROTO_STATUS_PRECONDITION, API_ERROR_BUSY, NULL },
	{ PROTO_STATUS_NOT_FOUND, API_ERROR_NOT_FOUND, NULL },
	{ PROTO_STATUS_INVALID_ARGUMENT, API_ERROR_BAD_REQUEST, NULL },
	{ PROTO_STATUS_RANGE, API_ERROR_BAD_REQUEST, NULL },
	{ PROTO_STATUS_FS_BASE + 2, API_ERROR_NOT_FOUND, NULL }, /* ENOENT */
	{ PROTO_STATUS_FS_BASE + 28, API_ERROR_NO_SPACE, NULL }, /* ENOSPC */
};

static const char *
status_name(uint16_t status)
{
	int number = proto_status_errno(status);
	const char *name = number != 0 ? strerrorname_np(number) : NULL;

	return name != NULL ? name : proto_status_name(status);
}

static void
status_text(uint16_t status, char *text, size_t size)
{
	int number = proto_status_errno(status);

	snprintf(text, size, "%s",
	    number != 0 ? strerrordesc_np(number) : proto_status_text(status));
	/* libc begins with a capital, our messages do not. */
	if (number != 0 && text[0] >= 'A' && text[0] <= 'Z')
		text[0] = (char)(text[0] - 'A' + 'a');
}

json_t *
api_status_json(uint16_t status, const void *result, size_t result_len)
{
	enum api_error error = API_ERROR_REMOTE;
	struct proto_span span = { NULL, 0 };
	char text[512];
	json_t *json;
	size_t i;

	status_text(status, text, sizeof(text));
	for (i = 0; i < sizeof(status_errors) / sizeof(status_errors[0]); i++)
		if (status_errors[i].status == status) {
			error = status_errors[i].error;
			if (status_errors[i].message != NULL)
				snprintf(text, sizeof(text), "%s",
				    status_errors[i].message);
		}
	if (result_len > 0 &&
	    proto_cbor_get_text(result, result_len, PROTO_KEY_MESSAGE, &span))
		text_copy_span(text, sizeof(text), &span);
	json = api_error_json(error, text);
	json_object_set_new(json_object_get(json, "error"), "status",
	    json_string(status_name(status)));
	return json;
}

void
api_fail_status(struct api_request *request, uint16_t status,
    const void *result, size_t result_len)
{
	answer_error(request, api_status_json(status, result, result_len));
}

void
api_fail_disk(struct api_request *request, uint16_t status, const char *text)
{
	enum api_error error = API_ERROR_INTERNAL;

	if (status == PROTO_STATUS_EXHAUSTED)
		error = API_ERROR_NO_SPACE;
	else if (status == PROTO_STATUS_EXISTS)
		error = API_ERROR_EXISTS;
	else if (status == PROTO_STATUS_UNAVAILABLE)
		error = API_ERROR_UNAVAILABLE;
	api_fail(request, error, "not saved: %s", text);
}

/* ---- arrival ------------------------------------------------------------ */

void
api_run(struct api_request *request)
{
	api_handler handler = handler_of(request->method->id);
	struct board *board = NULL;
	enum api_error error;
	char message[1024];

	if (!request->fleet->loaded) {
		TAILQ_INSERT_TAIL(&request->fleet->early, request, wait_entry);
		return;
	}
	if (strstr(request->method->path, "{board}") != NULL) {
		error = target_find(request->fleet, request->target, &board,
		    message, sizeof(message));
		if (error != API_ERROR_NONE) {
			api_fail(request, error, "%s", message);
			return;
		}
		snprintf(request->board_id, sizeof(request->board_id), "%s",
		    board->id);
	}
	handler(request, board);
}

static const struct api_method *
allowed_method(struct imsg *msg)
{
	const struct api_method *method = api_by_id(imsg_get_u16(msg));
	uint8_t role = imsg_get_u8(msg);

	/* web has checked the role; what it lets through must hold here. */
	if (method == NULL || handler_of(method->id) == NULL ||
	    role < method->role || role > API_ROLE_ADMIN) {
		imsg_refuse(msg);
		return NULL;
	}
	return method;
}

static void
log_change(const struct api_request *request, const char *principal)
{
	if (request->method->verb != API_VERB_GET)
		log_info("%s: %s %s", principal, request->method->name,
		    request->target);
}

void
api_on_call(void *ctx, struct imsg *msg)
{
	const struct api_method *method = allowed_method(msg);
	char *principal = imsg_get_str_dup(msg);
	char *target = imsg_get_str_dup(msg);
	char *pin = imsg_get_str_dup(msg);
	struct api_request *request;
	const uint8_t *text;
	json_t *args;
	size_t len;

	text = imsg_get_rest(msg, &len);
	args = json_loadb((const char *)text, len, 0, NULL);
	if (imsg_failed(msg) || !json_is_object(args)) {
		imsg_refuse(msg);
		json_decref(args);
		free(target);
	} else {
		if (*pin != '\0')
			json_object_set_new(args, "name", json_string(pin));
		request = xcalloc(1, sizeof(*request));
		request->fleet = ctx;
		request->id = msg->id;
		request->method = method;
		request->args = args;
		request->target = target;
		TAILQ_INSERT_TAIL(&request->fleet->requests, request, entry);
		log_change(request, principal);
		api_run(request);
	}
	free(principal);
	free(pin);
}

void
api_on_cancel(void *ctx, struct imsg *msg)
{
	struct fleet *fleet = ctx;
	struct api_request *request;

	TAILQ_FOREACH(request, &fleet->requests, entry)
		if (request->id == msg->id)
			request->id = 0;
}

void
api_forget_all(struct fleet *fleet)
{
	struct api_request *request;

	TAILQ_FOREACH(request, &fleet->requests, entry)
		request->id = 0;
}
