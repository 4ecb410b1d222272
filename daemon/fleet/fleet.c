/* SPDX-License-Identifier: MIT */
/*
 * The fleet process: the hub. Every message of the others ends here; this
 * file says who handles which, and what happens when one of them restarts.
 */
#include "config.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"
#include "daemon/fleet/api_request.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/call.h"
#include "daemon/fleet/disk.h"
#include "daemon/fleet/fleet.h"
#include "daemon/fleet/gateway.h"
#include "daemon/fleet/link_events.h"
#include "daemon/fleet/mqtt_command.h"
#include "daemon/fleet/publish.h"
#include "daemon/fleet/relay.h"
#include "daemon/fleet/welcome.h"

#define HEALTH_INTERVAL_S 60

int64_t
fleet_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
fleet_now(void)
{
	return fleet_now_ms() / 1000;
}

/* ---- what the store tells at its start ---------------------------------- */

/* The row of a board; one that is adopted already is known better here. */
static void
store_on_board(void *ctx, struct imsg *msg)
{
	char *id = imsg_get_str_dup(msg);
	char *name = imsg_get_str_dup(msg);
	char *tags = imsg_get_str_dup(msg);
	int64_t first_seen = imsg_get_i64(msg);
	int64_t last_seen = imsg_get_i64(msg);
	char *model = imsg_get_str_dup(msg);
	char *version = imsg_get_str_dup(msg);
	struct fleet *fleet = ctx;
	struct board *board;

	if (!imsg_failed(msg)) {
		board = board_find_id(fleet, id);
		if (board == NULL) {
			board = board_new(fleet, id);
			board->last_seen = last_seen;
			snprintf(board->why, sizeof(board->why),
			    "not seen since the gateway started");
			snprintf(board->model, sizeof(board->model), "%s",
			    model);
			snprintf(board->agent_version,
			    sizeof(board->agent_version), "%s", version);
		}
		board->first_seen = first_seen;
		if (!board->adopted)
			board_set_adopted(fleet, board, name, tags);
	}
	free(id);
	free(name);
	free(tags);
	free(model);
	free(version);
}

static void
read_old_lines(struct fleet *fleet)
{
	struct board *board;
	struct imsg_out out;

	TAILQ_FOREACH(board, &fleet->boards, entry) {
		if (!board->adopted)
			continue;
		board->log_request = fleet_next_id(fleet);
		imsg_init(&out, IMSG_STORE_LOG_READ, board->log_request);
		imsg_put_str(&out, board->id);
		imsg_put_u64(&out, 0);
		imsg_put_u32(&out, LOGLINES_MAX);
		proc_send(PROC_STORE, &out);
	}
}

static void
run_early_requests(struct fleet *fleet)
{
	struct api_request *request;

	while ((request = TAILQ_FIRST(&fleet->early)) != NULL) {
		TAILQ_REMOVE(&fleet->early, request, wait_entry);
		api_run(request);
	}
}

static void
store_on_loaded(void *ctx, struct imsg *msg)
{
	struct fleet *fleet = ctx;
	uint32_t version = imsg_get_u32(msg);
	uint64_t log_seq = imsg_get_u64(msg);
	struct board *board;
	struct board *next;

	if (imsg_failed(msg) || fleet->loaded)
		return;
	fleet->schema_version = (int)version;
	fleet->loaded = true;
	/* Lines that came meanwhile keep their place after the old ones. */
	if (fleet->log_seq < log_seq)
		fleet->log_seq = log_seq;
	read_old_lines(fleet);
	for (board = TAILQ_FIRST(&fleet->boards); board != NULL; board = next) {
		next = TAILQ_NEXT(board, entry);
		if (board->online && !board->rival)
			welcome_online(fleet, board);
	}
	run_early_requests(fleet);
}

static void
store_on_log_rows(void *ctx, struct imsg *msg)
{
	struct fleet *fleet = ctx;
	char text[LOGLINES_TEXT_MAX + 1];
	struct board *board;
	int64_t ts_ms;
	uint64_t seq;
	uint8_t level;

	imsg_get_u8(msg);
	TAILQ_FOREACH(board, &fleet->boards, entry)
		if (board->log_request == msg->id)
			break;
	while (imsg_left(msg) > 0) {
		seq = imsg_get_u64(msg);
		ts_ms = imsg_get_i64(msg);
		level = imsg_get_u8(msg);
		imsg_get_str(msg, text, sizeof(text));
		if (board != NULL && !imsg_failed(msg))
			loglines_add(&board->log, seq, ts_ms, level, text);
	}
}

/* ---- the others come and go --------------------------------------------- */

static void
web_on_event_watch(void *ctx, struct imsg *msg)
{
	struct fleet *fleet = ctx;

	fleet->viewers = imsg_get_u32(msg);
}

static void
fleet_on_peer(void *ctx, enum proc_id peer, bool up)
{
	struct fleet *fleet = ctx;

	if (up)
		return;
	switch (peer) {
	case PROC_LINK:
		call_fail_all(fleet);
		relay_link_gone(fleet);
		link_on_gone(fleet);
		break;
	case PROC_STORE:
		disk_fail_all(fleet);
		break;
	case PROC_WEB:
		fleet->viewers = 0;
		api_forget_all(fleet);
		relay_web_gone(fleet);
		break;
	case PROC_MQTT:
		publish_mqtt_gone(fleet);
		break;
	case PROC_PARENT:
	case PROC_FLEET:
		break;
	}
}

static const struct proc_handler handlers[] = {
	{ IMSG_PORT_STATE, PROC_PARENT, gateway_on_port_state },
	{ IMSG_PORT_STATE, PROC_LINK, gateway_on_port_state },
	{ IMSG_PROC_STATE, PROC_PARENT, gateway_on_proc_state },
	{ IMSG_LISTEN_STATE, PROC_PARENT, gateway_on_listen_state },

	{ IMSG_BOARD_UP, PROC_LINK, link_on_board_up },
	{ IMSG_BOARD_DOWN, PROC_LINK, link_on_board_down },
	{ IMSG_BOARD_EVENT, PROC_LINK, link_on_board_event },
	{ IMSG_BOARD_ALIVE, PROC_LINK, link_on_board_alive },
	{ IMSG_BOARD_LOG, PROC_LINK, link_on_board_log },
	{ IMSG_LINK_SPEED, PROC_LINK, line_on_speed },
	{ IMSG_CALL_RESULT, PROC_LINK, call_on_result },

	{ IMSG_STREAM_OPEN, PROC_WEB, relay_on_open },
	{ IMSG_STREAM_OPENED, PROC_LINK, relay_on_opened },
	{ IMSG_STREAM_DATA, PROC_WEB, relay_on_data },
	{ IMSG_STREAM_DATA, PROC_LINK, relay_on_data },
	{ IMSG_STREAM_CREDIT, PROC_WEB, relay_on_credit },
	{ IMSG_STREAM_CREDIT, PROC_LINK, relay_on_credit },
	{ IMSG_STREAM_CTRL, PROC_WEB, relay_on_ctrl },
	{ IMSG_STREAM_CTRL, PROC_LINK, relay_on_ctrl },
	{ IMSG_STREAM_END, PROC_WEB, relay_on_end },
	{ IMSG_STREAM_END, PROC_LINK, relay_on_end },

	{ IMSG_API_CALL, PROC_WEB, api_on_call },
	{ IMSG_API_CANCEL, PROC_WEB, api_on_cancel },
	{ IMSG_EVENT_WATCH, PROC_WEB, web_on_event_watch },

	{ IMSG_STORE_BOARD, PROC_STORE, store_on_board },
	{ IMSG_STORE_TOPIC, PROC_STORE, publish_on_store_topic },
	{ IMSG_STORE_LOADED, PROC_STORE, store_on_loaded },
	{ IMSG_STORE_LOG_ROWS, PROC_STORE, store_on_log_rows },
	{ IMSG_STORE_DONE, PROC_STORE, disk_on_done },
	{ IMSG_STORE_CHECKED, PROC_STORE, disk_on_checked },

	{ IMSG_MQTT_STATE, PROC_MQTT, publish_on_mqtt_state },
	{ IMSG_MQTT_MESSAGE, PROC_MQTT, mqtt_on_message },
};

/* ---- the process -------------------------------------------------------- */

static void
fleet_on_minute(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	publish_health(arg);
}

static void
take_conf(struct fleet *fleet, const struct conf *conf)
{
	snprintf(fleet->gateway_name, sizeof(fleet->gateway_name), "%s",
	    conf->gateway_name);
	snprintf(fleet->state_dir, sizeof(fleet->state_dir), "%s",
	    conf->state_dir);
	fleet->adopt_auto = conf->adopt_auto;
	fleet->mqtt.enabled = conf->mqtt.enabled;
	if (conf->mqtt.enabled)
		snprintf(fleet->mqtt.broker, sizeof(fleet->mqtt.broker),
		    "%s:%u", conf->mqtt.host, conf->mqtt.port);
}

static void *
fleet_open(struct event_base *base, const struct conf *conf)
{
	struct timeval interval = { .tv_sec = HEALTH_INTERVAL_S };
	struct fleet *fleet = xcalloc(1, sizeof(*fleet));

	fleet->base = base;
	fleet->started = fleet_now();
	take_conf(fleet, conf);
	TAILQ_INIT(&fleet->boards);
	TAILQ_INIT(&fleet->requests);
	TAILQ_INIT(&fleet->early);
	TAILQ_INIT(&fleet->calls);
	TAILQ_INIT(&fleet->disk_requests);
	TAILQ_INIT(&fleet->ports);
	TAILQ_INIT(&fleet->relays);
	TAILQ_INIT(&fleet->topics);
	fleet->minute = event_new(base, -1, EV_PERSIST, fleet_on_minute, fleet);
	event_add(fleet->minute, &interval);
	return fleet;
}

static void
fleet_on_stop(void *ctx)
{
	(void)ctx;
	proc_exit(0);
}

extern const struct proc_ops fleet_ops;
const struct proc_ops fleet_ops = {
	.handlers = handlers,
	.handler_count = sizeof(handlers) / sizeof(handlers[0]),
	.open = fleet_open,
	.on_peer = fleet_on_peer,
	.on_stop = fleet_on_stop,
};
