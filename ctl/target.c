/* SPDX-License-Identifier: MIT */
/* Boards and board files as a person names them. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"
#include "target.h"

#define ASK_ABOVE 10

bool
target_is_group(const char *word)
{
	return strcmp(word, "all") == 0 || strncmp(word, "tag:", 4) == 0;
}

static void
target_add(struct target_list *list, const char *board, const char *label)
{
	size_t room = (size_t)list->count + 1;

	list->boards = realloc(list->boards, room * sizeof(char *));
	list->labels = realloc(list->labels, room * sizeof(char *));
	if (list->boards == NULL || list->labels == NULL)
		abort();
	list->boards[list->count] = strdup(board);
	list->labels[list->count] = strdup(label);
	if (list->boards[list->count] == NULL ||
	    list->labels[list->count] == NULL)
		abort();
	list->count++;
}

static bool
has_tag(const json_t *board, const char *tag)
{
	const json_t *tags = json_object_get(board, "tags");
	const json_t *each;
	size_t i;

	json_array_foreach(tags, i, each) if (json_string_value(each) != NULL &&
	    strcmp(json_string_value(each), tag) == 0) return true;
	return false;
}

int
target_expand(struct client *client, const char *word, struct target_list *list)
{
	const char *tag = strncmp(word, "tag:", 4) == 0 ? word + 4 : NULL;
	const json_t *board;
	json_t *answer;
	size_t i;
	int status;

	memset(list, 0, sizeof(*list));
	if (!target_is_group(word)) {
		target_add(list, word, word);
		return CTL_OK;
	}
	status = client_call(client, "GET", "/v1/boards", NULL, &answer);
	if (status != CTL_OK)
		return status;
	json_array_foreach(json_object_get(answer, "boards"), i, board)
	{
		const char *id = output_member(board, "id", "");

		if (tag == NULL || has_tag(board, tag))
			target_add(list, id, output_member(board, "name", id));
	}
	json_decref(answer);
	if (list->count == 0)
		return client_set_error(client, "no_such_board",
		    tag != NULL ?
			"no board has this tag" :
			"no board is adopted yet (see upyctl board found)");
	return CTL_OK;
}

void
target_free(struct target_list *list)
{
	int i;

	for (i = 0; i < list->count; i++) {
		free(list->boards[i]);
		free(list->labels[i]);
	}
	free(list->boards);
	free(list->labels);
	memset(list, 0, sizeof(*list));
}

int
target_confirm(const struct ctl_options *options,
    const struct target_list *list, const char *verb)
{
	char answer[16];

	if (list->count <= ASK_ABOVE || options->yes)
		return CTL_OK;
	if (isatty(STDIN_FILENO) != 1) {
		ctl_error("%s on %d boards needs --yes", verb, list->count);
		return CTL_REFUSED;
	}
	fprintf(stderr, "%s on %d boards? [y/N] ", verb, list->count);
	if (fgets(answer, sizeof(answer), stdin) != NULL &&
	    (answer[0] == 'y' || answer[0] == 'Y'))
		return CTL_OK;
	return CTL_REFUSED;
}

int
target_combine(const int *results, int count)
{
	bool same = true;
	bool any_ok = false;
	int i;

	for (i = 0; i < count; i++) {
		same = same && results[i] == results[0];
		any_ok = any_ok || results[i] == CTL_OK;
	}
	if (same)
		return count > 0 ? results[0] : CTL_OK;
	return any_ok ? CTL_PARTIAL : CTL_FAILED;
}

bool
target_split(const char *word, char **board, const char **path)
{
	const char *start = word;
	const char *colon;

	if (strncmp(word, "tag:", 4) == 0)
		start = word + 4;
	else if (strncmp(word, "port:", 5) == 0)
		start = word + 5;
	colon = strchr(start, ':');
	/* Like scp: a slash before the colon makes it a local path. */
	if (colon == NULL || colon == word ||
	    (start == word && memchr(word, '/', (size_t)(colon - word))))
		return false;
	*board = strndup(word, (size_t)(colon - word));
	if (*board == NULL)
		abort();
	*path = colon[1] != '\0' ? colon + 1 : "/";
	return true;
}
