/* SPDX-License-Identifier: MIT */
/* Which board a user means. */
#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "daemon/fleet/board.h"
#include "daemon/fleet/target.h"
#include "daemon/fleet/text.h"

static struct board *
find_port(struct fleet *fleet, const char *port)
{
	struct board *board;
	const char *colon;

	TAILQ_FOREACH(board, &fleet->boards, entry) {
		if (board->conn == 0)
			continue;
		colon = strchr(board->via, ':');
		if (strcmp(board->via, port) == 0 ||
		    (colon != NULL && strcmp(colon + 1, port) == 0))
			return board;
	}
	return NULL;
}

static bool
has_prefix(const struct board *board, const char *prefix)
{
	return !board->rival && strncmp(board->id, prefix, strlen(prefix)) == 0;
}

/* The only board whose id begins so, or NULL and how many there are. */
static struct board *
find_prefix(struct fleet *fleet, const char *prefix, size_t *count)
{
	struct board *found = NULL;
	struct board *board;

	*count = 0;
	if (strlen(prefix) < TARGET_PREFIX_MIN)
		return NULL;
	TAILQ_FOREACH(board, &fleet->boards, entry)
		if (has_prefix(board, prefix)) {
			found = board;
			(*count)++;
		}
	return *count == 1 ? found : NULL;
}

static void
list_matches(struct fleet *fleet, const char *prefix, char *message, size_t len)
{
	struct board *board;
	size_t used;

	snprintf(message, len, "%s fits several boards:", prefix);
	TAILQ_FOREACH(board, &fleet->boards, entry) {
		used = strlen(message);
		if (has_prefix(board, prefix) && used + 80 < len)
			snprintf(message + used, len - used, " %s",
			    board_title(board));
	}
}

enum api_error
target_find(struct fleet *fleet, const char *target, struct board **board,
    char *message, size_t message_len)
{
	static const char port[] = "port:";
	char shown[96];
	size_t count = 0;

	text_clean(shown, sizeof(shown), target, strlen(target));
	if (strncmp(target, port, sizeof(port) - 1) == 0)
		*board = find_port(fleet, target + sizeof(port) - 1);
	else if ((*board = board_find_id(fleet, target)) == NULL &&
	    (*board = board_find_name(fleet, target)) == NULL)
		*board = find_prefix(fleet, target, &count);
	if (*board != NULL)
		return API_ERROR_NONE;
	if (count > 1) {
		list_matches(fleet, shown, message, message_len);
		return API_ERROR_AMBIGUOUS;
	}
	snprintf(message, message_len,
	    "no board %s; upyctl ls --all lists those that are known", shown);
	return API_ERROR_NO_SUCH_BOARD;
}
