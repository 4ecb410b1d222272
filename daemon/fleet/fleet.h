/* SPDX-License-Identifier: MIT */
/*
 * What the files of the fleet process share: its state. fleet takes the
 * decisions; it touches neither files nor network and never waits.
 */
#ifndef FLEET_FLEET_H
#define FLEET_FLEET_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "daemon/common/conf.h"
#include "daemon/common/imsg.h"
#include "daemon/common/proc_id.h"

struct api_request;
struct board;
struct call;
struct disk_request;
struct event_base;
struct port;
struct relay;
struct topic;

TAILQ_HEAD(api_request_list, api_request);
TAILQ_HEAD(board_list, board);
TAILQ_HEAD(call_list, call);
TAILQ_HEAD(disk_request_list, disk_request);
TAILQ_HEAD(port_list, port);
TAILQ_HEAD(relay_list, relay);
TAILQ_HEAD(topic_list, topic);

/* A process as parent told of it. */
struct proc_info {
	bool known;
	uint8_t state; /* enum proc_state */
	uint32_t pid;
	uint32_t restarts;
	int64_t started; /* epoch s */
};

/* A configured serial port or a match of a pattern. */
struct port {
	TAILQ_ENTRY(port) entry;
	uint8_t state; /* enum port_state */
	char path[CONF_PATH_MAX + 1];
	char why[256];
};

struct mqtt_state {
	bool enabled;
	bool connected;
	char broker[320];
	char why[320]; /* "": connected, or not tried yet */
};

struct fleet {
	struct event_base *base; /* borrowed: proc.c */
	struct event *minute;    /* owned: health */
	char gateway_name[CONF_NAME_MAX + 1];
	char state_dir[CONF_PATH_MAX + 1];
	char http_address[96];
	char tcp_address[96];
	bool adopt_auto;
	bool loaded; /* the store has told what it keeps */
	int64_t started;
	int schema_version;
	struct board_list boards;
	struct api_request_list requests;
	struct api_request_list early; /* came before the store's rows */
	struct call_list calls;
	struct disk_request_list disk_requests;
	struct port_list ports;
	struct relay_list relays;
	struct topic_list topics;
	struct proc_info procs[PROC_COUNT];
	struct mqtt_state mqtt;
	uint32_t viewers;   /* of /v1/events */
	uint32_t last_id;   /* operations, requests to the store, streams */
	uint64_t log_seq;   /* of the newest log line */
	uint64_t event_seq; /* of upyd/<gw>/event */
};

/* An id that was not used before by this process. */
static inline uint32_t
fleet_next_id(struct fleet *fleet)
{
	return ++fleet->last_id;
}

/* Seconds and milliseconds since the epoch. */
int64_t fleet_now(void);
int64_t fleet_now_ms(void);

#endif
