/* SPDX-License-Identifier: MIT */
/* What the interpreter's hooks and modules ask of the runner. */
#ifndef RUNNER_PARTS_H
#define RUNNER_PARTS_H

#include "object/value.h"

#include "host.h"
#include "runner.h"

#define RUNNER_DRAIN_MS   300
#define RUNNER_RESET_HARD 0 /* kinds of vm_host.reset */
#define RUNNER_RESET_SOFT 1

/* Leaves the interpreter if a reset is due; then it does not return. */
void runner_check(struct runner *runner);
/* True once every interval. */
bool runner_poll_is_due(struct runner *runner, uint32_t interval_us);
/* A KeyboardInterrupt is due. */
bool runner_is_interrupted(const struct runner *runner);
/* Calls wait to be made before the program goes on. */
bool runner_has_scheduled(const struct runner *runner);
struct host_directory *runner_directory(struct runner *runner);

/* Who is called for a slot (runner.h), without arguments; VM_NONE for nobody.
 * -1: no memory. */
int runner_set_handler(struct runner *runner, size_t slot, vm_value handler);
vm_value runner_get_handler(const struct runner *runner, size_t slot);

#endif
