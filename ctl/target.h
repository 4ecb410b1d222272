/* SPDX-License-Identifier: MIT */
/*
 * What a person calls a board: its name, its id or a unique prefix,
 * port:PATH, tag:TAG (several), all (every adopted board). And BOARD:PATH
 * for files, as in scp.
 */
#ifndef TARGET_H
#define TARGET_H

#include <stdbool.h>

#include "client.h"

struct target_list {
	char **boards; /* owned: what the gateway is asked for */
	char **labels; /* owned: what the person is shown */
	int count;
};

/* True when the word may stand for several boards. */
bool target_is_group(const char *word);

/* Fills the list; asks the gateway only for groups. Free it in any case. */
int target_expand(struct client *client, const char *word,
    struct target_list *list);
void target_free(struct target_list *list);

/* More than ten boards need a yes. CTL_OK or CTL_REFUSED. */
int target_confirm(const struct ctl_options *options,
    const struct target_list *list, const char *verb);

/* Exit code of many results: all ok, all the same, or partial. */
int target_combine(const int *results, int count);

/*
 * Splits BOARD:PATH; false for a local path. The board goes to a new string
 * (caller frees), *path points into word; a missing slash is added by the
 * gateway's rule that board paths start at the root.
 */
bool target_split(const char *word, char **board, const char **path);

#endif
