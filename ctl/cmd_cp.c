/* SPDX-License-Identifier: MIT */
/* upyctl cp: files and trees, to a board, from it, between boards. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "copy.h"
#include "files.h"
#include "output.h"
#include "target.h"
#include "verbs.h"

enum { FLAG_RECURSIVE, FLAG_FORCE, FLAG_DRY_RUN };

static const struct ctl_flag flags[] = {
	[FLAG_RECURSIVE] = { "recursive", 'r', NULL, "whole directories" },
	[FLAG_FORCE] = { "force", 'f', NULL,
	    "send files again that are the same already" },
	[FLAG_DRY_RUN] = { "dry-run", 'n', NULL, "say what would be copied" },
	{ NULL, 0, NULL, NULL },
};

struct side {
	char *board; /* owned; NULL: local */
	const char *path;
};

static void
side_parse(struct side *side, const char *word)
{
	side->board = NULL;
	side->path = word;
	target_split(word, &side->board, &side->path);
}

/* 1: a directory, 0: not, -1: does not exist or an error in the client. */
static int
side_is_dir(struct client *client, const struct side *side)
{
	struct stat st;
	json_t *stat_answer;
	int is_dir;

	if (strcmp(side->path, "/") == 0)
		return 1;
	if (side->board == NULL)
		return stat(side->path, &st) == -1 ? -1 :
		    S_ISDIR(st.st_mode)            ? 1 :
						     0;
	if (files_stat(client, side->board, side->path, &stat_answer) != CTL_OK)
		return -1;
	is_dir = files_is_dir(stat_answer);
	json_decref(stat_answer);
	return is_dir;
}

static int
copy_word(struct copy *copy, const char *word, const struct side *to,
    bool into_dir)
{
	struct side from;
	char *trimmed;
	char *target;
	int status;
	size_t len;

	side_parse(&from, word);
	trimmed = strdup(from.path);
	if (trimmed == NULL)
		abort();
	len = strlen(trimmed);
	while (len > 1 && trimmed[len - 1] == '/')
		trimmed[--len] = '\0';
	target = into_dir && files_base(trimmed)[0] != '\0' &&
		strcmp(files_base(trimmed), ".") != 0 ?
	    files_join(to->path, files_base(trimmed)) :
	    strdup(to->path);
	if (target == NULL)
		abort();
	status = copy_path(copy, from.board, trimmed, to->board, target);
	free(target);
	free(trimmed);
	free(from.board);
	return status;
}

static int
copy_words(struct copy *copy, const struct ctl_args *args,
    const struct side *to)
{
	bool into_dir;
	int status = CTL_OK;
	int i;

	if (to->board != NULL && target_is_group(to->board)) {
		into_dir = to->path[strlen(to->path) - 1] == '/';
	} else {
		into_dir = side_is_dir(copy->client, to) == 1 ||
		    to->path[strlen(to->path) - 1] == '/';
	}
	if (args->count > 2 && !into_dir) {
		ctl_error("cp: %s is not a directory",
		    args->words[args->count - 1]);
		return CTL_USAGE;
	}
	for (i = 0; i + 1 < args->count; i++) {
		int one = copy_word(copy, args->words[i], to, into_dir);

		if (one != CTL_OK)
			status = status == CTL_OK ? one : status;
		if (one == CTL_INTERRUPTED)
			break;
	}
	return status;
}

/* The destination may be a group: each board gets its copy. */
static int
copy_to_all(struct copy *copy, const struct ctl_args *args, struct side *to)
{
	struct target_list list;
	int *results;
	int status;
	int i;

	status = target_expand(copy->client, to->board, &list);
	if (status == CTL_OK)
		status = target_confirm(copy->options, &list, "cp");
	else
		client_report(copy->client, to->board);
	results = calloc((size_t)list.count + 1, sizeof(int));
	if (results == NULL)
		abort();
	for (i = 0; status == CTL_OK && i < list.count; i++) {
		struct side one = { list.boards[i], to->path };

		results[i] = copy_words(copy, args, &one);
	}
	if (status == CTL_OK)
		status = target_combine(results, list.count);
	free(results);
	target_free(&list);
	return status;
}

static void
report_totals(const struct copy *copy)
{
	double seconds = (double)(output_now_ms() - copy->started_ms) / 1000;
	char size[16];
	char rate[16];

	if (copy->options->json) {
		json_t *result = json_pack("{s:i, s:i, s:I, s:f}", "copied",
		    copy->files, "unchanged", copy->skipped, "bytes",
		    (json_int_t)copy->bytes, "seconds", seconds);

		output_json(result);
		json_decref(result);
		return;
	}
	if (copy->options->quiet || copy->dry_run)
		return;
	fprintf(stderr, "%d %s copied (%s, %s/s)", copy->files,
	    copy->files == 1 ? "file" : "files",
	    output_size((double)copy->bytes, size, sizeof(size)),
	    output_size(seconds > 0 ? (double)copy->bytes / seconds : 0, rate,
		sizeof(rate)));
	if (copy->skipped > 0)
		fprintf(stderr, ", %d unchanged", copy->skipped);
	fprintf(stderr, "\n");
}

static int
run(const struct ctl_options *options, const struct ctl_args *args)
{
	struct copy copy = {
		.options = options,
		.client = client_new(options),
		.recursive = args->values[FLAG_RECURSIVE] != NULL,
		.force = args->values[FLAG_FORCE] != NULL,
		.dry_run = args->values[FLAG_DRY_RUN] != NULL,
		.started_ms = output_now_ms(),
	};
	struct side to;
	int status;

	side_parse(&to, args->words[args->count - 1]);
	status = to.board != NULL && target_is_group(to.board) ?
	    copy_to_all(&copy, args, &to) :
	    copy_words(&copy, args, &to);
	if (status == CTL_OK)
		report_totals(&copy);
	free(to.board);
	client_free(copy.client);
	return status;
}

const struct ctl_verb verb_cp = {
	.name = "cp",
	.usage = "SOURCE... TARGET   (board files: BOARD:/PATH)",
	.summary = "copy files to, from and between boards",
	.min_words = 2,
	.max_words = -1,
	.flags = flags,
	.run = run,
};
