/* SPDX-License-Identifier: MIT */
/*
 * Copies one file or tree. Every file is checked by its SHA-256: the board
 * verifies what it stored before it answers, a download is verified here
 * and renamed into place only then.
 */
#ifndef COPY_H
#define COPY_H

#include <stdbool.h>
#include <stdint.h>

#include "client.h"
#include "ctl.h"

struct copy {
	const struct ctl_options *options;
	struct client *client;
	bool recursive;
	bool force;
	bool dry_run;
	int files;
	int skipped;
	uint64_t bytes;
	int64_t started_ms;
};

/* A NULL board means a local path. Errors are printed. */
int copy_path(struct copy *copy, const char *from_board, const char *from,
    const char *to_board, const char *to);

#endif
