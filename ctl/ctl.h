/* SPDX-License-Identifier: MIT */
/*
 * upyctl: what every verb shares: the global options, the exit codes and
 * the table of verbs. Results go to stdout; progress and errors to stderr.
 */
#ifndef CTL_H
#define CTL_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

/* Exit codes, as documented in upyctl(1) and `upyctl help exit-codes`. */
enum ctl_exit {
	CTL_OK = 0,
	CTL_FAILED = 1,
	CTL_USAGE = 2,
	CTL_OFFLINE = 3,
	CTL_NO_BOARD = 4,
	CTL_FORBIDDEN = 5,
	CTL_PARTIAL = 6,
	CTL_TIMEOUT = 7,
	CTL_NO_DAEMON = 8,
	CTL_REFUSED = 9,
	CTL_INTERRUPTED = 130,
};

struct ctl_options {
	const char *socket; /* borrowed: argv or environment */
	const char *host;   /* NULL: the local socket */
	const char *token;
	bool json;
	bool quiet;
	bool verbose;
	bool yes;
	bool no_progress;
	bool colour;
	long timeout_ms; /* 0: the verb's default */
};

/* A flag of one verb; `arg` names its value in the help, NULL for none. */
struct ctl_flag {
	const char *name;
	char letter; /* 0: long form only */
	const char *arg;
	const char *help;
};

#define CTL_MAX_FLAGS 8

struct ctl_args {
	int count;
	char **words;                      /* borrowed from argv */
	const char *values[CTL_MAX_FLAGS]; /* NULL: flag not given */
};

struct ctl_verb {
	const char *name;
	const char *usage; /* operands, for the help */
	const char *summary;
	int min_words;
	int max_words;  /* -1: no limit */
	int stop_after; /* words after which options end, 0: never */
	const struct ctl_flag *flags;
	int (*run)(const struct ctl_options *, const struct ctl_args *);
};

/* Prints "upyctl: ..." on stderr. */
void ctl_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Set by SIGINT and SIGWINCH; the loops look at them. */
extern volatile sig_atomic_t ctl_interrupts;
extern volatile sig_atomic_t ctl_resized;

#endif
