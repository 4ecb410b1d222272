/* SPDX-License-Identifier: MIT */
/*
 * Raw mode for programs that talk to us: plain, and with flow control
 * (raw-paste), where the source is compiled as it arrives.
 */
#include <string.h>

#include "../compiler/compile.h"
#include "../compiler/lexer.h"
#include "../runtime/call.h"
#include "../runtime/intern.h"
#include "session.h"

#define WINDOW 128

void
vm_session_raw_banner(struct session *session)
{
	vm_session_print(session, "raw REPL; CTRL-B to exit\r\n");
}

/* A source that arrives through the session, acknowledged by windows. */
struct paste {
	struct vm_source source; /* must be first */
	struct session *session;
	unsigned consumed; /* bytes of the current window */
	uint8_t byte;
	bool ended; /* the sender said so, and was answered */
	bool cancelled;
};

static bool
refill(struct vm_source *source)
{
	struct paste *paste = (struct paste *)source;
	int c;

	if (paste->ended)
		return false;
	c = vm_session_read(paste->session);
	if (c == CTRL_C || c == CTRL_D || c == END_OF_INPUT) {
		paste->ended = true;
		paste->cancelled = c != CTRL_D;
		vm_session_print(paste->session, "\x04");
		if (paste->cancelled)
			vm_raise_error(paste->session->vm,
			    &vm_type_KeyboardInterrupt, "");
		return false;
	}
	if (++paste->consumed == WINDOW) {
		paste->consumed = 0;
		vm_session_print(paste->session, "\x01");
	}
	paste->byte = (uint8_t)c;
	source->next = &paste->byte;
	source->end = source->next + 1;
	return true;
}

/* A syntax error before the end: what still comes is thrown away. */
static void
drain(struct paste *paste)
{
	int c;

	if (paste->ended)
		return;
	vm_session_print(paste->session, "\x04");
	do
		c = vm_session_read(paste->session);
	while (c != CTRL_D && c != CTRL_C && c != END_OF_INPUT);
	paste->ended = true;
}

static vm_value
compile_and_run(struct vm *vm, void *arg)
{
	struct paste *paste = arg;
	vm_value globals = vm_main_globals(vm);
	struct vm_code *code = vm_compile_stream(vm, &paste->source,
	    vm_intern(vm, "<stdin>", 7), VM_COMPILE_FILE);

	drain(paste);
	vm_session_edit(paste->session, false);
	vm->interrupt_char = VM_INTERRUPT_CHAR;
	return vm_run_code(vm, code, globals, globals);
}

static void
finish(struct session *session, enum vm_result status)
{
	vm_session_print(session, "\x04");
	vm_session_print_error(session, status);
	vm_session_print(session, "\x04");
	if (status == VM_EXIT)
		vm_session_exit(session);
}

static void
raw_paste(struct session *session)
{
	/* Accepted; the window, least byte first; one window is open. */
	static const uint8_t answer[] = { 'R', 1, WINDOW & 255, WINDOW >> 8,
		1 };
	struct paste paste = { .source = { .refill = refill },
		.session = session };
	enum vm_result status;
	vm_value ignored;

	vm_session_write(session, (const char *)answer, sizeof(answer));
	status = vm_protect(session->vm, compile_and_run, &paste, &ignored);
	drain(&paste);
	finish(session, status);
}

/* Ctrl-A: a request for a mode, or the banner again. */
static void
on_ctrl_a(struct session *session)
{
	const struct vm_scratch *source = &session->source;

	if (source->len == 2 && source->data[0] == CTRL_E) {
		if (source->data[1] == 'A')
			raw_paste(session);
		else
			vm_session_write(session, "R\0", 2);
		return;
	}
	vm_session_raw_banner(session);
}

static void
on_ctrl_b(struct session *session)
{
	session->repl->mode = VM_REPL_FRIENDLY;
	vm_session_print(session, "\r\n");
	vm_session_print(session, session->repl->config.banner);
	vm_session_print(session,
	    "\r\nType \"help()\" for more information.\r\n");
}

static void
execute(struct session *session)
{
	enum vm_result status;
	struct vm *vm = session->vm;
	const char *text = vm_scratch_text(vm, &session->source);

	vm_session_edit(session, false);
	status = vm_exec_source(vm, text, session->source.len, "<stdin>",
	    VM_EXEC_FILE);
	finish(session, status);
}

void
vm_session_raw(struct session *session)
{
	int c;

	vm_session_edit(session, true);
	vm_session_print(session, ">");
	for (;;) {
		c = vm_session_read(session);
		switch (c) {
		case CTRL_A:
			on_ctrl_a(session);
			return;
		case CTRL_B:
			on_ctrl_b(session);
			return;
		case CTRL_C:
			session->source.len = 0;
			break;
		case CTRL_D:
			vm_session_print(session, "OK");
			if (session->source.len == 0) {
				vm_session_print(session, "\r\n");
				vm_session_soft_reset(session);
				return;
			}
			execute(session);
			return;
		case END_OF_INPUT:
			session->result = VM_REPL_END;
			session->done = true;
			return;
		default:
			vm_scratch_push(session->vm, &session->source,
			    (uint8_t)c);
			break;
		}
	}
}
