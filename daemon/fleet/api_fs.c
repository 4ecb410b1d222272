/* SPDX-License-Identifier: MIT */
/* API: a board's files, where one device command is enough. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "daemon/fleet/api_handlers.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/forward.h"
#include "daemon/fleet/pages.h"
#include "proto/command.h"
#include "proto/status.h"

/* A board reads the whole file for its hash. */
#define HASH_DEADLINE_MS 60000
#define PATH_TEXT_MAX    256
#define STATUS_EXISTS    (PROTO_STATUS_FS_BASE + 17) /* EEXIST */

static const struct pages list_pages = {
	.call = {
	    .command = PROTO_CMD_FS_LIST,
	    .args = &fields_fs_list,
	    .result = &fields_list,
	    .echo = "path",
	},
	.rows = "entries",
};

static const struct forward fs_stat = {
	.command = PROTO_CMD_FS_STAT,
	.args = &fields_path,
	.result = &fields_stat,
};

static const struct forward fs_df = {
	.command = PROTO_CMD_FS_DF,
	.args = &fields_none,
	.result = &fields_df,
};

static const struct forward fs_hash = {
	.command = PROTO_CMD_FS_HASH,
	.deadline_ms = HASH_DEADLINE_MS,
	.args = &fields_path,
	.result = &fields_hash,
};

static const struct forward fs_rename = {
	.command = PROTO_CMD_FS_RENAME,
	.args = &fields_rename,
	.result = &fields_none,
};

static const struct forward fs_mkdir = {
	.command = PROTO_CMD_FS_MKDIR,
	.args = &fields_path,
	.result = &fields_none,
};

void
api_fs_list(struct api_request *request, struct board *board)
{
	if (json_object_get(request->args, "path") == NULL)
		json_object_set_new(request->args, "path", json_string("/"));
	pages_begin(request, board, &list_pages);
}

void
api_fs_stat(struct api_request *request, struct board *board)
{
	forward_call(request, board, &fs_stat);
}

void
api_fs_df(struct api_request *request, struct board *board)
{
	forward_call(request, board, &fs_df);
}

void
api_fs_hash(struct api_request *request, struct board *board)
{
	forward_call(request, board, &fs_hash);
}

void
api_fs_rename(struct api_request *request, struct board *board)
{
	forward_call(request, board, &fs_rename);
}

/* ---- mkdir with parents: one directory after the other ------------------ */

static void make_next(struct api_request *request);

/* answer keeps how much of the path was done. */
static size_t
done_len(const struct api_request *request)
{
	return (size_t)json_integer_value(
	    json_object_get(request->answer, "done"));
}

static void
mkdir_on_result(void *arg, uint16_t status, const uint8_t *result, size_t len)
{
	struct api_request *request = arg;

	if (status != PROTO_STATUS_OK && status != STATUS_EXISTS &&
	    status != PROTO_STATUS_EXISTS)
		api_fail_status(request, status, result, len);
	else
		make_next(request);
}

static void
make_next(struct api_request *request)
{
	const char *path;
	char part[PATH_TEXT_MAX];
	json_t *args;
	size_t at = done_len(request);
	size_t len;

	path = json_string_value(json_object_get(request->args, "path"));
	at += strspn(path + at, "/");
	len = strcspn(path + at, "/");
	if (len == 0) {
		api_reply(request, json_object());
		return;
	}
	snprintf(part, sizeof(part), "%.*s", (int)(at + len), path);
	json_object_set_new(request->answer, "done",
	    json_integer((json_int_t)(at + len)));
	args = json_pack("{s:s}", "path", part);
	forward_step(request, &fs_mkdir, args, mkdir_on_result);
	json_decref(args);
}

void
api_fs_mkdir(struct api_request *request, struct board *board)
{
	const json_t *path = json_object_get(request->args, "path");
	bool parents = false;

	field_json_bool(json_object_get(request->args, "parents"), &parents);
	if (!parents || !json_is_string(path) ||
	    json_string_length(path) >= PATH_TEXT_MAX) {
		forward_call(request, board, &fs_mkdir);
		return;
	}
	request->answer = json_pack("{s:i}", "done", 0);
	make_next(request);
}
