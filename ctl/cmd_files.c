/* SPDX-License-Identifier: MIT */
/* upyctl cat, rm, mkdir, mv, tree, df, hash: files where they are. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "output.h"
#include "target.h"
#include "verbs.h"

enum { FLAG_FIRST };

static const struct ctl_flag rm_flags[] = {
	[FLAG_FIRST] = { "recursive", 'r', NULL, "whole directories" },
	{ NULL, 0, NULL, NULL },
};

static const struct ctl_flag mkdir_flags[] = {
	[FLAG_FIRST] = { "parents", 'p', NULL, "missing parents, too" },
	{ NULL, 0, NULL, NULL },
};

/* Calls `each` for every BOARD:/PATH word; the first error wins. */
static int
for_each_path(const struct ctl_options *options, const struct ctl_args *args,
    int (*each)(struct client *, const char *board, const char *path,
	const struct ctl_args *))
{
	struct client *client = client_new(options);
	int status = CTL_OK;
	int i;

	for (i = 0; i < args->count; i++) {
		const char *path;
		char *board;
		int one;

		if (!target_split(args->words[i], &board, &path)) {
			ctl_error("\"%s\": files are named BOARD:/PATH",
			    args->words[i]);
			one = CTL_USAGE;
		} else {
			one = each(client, board, path, args);
			if (one != CTL_OK &&
			    client_error_text(client)[0] != '\0')
				client_report(client, args->words[i]);
			free(board);
		}
		status = status == CTL_OK ? one : status;
	}
	client_free(client);
	return status;
}

static bool
cat_start(void *arg, uint64_t size, const char *sha256)
{
	(void)arg;
	(void)size;
	(void)sha256;
	return true;
}

static bool
cat_data(void *arg, const void *bytes, size_t len)
{
	(void)arg;
	return fwrite(bytes, 1, len, stdout) == len;
}

static int
cat_one(struct client *client, const char *board, const char *path,
    const struct ctl_args *args)
{
	static const struct client_sink sink = { cat_start, cat_data, NULL };
	char *url = client_query_path(client, board, "fs/file", "path", path);
	int status = client_download(client, url, &sink);

	(void)args;
	free(url);
	return status;
}

static int
run_cat(const struct ctl_options *options, const struct ctl_args *args)
{
	return for_each_path(options, args, cat_one);
}

static int
rm_one(struct client *client, const char *board, const char *path,
    const struct ctl_args *args)
{
	return files_remove(client, board, path,
	    args->values[FLAG_FIRST] != NULL);
}

static int
run_rm(const struct ctl_options *options, const struct ctl_args *args)
{
	return for_each_path(options, args, rm_one);
}

static int
mkdir_one(struct client *client, const char *board, const char *path,
    const struct ctl_args *args)
{
	return files_mkdir(client, board, path,
	    args->values[FLAG_FIRST] != NULL);
}

static int
run_mkdir(const struct ctl_options *options, const struct ctl_args *args)
{
	return for_each_path(options, args, mkdir_one);
}

/* The target may be written with or without the board. */
static int
run_mv(const struct ctl_options *options, const struct ctl_args *args)
{
	struct client *client = client_new(options);
	const char *from;
	const char *to = args->words[1];
	char *board = NULL;
	char *other = NULL;
	int status = CTL_USAGE;

	if (!target_split(args->words[0], &board, &from)) {
		ctl_error("\"%s\": files are named BOARD:/PATH",
		    args->words[0]);
	} else if (target_split(args->words[1], &other, &to) &&
	    strcmp(board, other) != 0) {
		ctl_error("mv: both names must be on one board; use cp and "
			  "rm");
	} else {
		status = files_change(client, board, "rename", "from", from,
		    "to", to);
		if (status != CTL_OK)
			client_report(client, args->words[0]);
	}
	free(board);
	free(other);
	client_free(client);
	return status;
}

struct tree {
	int dirs;
	int files;
};

static int
tree_walk(struct client *client, const char *board, const char *path,
    const char *indent, struct tree *tree)
{
	const json_t *entry;
	json_t *entries;
	size_t i;
	int status = files_list(client, board, path, &entries);

	if (status != CTL_OK)
		return status;
	json_array_foreach(entries, i, entry)
	{
		bool last = i + 1 == json_array_size(entries);
		const char *name = output_member(entry, "name", "?");
		char size[16];
		char deeper[256];
		char *child;

		printf("%s%s%s", indent, last ? "└── " : "├── ", name);
		if (!files_is_dir(entry)) {
			tree->files++;
			printf("  (%s)\n",
			    output_size((double)files_size(entry), size,
				sizeof(size)));
			continue;
		}
		tree->dirs++;
		printf("/\n");
		snprintf(deeper, sizeof(deeper), "%s%s", indent,
		    last ? "    " : "│   ");
		child = files_join(path, name);
		status = tree_walk(client, board, child, deeper, tree);
		free(child);
		if (status != CTL_OK)
			break;
	}
	json_decref(entries);
	return status;
}

/* For --json: nested {name, type, size, entries}. */
static int
tree_json(struct client *client, const char *board, const char *path,
    json_t **result)
{
	json_t *entries;
	json_t *entry;
	size_t i;
	int status = files_list(client, board, path, &entries);

	if (status != CTL_OK)
		return status;
	json_array_foreach(entries, i, entry)
	{
		char *child;
		json_t *below;

		if (!files_is_dir(entry))
			continue;
		child = files_join(path, output_member(entry, "name", "?"));
		status = tree_json(client, board, child, &below);
		free(child);
		if (status != CTL_OK) {
			json_decref(entries);
			return status;
		}
		json_object_set_new(entry, "entries", below);
	}
	*result = entries;
	return CTL_OK;
}

static int
tree_one(struct client *client, const char *board, const char *path,
    const struct ctl_args *args)
{
	struct tree tree = { 0, 0 };
	json_t *result;
	int status;

	(void)args;
	if (client_options(client)->json) {
		status = tree_json(client, board, path, &result);
		if (status == CTL_OK) {
			output_json(result);
			json_decref(result);
		}
		return status;
	}
	printf("%s:%s\n", board, path);
	status = tree_walk(client, board, path, "", &tree);
	if (status == CTL_OK)
		printf("%d director%s, %d file%s\n", tree.dirs,
		    tree.dirs == 1 ? "y" : "ies", tree.files,
		    tree.files == 1 ? "" : "s");
	return status;
}

static int
run_tree(const struct ctl_options *options, const struct ctl_args *args)
{
	struct ctl_args whole = *args;
	char word[300];
	char *words[1] = { word };

	if (strchr(args->words[0], ':') != NULL)
		return for_each_path(options, args, tree_one);
	snprintf(word, sizeof(word), "%s:/", args->words[0]);
	whole.words = words;
	return for_each_path(options, &whole, tree_one);
}

static void
df_row(struct output_table *table, const char *label, const json_t *answer)
{
	double total = json_number_value(json_object_get(answer, "total"));
	double free_bytes = json_number_value(json_object_get(answer, "free"));
	char text[32];

	output_table_cell(table, label);
	output_table_cell(table, output_size(total, text, sizeof(text)));
	output_table_cell(table,
	    output_size(total - free_bytes, text, sizeof(text)));
	output_table_cell(table, output_size(free_bytes, text, sizeof(text)));
	snprintf(text, sizeof(text), "%.0f %%",
	    total > 0 ? (total - free_bytes) * 100 / total : 0);
	output_table_cell(table, text);
}

static int
run_df(const struct ctl_options *options, const struct ctl_args *args)
{
	static const char *const titles[] = { "BOARD", "SIZE", "USED", "FREE",
		"USE" };
	struct client *client = client_new(options);
	struct output_table *table = output_table_new(5, titles);
	struct target_list list;
	json_t *all = json_object();
	int *results;
	int status;
	int i;

	status = target_expand(client, args->words[0], &list);
	if (status != CTL_OK)
		client_report(client, args->words[0]);
	results = calloc((size_t)list.count + 1, sizeof(int));
	if (results == NULL)
		abort();
	for (i = 0; i < list.count; i++) {
		char *url = client_board_path(client, list.boards[i], "fs/df");
		json_t *answer;

		results[i] = client_call(client, "GET", url, NULL, &answer);
		free(url);
		if (results[i] != CTL_OK) {
			client_report(client, list.labels[i]);
			continue;
		}
		df_row(table, list.labels[i], answer);
		json_object_set_new(all, list.labels[i], answer);
	}
	if (status == CTL_OK)
		status = target_combine(results, list.count);
	if (options->json)
		output_json(all);
	else if (status == CTL_OK || status == CTL_PARTIAL)
		output_table_print(table);
	json_decref(all);
	free(results);
	target_free(&list);
	client_free(client);
	return status;
}

static int
hash_one(struct client *client, const char *board, const char *path,
    const struct ctl_args *args)
{
	char hash[65];
	uint64_t size;
	int status = files_hash(client, board, path, hash, &size);

	(void)args;
	if (status != CTL_OK)
		return status;
	if (client_options(client)->json) {
		json_t *line = json_pack("{s:s, s:s, s:s, s:I}", "board", board,
		    "path", path, "sha256", hash, "size", (json_int_t)size);

		output_json_line(line);
		json_decref(line);
	} else {
		printf("%s  %s:%s\n", hash, board, path);
	}
	return CTL_OK;
}

static int
run_hash(const struct ctl_options *options, const struct ctl_args *args)
{
	return for_each_path(options, args, hash_one);
}

#define FILE_VERB(verb, text, help, least, most, options_, function) \
	const struct ctl_verb verb_##verb = { .name = #verb,         \
		.usage = text,                                       \
		.summary = help,                                     \
		.min_words = least,                                  \
		.max_words = most,                                   \
		.flags = options_,                                   \
		.run = function }

FILE_VERB(cat, "BOARD:/PATH...", "print files of a board", 1, -1, NULL,
    run_cat);
FILE_VERB(rm, "[-r] BOARD:/PATH...", "remove files or directories", 1, -1,
    rm_flags, run_rm);
FILE_VERB(mkdir, "[-p] BOARD:/PATH...", "make directories", 1, -1, mkdir_flags,
    run_mkdir);
FILE_VERB(mv, "BOARD:/FROM [BOARD:]/TO", "rename a file on a board", 2, 2, NULL,
    run_mv);
FILE_VERB(tree, "BOARD[:/PATH]", "show the files as a tree", 1, 1, NULL,
    run_tree);
FILE_VERB(df, "BOARD", "space of the file system", 1, 1, NULL, run_df);
FILE_VERB(hash, "BOARD:/PATH...", "SHA-256 of files, computed there", 1, -1,
    NULL, run_hash);
