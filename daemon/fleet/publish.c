/* SPDX-License-Identifier: MIT */
/* What stands on MQTT. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/disk.h"
#include "daemon/fleet/gateway.h"
#include "daemon/fleet/notify.h"
#include "daemon/fleet/publish.h"
#include "daemon/fleet/text.h"
#include "daemon/fleet/topic.h"

#define PAYLOAD_MAX 15000

/* A retained topic. */
struct topic {
	TAILQ_ENTRY(topic) entry;
	char *name;     /* owned */
	char *board_id; /* owned; "": the gateway's own */
	char *payload;  /* owned; NULL: of an earlier run */
};

static void
send_publish(struct fleet *fleet, const char *topic, const char *payload,
    uint8_t qos, bool retain)
{
	size_t len = strlen(payload);
	struct imsg_out out;

	if (!fleet->mqtt.connected || len > PAYLOAD_MAX)
		return;
	imsg_init(&out, IMSG_PUBLISH, 0);
	imsg_put_u8(&out, qos);
	imsg_put_u8(&out, retain);
	imsg_put_str(&out, topic);
	imsg_put_bytes(&out, payload, len);
	proc_send(PROC_MQTT, &out);
}

/* ---- retained topics ---------------------------------------------------- */

static struct topic *
find_topic(struct fleet *fleet, const char *name)
{
	struct topic *topic;

	TAILQ_FOREACH(topic, &fleet->topics, entry)
		if (strcmp(topic->name, name) == 0)
			return topic;
	return NULL;
}

static struct topic *
add_topic(struct fleet *fleet, const char *name, const char *board_id)
{
	struct topic *topic = xcalloc(1, sizeof(*topic));

	topic->name = xstrdup(name);
	topic->board_id = xstrdup(board_id);
	TAILQ_INSERT_TAIL(&fleet->topics, topic, entry);
	return topic;
}

static void
free_topic(struct fleet *fleet, struct topic *topic)
{
	TAILQ_REMOVE(&fleet->topics, topic, entry);
	free(topic->name);
	free(topic->board_id);
	free(topic->payload);
	free(topic);
}

/* Publishes a state unless it stands there already. */
static void
publish_state(struct fleet *fleet, const char *name, const char *board_id,
    const char *payload)
{
	struct topic *topic;

	if (!fleet->mqtt.enabled)
		return;
	topic = find_topic(fleet, name);
	if (topic != NULL && topic->payload != NULL &&
	    strcmp(topic->payload, payload) == 0)
		return;
	if (topic == NULL) {
		topic = add_topic(fleet, name, board_id);
		if (*board_id != '\0')
			disk_save_topic(fleet, name, board_id, false);
	}
	free(topic->payload);
	topic->payload = xstrdup(payload);
	send_publish(fleet, name, payload, 1, true);
}

/* Takes json. */
static void
publish_state_json(struct fleet *fleet, const char *name, const char *board_id,
    json_t *json)
{
	char *payload = json_dumps(json, JSON_COMPACT);

	publish_state(fleet, name, board_id, payload);
	free(payload);
	json_decref(json);
}

static void
empty_topic(struct fleet *fleet, struct topic *topic)
{
	if (!fleet->mqtt.connected) {
		free(topic->payload);
		topic->payload = NULL;
		return;
	}
	send_publish(fleet, topic->name, "", 1, true);
	disk_save_topic(fleet, topic->name, topic->board_id, true);
	free_topic(fleet, topic);
}

void
publish_clear(struct fleet *fleet, const char *board_id)
{
	struct topic *topic;
	struct topic *next;

	for (topic = TAILQ_FIRST(&fleet->topics); topic != NULL; topic = next) {
		next = TAILQ_NEXT(topic, entry);
		if (strcmp(topic->board_id, board_id) == 0)
			empty_topic(fleet, topic);
	}
}

/* Topics of boards that were forgotten while the broker was away. */
static void
empty_orphans(struct fleet *fleet)
{
	struct board *board;
	struct topic *topic;
	struct topic *next;

	for (topic = TAILQ_FIRST(&fleet->topics); topic != NULL; topic = next) {
		next = TAILQ_NEXT(topic, entry);
		board = board_find_id(fleet, topic->board_id);
		if (*topic->board_id != '\0' &&
		    (board == NULL || !board->adopted))
			empty_topic(fleet, topic);
	}
}

/* ---- boards ------------------------------------------------------------- */

static json_t *
conn_json(const struct board *board)
{
	const char *state = "lost";

	if (board->online)
		state = board->job != 0 ? "busy" : "ready";
	return json_pack("{s:s, s:s, s:I, s:I, s:s}", "state", state, "via",
	    board->via, "since", (json_int_t)board->since, "last_seen",
	    (json_int_t)(board->online ? board->since : board->last_seen),
	    "why", board->why);
}

static json_t *
info_json(const struct board *board)
{
	json_t *json = json_pack("{s:s, s:s, s:s, s:o}", "name", board->name,
	    "model", board->model, "agent_version", board->agent_version,
	    "tags", text_words_json(board->tags));
	static const char *const copied[] = { "vm_version", "heap_total",
		"fs_total", "profile", "reset_cause" };
	json_t *value;
	size_t i;

	for (i = 0; i < sizeof(copied) / sizeof(copied[0]); i++) {
		value = json_object_get(board->info, copied[i]);
		if (value != NULL)
			json_object_set(json, copied[i], value);
	}
	return json;
}

static bool
is_published(const struct fleet *fleet, const struct board *board)
{
	return fleet->mqtt.enabled && board->adopted && !board->rival;
}

void
publish_board(struct fleet *fleet, struct board *board)
{
	char name[TOPIC_NAME_MAX];

	if (!is_published(fleet, board))
		return;
	topic_board(name, sizeof(name), fleet->gateway_name, board->id,
	    "status");
	publish_state(fleet, name, board->id,
	    board->online ? "online" : "offline");
	topic_board(name, sizeof(name), fleet->gateway_name, board->id, "conn");
	publish_state_json(fleet, name, board->id, conn_json(board));
	topic_board(name, sizeof(name), fleet->gateway_name, board->id, "info");
	publish_state_json(fleet, name, board->id, info_json(board));
	publish_boards(fleet);
}

void
publish_telemetry(struct fleet *fleet, struct board *board)
{
	char name[TOPIC_NAME_MAX];
	char *payload;

	if (!is_published(fleet, board) || !fleet->mqtt.connected)
		return;
	topic_board(name, sizeof(name), fleet->gateway_name, board->id, "tele");
	payload = json_dumps(board->telemetry, JSON_COMPACT);
	send_publish(fleet, name, payload, 0, false);
	free(payload);
}

void
publish_pin(struct fleet *fleet, struct board *board, json_t *pin)
{
	const char *pin_name = json_string_value(json_object_get(pin, "name"));
	char leaf[TOPIC_PIN_MAX + 8];
	char name[TOPIC_NAME_MAX];
	char value[24];

	if (!is_published(fleet, board) || pin_name == NULL ||
	    !topic_is_level(pin_name))
		return;
	snprintf(leaf, sizeof(leaf), "pin/%s", pin_name);
	snprintf(value, sizeof(value), "%lld",
	    (long long)json_integer_value(json_object_get(pin, "value")));
	topic_board(name, sizeof(name), fleet->gateway_name, board->id, leaf);
	publish_state(fleet, name, board->id, value);
}

static void
publish_gateway_event(struct fleet *fleet, const struct board *board,
    const char *type, json_t *data)
{
	char name[TOPIC_NAME_MAX];
	json_t *json = json_pack("{s:s, s:I, s:I, s:s, s:O}", "type", type,
	    "ts", (json_int_t)fleet_now(), "seq",
	    (json_int_t)++fleet->event_seq, "id", board->id, "data", data);
	char *payload = json_dumps(json, JSON_COMPACT);

	topic_gateway(name, sizeof(name), fleet->gateway_name, "event");
	send_publish(fleet, name, payload, 1, false);
	free(payload);
	json_decref(json);
}

void
publish_moment(struct fleet *fleet, struct board *board, const char *name,
    json_t *data)
{
	char topic[TOPIC_NAME_MAX];
	json_t *json;
	char *payload;

	if (!fleet->mqtt.connected || board->rival)
		return;
	publish_gateway_event(fleet, board, name, data);
	if (!board->adopted)
		return;
	json = json_pack("{s:s, s:O}", "name", name, "data", data);
	payload = json_dumps(json, JSON_COMPACT);
	topic_board(topic, sizeof(topic), fleet->gateway_name, board->id,
	    "evt");
	send_publish(fleet, topic, payload, 1, false);
	free(payload);
	json_decref(json);
}

/* ---- the gateway -------------------------------------------------------- */

void
publish_boards(struct fleet *fleet)
{
	json_t *list = json_array();
	char name[TOPIC_NAME_MAX];
	struct board *board;

	TAILQ_FOREACH(board, &fleet->boards, entry)
		if (is_published(fleet, board))
			json_array_append_new(list,
			    json_pack("{s:s, s:s, s:s, s:o, s:s}", "id",
				board->id, "name", board->name, "model",
				board->model, "tags",
				text_words_json(board->tags), "status",
				board->online ? "online" : "offline"));
	topic_gateway(name, sizeof(name), fleet->gateway_name, "boards");
	publish_state_json(fleet, name, "", list);
}

static void
publish_info(struct fleet *fleet)
{
	char name[TOPIC_NAME_MAX];

	topic_gateway(name, sizeof(name), fleet->gateway_name, "info");
	publish_state_json(fleet, name, "",
	    json_pack("{s:i, s:s, s:s, s:I}", "v", 1, "name",
		fleet->gateway_name, "version", PACKAGE_VERSION, "started",
		(json_int_t)fleet->started));
}

void
publish_health(struct fleet *fleet)
{
	char name[TOPIC_NAME_MAX];

	if (!fleet->mqtt.enabled)
		return;
	topic_gateway(name, sizeof(name), fleet->gateway_name, "health");
	publish_state_json(fleet, name, "", gateway_health_json(fleet));
}

/* The broker may have lost everything: all states once more. */
static void
publish_all(struct fleet *fleet)
{
	struct topic *topic;
	struct board *board;

	publish_info(fleet);
	publish_health(fleet);
	publish_boards(fleet);
	TAILQ_FOREACH(board, &fleet->boards, entry)
		publish_board(fleet, board);
	TAILQ_FOREACH(topic, &fleet->topics, entry)
		if (topic->payload != NULL)
			send_publish(fleet, topic->name, topic->payload, 1,
			    true);
	if (fleet->loaded)
		empty_orphans(fleet);
}

void
publish_on_store_topic(void *ctx, struct imsg *msg)
{
	char name[TOPIC_NAME_MAX];
	char board_id[PROTO_DEVICE_ID_MAX + 1];
	struct fleet *fleet = ctx;

	imsg_get_str(msg, name, sizeof(name));
	imsg_get_str(msg, board_id, sizeof(board_id));
	imsg_get_u8(msg);
	if (!imsg_failed(msg) && find_topic(fleet, name) == NULL)
		add_topic(fleet, name, board_id);
}

void
publish_on_mqtt_state(void *ctx, struct imsg *msg)
{
	struct fleet *fleet = ctx;

	fleet->mqtt.connected = imsg_get_u8(msg) != 0;
	imsg_get_str(msg, fleet->mqtt.broker, sizeof(fleet->mqtt.broker));
	imsg_get_str(msg, fleet->mqtt.why, sizeof(fleet->mqtt.why));
	if (imsg_failed(msg))
		return;
	if (fleet->mqtt.connected)
		publish_all(fleet);
	notify_gateway(fleet);
}

void
publish_mqtt_gone(struct fleet *fleet)
{
	fleet->mqtt.connected = false;
	snprintf(fleet->mqtt.why, sizeof(fleet->mqtt.why),
	    "the mqtt process is restarting");
	notify_gateway(fleet);
}
