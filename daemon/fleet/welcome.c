/* SPDX-License-Identifier: MIT */
/* What a board is asked and told when it comes online or is adopted. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/call.h"
#include "daemon/fleet/change.h"
#include "daemon/fleet/fields.h"
#include "daemon/fleet/notify.h"
#include "daemon/fleet/text.h"
#include "daemon/fleet/welcome.h"
#include "proto/command.h"
#include "proto/status.h"

#define DEADLINE_MS 5000

/* Takes args. */
static void
tell(struct fleet *fleet, struct board *board, uint16_t command,
    const struct field_table *table, json_t *args)
{
	struct call_spec spec = {
		.command = command,
		.deadline_ms = DEADLINE_MS,
	};
	struct proto_writer w;
	uint8_t buf[256];
	char err[96];

	proto_writer_init(&w, buf, sizeof(buf));
	if (field_encode(table, args, &w, err, sizeof(err))) {
		spec.args = buf;
		spec.args_len = w.len;
		call_board(fleet, board, &spec, NULL, NULL);
	}
	json_decref(args);
}

struct info_request {
	struct fleet *fleet;
	char id[PROTO_DEVICE_ID_MAX + 1];
};

static void
take_info(struct board *board, json_t *info)
{
	const char *model = json_string_value(json_object_get(info, "model"));
	json_t *job = json_object_get(info, "running_job");
	const char *name;

	json_decref(board->info);
	board->info = info;
	if (model != NULL)
		text_clean(board->model, sizeof(board->model), model,
		    json_string_length(json_object_get(info, "model")));
	board->job = (uint32_t)json_integer_value(job);
	name = json_string_value(json_object_get(info, "running_name"));
	snprintf(board->job_name, sizeof(board->job_name), "%s",
	    name != NULL ? name : "");
}

/* New firmware on trial wants to know that its version has been seen. */
static void
acknowledge_firmware(struct fleet *fleet, struct board *board)
{
	unsigned int major;
	unsigned int minor;
	unsigned int patch;

	if (!json_is_true(json_object_get(board->info, "trial")) ||
	    sscanf(board->agent_version, "%3u.%3u.%5u", &major, &minor,
		&patch) != 3)
		return;
	tell(fleet, board, PROTO_CMD_UPDATE_CONFIRM, &fields_update_confirm,
	    json_pack("{s:I}", "version",
		(json_int_t)(major << 24 | minor << 16 | patch)));
}

static void
info_on_result(void *arg, uint16_t status, const uint8_t *result, size_t len)
{
	struct info_request *request = arg;
	struct board *board = board_find_id(request->fleet, request->id);
	json_t *info;

	if (board != NULL && status == PROTO_STATUS_OK &&
	    (info = field_decode(&fields_info, result, len)) != NULL) {
		take_info(board, info);
		acknowledge_firmware(request->fleet, board);
		notify_board(request->fleet, board);
	} else if (board != NULL)
		log_warnx("board %s: INFO: %s", board_title(board),
		    proto_status_text(status));
	free(request);
}

static void
ask_info(struct fleet *fleet, struct board *board)
{
	static const uint8_t empty_map[] = { 0xa0 };
	const struct call_spec spec = {
		.command = PROTO_CMD_INFO,
		.deadline_ms = DEADLINE_MS,
		.args = empty_map,
		.args_len = sizeof(empty_map),
	};
	struct info_request *request = xcalloc(1, sizeof(*request));

	request->fleet = fleet;
	snprintf(request->id, sizeof(request->id), "%s", board->id);
	call_board(fleet, board, &spec, info_on_result, request);
}

void
welcome_online(struct fleet *fleet, struct board *board)
{
	char name[CONF_NAME_MAX + 1];

	ask_info(fleet, board);
	if (!board->adopted && fleet->adopt_auto && fleet->loaded &&
	    !board->saving) {
		change_default_name(fleet, board, name, sizeof(name));
		change_save(fleet, board, name, board->tags, NULL, NULL);
	}
}

void
welcome_adopted(struct fleet *fleet, struct board *board)
{
	if (board->online) {
		tell(fleet, board, PROTO_CMD_TELEMETRY_SET,
		    &fields_telemetry_set,
		    json_pack("{s:i}", "interval_ms", WELCOME_TELEMETRY_MS));
		welcome_label(fleet, board);
	}
	notify_moment(fleet, board, "adopted",
	    json_pack("{s:s}", "name", board->name));
}

void
welcome_label(struct fleet *fleet, struct board *board)
{
	if (board->online && strcmp(board->name, board->label) != 0)
		tell(fleet, board, PROTO_CMD_NAME_SET, &fields_label,
		    json_pack("{s:s}", "name", board->name));
}
