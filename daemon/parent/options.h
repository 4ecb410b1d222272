/* SPDX-License-Identifier: MIT */
/* The command line of upyd, for parent and children. */
#ifndef PARENT_OPTIONS_H
#define PARENT_OPTIONS_H

#include <stdbool.h>

#include "daemon/common/conf.h"

struct options {
	const char *conf_file; /* borrowed: argv; NULL: the default */
	const char *process;   /* borrowed: argv; NULL: parent */
	bool check_only;
	bool verbose;
};

#define OPTIONS_GO_ON (-1)

/* Fills both; OPTIONS_GO_ON, or the exit code of a finished program. */
int options_parse(struct options *options, struct conf *conf, int argc,
    char *argv[]);

#endif
