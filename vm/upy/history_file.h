/* SPDX-License-Identifier: MIT */
/* The prompt's history, kept in a file between two sessions. */
#ifndef UPY_HISTORY_FILE_H
#define UPY_HISTORY_FILE_H

#include "../repl/repl.h"

void history_file_load(struct vm_repl *repl);
void history_file_save(const struct vm_repl *repl);

#endif
