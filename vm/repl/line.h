/* SPDX-License-Identifier: MIT */
/* Line editor: one line with cursor keys, history and completion. */
#ifndef VM_REPL_LINE_H
#define VM_REPL_LINE_H

#include "session.h"

/*
 * Reads a line behind what session->source already holds. Returns 0, or the
 * control character that ended it: Ctrl-C, END_OF_INPUT, or Ctrl-A, B, D, E
 * on an empty line. indent: spaces to start with; it is changed when the
 * user goes on with spaces of his own.
 */
int vm_line_read(struct session *session, const char *prompt, size_t *indent);

#endif
