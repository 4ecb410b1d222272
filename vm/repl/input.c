/* SPDX-License-Identifier: MIT */
/*
 * input() on a terminal: a line of the prompt's editor for a program.
 */
#include "../object/class.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "line.h"
#include "session.h"

struct request {
	struct session *session;
	vm_value prompt;
	struct vm_writer *out;
};

static vm_value
read_line(struct vm *vm, void *arg)
{
	struct request *request = arg;
	struct session own = *request->session;
	struct vm_writer terminal;
	size_t indent = 0;
	int end;

	/* First: what is typed at the prompt belongs to the editor. */
	vm_session_edit(&own, true);
	vm_writer_init_host(vm, &terminal);
	if (request->prompt != VM_UNDEF)
		vm_print_to(vm, &terminal, request->prompt, VM_PRINT_STR);
	/* A copy in this frame, where the collector sees the buffer. */
	vm_scratch_init(&own.source);
	end = vm_line_read(&own, "", &indent);
	if (end == CTRL_C)
		vm_raise_error(vm, &vm_type_KeyboardInterrupt, "");
	if (end == CTRL_D || end == END_OF_INPUT)
		vm_raise_error(vm, &vm_type_EOFError, "");
	vm_write(vm, request->out, (const char *)own.source.data,
	    own.source.len);
	vm_scratch_fini(vm, &own.source);
	return VM_NONE;
}

void
vm_repl_input(struct vm *vm, struct vm_repl *repl, vm_value prompt,
    struct vm_writer *out)
{
	struct session session = { .vm = vm, .repl = repl, .is_input = true };
	struct request request = { .session = &session,
		.prompt = prompt,
		.out = out };
	vm_value result;
	vm_value exception;
	bool ok;

	ok = vm_try(vm, read_line, &request, &result, &exception);
	vm_session_edit(&session, false);
	if (!ok)
		vm_raise(vm, exception);
}
