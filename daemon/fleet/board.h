/* SPDX-License-Identifier: MIT */
/*
 * A board as fleet knows it: identity, connection, last readings, log. Two
 * boards with one id are two structures; the second is marked rival.
 */
#ifndef FLEET_BOARD_H
#define FLEET_BOARD_H

#include <jansson.h>

#include "daemon/fleet/fleet.h"
#include "daemon/fleet/line.h"
#include "daemon/fleet/loglines.h"
#include "proto/hello.h"

#define BOARD_TEXT_MAX 64
#define BOARD_VIA_MAX  300
#define BOARD_WHY_MAX  320

struct board {
	TAILQ_ENTRY(board) entry;
	char id[PROTO_DEVICE_ID_MAX + 1];
	char name[CONF_NAME_MAX + 1]; /* adopted: ours; else its own label */
	char model[BOARD_TEXT_MAX + 1];
	char agent_version[BOARD_TEXT_MAX + 1];
	char label[CONF_NAME_MAX + 1]; /* what the board calls itself */
	char via[BOARD_VIA_MAX + 1];   /* "serial:/dev/x"; "" before a link */
	char why[BOARD_WHY_MAX + 1];   /* why it is not online */
	char conflict[BOARD_WHY_MAX + 1]; /* the first of two: who is second */
	char *tags;                       /* owned; words, sorted */
	bool adopted;
	bool online;
	bool rival;  /* the second with this id: refused */
	bool saving; /* a change is on its way to the disk */
	char saving_name[CONF_NAME_MAX + 1]; /* its name; "": none */
	uint32_t conn;                       /* 0: none */
	uint32_t boot_id;
	uint32_t rtt_ms;
	struct line line;
	uint32_t job; /* running, or 0 */
	char job_name[BOARD_TEXT_MAX + 1];
	int64_t since; /* of this state, epoch s */
	int64_t first_seen;
	int64_t last_seen;
	json_t *info;                    /* owned; NULL: not asked yet */
	json_t *telemetry;               /* owned; NULL: none yet */
	struct api_request_list waiting; /* for the end of saving */
	struct loglines log;
	uint32_t log_request; /* to the store for older lines */
};

struct board *board_new(struct fleet *fleet, const char *id);
/* Takes it out of the list; nothing may point to it any more. */
void board_free(struct fleet *fleet, struct board *board);
/* Frees a board that is neither adopted, connected, nor being saved. */
void board_drop_if_gone(struct fleet *fleet, struct board *board);

/* The board with this id that is not a rival, or NULL. */
struct board *board_find_id(struct fleet *fleet, const char *id);
/* Also finds rivals. */
struct board *board_find_conn(struct fleet *fleet, uint32_t conn);
struct board *board_find_rival(struct fleet *fleet, const char *id);
struct board *board_find_name(struct fleet *fleet, const char *name);
/* Another board that has this name or is getting it, or NULL. */
struct board *board_with_name(struct fleet *fleet, const char *name,
    const struct board *except);

/* "online", "offline", "found" or "conflict" */
const char *board_state(const struct board *board);
/* The API's Board. */
json_t *board_json(const struct board *board);
/* "name (id)", or the id; in a static buffer. */
const char *board_title(const struct board *board);

/*
 * The only ways to change the state; each logs it, tells the viewers and
 * publishes it.
 */
void board_set_online(struct fleet *fleet, struct board *board);
void board_set_offline(struct fleet *fleet, struct board *board,
    const char *why);
/* Takes over what was saved: name, tags, adopted. */
void board_set_adopted(struct fleet *fleet, struct board *board,
    const char *name, const char *tags);

#endif
