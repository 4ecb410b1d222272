/* SPDX-License-Identifier: MIT */
/* upyd: the table of processes; which one this is decides parent_main. */

#include "config.h"

#include "daemon/common/proc.h"
#include "daemon/parent/parent.h"

#define X(value, NAME, name, sandbox) extern const struct proc_ops name##_ops;
#include "daemon/common/procs.def"
#undef X

static const struct proc_ops *const ops[PROC_COUNT] = {
#define X(value, NAME, name, sandbox) [(value)] = &name##_ops,
#include "daemon/common/procs.def"
#undef X
};

int
main(int argc, char *argv[])
{
	return parent_main(argc, argv, ops);
}
