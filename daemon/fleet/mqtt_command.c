/* SPDX-License-Identifier: MIT */
/* Commands that came by MQTT. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/call.h"
#include "daemon/fleet/fields.h"
#include "daemon/fleet/mqtt_command.h"
#include "daemon/fleet/notify.h"
#include "daemon/fleet/topic.h"
#include "proto/command.h"
#include "proto/status.h"

#define DEADLINE_MS 5000
#define PINS_MAX    64

struct pin_command {
	struct fleet *fleet; /* borrowed */
	char board_id[PROTO_DEVICE_ID_MAX + 1];
	char pin[TOPIC_PIN_MAX + 1];
};

static void
set_on_result(void *arg, uint16_t status, const uint8_t *result, size_t len)
{
	struct pin_command *command = arg;
	struct board *board = board_find_id(command->fleet, command->board_id);
	json_t *pin;

	if (board != NULL && status != PROTO_STATUS_OK)
		log_warnx("mqtt: pin %s of board %s: %s", command->pin,
		    board_title(board), proto_status_text(status));
	if (board != NULL && status == PROTO_STATUS_OK &&
	    (pin = field_decode(&fields_pin_value, result, len)) != NULL) {
		json_object_set_new(pin, "name", json_string(command->pin));
		json_object_set_new(pin, "mode", json_string("out"));
		notify_pin(command->fleet, board, pin);
		json_decref(pin);
	}
	free(command);
}

static void
set_pin(struct fleet *fleet, struct board *board, const char *pin,
    json_t *value)
{
	struct call_spec spec = {
		.command = PROTO_CMD_PIN_SET,
		.deadline_ms = DEADLINE_MS,
	};
	json_t *args = json_pack("{s:s, s:O}", "name", pin, "value", value);
	struct pin_command *command;
	struct proto_writer w;
	uint8_t buf[256];
	char err[96];

	proto_writer_init(&w, buf, sizeof(buf));
	if (!topic_is_level(pin) ||
	    !field_encode(&fields_pin_set, args, &w, err, sizeof(err))) {
		log_warnx("mqtt: set of board %s is ignored: a pin's value "
			  "must be 0, 1, on or off",
		    board_title(board));
		json_decref(args);
		return;
	}
	command = xcalloc(1, sizeof(*command));
	command->fleet = fleet;
	snprintf(command->board_id, sizeof(command->board_id), "%s", board->id);
	snprintf(command->pin, sizeof(command->pin), "%s", pin);
	spec.args = buf;
	spec.args_len = w.len;
	call_board(fleet, board, &spec, set_on_result, command);
	json_decref(args);
}

/* {"p1": 1, "led": "off"} */
static void
set_pins(struct fleet *fleet, struct board *board, const char *payload,
    size_t len)
{
	json_t *pins = json_loadb(payload, len, 0, NULL);
	const char *pin;
	json_t *value;

	if (!json_is_object(pins) || json_object_size(pins) > PINS_MAX)
		log_warnx("mqtt: set of board %s is ignored: payload is not "
			  "a JSON object of pins",
		    board_title(board));
	else
		json_object_foreach(pins, pin, value)
		    set_pin(fleet, board, pin, value);
	json_decref(pins);
}

static void
run_set(struct fleet *fleet, const struct topic_set *set, const char *payload,
    size_t len)
{
	struct board *board = board_find_id(fleet, set->id);
	json_t *value;

	if (board == NULL || !board->adopted) {
		log_warnx("mqtt: set is ignored: no adopted board %s", set->id);
		return;
	}
	if (!board->online) {
		log_warnx("mqtt: set is ignored: board %s is not online",
		    board_title(board));
		return;
	}
	if (set->pin[0] == '\0') {
		set_pins(fleet, board, payload, len);
		return;
	}
	value = json_stringn(payload, len);
	if (value != NULL)
		set_pin(fleet, board, set->pin, value);
	json_decref(value);
}

void
mqtt_on_message(void *ctx, struct imsg *msg)
{
	struct fleet *fleet = ctx;
	bool retained = imsg_get_u8(msg) != 0;
	char topic[TOPIC_NAME_MAX + 1];
	struct topic_set set;
	const uint8_t *payload;
	size_t len;

	imsg_get_str(msg, topic, sizeof(topic));
	payload = imsg_get_rest(msg, &len);
	if (imsg_failed(msg))
		return;
	if (retained)
		log_warnx("mqtt: %s is ignored: commands must not be retained",
		    topic);
	else if (topic_parse_set(&set, fleet->gateway_name, topic))
		run_set(fleet, &set, (const char *)payload, len);
	else
		log_warnx("mqtt: %s is ignored: no such command", topic);
}
