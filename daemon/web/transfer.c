/* SPDX-License-Identifier: MIT */
/* File contents between an HTTP client and a board. */
#include "config.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/hex.h"
#include "daemon/common/xmalloc.h"
#include "daemon/web/channel.h"
#include "daemon/web/request.h"
#include "daemon/web/transfer.h"
#include "proto/status.h"

#define HEX_LEN    (2 * STREAM_SHA256_LEN)
#define READ_BLOCK 16384

struct transfer {
	struct request *request; /* borrowed: our owner */
	struct channel *channel; /* owned */
	uint64_t size;
	uint64_t moved; /* bytes given to the client, or taken from it */
	uint64_t resumed_from;
	char sha256[HEX_LEN + 1];
	uint8_t *buf; /* owned; GET: received, not yet read by the server */
	size_t buf_len;
	bool ended; /* GET: the end has come; failed: it was not good */
	bool failed;
};

static bool
is_hex(const char *text)
{
	return strlen(text) == HEX_LEN &&
	    strspn(text, "0123456789abcdef") == HEX_LEN;
}

static bool
open_channel(struct transfer *transfer, enum stream_kind kind,
    const json_t *params, const struct channel_ops *ops)
{
	struct request *request = transfer->request;
	const struct channel_target target = {
		.kind = kind,
		.principal = &request->principal,
		.board = request->route.board,
		.params = params,
	};

	transfer->channel = channel_open(request->web, &target, ops, transfer);
	if (transfer->channel != NULL)
		return true;
	request_fail(request, API_ERROR_UNAVAILABLE,
	    "gateway is restarting; try again");
	return false;
}

static struct transfer *
transfer_new(struct request *request)
{
	struct transfer *transfer = xcalloc(1, sizeof(*transfer));

	transfer->request = request;
	request->transfer = transfer;
	return transfer;
}

void
transfer_free(struct transfer *transfer)
{
	if (transfer == NULL)
		return;
	channel_close(transfer->channel);
	free(transfer->buf);
	free(transfer);
}

/* ---- PUT ---------------------------------------------------------------- */

static void
put_on_opened(void *arg, const struct channel_opened *opened)
{
	struct transfer *transfer = arg;

	transfer->resumed_from = opened->resumed_from;
}

static void
put_on_data(void *arg, const uint8_t *bytes, size_t len)
{
	(void)arg;
	(void)bytes;
	(void)len;
}

static void
put_on_credit(void *arg)
{
	struct transfer *transfer = arg;

	request_resume(transfer->request);
}

static void
put_on_end(void *arg, const struct stream_end *end)
{
	struct transfer *transfer = arg;
	struct request *request = transfer->request;
	char *text;
	json_t *json;

	if (end->status != PROTO_STATUS_OK) {
		request_answer_error_text(request, end->text, end->text_len);
		return;
	}
	json = json_pack("{s:s*, s:I, s:s, s:I}", "path",
	    url_query(&request->url, "path"), "size",
	    (json_int_t)transfer->size, "sha256", transfer->sha256,
	    "resumed_from", (json_int_t)transfer->resumed_from);
	text = json_dumps(json, JSON_COMPACT);
	request_answer_json(request, 200, text, strlen(text));
	free(text);
	json_decref(json);
}

static const struct channel_ops put_ops = {
	.on_opened = put_on_opened,
	.on_data = put_on_data,
	.on_credit = put_on_credit,
	.on_end = put_on_end,
};

/* What the query must have besides sha256, and how it is asked for. */
struct put_kind {
	enum api_id method;
	enum stream_kind stream;
	const char *member;
	const char *usage;
};

static const struct put_kind put_kinds[] = {
	{
	    .method = API_FS_WRITE,
	    .stream = STREAM_FILE_PUT,
	    .member = "path",
	    .usage = "path is missing: ?path=/file&sha256=hex",
	},
	{
	    .method = API_UPDATE_SEND,
	    .stream = STREAM_UPDATE,
	    .member = "manifest",
	    .usage = "manifest is missing: ?manifest=hex&sha256=hex",
	},
	{
	    .method = API_FLASH_WRITE,
	    .stream = STREAM_FLASH,
	    .member = "offset",
	    .usage = "offset is missing: ?offset=4096&sha256=hex",
	},
};

/* NULL: not a method that puts. */
static const struct put_kind *
find_put(const struct request *request)
{
	for (size_t i = 0; i < sizeof(put_kinds) / sizeof(put_kinds[0]); i++)
		if (put_kinds[i].method == request->route.method->id)
			return &put_kinds[i];
	return NULL;
}

/* Members of the query that are passed on when they are there. */
static void
add_members(json_t *params, const struct request *request,
    const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *value = url_query(&request->url, names[i]);

		if (value != NULL)
			json_object_set_new(params, names[i],
			    json_string(value));
	}
}

/* NULL when the headers and the query are good. */
static const char *
check_put(const struct request *request, const struct put_kind *kind,
    uint64_t *size)
{
	const char *length = request_header(request, "Content-Length");
	const char *sha256 = url_query(&request->url, "sha256");
	char *end;

	if (url_query(&request->url, kind->member) == NULL)
		return kind->usage;
	if (sha256 == NULL || !is_hex(sha256))
		return "sha256 must be 64 lower-case hex digits";
	if (length == NULL)
		return "content-length is missing";
	*size = strtoull(length, &end, 10);
	return *end == '\0' ? NULL : "content-length is not a number";
}

static void
begin_put(struct request *request, const struct put_kind *kind)
{
	static const char *const flags[] = { "retry", "any_version", "erase",
		"baud" };
	const char *problem;
	struct transfer *transfer;
	uint64_t size = 0;
	json_t *params;

	problem = check_put(request, kind, &size);
	if (problem != NULL) {
		request_fail(request, API_ERROR_BAD_REQUEST, problem);
		return;
	}
	if (size > STREAM_FILE_MAX) {
		request_fail(request, API_ERROR_TOO_LARGE,
		    "file is larger than 16 MiB");
		return;
	}
	transfer = transfer_new(request);
	transfer->size = size;
	snprintf(transfer->sha256, sizeof(transfer->sha256), "%s",
	    url_query(&request->url, "sha256"));
	params = json_pack("{s:s, s:I, s:s}", kind->member,
	    url_query(&request->url, kind->member), "size", (json_int_t)size,
	    "sha256", transfer->sha256);
	add_members(params, request, flags, sizeof(flags) / sizeof(flags[0]));
	open_channel(transfer, kind->stream, params, &put_ops);
	json_decref(params);
}

bool
transfer_is_put(const struct request *request)
{
	return find_put(request) != NULL;
}

void
transfer_begin_put(struct request *request)
{
	begin_put(request, find_put(request));
}

size_t
transfer_take(struct transfer *transfer, const char *bytes, size_t len)
{
	size_t taken;

	if (transfer->channel == NULL)
		return len;
	taken = channel_send(transfer->channel, bytes, len);
	transfer->moved += taken;
	if (taken < len)
		request_suspend(transfer->request);
	return taken;
}

void
transfer_finish_put(struct transfer *transfer)
{
	if (transfer->moved < transfer->size)
		request_fail(transfer->request, API_ERROR_BAD_REQUEST,
		    "body is shorter than its content-length");
}

/* ---- GET ---------------------------------------------------------------- */

/*
 * The last byte is held back until the end has been told, so that a file
 * that fails its hash never looks complete.
 */
static ssize_t
get_read(void *cls, uint64_t at, char *buf, size_t max)
{
	struct transfer *transfer = cls;
	size_t len = transfer->buf_len;

	(void)at;
	if (transfer->failed)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (!transfer->ended && len > 0)
		len--;
	if (len > max)
		len = max;
	if (len == 0 && transfer->ended)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (len == 0) {
		request_suspend(transfer->request);
		return 0;
	}
	memcpy(buf, transfer->buf, len);
	transfer->buf_len -= len;
	memmove(transfer->buf, transfer->buf + len, transfer->buf_len);
	transfer->moved += len;
	channel_consume(transfer->channel, len);
	return (ssize_t)len;
}

static bool
is_backup(const struct request *request)
{
	return request->route.method->id == API_FLASH_READ;
}

static void
add_number(struct MHD_Response *response, const char *name, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	MHD_add_response_header(response, name, text);
}

static void
get_on_opened(void *arg, const struct channel_opened *opened)
{
	struct transfer *transfer = arg;
	struct MHD_Response *response;

	transfer->size = opened->size - opened->resumed_from;
	hex_text(transfer->sha256, opened->sha256, STREAM_SHA256_LEN);
	response = transfer->size == 0 ?
	    MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT) :
	    MHD_create_response_from_callback(transfer->size, READ_BLOCK,
		get_read, transfer, NULL);
	MHD_add_response_header(response, "Content-Type",
	    "application/octet-stream");
	MHD_add_response_header(response, "Cache-Control", "no-store");
	MHD_add_response_header(response,
	    is_backup(transfer->request) ? "X-Upyd-Blocks" : "X-Upyd-Sha256",
	    transfer->sha256);
	add_number(response, "X-Upyd-Size", opened->size);
	add_number(response, "X-Upyd-Resumed", opened->resumed_from);
	request_answer(transfer->request, 200, response);
}

static void
get_on_data(void *arg, const uint8_t *bytes, size_t len)
{
	struct transfer *transfer = arg;

	transfer->buf =
	    xreallocarray(transfer->buf, transfer->buf_len + len, 1);
	memcpy(transfer->buf + transfer->buf_len, bytes, len);
	transfer->buf_len += len;
	request_resume(transfer->request);
}

static void
get_on_end(void *arg, const struct stream_end *end)
{
	struct transfer *transfer = arg;

	transfer->ended = true;
	transfer->failed = end->status != PROTO_STATUS_OK ||
	    transfer->moved + transfer->buf_len != transfer->size;
	if (end->status != PROTO_STATUS_OK && transfer->sha256[0] == '\0')
		request_answer_error_text(transfer->request, end->text,
		    end->text_len);
	request_resume(transfer->request);
}

static const struct channel_ops get_ops = {
	.on_opened = get_on_opened,
	.on_data = get_on_data,
	.on_end = get_on_end,
};

static void
begin_backup(struct request *request)
{
	static const char *const members[] = { "offset", "size", "baud",
		"block", "md5" };
	json_t *params = json_object();

	add_members(params, request, members,
	    sizeof(members) / sizeof(members[0]));
	open_channel(transfer_new(request), STREAM_BACKUP, params, &get_ops);
	json_decref(params);
}

void
transfer_begin_get(struct request *request)
{
	const char *path = url_query(&request->url, "path");
	json_t *params;

	if (is_backup(request)) {
		begin_backup(request);
		return;
	}
	if (path == NULL) {
		request_fail(request, API_ERROR_BAD_REQUEST,
		    "path is missing: ?path=/file");
		return;
	}
	params = json_pack("{s:s}", "path", path);
	open_channel(transfer_new(request), STREAM_FILE_GET, params, &get_ops);
	json_decref(params);
}
