/* SPDX-License-Identifier: MIT */
/*
 * The file is ~/.micropython.history, one entry a line, the oldest first. A
 * history that cannot be read or written is none: nothing is said about it.
 */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../repl/history.h"
#include "history_file.h"

#define FILE_NAME "/.micropython.history"

/* The history opened; NULL: there is none. */
static FILE *
open_history(const char *mode)
{
	const char *home = getenv("HOME");
	char *path;
	FILE *file;

	if (home == NULL || asprintf(&path, "%s" FILE_NAME, home) == -1)
		return NULL;
	file = fopen(path, mode);
	free(path);
	return file;
}

void
history_file_load(struct vm_repl *repl)
{
	FILE *file = open_history("re");
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	if (file == NULL)
		return;
	while ((len = getline(&line, &size, file)) > 0)
		vm_history_add(repl, line, strcspn(line, "\r\n"));
	free(line);
	fclose(file);
}

void
history_file_save(const struct vm_repl *repl)
{
	FILE *file = repl->history_len > 0 ? open_history("we") : NULL;
	size_t count = 0;

	if (file == NULL)
		return;
	while (vm_history_get(repl, count + 1) != NULL)
		count++;
	for (; count > 0; count--)
		fprintf(file, "%s\n", vm_history_get(repl, count));
	fclose(file);
}
