/* SPDX-License-Identifier: MIT */
/* upyctl exec, eval, run: a program on one board or on many at once. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "job.h"
#include "output.h"
#include "target.h"
#include "verbs.h"

#define SOURCE_MAX (1u << 20)

enum { FLAG_INTERRUPT, FLAG_NO_FOLLOW, FLAG_EXIT_CODE };

static const struct ctl_flag exec_flags[] = {
	[FLAG_INTERRUPT] = { "interrupt", 'i', NULL,
	    "stop what the board is running first" },
	{ NULL, 0, NULL, NULL },
};

static const struct ctl_flag run_flags[] = {
	[FLAG_INTERRUPT] = { "interrupt", 'i', NULL,
	    "stop what the board is running first" },
	[FLAG_NO_FOLLOW] = { "no-follow", 0, NULL,
	    "start it and leave it running" },
	[FLAG_EXIT_CODE] = { "exit-code", 0, NULL,
	    "exit with the program's SystemExit value" },
	{ NULL, 0, NULL, NULL },
};

/* Reads all of a file, "-" for standard input; NULL with a message. */
static char *
read_source(const char *path)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	char *source = malloc(SOURCE_MAX + 1);
	size_t len;

	if (source == NULL)
		abort();
	if (file == NULL) {
		ctl_error("%s: %s", path, strerror(errno));
		free(source);
		return NULL;
	}
	len = fread(source, 1, SOURCE_MAX + 1, file);
	if (ferror(file) || len > SOURCE_MAX || memchr(source, '\0', len)) {
		ctl_error("%s: %s", path,
		    ferror(file) ? strerror(errno) :
			len > SOURCE_MAX ?
				   "longer than 1 MiB" :
				   "contains a null byte: not a Python source");
		free(source);
		source = NULL;
	} else {
		source[len] = '\0';
	}
	if (file != stdin)
		fclose(file);
	return source;
}

static json_t *
request(const char *kind, const char *source, const char *name,
    const struct ctl_args *args, int first_arg)
{
	json_t *start = json_object();
	json_t *words = json_array();
	json_t *text = json_string(source);
	int i;

	if (text == NULL) {
		json_decref(start);
		json_decref(words);
		return NULL;
	}
	for (i = first_arg; i < args->count; i++)
		json_array_append_new(words, json_string(args->words[i]));
	json_object_set_new(start, "kind", json_string(kind));
	json_object_set_new(start, "source", text);
	json_object_set_new(start, "name", json_string(name));
	json_object_set_new(start, "args", words);
	json_object_set_new(start, "interrupt",
	    json_boolean(args->values[FLAG_INTERRUPT] != NULL));
	return start;
}

static int
start_on(const struct ctl_options *options, const char *target,
    const json_t *start, const struct job_settings *settings, const char *verb)
{
	struct client *client = client_new(options);
	struct target_list list;
	int status = target_expand(client, target, &list);

	if (status != CTL_OK)
		client_report(client, target);
	else
		status = target_confirm(options, &list, verb);
	if (status == CTL_OK)
		status = job_run(options, &list, start, settings);
	target_free(&list);
	client_free(client);
	return status;
}

static int
exec_source(const struct ctl_options *options, const struct ctl_args *args,
    const char *kind)
{
	struct job_settings settings = { .forward_stdin = true };
	const char *word = args->words[1];
	char *source = NULL;
	json_t *start;
	int status;

	if (strcmp(word, "-") == 0) {
		source = read_source("-");
		if (source == NULL)
			return CTL_FAILED;
		settings.forward_stdin = false;
	}
	start =
	    request(kind, source != NULL ? source : word, "<stdin>", args, 2);
	free(source);
	if (start == NULL) {
		ctl_error("%s: the program is not UTF-8 text", kind);
		return CTL_USAGE;
	}
	status = start_on(options, args->words[0], start, &settings, kind);
	json_decref(start);
	return status;
}

static int
run_exec(const struct ctl_options *options, const struct ctl_args *args)
{
	return exec_source(options, args, "exec");
}

static int
run_eval(const struct ctl_options *options, const struct ctl_args *args)
{
	return exec_source(options, args, "eval");
}

/* A path that starts with a colon is a file on the board. */
static int
run_run(const struct ctl_options *options, const struct ctl_args *args)
{
	struct job_settings settings = {
		.forward_stdin = strcmp(args->words[1], "-") != 0,
		.no_follow = args->values[FLAG_NO_FOLLOW] != NULL,
		.pass_exit_code = args->values[FLAG_EXIT_CODE] != NULL,
	};
	const char *path = args->words[1];
	bool on_board = path[0] == ':';
	char *source = NULL;
	json_t *start;
	int status;

	if (!on_board && (source = read_source(path)) == NULL)
		return CTL_FAILED;
	start = request(on_board ? "file" : "exec", on_board ? "" : source,
	    on_board ? path + 1 : path, args, 2);
	free(source);
	if (start == NULL) {
		ctl_error("%s: not UTF-8 text", path);
		return CTL_FAILED;
	}
	if (on_board)
		json_object_set_new(start, "path", json_string(path + 1));
	if (settings.no_follow)
		json_object_set_new(start, "detach", json_true());
	status = start_on(options, args->words[0], start, &settings, "run");
	json_decref(start);
	return status;
}

const struct ctl_verb verb_exec = {
	.name = "exec",
	.usage = "BOARD CODE",
	.summary = "run a piece of code (- reads it from standard input)",
	.min_words = 2,
	.max_words = 2,
	.stop_after = 0,
	.flags = exec_flags,
	.run = run_exec,
};

const struct ctl_verb verb_eval = {
	.name = "eval",
	.usage = "BOARD EXPRESSION",
	.summary = "print the value of an expression",
	.min_words = 2,
	.max_words = 2,
	.flags = exec_flags,
	.run = run_eval,
};

const struct ctl_verb verb_run = {
	.name = "run",
	.usage = "BOARD FILE.py|:/BOARD/FILE.py [ARG...]",
	.summary = "run a program file, local or (:PATH) on the board",
	.min_words = 2,
	.max_words = -1,
	.stop_after = 2,
	.flags = run_flags,
	.run = run_run,
};
