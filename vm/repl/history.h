/* SPDX-License-Identifier: MIT */
/* Lines entered before, in the fixed buffer of struct vm_repl. */
#ifndef VM_REPL_HISTORY_H
#define VM_REPL_HISTORY_H

#include "repl.h"

/* Empty lines and repetitions of the newest are not kept. */
void vm_history_add(struct vm_repl *repl, const char *line, size_t len);
/* The n-th newest, from 1; NULL: there is none. Borrowed. */
const char *vm_history_get(const struct vm_repl *repl, size_t n);

#endif
