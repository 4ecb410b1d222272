/* SPDX-License-Identifier: MIT */
/*
 * API: fs.remove. A directory is removed from its leaves up: what cannot be
 * removed because it is not empty is listed, its entries come first.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/xmalloc.h"
#include "daemon/fleet/api_handlers.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/forward.h"
#include "proto/command.h"
#include "proto/status.h"

#define PATH_TEXT_MAX 256
/* Both bound what a misbehaving board can cost. */
#define STACK_MAX        10000
#define STEPS_MAX        100000

#define STATUS_NOT_EMPTY (PROTO_STATUS_FS_BASE + 39) /* ENOTEMPTY */

struct removal {
	char **paths; /* owned; the last is the next */
	size_t count;
	size_t removed;
	size_t steps;
};

static const struct forward fs_remove = {
	.command = PROTO_CMD_FS_REMOVE,
	.args = &fields_path,
	.result = &fields_none,
};

static const struct forward fs_list = {
	.command = PROTO_CMD_FS_LIST,
	.args = &fields_fs_list,
	.result = &fields_list,
};

static void remove_next(struct api_request *request);

static void
removal_free(void *state)
{
	struct removal *removal = state;

	while (removal->count > 0)
		free(removal->paths[--removal->count]);
	free(removal->paths);
	free(removal);
}

static void
push(struct removal *removal, const char *path)
{
	removal->paths = xreallocarray(removal->paths, removal->count + 1,
	    sizeof(*removal->paths));
	removal->paths[removal->count++] = xstrdup(path);
}

static bool
push_entries(struct removal *removal, const json_t *entries)
{
	const char *dir = removal->paths[removal->count - 1];
	char path[PATH_TEXT_MAX];
	const char *name;
	const json_t *entry;
	size_t i;
	int len;

	json_array_foreach((json_t *)(uintptr_t)entries, i, entry)
	{
		name = json_string_value(json_object_get(entry, "name"));
		if (name == NULL)
			return false;
		len = snprintf(path, sizeof(path), "%s%s%s", dir,
		    dir[strlen(dir) - 1] == '/' ? "" : "/", name);
		if (len >= (int)sizeof(path) || removal->count >= STACK_MAX)
			return false;
		push(removal, path);
		/* push may have moved the list, never its texts. */
	}
	return json_array_size(entries) > 0;
}

static void
list_on_result(void *arg, uint16_t status, const uint8_t *result, size_t len)
{
	struct api_request *request = arg;
	json_t *page;
	bool ok;

	if (status != PROTO_STATUS_OK) {
		api_fail_status(request, status, result, len);
		return;
	}
	page = field_decode(&fields_list, result, len);
	ok = push_entries(request->state, json_object_get(page, "entries"));
	json_decref(page);
	if (ok)
		remove_next(request);
	else
		api_fail(request, API_ERROR_REMOTE,
		    "a directory of the board cannot be listed");
}

static void
list_top(struct api_request *request)
{
	struct removal *removal = request->state;
	json_t *args = json_pack("{s:s, s:i}", "path",
	    removal->paths[removal->count - 1], "cursor", 0);

	forward_step(request, &fs_list, args, list_on_result);
	json_decref(args);
}

static bool
is_recursive(const struct api_request *request)
{
	bool recursive = false;

	field_json_bool(json_object_get(request->args, "recursive"),
	    &recursive);
	return recursive;
}

static void
remove_on_result(void *arg, uint16_t status, const uint8_t *result, size_t len)
{
	struct api_request *request = arg;
	struct removal *removal = request->state;

	if (status == STATUS_NOT_EMPTY && is_recursive(request)) {
		list_top(request);
		return;
	}
	if (status != PROTO_STATUS_OK) {
		api_fail_status(request, status, result, len);
		return;
	}
	free(removal->paths[--removal->count]);
	removal->removed++;
	if (removal->count > 0)
		remove_next(request);
	else
		api_reply(request,
		    json_pack("{s:I}", "removed",
			(json_int_t)removal->removed));
}

static void
remove_next(struct api_request *request)
{
	struct removal *removal = request->state;
	json_t *args;

	if (++removal->steps > STEPS_MAX) {
		api_fail(request, API_ERROR_REMOTE,
		    "too much to remove; %zu entries are gone",
		    removal->removed);
		return;
	}
	args = json_pack("{s:s}", "path", removal->paths[removal->count - 1]);
	forward_step(request, &fs_remove, args, remove_on_result);
	json_decref(args);
}

void
api_fs_remove(struct api_request *request, struct board *board)
{
	const char *path;

	path = json_string_value(json_object_get(request->args, "path"));
	if (path == NULL || *path == '\0') {
		api_fail(request, API_ERROR_BAD_REQUEST, "path is missing");
		return;
	}
	if (!forward_is_online(request, board))
		return;
	request->state = xcalloc(1, sizeof(struct removal));
	request->free_state = removal_free;
	push(request->state, path);
	remove_next(request);
}
