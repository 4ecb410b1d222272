/* SPDX-License-Identifier: MIT */
/*
 * Services of a REPL session.
 */
#include <string.h>

#include "../runtime/terminal.h"
#include "../runtime/writer.h"
#include "session.h"

#define EINTR_NEGATED (-4)

int
vm_session_read(struct session *session)
{
	char c;
	int n;

	for (;;) {
		n = vm_terminal_read(session->vm, &c, 1);
		if (n == 1)
			return (unsigned char)c;
		if (n != EINTR_NEGATED)
			return END_OF_INPUT;
		vm_poll(session->vm);
	}
}

void
vm_session_write(struct session *session, const char *data, size_t len)
{
	if (len > 0)
		vm_terminal_write(session->vm, VM_STDOUT, data, len);
}

void
vm_session_print(struct session *session, const char *text)
{
	vm_session_write(session, text, strlen(text));
}

void
vm_session_edit(struct session *session, bool editing)
{
	struct vm_repl *repl = session->repl;

	if (session->is_input) {
		if (repl->config.on_input != NULL)
			repl->config.on_input(repl->config.on_editing_ctx,
			    editing);
		/* Ctrl-C may have come before it was a key. */
		if (editing)
			vm_poll(session->vm);
		return;
	}
	if (repl->editing == editing)
		return;
	repl->editing = editing;
	if (repl->config.on_editing != NULL)
		repl->config.on_editing(repl->config.on_editing_ctx, editing);
}

static void
output_sink(struct vm *vm, void *arg, const char *data, size_t len)
{
	(void)vm;
	vm_session_write(arg, data, len);
}

static vm_value
print_exception(struct vm *vm, void *arg)
{
	struct vm_writer out;

	vm_writer_init_sink(&out, output_sink, arg);
	vm_exception_print(vm, &out, vm->last_exception);
	return VM_NONE;
}

void
vm_session_print_error(struct session *session, enum vm_result status)
{
	vm_value result;
	vm_value exception;

	if (status != VM_OK && status != VM_EXIT)
		vm_try(session->vm, print_exception, session, &result,
		    &exception);
}

void
vm_session_exit(struct session *session)
{
	if (!session->repl->config.exit_ends) {
		vm_session_soft_reset(session);
		return;
	}
	session->result = VM_REPL_EXIT;
	session->done = true;
}

void
vm_session_soft_reset(struct session *session)
{
	if (session->repl->config.reset_text != NULL) {
		vm_session_print(session, session->repl->config.reset_text);
		vm_session_print(session, "\r\n");
	}
	session->result = VM_REPL_SOFT_RESET;
	session->done = true;
}

bool
vm_session_run(struct session *session, enum vm_exec_mode mode)
{
	struct vm *vm = session->vm;
	const char *text = vm_scratch_text(vm, &session->source);
	enum vm_result status;

	vm_session_edit(session, false);
	status = vm_exec_source(vm, text, session->source.len, "<stdin>", mode);
	vm_session_print_error(session, status);
	return status == VM_EXIT;
}
