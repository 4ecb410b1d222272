/* SPDX-License-Identifier: MIT */
/* The gateway itself: its processes, ports, addresses, its health. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/gateway.h"
#include "daemon/fleet/notify.h"
#include "daemon/fleet/publish.h"

/* Epoch seconds before which a clock has never been set. */
#define CLOCK_PLAUSIBLE 1700000000

static const char *const proc_state_names[] = {
	[PROC_STATE_STARTING] = "starting",
	[PROC_STATE_RUNNING] = "running",
	[PROC_STATE_WAITING] = "waiting",
	[PROC_STATE_STOPPED] = "stopped",
	[PROC_STATE_DISABLED] = "disabled",
};

#define PROC_STATE_COUNT \
	(sizeof(proc_state_names) / sizeof(proc_state_names[0]))

static json_t *
processes_json(const struct fleet *fleet)
{
	json_t *list = json_array();
	const struct proc_info *info;
	unsigned int id;

	for (id = 0; id < PROC_COUNT; id++) {
		info = &fleet->procs[id];
		if (!info->known)
			continue;
		json_array_append_new(list,
		    json_pack("{s:s, s:I, s:I, s:I, s:s}", "name",
			proc_name(id), "pid", (json_int_t)info->pid, "uptime_s",
			(json_int_t)(info->state == PROC_STATE_RUNNING ?
				fleet_now() - info->started :
				0),
			"restarts", (json_int_t)info->restarts, "state",
			proc_state_names[info->state]));
	}
	return list;
}

static json_t *
counts_json(struct fleet *fleet)
{
	struct board *board;
	int total = 0;
	int online = 0;
	int found = 0;

	TAILQ_FOREACH(board, &fleet->boards, entry) {
		if (board->rival)
			continue;
		total += board->adopted;
		online += board->adopted && board->online;
		found += !board->adopted;
	}
	return json_pack("{s:i, s:i, s:i}", "total", total, "online", online,
	    "found", found);
}

static const char *const port_state_names[] = {
	[PORT_ABSENT] = "absent",
	[PORT_OPEN] = "open",
	[PORT_FAILED] = "failed",
	[PORT_NO_AGENT] = "no_agent",
};

static json_t *
ports_json(struct fleet *fleet)
{
	json_t *list = json_array();
	struct port *port;

	TAILQ_FOREACH(port, &fleet->ports, entry)
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s}", "path", port->path, "state",
			port_state_names[port->state], "why", port->why));
	return list;
}

json_t *
gateway_json(struct fleet *fleet)
{
	return json_pack("{s:s, s:s, s:I, s:I, s:o, s:o, s:o, "
			 "s:{s:b, s:b, s:s, s:s}, s:s, s:s, s:s}",
	    "name", fleet->gateway_name, "version", PACKAGE_VERSION, "uptime_s",
	    (json_int_t)(fleet_now() - fleet->started), "started",
	    (json_int_t)fleet->started, "boards", counts_json(fleet),
	    "processes", processes_json(fleet), "ports", ports_json(fleet),
	    "mqtt", "enabled", fleet->mqtt.enabled, "connected",
	    fleet->mqtt.connected, "broker", fleet->mqtt.broker, "error",
	    fleet->mqtt.why, "http", fleet->http_address, "tcp",
	    fleet->tcp_address, "state_dir", fleet->state_dir);
}

json_t *
gateway_health_json(struct fleet *fleet)
{
	return json_pack("{s:I, s:o, s:o}", "uptime_s",
	    (json_int_t)(fleet_now() - fleet->started), "boards",
	    counts_json(fleet), "processes", processes_json(fleet));
}

/* ---- checks
 * ---------------------------------------------------------------------------
 */

/* What one check found. level: "ok", "warn" or "fail". */
struct finding {
	const char *name;
	const char *level;
	const char *message;
	const char *hint;
};

static void
add_check(json_t *checks, const struct finding *finding)
{
	json_array_append_new(checks,
	    json_pack("{s:s, s:b, s:s, s:s, s:s}", "name", finding->name, "ok",
		strcmp(finding->level, "ok") == 0, "level", finding->level,
		"message", finding->message, "hint", finding->hint));
}

static const struct {
	const char *level;
	const char *message;
	const char *hint;
} port_findings[] = {
	[PORT_ABSENT] = { "warn", "not there", "plug the board in" },
	[PORT_OPEN] = { "ok", "open", "" },
	[PORT_FAILED] = { "fail", "cannot be opened",
	    "see which program holds it, and that the user of upyd may open "
	    "it" },
	[PORT_NO_AGENT] = { "warn", "open, but nothing answers",
	    "see that the board runs the agent, and its baud rate" },
};

static void
check_ports(struct fleet *fleet, json_t *checks)
{
	struct port *port;
	char message[600];

	TAILQ_FOREACH(port, &fleet->ports, entry) {
		snprintf(message, sizeof(message), "%s%s%s",
		    port_findings[port->state].message,
		    port->why[0] != '\0' ? ": " : "", port->why);
		add_check(checks,
		    &(struct finding){ port->path,
			port_findings[port->state].level, message,
			port_findings[port->state].hint });
	}
}

static void
check_broker(struct fleet *fleet, json_t *checks)
{
	struct finding finding = { "broker", "ok", "not configured", "" };
	char message[800];

	if (fleet->mqtt.enabled) {
		finding.level = fleet->mqtt.connected ? "ok" : "warn";
		snprintf(message, sizeof(message), "%s: %s", fleet->mqtt.broker,
		    fleet->mqtt.connected ? "connected" : fleet->mqtt.why);
		finding.message = message;
		if (!fleet->mqtt.connected)
			finding.hint = "start the broker, or correct [mqtt] "
				       "in upyd.conf";
	}
	add_check(checks, &finding);
}

static void
check_conflicts(struct fleet *fleet, json_t *checks)
{
	struct board *board;

	TAILQ_FOREACH(board, &fleet->boards, entry)
		if (board->conflict[0] != '\0')
			add_check(checks,
			    &(struct finding){ board->id, "fail",
				board->conflict,
				"unplug one of the two boards" });
}

static void
check_processes(struct fleet *fleet, json_t *checks)
{
	const struct proc_info *info;
	char message[96];
	bool well;
	unsigned int id;

	for (id = 0; id < PROC_COUNT; id++) {
		info = &fleet->procs[id];
		if (!info->known || info->state == PROC_STATE_DISABLED)
			continue;
		well = info->state == PROC_STATE_RUNNING;
		snprintf(message, sizeof(message), "%s, %u restarts",
		    proc_state_names[info->state], info->restarts);
		add_check(checks,
		    &(struct finding){ proc_name(id),
			!well                  ? "fail" :
			    info->restarts > 0 ? "warn" :
						 "ok",
			message,
			well && info->restarts == 0 ?
			    "" :
			    "see the log of upyd for the reason" });
	}
}

void
gateway_check(struct fleet *fleet, json_t *checks)
{
	bool clock_set = fleet_now() > CLOCK_PLAUSIBLE;

	check_processes(fleet, checks);
	check_ports(fleet, checks);
	check_conflicts(fleet, checks);
	check_broker(fleet, checks);
	add_check(checks,
	    &(struct finding){ "clock", clock_set ? "ok" : "fail",
		clock_set ? "set" : "not set",
		clock_set ? "" : "start an NTP client" });
}

/* ---- messages
 * ---------------------------------------------------------------------------
 */

struct port *
gateway_find_port(struct fleet *fleet, const char *path)
{
	struct port *port;

	TAILQ_FOREACH(port, &fleet->ports, entry)
		if (strcmp(port->path, path) == 0)
			return port;
	return NULL;
}

void
gateway_on_port_state(void *ctx, struct imsg *msg)
{
	struct fleet *fleet = ctx;
	uint8_t state = imsg_get_u8(msg);
	char path[CONF_PATH_MAX + 1];
	char why[256];
	struct port *port;

	imsg_get_str(msg, path, sizeof(path));
	imsg_get_str(msg, why, sizeof(why));
	if (imsg_failed(msg) || state > PORT_FORGOTTEN) {
		imsg_refuse(msg);
		return;
	}
	port = gateway_find_port(fleet, path);
	if (port != NULL && state == PORT_FORGOTTEN) {
		TAILQ_REMOVE(&fleet->ports, port, entry);
		free(port);
	} else if (state != PORT_FORGOTTEN) {
		if (port == NULL) {
			port = xcalloc(1, sizeof(*port));
			snprintf(port->path, sizeof(port->path), "%s", path);
			TAILQ_INSERT_TAIL(&fleet->ports, port, entry);
		}
		port->state = state;
		snprintf(port->why, sizeof(port->why), "%s", why);
	}
	notify_gateway(fleet);
}

void
gateway_on_proc_state(void *ctx, struct imsg *msg)
{
	struct fleet *fleet = ctx;
	uint8_t id = imsg_get_u8(msg);
	uint8_t state = imsg_get_u8(msg);
	struct proc_info *info;

	if (id >= PROC_COUNT || state >= PROC_STATE_COUNT) {
		imsg_refuse(msg);
		return;
	}
	info = &fleet->procs[id];
	info->known = true;
	info->state = state;
	info->pid = imsg_get_u32(msg);
	info->restarts = imsg_get_u32(msg);
	info->started = imsg_get_i64(msg);
	notify_gateway(fleet);
}

void
gateway_on_listen_state(void *ctx, struct imsg *msg)
{
	struct fleet *fleet = ctx;
	bool is_tcp = imsg_get_u8(msg) != 0;
	char address[96];

	imsg_get_str(msg, address, sizeof(address));
	if (imsg_failed(msg))
		return;
	snprintf(is_tcp ? fleet->tcp_address : fleet->http_address,
	    sizeof(fleet->http_address), "%s", address);
}
