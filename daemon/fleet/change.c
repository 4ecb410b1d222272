/* SPDX-License-Identifier: MIT */
/* Changes of what is kept of a board: first to the disk, then in memory. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"
#include "daemon/fleet/api_request.h"
#include "daemon/fleet/board.h"
#include "daemon/fleet/change.h"
#include "daemon/fleet/notify.h"
#include "daemon/fleet/publish.h"
#include "daemon/fleet/text.h"
#include "daemon/fleet/welcome.h"
#include "proto/status.h"

struct change {
	struct fleet *fleet; /* borrowed */
	struct board *board; /* borrowed: not freed while saving */
	char *name;          /* owned; NULL: forget */
	char *tags;          /* owned */
	disk_fn fn;
	void *arg;
};

bool
change_must_wait(struct board *board, struct api_request *request)
{
	if (!board->saving)
		return false;
	TAILQ_INSERT_TAIL(&board->waiting, request, wait_entry);
	return true;
}

static struct change *
change_new(struct fleet *fleet, struct board *board, disk_fn fn, void *arg)
{
	struct change *change = xcalloc(1, sizeof(*change));

	change->fleet = fleet;
	change->board = board;
	change->fn = fn;
	change->arg = arg;
	board->saving = true;
	return change;
}

/* The next of those that waited; the last of them may free the board. */
static void
run_waiting(struct board *board)
{
	struct api_request_list waiting = TAILQ_HEAD_INITIALIZER(waiting);
	struct api_request *request;

	TAILQ_CONCAT(&waiting, &board->waiting, wait_entry);
	while ((request = TAILQ_FIRST(&waiting)) != NULL) {
		TAILQ_REMOVE(&waiting, request, wait_entry);
		api_run(request);
	}
}

static void
change_end(struct change *change, uint16_t status, const char *text)
{
	struct board *board = change->board;
	struct fleet *fleet = change->fleet;

	board->saving = false;
	board->saving_name[0] = '\0';
	if (status != PROTO_STATUS_OK)
		log_warnx("board %s: not saved: %s", board_title(board), text);
	if (change->fn != NULL)
		change->fn(change->arg, status, text);
	free(change->name);
	free(change->tags);
	free(change);
	if (!board->saving)
		run_waiting(board);
	board_drop_if_gone(fleet, board);
}

/* What the board said before it was adopted. */
static void
save_lines(struct fleet *fleet, struct board *board)
{
	const struct logline *line;

	TAILQ_FOREACH(line, &board->log.lines, entry)
		disk_save_line(fleet, board, line);
}

static void
save_on_done(void *arg, uint16_t status, const char *text)
{
	struct change *change = arg;
	bool adopted_now = !change->board->adopted;

	if (status == PROTO_STATUS_OK) {
		board_set_adopted(change->fleet, change->board, change->name,
		    change->tags);
		if (adopted_now) {
			log_info("board %s: adopted",
			    board_title(change->board));
			save_lines(change->fleet, change->board);
			welcome_adopted(change->fleet, change->board);
		}
		publish_boards(change->fleet);
	}
	change_end(change, status, text);
}

void
change_save(struct fleet *fleet, struct board *board, const char *name,
    const char *tags, disk_fn fn, void *arg)
{
	struct change *change = change_new(fleet, board, fn, arg);
	struct disk_board row;

	change->name = xstrdup(name);
	snprintf(board->saving_name, sizeof(board->saving_name), "%s", name);
	change->tags = xstrdup(tags);
	row.board = board;
	row.name = change->name;
	row.tags = change->tags;
	disk_save_board(fleet, &row, save_on_done, change);
}

static void
forget_on_done(void *arg, uint16_t status, const char *text)
{
	struct change *change = arg;
	struct board *board = change->board;

	if (status == PROTO_STATUS_OK) {
		log_info("board %s: forgotten", board_title(board));
		notify_board_removed(change->fleet, board);
		publish_clear(change->fleet, board->id);
		board->adopted = false;
		snprintf(board->name, sizeof(board->name), "%s", board->label);
		free(board->tags);
		board->tags = xstrdup("");
		if (board->online)
			notify_board(change->fleet, board);
		publish_boards(change->fleet);
	}
	change_end(change, status, text);
}

void
change_forget(struct fleet *fleet, struct board *board, disk_fn fn, void *arg)
{
	struct change *change = change_new(fleet, board, fn, arg);

	disk_forget_board(fleet, board->id, forget_on_done, change);
}

void
change_default_name(struct fleet *fleet, const struct board *board, char *name,
    size_t size)
{
	int n;

	if (text_is_name(board->label))
		snprintf(name, size, "%s", board->label);
	else
		snprintf(name, size, "board-%.8s", board->id);
	for (n = 2; board_with_name(fleet, name, board) != NULL && n < 10000;
	     n++)
		snprintf(name, size, "%.20s-%d",
		    text_is_name(board->label) ? board->label : "board", n);
}
