/* SPDX-License-Identifier: MIT */
/* Command line of upy-cross. */
#ifndef CROSS_OPTIONS_H
#define CROSS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#define OPTIONS_RUN  (-1) /* options_parse: go on */
#define LIBRARY_MAX  16
#define VARIABLE_MAX 16

struct options {
	const char *output;                 /* -o, or NULL */
	const char *source_name;            /* -s, or NULL */
	const char *manifest;               /* --freeze, or NULL */
	const char *libraries[LIBRARY_MAX]; /* folders for require() */
	size_t library_count;
	const char *variables[VARIABLE_MAX]; /* NAME=folder for $(NAME) */
	size_t variable_count;
	unsigned optimise; /* -O level */
	unsigned verbose;
	bool no_lines; /* leave the line tables out */
	size_t heap_size;
	char **files; /* the inputs; "-": standard input */
	size_t file_count;
};

/* OPTIONS_RUN, or the exit code when there is nothing left to do. */
int options_parse(struct options *options, int argc, char **argv);

#endif
