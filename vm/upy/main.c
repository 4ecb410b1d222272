/* SPDX-License-Identifier: MIT */
/*
 * upy: the VM as a program. Runs a file, a command, a module, the standard
 * input or the interactive prompt.
 */
#include "options.h"
#include "run.h"

int
main(int argc, char **argv)
{
	struct options options;
	int status = options_parse(&options, argc, argv);

	if (status != OPTIONS_RUN)
		return status;
	return run_program(&options);
}
