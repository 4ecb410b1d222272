/* SPDX-License-Identifier: MIT */
/* upyctl: parses the command line and runs one verb. */
#include "config.h"

#include <curl/curl.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"
#include "verbs.h"

volatile sig_atomic_t ctl_interrupts;
volatile sig_atomic_t ctl_resized;

enum global_flag {
	GLOBAL_SOCKET,
	GLOBAL_HOST,
	GLOBAL_TOKEN,
	GLOBAL_TIMEOUT,
	GLOBAL_JSON,
	GLOBAL_QUIET,
	GLOBAL_VERBOSE,
	GLOBAL_YES,
	GLOBAL_NO_PROGRESS,
	GLOBAL_NO_COLOUR,
	GLOBAL_HELP,
	GLOBAL_VERSION,
};

static const struct ctl_flag global_flags[] = {
	[GLOBAL_SOCKET] = { "socket", 0, "PATH", "control socket of upyd" },
	[GLOBAL_HOST] = { "host", 0, "HOST:PORT", "a gateway over HTTP" },
	[GLOBAL_TOKEN] = { "token", 0, "TOKEN", "token for --host" },
	[GLOBAL_TIMEOUT] = { "timeout", 0, "SECONDS", "give up after" },
	[GLOBAL_JSON] = { "json", 0, NULL, "JSON on stdout" },
	[GLOBAL_QUIET] = { "quiet", 'q', NULL, "no progress, no remarks" },
	[GLOBAL_VERBOSE] = { "verbose", 'v', NULL, "say more" },
	[GLOBAL_YES] = { "yes", 'y', NULL, "do not ask" },
	[GLOBAL_NO_PROGRESS] = { "no-progress", 0, NULL, "no progress" },
	[GLOBAL_NO_COLOUR] = { "no-color", 0, NULL, "no colours" },
	[GLOBAL_HELP] = { "help", 'h', NULL, "show help" },
	[GLOBAL_VERSION] = { "version", 0, NULL, "show the version" },
	{ NULL, 0, NULL, NULL },
};

static const struct ctl_flag no_flags[] = { { NULL, 0, NULL, NULL } };

void
ctl_error(const char *fmt, ...)
{
	va_list ap;
	bool red = output_stderr_colour();

	fprintf(stderr, "%supyctl: ", red ? "\033[31m" : "");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "%s\n", red ? "\033[0m" : "");
}

static void
on_signal(int signo)
{
	if (signo == SIGWINCH)
		ctl_resized = 1;
	else
		ctl_interrupts++;
}

static void
install_signals(void)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_signal;
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGWINCH, &sa, NULL);
	sa.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &sa, NULL);
}

/* The flag that `word` ("--name[=value]" or "-x") names, or -1. */
static int
find_flag(const struct ctl_flag *flags, const char *word, const char **value)
{
	int i;

	*value = NULL;
	for (i = 0; flags[i].name != NULL; i++) {
		size_t len = strlen(flags[i].name);

		if (word[1] != '-') {
			if (flags[i].letter != 0 &&
			    word[1] == flags[i].letter && word[2] == '\0')
				return i;
			continue;
		}
		if (strncmp(word + 2, flags[i].name, len) != 0)
			continue;
		if (word[2 + len] == '\0')
			return i;
		if (word[2 + len] == '=' && flags[i].arg != NULL) {
			*value = word + 2 + len + 1;
			return i;
		}
	}
	return -1;
}

static int
set_timeout(struct ctl_options *options, const char *value)
{
	char *end;
	double seconds;

	errno = 0;
	seconds = strtod(value, &end);
	if (end == value || *end != '\0' || !(seconds > 0) || seconds > 1e6) {
		ctl_error("--timeout: \"%s\" is not a number of seconds",
		    value);
		return -1;
	}
	options->timeout_ms = (long)(seconds * 1000);
	return 0;
}

static int
set_global(struct ctl_options *options, int flag, const char *value)
{
	switch ((enum global_flag)flag) {
	case GLOBAL_SOCKET:
		options->socket = value;
		return 0;
	case GLOBAL_HOST:
		options->host = value;
		return 0;
	case GLOBAL_TOKEN:
		options->token = value;
		return 0;
	case GLOBAL_TIMEOUT:
		return set_timeout(options, value);
	case GLOBAL_JSON:
		options->json = true;
		return 0;
	case GLOBAL_QUIET:
		options->quiet = true;
		return 0;
	case GLOBAL_VERBOSE:
		options->verbose = true;
		return 0;
	case GLOBAL_YES:
		options->yes = true;
		return 0;
	case GLOBAL_NO_PROGRESS:
		options->no_progress = true;
		return 0;
	case GLOBAL_NO_COLOUR:
		output_no_colour();
		return 0;
	case GLOBAL_HELP:
	case GLOBAL_VERSION:
		return 0;
	}
	return 0;
}

struct parse {
	struct ctl_options *options;
	const struct ctl_verb *verb;
	struct ctl_args args;
	bool help;
	bool version;
};

/* Takes the option at argv[i]; returns how many words it used, -1: bad. */
static int
parse_option(struct parse *parse, char **argv, int i)
{
	const struct ctl_flag *own =
	    parse->verb == NULL || parse->verb->flags == NULL ?
	    no_flags :
	    parse->verb->flags;
	const struct ctl_flag *flags = own;
	const char *value;
	int used = 1;
	int flag;

	flag = find_flag(flags, argv[i], &value);
	if (flag == -1) {
		flags = global_flags;
		flag = find_flag(flags, argv[i], &value);
	}
	if (flag == -1) {
		ctl_error("unknown option %s%s%s", argv[i],
		    parse->verb != NULL ? " of " : "",
		    parse->verb != NULL ? parse->verb->name : "");
		return -1;
	}
	if (flags[flag].arg != NULL && value == NULL) {
		value = argv[i + 1];
		used = 2;
		if (value == NULL) {
			ctl_error("%s needs a value (%s)", argv[i],
			    flags[flag].arg);
			return -1;
		}
	}
	if (flags == own) {
		parse->args.values[flag] = value == NULL ? "" : value;
		return used;
	}
	parse->help = parse->help || flag == GLOBAL_HELP;
	parse->version = parse->version || flag == GLOBAL_VERSION;
	return set_global(parse->options, flag, value) == -1 ? -1 : used;
}

static bool
options_ended(const struct parse *parse)
{
	return parse->verb != NULL && parse->verb->stop_after > 0 &&
	    parse->args.count >= parse->verb->stop_after;
}

/* Splits argv into the verb, its words and the options. */
static int
parse_words(struct parse *parse, int argc, char **argv)
{
	bool plain = false;
	int i = 1;

	while (i < argc) {
		int used;

		if (plain || argv[i][0] != '-' || argv[i][1] == '\0' ||
		    options_ended(parse)) {
			if (parse->verb == NULL) {
				parse->verb = verb_find(argv[i]);
				if (parse->verb == NULL) {
					ctl_error("no such verb: %s (see "
						  "upyctl help)",
					    argv[i]);
					return -1;
				}
			} else {
				parse->args.words[parse->args.count++] =
				    argv[i];
			}
			i++;
			continue;
		}
		if (strcmp(argv[i], "--") == 0) {
			plain = true;
			i++;
			continue;
		}
		used = parse_option(parse, argv, i);
		if (used == -1)
			return -1;
		i += used;
	}
	return 0;
}

static void
defaults(struct ctl_options *options)
{
	const char *timeout = getenv("UPY_TIMEOUT");

	memset(options, 0, sizeof(*options));
	options->socket = getenv("UPY_SOCKET");
	if (options->socket == NULL)
		options->socket = "/run/upyd/control.sock";
	options->host = getenv("UPY_HOST");
	options->token = getenv("UPY_TOKEN");
	if (timeout != NULL)
		options->timeout_ms = (long)(strtod(timeout, NULL) * 1000);
}

static int
run_verb(struct parse *parse)
{
	const struct ctl_verb *verb = parse->verb;

	if (parse->version) {
		printf("upyctl %s\n", PACKAGE_VERSION);
		return CTL_OK;
	}
	if (parse->help || verb == NULL) {
		output_help(verb,
		    verb != NULL && verb->flags != NULL ? verb->flags :
							  no_flags,
		    global_flags, parse->help ? stdout : stderr);
		return parse->help ? CTL_OK : CTL_USAGE;
	}
	if (parse->args.count < verb->min_words ||
	    (verb->max_words >= 0 && parse->args.count > verb->max_words)) {
		ctl_error("usage: upyctl %s %s", verb->name, verb->usage);
		return CTL_USAGE;
	}
	return verb->run(parse->options, &parse->args);
}

int
main(int argc, char **argv)
{
	struct ctl_options options;
	struct parse parse;
	int status;

	install_signals();
	defaults(&options);
	memset(&parse, 0, sizeof(parse));
	parse.options = &options;
	parse.args.words = calloc((size_t)argc + 1, sizeof(char *));
	if (parse.args.words == NULL)
		return CTL_FAILED;
	status = CTL_USAGE;
	if (parse_words(&parse, argc, argv) == 0)
		status = run_verb(&parse);
	free(parse.args.words);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		ctl_error("stdout: %s", strerror(errno));
		if (status == CTL_OK)
			status = CTL_FAILED;
	}
	return status;
}
