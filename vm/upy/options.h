/* SPDX-License-Identifier: MIT */
/* The command line, as that of the micropython program. */
#ifndef UPY_OPTIONS_H
#define UPY_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#define OPTIONS_RUN (-1) /* go on; other values are exit codes */

struct options {
	const char *command; /* -c; borrowed from argv, as all strings */
	const char *module;  /* -m */
	const char *file;    /* "-" is the standard input */
	bool inspect;        /* -i */
	bool compile_only;
	unsigned verbose;
	unsigned optimise;
	size_t heap_size; /* bytes */
	int argc;         /* sys.argv */
	char **argv;
};

/* Returns OPTIONS_RUN, or the exit code after a message. */
int options_parse(struct options *options, int argc, char **argv);

#endif
