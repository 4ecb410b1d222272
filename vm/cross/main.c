/* SPDX-License-Identifier: MIT */
/* upy-cross: compiles Python to images (.mpy) and frozen modules. */
#include "freeze.h"
#include "options.h"

int
main(int argc, char **argv)
{
	struct options options;
	int status = options_parse(&options, argc, argv);

	if (status != OPTIONS_RUN)
		return status;
	if (options.manifest != NULL)
		return freeze_manifest(&options);
	return 1;
}
