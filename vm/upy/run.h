/* SPDX-License-Identifier: MIT */
/* Running what the command line asks for. */
#ifndef UPY_RUN_H
#define UPY_RUN_H

struct options;

/* Returns the exit code. */
int run_program(const struct options *options);

#endif
