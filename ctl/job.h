/* SPDX-License-Identifier: MIT */
/* Runs one program on several boards at once and shows what they print. */
#ifndef JOB_H
#define JOB_H

#include <jansson.h>
#include <stdbool.h>

#include "ctl.h"
#include "target.h"

struct job_settings {
	bool forward_stdin;
	bool no_follow;
	bool pass_exit_code;
};

/* Sends `start` to each board; returns the combined exit code. */
int job_run(const struct ctl_options *options, const struct target_list *list,
    const json_t *start, const struct job_settings *settings);

#endif
