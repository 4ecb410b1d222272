/* SPDX-License-Identifier: MIT */
/*
 * What the files of the web process share: its state, its two front doors,
 * and the requests that wait for fleet.
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/types.h>

#include "daemon/common/imsg.h"

struct event_base;
struct channel;
struct front;
struct request;
struct session;
struct static_files;

TAILQ_HEAD(request_list, request);
TAILQ_HEAD(channel_list, channel);
TAILQ_HEAD(session_list, session);

#define WEB_PRINCIPAL_MAX 64

/* Who asks, as found out by a front door. */
struct principal {
	char name[WEB_PRINCIPAL_MAX];
	uint8_t role; /* enum api_role */
};

struct web {
	struct event_base *base;      /* borrowed: proc.c */
	struct static_files *files;   /* owned */
	struct front *control;        /* owned; NULL: not there yet */
	struct front *http;           /* owned; NULL: not there yet */
	struct request_list waiting;  /* for API_RESULT */
	struct channel_list channels; /* open streams */
	struct session_list sessions; /* open WebSockets */
	char *event;                  /* owned: parts of an EVENT so far */
	size_t event_len;
	uint32_t next_id; /* requests and streams */
	uid_t own_uid;
	gid_t admin_gid; /* group upyd; (gid_t)-1: there is none */
};

/* An id that no request or stream of this process had before. */
uint32_t web_next_id(struct web *web);

#endif
