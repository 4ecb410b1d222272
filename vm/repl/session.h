/* SPDX-License-Identifier: MIT */
/*
 * One run of the prompt: bytes in and out, and running what was entered.
 * Lives on the C stack inside of vm_protect.
 */
#ifndef VM_REPL_SESSION_H
#define VM_REPL_SESSION_H

#include "../compiler/scratch.h"
#include "../runtime/state.h"
#include "repl.h"

#define CTRL_A       1
#define CTRL_B       2
#define CTRL_C       3
#define CTRL_D       4
#define CTRL_E       5
#define END_OF_INPUT (-1)

struct session {
	struct vm *vm;
	struct vm_repl *repl;
	enum vm_repl_result result;
	bool done;
	bool is_input; /* a line for a program, which goes on running */
	struct vm_scratch source; /* what is being entered */
};

/* Next byte, or END_OF_INPUT. */
int vm_session_read(struct session *session);
void vm_session_write(struct session *session, const char *data, size_t len);
void vm_session_print(struct session *session, const char *text);

/* Tells the host who owns the terminal. */
void vm_session_edit(struct session *session, bool editing);

/* Runs source; errors are printed. True if SystemExit ended it. */
bool vm_session_run(struct session *session, enum vm_exec_mode mode);
/* Prints the error of a run that came to status. */
void vm_session_print_error(struct session *session, enum vm_result status);
/* Ends the session as SystemExit does. */
void vm_session_exit(struct session *session);
void vm_session_soft_reset(struct session *session);

/* Raw mode: from one prompt to the next. */
void vm_session_raw(struct session *session);
void vm_session_raw_banner(struct session *session);

#endif
