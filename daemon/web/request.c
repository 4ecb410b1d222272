/* SPDX-License-Identifier: MIT */
/* One HTTP request from its first line to its answer. */
#include "config.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"
#include "daemon/web/front.h"
#include "daemon/web/guard.h"
#include "daemon/web/request.h"
#include "daemon/web/session.h"
#include "daemon/web/static.h"
#include "daemon/web/transfer.h"

#define BODY_MAX    (15 * 1024)
#define ANSWER_MAX  (8 * 1024 * 1024)
#define SWALLOW_MAX (256 * 1024)

static const char content_policy[] =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'";

const char *
request_header(const struct request *request, const char *name)
{
	return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND,
	    name);
}

void
request_suspend(struct request *request)
{
	if (request->suspended)
		return;
	request->suspended = true;
	MHD_suspend_connection(request->connection);
}

void
request_resume(struct request *request)
{
	if (!request->suspended)
		return;
	request->suspended = false;
	MHD_resume_connection(request->connection);
	front_kick(request->front);
}

/* ---- answers ------------------------------------------------------------ */

void
request_answer(struct request *request, unsigned int status,
    struct MHD_Response *response)
{
	if (request->response != NULL) {
		MHD_destroy_response(response);
		return;
	}
	MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
	request->response = response;
	request->status = status;
	request_resume(request);
}

void
request_answer_json(struct request *request, unsigned int status,
    const char *json, size_t len)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(len,
	    (void *)(uintptr_t)json, MHD_RESPMEM_MUST_COPY);

	MHD_add_response_header(response, "Content-Type", "application/json");
	MHD_add_response_header(response, "Cache-Control", "no-store");
	request_answer(request, status, response);
}

void
request_fail(struct request *request, enum api_error error, const char *message)
{
	json_t *json = json_pack("{s:{s:s, s:s}}", "error", "code",
	    api_error_code(error), "message", message);
	char *text = json_dumps(json, JSON_COMPACT);

	request_answer_json(request, api_error_http(error), text, strlen(text));
	free(text);
	json_decref(json);
}

void
request_answer_error_text(struct request *request, const void *text, size_t len)
{
	json_t *json = json_loadb(text, len, 0, NULL);
	int http = (int)json_integer_value(json_object_get(json, "http"));

	if (http < 400 || http > 599 ||
	    json_object_get(json, "error") == NULL) {
		request_fail(request, API_ERROR_INTERNAL,
		    "the gateway gave no reason");
	} else {
		char *body;

		json_object_del(json, "http");
		body = json_dumps(json, JSON_COMPACT);
		request_answer_json(request, (unsigned int)http, body,
		    strlen(body));
		free(body);
	}
	json_decref(json);
}

/* ---- dashboard files ---------------------------------------------------- */

static const char *
raw_path(const struct request *request, char *buf, size_t size)
{
	size_t used = 0;
	size_t len;
	size_t i;

	if (request->url.segment_count == 0)
		return "/";
	for (i = 0; i < request->url.segment_count; i++) {
		len = strlen(request->url.segments[i]);
		if (used + len + 2 > size)
			return "";
		buf[used++] = '/';
		memcpy(buf + used, request->url.segments[i], len);
		used += len;
	}
	buf[used] = '\0';
	return buf;
}

static void
answer_file(struct request *request, const struct static_file *file)
{
	const char *known = request_header(request, "If-None-Match");
	bool same = known != NULL && strcmp(known, file->etag) == 0;
	struct MHD_Response *response;

	response = MHD_create_response_from_buffer(same ? 0 : file->len,
	    file->body, MHD_RESPMEM_PERSISTENT);
	MHD_add_response_header(response, "Content-Type", file->type);
	MHD_add_response_header(response, "ETag", file->etag);
	MHD_add_response_header(response, "Cache-Control", "no-cache");
	MHD_add_response_header(response, "Content-Security-Policy",
	    content_policy);
	MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
	request_answer(request, same ? 304 : 200, response);
}

static void
begin_file(struct request *request, const char *verb)
{
	const struct static_file *file;
	char path[URL_MAX + URL_SEGMENTS_MAX + 1];

	file = static_find(request->web->files,
	    raw_path(request, path, sizeof(path)));
	if (file == NULL)
		request_fail(request, API_ERROR_NOT_FOUND,
		    "no such page or method; GET /v1 lists the methods");
	else if (strcmp(verb, "GET") != 0 && strcmp(verb, "HEAD") != 0)
		request_fail(request, API_ERROR_BAD_REQUEST,
		    "files can only be read");
	else
		answer_file(request, file);
}

/* ---- calls -------------------------------------------------------------- */

static json_t *
call_arguments(struct request *request)
{
	json_error_t error;
	json_t *args;
	char text[224];
	size_t i;

	if (request->body_len == 0)
		args = json_object();
	else
		args = json_loadb(request->body, request->body_len,
		    JSON_REJECT_DUPLICATES, &error);
	if (!json_is_object(args)) {
		snprintf(text, sizeof(text), "body is not a JSON object%s%s",
		    args == NULL ? ": " : "", args == NULL ? error.text : "");
		request_fail(request, API_ERROR_BAD_REQUEST, text);
		json_decref(args);
		return NULL;
	}
	for (i = 0; i < request->url.query_count; i++)
		json_object_set_new(args, request->url.query[i].key,
		    json_string(request->url.query[i].value));
	return args;
}

static bool
send_call(struct request *request, const char *json)
{
	struct imsg_out out;

	imsg_init(&out, IMSG_API_CALL, request->id);
	imsg_put_u16(&out, request->route.method->id);
	imsg_put_u8(&out, request->principal.role);
	imsg_put_str(&out, request->principal.name);
	imsg_put_str(&out, request->route.board);
	imsg_put_str(&out, request->route.pin);
	if (strlen(json) > imsg_room(&out)) {
		request_fail(request, API_ERROR_TOO_LARGE,
		    "request is longer than 15 KiB");
		return false;
	}
	imsg_put_bytes(&out, json, strlen(json));
	if (!proc_send(PROC_FLEET, &out)) {
		request_fail(request, API_ERROR_UNAVAILABLE,
		    "gateway is restarting; try again");
		return false;
	}
	return true;
}

static void
forget_body(struct request *request)
{
	free(request->body);
	request->body = NULL;
	request->body_len = 0;
}

static void
dispatch_call(struct request *request)
{
	json_t *args = call_arguments(request);
	char *json;

	if (args == NULL)
		return;
	json = json_dumps(args, JSON_COMPACT);
	request->id = web_next_id(request->web);
	if (send_call(request, json)) {
		TAILQ_INSERT_TAIL(&request->web->waiting, request, entry);
		request_suspend(request);
	} else
		request->id = 0;
	forget_body(request);
	free(json);
	json_decref(args);
}

static void
stop_waiting(struct request *request)
{
	if (request->id == 0)
		return;
	TAILQ_REMOVE(&request->web->waiting, request, entry);
	request->id = 0;
}

static void
append_body(struct request *request, const void *bytes, size_t len)
{
	request->body =
	    xreallocarray(request->body, request->body_len + len + 1, 1);
	memcpy(request->body + request->body_len, bytes, len);
	request->body_len += len;
	request->body[request->body_len] = '\0';
}

void
request_on_api_result(void *ctx, struct imsg *msg)
{
	uint16_t status = imsg_get_u16(msg);
	bool more = imsg_get_u8(msg) != 0;
	struct web *web = ctx;
	struct request *request;
	const uint8_t *part;
	size_t len;

	part = imsg_get_rest(msg, &len);
	TAILQ_FOREACH(request, &web->waiting, entry)
		if (request->id == msg->id)
			break;
	if (request == NULL || imsg_failed(msg))
		return;
	if (request->body_len + len > ANSWER_MAX) {
		imsg_refuse(msg);
		return;
	}
	append_body(request, part, len);
	if (more)
		return;
	stop_waiting(request);
	request_answer_json(request, status, request->body, request->body_len);
	forget_body(request);
}

/* ---- the life of a request ---------------------------------------------- */

static bool
is_unsafe(const char *verb)
{
	return strcmp(verb, "GET") != 0 && strcmp(verb, "HEAD") != 0;
}

static bool
check_caller(struct request *request, const char *verb)
{
	const struct guard_headers headers = {
		.host = request_header(request, "Host"),
		.origin = request_header(request, "Origin"),
		.fetch_site = request_header(request, "Sec-Fetch-Site"),
		.content_type = request_header(request, "Content-Type"),
	};
	bool websocket = request_header(request, "Upgrade") != NULL;
	const char *refusal = NULL;

	front_identify(request->front, request->connection,
	    &request->principal);
	if (!request->front->is_control)
		refusal = guard_refusal(&headers, request->front->port,
		    is_unsafe(verb), websocket);
	if (refusal != NULL)
		request_fail(request, API_ERROR_FORBIDDEN, refusal);
	return refusal == NULL;
}

static bool
check_role(struct request *request)
{
	char text[160];

	if (request->principal.role >= request->route.method->role)
		return true;
	snprintf(text, sizeof(text),
	    "%s may not call %s; join the group upyd, or ask an administrator",
	    request->principal.name, request->route.method->name);
	request_fail(request, API_ERROR_FORBIDDEN, text);
	return false;
}

static bool
find_method(struct request *request, const char *verb)
{
	switch (route_find(&request->route, verb, &request->url)) {
	case ROUTE_OK:
		return check_role(request);
	case ROUTE_WRONG_VERB:
		request->route.method = NULL;
		request_fail(request, API_ERROR_BAD_REQUEST,
		    "this path does not know this HTTP method");
		return false;
	case ROUTE_NONE:
		request->route.method = NULL;
		begin_file(request, verb);
		return false;
	}
	return false;
}

/* The headers are here: everything that can be refused now is. */
static void
begin(struct request *request, const char *verb)
{
	if (!request->url_ok) {
		request_fail(request, API_ERROR_BAD_REQUEST,
		    "malformed address");
		return;
	}
	if (!check_caller(request, verb) || !find_method(request, verb))
		return;
	if (transfer_is_put(request))
		transfer_begin_put(request);
}

static size_t
take_upload(struct request *request, const char *bytes, size_t len)
{
	if (request->response != NULL)
		return len;
	if (request->transfer != NULL)
		return transfer_take(request->transfer, bytes, len);
	if (request->body_len + len > BODY_MAX)
		request_fail(request, API_ERROR_TOO_LARGE,
		    "request body is longer than 15 KiB");
	else
		append_body(request, bytes, len);
	return len;
}

/* The whole request is here; what has no answer yet gets its way to one. */
static void
dispatch(struct request *request)
{
	const struct api_method *method = request->route.method;

	if (request->dispatched)
		return;
	request->dispatched = true;
	if ((method->flags & API_STREAM) != 0)
		session_begin(request);
	else if (method->id == API_FS_READ || method->id == API_FLASH_READ)
		transfer_begin_get(request);
	else if (transfer_is_put(request))
		transfer_finish_put(request->transfer);
	else
		dispatch_call(request);
}

static enum MHD_Result
send_response(struct request *request)
{
	enum MHD_Result result;

	result = MHD_queue_response(request->connection, request->status,
	    request->response);
	MHD_destroy_response(request->response);
	request->response = NULL;
	return result;
}

/*
 * The body of a request that is refused already: a short one is read, so
 * that the client surely sees the answer; a long one, or one that the client
 * has not begun to send, is not.
 */
static bool
is_worth_reading(const struct request *request)
{
	const char *length = request_header(request, "Content-Length");

	return request_header(request, "Expect") == NULL &&
	    (length == NULL || strtoull(length, NULL, 10) <= SWALLOW_MAX);
}

enum MHD_Result
request_on_data(void *cls, struct MHD_Connection *connection, const char *url,
    const char *verb, const char *version, const char *upload,
    size_t *upload_len, void **con_cls)
{
	struct request *request = *con_cls;

	(void)cls;
	(void)url;
	(void)version;
	request->connection = connection;
	if (!request->begun) {
		request->begun = true;
		begin(request, verb);
		if (request->response != NULL && !is_worth_reading(request))
			return send_response(request);
		return MHD_YES;
	}
	if (*upload_len > 0) {
		*upload_len -= take_upload(request, upload, *upload_len);
		return MHD_YES;
	}
	if (request->response == NULL)
		dispatch(request);
	if (request->response != NULL)
		return send_response(request);
	if (!request->suspended)
		request_suspend(request);
	return MHD_YES;
}

void *
request_on_target(void *cls, const char *target,
    struct MHD_Connection *connection)
{
	struct request *request = xcalloc(1, sizeof(*request));

	request->front = cls;
	request->web = request->front->web;
	request->connection = connection;
	request->url_ok = url_parse(&request->url, target);
	return request;
}

void
request_on_completed(void *cls, struct MHD_Connection *connection,
    void **con_cls, enum MHD_RequestTerminationCode why)
{
	struct request *request = *con_cls;

	(void)cls;
	(void)connection;
	(void)why;
	if (request == NULL)
		return;
	if (request->id != 0) {
		proc_send_empty(PROC_FLEET, IMSG_API_CANCEL, request->id);
		stop_waiting(request);
	}
	transfer_free(request->transfer);
	if (request->response != NULL)
		MHD_destroy_response(request->response);
	free(request->body);
	free(request);
	*con_cls = NULL;
}
