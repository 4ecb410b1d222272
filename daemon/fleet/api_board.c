/* SPDX-License-Identifier: MIT */
/* API: boards. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/xmalloc.h"
#include "daemon/fleet/api_handlers.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/change.h"
#include "daemon/fleet/forward.h"
#include "daemon/fleet/text.h"
#include "daemon/fleet/welcome.h"
#include "proto/command.h"
#include "proto/status.h"

#define IDENTIFY_DEFAULT_S 5
#define TAGS_MAX           32

/* ---- reading ------------------------------------------------------------ */

static json_t *
list_json(struct fleet *fleet, bool adopted, bool found)
{
	json_t *list = json_array();
	struct board *board;

	TAILQ_FOREACH(board, &fleet->boards, entry)
		if (board->adopted ? adopted : found)
			json_array_append_new(list, board_json(board));
	return json_pack("{s:o}", "boards", list);
}

void
api_board_list(struct api_request *request, struct board *board)
{
	bool all = false;

	(void)board;
	field_json_bool(json_object_get(request->args, "all"), &all);
	api_reply(request, list_json(request->fleet, true, all));
}

void
api_board_found(struct api_request *request, struct board *board)
{
	(void)board;
	api_reply(request, list_json(request->fleet, false, true));
}

void
api_board_show(struct api_request *request, struct board *board)
{
	json_t *json = board_json(board);

	json_object_set(json, "info",
	    board->info != NULL ? board->info : json_null());
	json_object_set(json, "telemetry",
	    board->telemetry != NULL ? board->telemetry : json_null());
	json_object_set_new(json, "first_seen",
	    json_integer((json_int_t)board->first_seen));
	api_reply(request, json);
}

/* ---- what is kept ------------------------------------------------------- */

static bool
is_usable(struct api_request *request, const struct board *board)
{
	if (!board->rival)
		return true;
	api_fail(request, API_ERROR_EXISTS, "%s", board->why);
	return false;
}

static bool
must_be_adopted(struct api_request *request, const struct board *board)
{
	if (!is_usable(request, board))
		return false;
	if (board->adopted)
		return true;
	api_fail(request, API_ERROR_BAD_REQUEST,
	    "board %s is not adopted; upyctl board adopt %s does that",
	    board->id, board->id);
	return false;
}

static bool
name_is_free(struct api_request *request, const struct board *board,
    const char *name)
{
	struct board *other = board_with_name(request->fleet, name, board);

	if (!text_is_name(name)) {
		api_fail(request, API_ERROR_BAD_REQUEST,
		    "name must be 1 to 32 characters of A-Z a-z 0-9 . _ -, "
		    "and not \"all\" or \"found\"");
		return false;
	}
	if (other != NULL) {
		api_fail(request, API_ERROR_EXISTS,
		    "board %s has the name %s already", other->id, name);
		return false;
	}
	return true;
}

static void
saved(void *arg, uint16_t status, const char *text)
{
	struct api_request *request = arg;
	struct board *board = board_find_id(request->fleet, request->board_id);

	if (status != PROTO_STATUS_OK)
		api_fail_disk(request, status, text);
	else if (board != NULL)
		api_reply(request, board_json(board));
	else
		api_reply(request, json_object());
}

static void
renamed(void *arg, uint16_t status, const char *text)
{
	struct api_request *request = arg;
	struct board *board = board_find_id(request->fleet, request->board_id);

	if (status == PROTO_STATUS_OK && board != NULL)
		welcome_label(request->fleet, board);
	saved(arg, status, text);
}

void
api_board_adopt(struct api_request *request, struct board *board)
{
	const json_t *given = json_object_get(request->args, "name");
	char name[CONF_NAME_MAX + 1];

	if (!is_usable(request, board) || change_must_wait(board, request))
		return;
	if (json_is_string(given)) {
		if (!name_is_free(request, board, json_string_value(given)))
			return;
		snprintf(name, sizeof(name), "%s", json_string_value(given));
	} else if (board->adopted) {
		api_reply(request, board_json(board));
		return;
	} else
		change_default_name(request->fleet, board, name, sizeof(name));
	change_save(request->fleet, board, name, board->tags, saved, request);
}

void
api_board_rename(struct api_request *request, struct board *board)
{
	const char *name;

	name = json_string_value(json_object_get(request->args, "name"));
	if (!must_be_adopted(request, board) ||
	    change_must_wait(board, request) ||
	    !name_is_free(request, board, name != NULL ? name : ""))
		return;
	change_save(request->fleet, board, name, board->tags, renamed, request);
}

/* Takes tags; NULL: a word is no tag. */
static char *
change_tags(char *tags, const json_t *words,
    char *(*change)(const char *words, const char *word))
{
	const char *word;
	char *changed;
	size_t i;

	for (i = 0; i < json_array_size(words); i++) {
		word = json_string_value(json_array_get(words, i));
		if (word == NULL || !text_is_tag(word) || i >= TAGS_MAX) {
			free(tags);
			return NULL;
		}
		changed = change(tags, word);
		free(tags);
		tags = changed;
	}
	return tags;
}

void
api_board_tag(struct api_request *request, struct board *board)
{
	const json_t *add = json_object_get(request->args, "add");
	const json_t *remove = json_object_get(request->args, "remove");
	char *tags;

	if (!must_be_adopted(request, board) ||
	    change_must_wait(board, request))
		return;
	tags = change_tags(xstrdup(board->tags), add, text_words_add);
	if (tags != NULL)
		tags = change_tags(tags, remove, text_words_remove);
	if (tags == NULL || strlen(tags) > TAGS_MAX * (CONF_NAME_MAX + 1)) {
		api_fail(request, API_ERROR_BAD_REQUEST,
		    "tags must be at most 32 words of 1 to 32 characters of "
		    "A-Z a-z 0-9 . _ -");
		free(tags);
		return;
	}
	change_save(request->fleet, board, board->name, tags, saved, request);
	free(tags);
}

static void
forgotten(void *arg, uint16_t status, const char *text)
{
	struct api_request *request = arg;

	if (status != PROTO_STATUS_OK)
		api_fail_disk(request, status, text);
	else
		api_reply(request, json_object());
}

void
api_board_forget(struct api_request *request, struct board *board)
{
	if (!must_be_adopted(request, board) ||
	    change_must_wait(board, request))
		return;
	change_forget(request->fleet, board, forgotten, request);
}

/* ---- the board itself --------------------------------------------------- */

static const struct forward reset = {
	.command = PROTO_CMD_RESET,
	.args = &fields_reset,
	.result = &fields_none,
};

static const struct forward identify = {
	.command = PROTO_CMD_IDENTIFY,
	.args = &fields_identify,
	.result = &fields_none,
};

static const struct forward interrupt = {
	.command = PROTO_CMD_EXEC_STOP,
	.args = &fields_job,
	.result = &fields_none,
};

static const struct forward telemetry_set = {
	.command = PROTO_CMD_TELEMETRY_SET,
	.args = &fields_telemetry_set,
	.result = &fields_none,
};

void
api_board_reset(struct api_request *request, struct board *board)
{
	const json_t *json = json_object_get(request->args, "mode");
	const char *mode = json != NULL ? json_string_value(json) : "soft";

	if (mode == NULL ||
	    (strcmp(mode, "soft") != 0 && strcmp(mode, "hard") != 0)) {
		api_fail(request, API_ERROR_BAD_REQUEST,
		    "mode must be soft or hard");
		return;
	}
	json_object_set_new(request->args, "hard",
	    json_boolean(strcmp(mode, "hard") == 0));
	forward_call(request, board, &reset);
}

void
api_board_identify(struct api_request *request, struct board *board)
{
	if (json_object_get(request->args, "seconds") == NULL)
		json_object_set_new(request->args, "seconds",
		    json_integer(IDENTIFY_DEFAULT_S));
	forward_call(request, board, &identify);
}

void
api_board_interrupt(struct api_request *request, struct board *board)
{
	json_object_set_new(request->args, "job", json_integer(0));
	forward_call(request, board, &interrupt);
}

void
api_telemetry_set(struct api_request *request, struct board *board)
{
	forward_call(request, board, &telemetry_set);
}
