/* SPDX-License-Identifier: MIT */
/* A client's WebSocket and what it shows. */
#include "config.h"

#include <jansson.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"
#include "daemon/web/channel.h"
#include "daemon/web/front.h"
#include "daemon/web/request.h"
#include "daemon/web/session.h"
#include "daemon/web/websocket.h"
#include "proto/status.h"

#define OUTPUT_MAX     65536             /* queued before credit is held back */
#define INPUT_MAX      65536             /* waiting for the board's credit */
#define BACKLOG_MAX    (1024 * 1024)     /* of an event viewer */
#define EXEC_FIRST_MAX (8 * 1024 * 1024) /* a source, escaped as JSON */

struct session;

/* What differs between the kinds of session. */
struct session_kind {
	uint16_t api_id;
	enum stream_kind stream;
	size_t message_max;
	/* The WebSocket is open. May be NULL. */
	void (*start)(struct session *session);
	/* A text message; json is an object. May be NULL. */
	void (*on_text)(struct session *session, const json_t *json);
	void (*on_opened)(struct session *session, uint32_t job);
	void (*on_output)(struct session *session, const uint8_t *bytes,
	    size_t len);
	void (*on_end)(struct session *session, const struct stream_end *end);
	bool takes_input; /* binary messages go to the board */
};

struct session {
	TAILQ_ENTRY(session) entry; /* in web->sessions, once upgraded */
	const struct session_kind *kind;
	struct web *web;             /* borrowed */
	struct front *front;         /* borrowed */
	struct websocket *websocket; /* owned; NULL before the upgrade */
	struct channel *channel;     /* owned; NULL: not opened */
	struct principal principal;
	char *board;    /* owned */
	json_t *params; /* owned: the query */
	uint8_t *input; /* owned: for the board, beyond its credit */
	size_t input_len;
	size_t unconsumed; /* output not yet given credit for */
	bool viewer;
};

static const struct session_kind kinds[];

static void
send_json(struct session *session, json_t *json)
{
	char *text = json_dumps(json, JSON_COMPACT);

	websocket_send_text(session->websocket, text, strlen(text));
	free(text);
	json_decref(json);
}

/* JSON wants UTF-8; what a board sends may be anything. */
static json_t *
text_to_json(const uint8_t *text, size_t len)
{
	json_t *json = json_stringn((const char *)text, len);
	char *ascii;
	size_t i;

	if (json != NULL)
		return json;
	ascii = xmalloc(len + 1);
	for (i = 0; i < len; i++)
		ascii[i] = text[i] < 0x80 && text[i] != 0 ? (char)text[i] : '?';
	json = json_stringn(ascii, len);
	free(ascii);
	return json;
}

static void
fail(struct session *session, enum api_error error, const char *message)
{
	send_json(session,
	    json_pack("{s:s, s:{s:s, s:s}}", "type", "error", "error", "code",
		api_error_code(error), "message", message));
	websocket_close(session->websocket, WEBSOCKET_NORMAL, message);
}

/* The error object of a stream that failed, as fleet wrote it. */
static json_t *
end_error(const struct stream_end *end)
{
	json_t *json =
	    json_loadb((const char *)end->text, end->text_len, 0, NULL);
	json_t *error = json_incref(json_object_get(json, "error"));

	json_decref(json);
	if (error == NULL)
		error = json_pack("{s:s, s:s}", "code", "internal", "message",
		    "the gateway gave no reason");
	return error;
}

/* ---- the stream behind the WebSocket ------------------------------------ */

static void
flush_input(struct session *session)
{
	size_t sent;

	if (session->channel == NULL || session->input_len == 0)
		return;
	sent =
	    channel_send(session->channel, session->input, session->input_len);
	session->input_len -= sent;
	memmove(session->input, session->input + sent, session->input_len);
	websocket_pause(session->websocket, session->input_len > INPUT_MAX);
}

static void
add_input(struct session *session, const void *bytes, size_t len)
{
	if (len == 0)
		return;
	session->input =
	    xreallocarray(session->input, session->input_len + len, 1);
	memcpy(session->input + session->input_len, bytes, len);
	session->input_len += len;
	flush_input(session);
}

static void
channel_opened_cb(void *arg, const struct channel_opened *opened)
{
	struct session *session = arg;

	if (session->kind->on_opened != NULL)
		session->kind->on_opened(session, opened->job);
}

static void
give_credit(struct session *session)
{
	if (session->channel != NULL)
		channel_consume(session->channel, session->unconsumed);
	session->unconsumed = 0;
}

static void
channel_data_cb(void *arg, const uint8_t *bytes, size_t len)
{
	struct session *session = arg;

	session->kind->on_output(session, bytes, len);
	session->unconsumed += len;
	if (websocket_queued(session->websocket) < OUTPUT_MAX)
		give_credit(session);
}

static void
channel_credit_cb(void *arg)
{
	flush_input(arg);
}

static void
channel_end_cb(void *arg, const struct stream_end *end)
{
	struct session *session = arg;

	session->kind->on_end(session, end);
	websocket_close(session->websocket, WEBSOCKET_NORMAL, "");
}

static const struct channel_ops channel_ops = {
	.on_opened = channel_opened_cb,
	.on_data = channel_data_cb,
	.on_credit = channel_credit_cb,
	.on_end = channel_end_cb,
};

static void
open_channel(struct session *session, const json_t *params)
{
	const struct channel_target target = {
		.kind = session->kind->stream,
		.principal = &session->principal,
		.board = session->board,
		.params = params,
	};

	session->channel =
	    channel_open(session->web, &target, &channel_ops, session);
	if (session->channel == NULL)
		fail(session, API_ERROR_UNAVAILABLE,
		    "parameters are too long, or the gateway is restarting");
}

static void
interrupt(struct session *session)
{
	channel_ctrl(session->channel, STREAM_CTRL_INTERRUPT, 0, 0);
}

static bool
is_type(const json_t *json, const char *type)
{
	const char *text = json_string_value(json_object_get(json, "type"));

	return text != NULL && strcmp(text, type) == 0;
}

/* ---- exec --------------------------------------------------------------- */

static void
exec_begin(struct session *session, const json_t *json)
{
	const json_t *source = json_object_get(json, "source");
	size_t len = json_string_length(source);
	json_t *params = json_copy((json_t *)(uintptr_t)json);

	if (len > STREAM_SOURCE_MAX) {
		fail(session, API_ERROR_TOO_LARGE,
		    "program is longer than 1 MiB");
		json_decref(params);
		return;
	}
	json_object_del(params, "source");
	json_object_set_new(params, "size", json_integer((json_int_t)len));
	open_channel(session, params);
	if (session->channel != NULL)
		add_input(session, json_string_value(source), len);
	json_decref(params);
}

static void
exec_on_text(struct session *session, const json_t *json)
{
	if (session->channel == NULL)
		exec_begin(session, json);
	else if (is_type(json, "interrupt"))
		interrupt(session);
}

static void
exec_on_opened(struct session *session, uint32_t job)
{
	send_json(session,
	    json_pack("{s:s, s:I}", "type", "started", "job", (json_int_t)job));
}

static void
output_binary(struct session *session, const uint8_t *bytes, size_t len)
{
	websocket_send_binary(session->websocket, bytes, len);
}

static void
exec_on_end(struct session *session, const struct stream_end *end)
{
	static const char *const outcomes[] = { "ok", "exception",
		"interrupted", "exit", "no_memory", "stopped" };
	size_t count = sizeof(outcomes) / sizeof(outcomes[0]);
	const char *outcome;

	if (end->status != PROTO_STATUS_OK) {
		send_json(session,
		    json_pack("{s:s, s:o}", "type", "error", "error",
			end_error(end)));
		return;
	}
	outcome = end->outcome < count ? outcomes[end->outcome] : "stopped";
	send_json(session,
	    json_pack("{s:s, s:s, s:I, s:o, s:b}", "type", "exit", "outcome",
		outcome, "exit_code", (json_int_t)end->exit_code, "text",
		text_to_json(end->text, end->text_len), "cut", end->cut));
}

/* ---- repl --------------------------------------------------------------- */

static void
repl_on_text(struct session *session, const json_t *json)
{
	json_int_t rows = json_integer_value(json_object_get(json, "rows"));
	json_int_t cols = json_integer_value(json_object_get(json, "cols"));

	if (session->channel == NULL)
		open_channel(session, json);
	else if (is_type(json, "interrupt"))
		interrupt(session);
	else if (is_type(json, "resize") && rows > 0 && rows < 1000 &&
	    cols > 0 && cols < 1000)
		channel_ctrl(session->channel, STREAM_CTRL_RESIZE,
		    (uint32_t)rows, (uint32_t)cols);
}

static void
repl_on_end(struct session *session, const struct stream_end *end)
{
	json_t *error;

	if (end->status == PROTO_STATUS_OK) {
		send_json(session,
		    json_pack("{s:s, s:o}", "type", "closed", "reason",
			text_to_json(end->text, end->text_len)));
		return;
	}
	error = end_error(end);
	send_json(session,
	    json_pack("{s:s, s:O, s:o}", "type", "closed", "reason",
		json_object_get(error, "message"), "error", error));
}

/* ---- log ---------------------------------------------------------------- */

static void
log_start(struct session *session)
{
	open_channel(session, session->params);
}

/* Data is whole lines of JSON; each becomes one message. */
static void
log_on_output(struct session *session, const uint8_t *bytes, size_t len)
{
	const uint8_t *end;
	size_t line;

	while (len > 0) {
		end = memchr(bytes, '\n', len);
		line = end != NULL ? (size_t)(end - bytes) : len;
		websocket_send_text(session->websocket, bytes, line);
		if (end != NULL)
			line++;
		bytes += line;
		len -= line;
	}
}

static void
log_on_end(struct session *session, const struct stream_end *end)
{
	if (end->status != PROTO_STATUS_OK)
		send_json(session,
		    json_pack("{s:s, s:o}", "type", "error", "error",
			end_error(end)));
}

/* ---- events ------------------------------------------------------------- */

static void
tell_viewers(struct web *web)
{
	struct session *session;
	struct imsg_out out;
	uint32_t count = 0;

	TAILQ_FOREACH(session, &web->sessions, entry)
		if (session->viewer)
			count++;
	imsg_init(&out, IMSG_EVENT_WATCH, 0);
	imsg_put_u32(&out, count);
	proc_send(PROC_FLEET, &out);
}

static void
events_start(struct session *session)
{
	session->viewer = true;
	tell_viewers(session->web);
	send_json(session,
	    json_pack("{s:s, s:s}", "type", "hello", "version",
		PACKAGE_VERSION));
}

void
session_broadcast(struct web *web, const char *json, size_t len)
{
	struct session *session;

	TAILQ_FOREACH(session, &web->sessions, entry) {
		if (!session->viewer)
			continue;
		if (websocket_queued(session->websocket) > BACKLOG_MAX)
			websocket_close(session->websocket, WEBSOCKET_TRY_LATER,
			    "too slow: events would be lost; connect again");
		websocket_send_text(session->websocket, json, len);
	}
}

void
session_close_all(struct web *web)
{
	struct session *session;

	TAILQ_FOREACH(session, &web->sessions, entry)
		websocket_close(session->websocket, WEBSOCKET_GOING_AWAY,
		    "the gateway is stopping");
}

static const struct session_kind kinds[] = {
	{
	    .api_id = API_EXEC_STREAM,
	    .stream = STREAM_EXEC,
	    .message_max = EXEC_FIRST_MAX,
	    .on_text = exec_on_text,
	    .on_opened = exec_on_opened,
	    .on_output = output_binary,
	    .on_end = exec_on_end,
	    .takes_input = true,
	},
	{
	    .api_id = API_REPL_STREAM,
	    .stream = STREAM_REPL,
	    .message_max = INPUT_MAX,
	    .on_text = repl_on_text,
	    .on_output = output_binary,
	    .on_end = repl_on_end,
	    .takes_input = true,
	},
	{
	    .api_id = API_LOG_STREAM,
	    .stream = STREAM_LOGS,
	    .message_max = 4096,
	    .start = log_start,
	    .on_output = log_on_output,
	    .on_end = log_on_end,
	},
	{
	    .api_id = API_EVENT_STREAM,
	    .message_max = 4096,
	    .start = events_start,
	},
};

/* ---- the WebSocket ------------------------------------------------------ */

static void
session_free(struct session *session)
{
	if (session == NULL)
		return;
	channel_close(session->channel);
	free(session->input);
	free(session->board);
	json_decref(session->params);
	free(session);
}

static void
take_text(struct session *session, const uint8_t *bytes, size_t len)
{
	json_t *json = json_loadb((const char *)bytes, len, 0, NULL);

	if (!json_is_object(json))
		fail(session, API_ERROR_BAD_REQUEST,
		    "message is not a JSON object");
	else if (session->kind->on_text != NULL)
		session->kind->on_text(session, json);
	json_decref(json);
}

static void
websocket_message_cb(void *arg, bool text, const uint8_t *bytes, size_t len)
{
	struct session *session = arg;

	if (text)
		take_text(session, bytes, len);
	else if (!session->kind->takes_input || session->channel == NULL)
		fail(session, API_ERROR_BAD_REQUEST,
		    "binary message before the opening one");
	else
		add_input(session, bytes, len);
}

static void
websocket_drain_cb(void *arg)
{
	give_credit(arg);
}

static void
websocket_closed_cb(void *arg)
{
	struct session *session = arg;
	struct web *web = session->web;
	bool viewer = session->viewer;

	TAILQ_REMOVE(&web->sessions, session, entry);
	session_free(session);
	if (viewer)
		tell_viewers(web);
}

struct released {
	struct front *front;                      /* borrowed */
	struct MHD_UpgradeResponseHandle *handle; /* borrowed */
};

static void
websocket_release_cb(void *arg)
{
	struct released *released = arg;

	MHD_upgrade_action(released->handle, MHD_UPGRADE_ACTION_CLOSE);
	front_kick(released->front);
	free(released);
}

static const struct websocket_ops websocket_ops = {
	.on_message = websocket_message_cb,
	.on_drain = websocket_drain_cb,
	.on_closed = websocket_closed_cb,
	.release = websocket_release_cb,
};

static void
session_on_upgrade(void *cls, struct MHD_Connection *connection, void *con_cls,
    const char *early, size_t early_len, MHD_socket fd,
    struct MHD_UpgradeResponseHandle *handle)
{
	struct session *session = cls;
	struct released *released = xcalloc(1, sizeof(*released));
	const struct websocket_start start = {
		.fd = fd,
		.early = early,
		.early_len = early_len,
		.message_max = session->kind->message_max,
		.ops = &websocket_ops,
		.arg = session,
		.release_arg = released,
	};

	(void)connection;
	(void)con_cls;
	released->front = session->front;
	released->handle = handle;
	session->websocket = websocket_new(session->web->base, &start);
	TAILQ_INSERT_TAIL(&session->web->sessions, session, entry);
	if (session->kind->start != NULL)
		session->kind->start(session);
}

static const char *
check_upgrade(const struct request *request)
{
	const char *upgrade = request_header(request, "Upgrade");
	const char *version = request_header(request, "Sec-WebSocket-Version");
	const char *key = request_header(request, "Sec-WebSocket-Key");

	if (upgrade == NULL || strcasecmp(upgrade, "websocket") != 0)
		return "this method is a stream: open it as a WebSocket";
	if (version == NULL || strcmp(version, "13") != 0)
		return "only WebSocket version 13 is spoken here";
	if (key == NULL || strlen(key) != 24)
		return "sec-websocket-key is missing or malformed";
	return NULL;
}

static struct session *
session_new(struct request *request)
{
	struct session *session = xcalloc(1, sizeof(*session));
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].api_id == request->route.method->id)
			session->kind = &kinds[i];
	session->web = request->web;
	session->front = request->front;
	session->principal = request->principal;
	session->board = xstrdup(request->route.board);
	session->params = json_object();
	for (i = 0; i < request->url.query_count; i++)
		json_object_set_new(session->params, request->url.query[i].key,
		    json_string(request->url.query[i].value));
	return session;
}

void
session_begin(struct request *request)
{
	const char *problem = check_upgrade(request);
	char accept[WEBSOCKET_ACCEPT_LEN];
	struct MHD_Response *response;

	if (problem != NULL) {
		request_fail(request, API_ERROR_BAD_REQUEST, problem);
		return;
	}
	websocket_accept(request_header(request, "Sec-WebSocket-Key"), accept);
	/* The session goes to the callback; a lost client leaks nothing that
	 * is not freed there, since the upgrade follows at once. */
	response = MHD_create_response_for_upgrade(session_on_upgrade,
	    session_new(request));
	MHD_add_response_header(response, "Upgrade", "websocket");
	MHD_add_response_header(response, "Sec-WebSocket-Accept", accept);
	request_answer(request, MHD_HTTP_SWITCHING_PROTOCOLS, response);
}
