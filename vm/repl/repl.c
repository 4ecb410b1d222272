/* SPDX-License-Identifier: MIT */
/*
 * The prompt: friendly mode and paste mode, and the choice between modes.
 */
#include <string.h>

#include "../object/str.h"
#include "line.h"
#include "session.h"

#define INDENT_SIZE    4
#define DEFAULT_BANNER "MicroPython; upyd"

void
vm_repl_init(struct vm_repl *repl, const struct vm_repl_config *config)
{
	static const struct vm_repl_config board = {
		.reset_text = "MPY: soft reboot",
	};

	/* Not the text of the history, which is most of it. */
	memset(repl, 0, offsetof(struct vm_repl, history));
	repl->config = config == NULL ? board : *config;
	if (repl->config.banner == NULL)
		repl->config.banner = DEFAULT_BANNER;
}

bool
vm_repl_is_editing(const struct vm_repl *repl)
{
	return repl->editing;
}

static void
print_banner(struct session *session)
{
	vm_session_print(session, session->repl->config.banner);
	vm_session_print(session,
	    "\r\nType \"help()\" for more information.\r\n");
}

static const char *
prompt_text(vm_value custom, const char *usual)
{
	return vm_is_str(custom) ? vm_str_data(custom) : usual;
}

static void
paste(struct session *session)
{
	int c;
	char byte;

	vm_session_print(session,
	    "\r\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\r\n=== ");
	vm_session_edit(session, true);
	for (;;) {
		c = vm_session_read(session);
		if (c == CTRL_C || c == END_OF_INPUT) {
			vm_session_print(session, "\r\n");
			return;
		}
		if (c == CTRL_D)
			break;
		byte = c == '\r' ? '\n' : (char)c;
		vm_scratch_push(session->vm, &session->source, (uint8_t)byte);
		if (byte == '\n')
			vm_session_print(session, "\r\n=== ");
		else
			vm_session_write(session, &byte, 1);
	}
	vm_session_print(session, "\r\n");
	if (vm_session_run(session, VM_EXEC_FILE))
		vm_session_exit(session);
}

/* What a control character on an empty first line asks for. */
static void
command(struct session *session, int c)
{
	switch (c) {
	case CTRL_A:
		session->repl->mode = VM_REPL_RAW;
		vm_session_print(session, "\r\n");
		vm_session_raw_banner(session);
		break;
	case CTRL_B:
		vm_session_print(session, "\r\n");
		print_banner(session);
		break;
	case CTRL_D:
		vm_session_print(session, "\r\n");
		vm_session_soft_reset(session);
		break;
	case CTRL_E:
		paste(session);
		break;
	case END_OF_INPUT:
		vm_session_print(session, "\r\n");
		session->result = VM_REPL_END;
		session->done = true;
		break;
	default:
		vm_session_print(session, "\r\n");
		break;
	}
}

/* Indentation of the line after the one that starts at from. */
static size_t
next_indent(const struct vm_scratch *source, size_t from)
{
	const uint8_t *line = source->data + from;
	size_t len = source->len - from;
	size_t indent = 0;

	while (indent < len && line[indent] == ' ')
		indent++;
	indent -= indent % INDENT_SIZE;
	if (len > 0 && line[len - 1] == ':')
		indent += INDENT_SIZE;
	return indent;
}

static bool
is_blank(const struct vm_scratch *source, size_t from)
{
	for (; from < source->len; from++) {
		if (source->data[from] != ' ')
			return false;
	}
	return true;
}

/* Continuation lines; returns as vm_line_read does. */
static int
read_more(struct session *session)
{
	struct vm *vm = session->vm;
	struct vm_scratch *source = &session->source;
	const char *prompt = prompt_text(VM_ROOT(vm, ps2), "... ");
	size_t start = 0;
	size_t indent;
	size_t given;
	bool automatic = true;
	bool blank = false;
	bool was_blank;
	int ret;

	while (vm_repl_needs_more((const char *)source->data, source->len)) {
		was_blank = blank;
		blank = is_blank(source, start);
		/* Two blank lines end the indentation. */
		indent = automatic && !(blank && was_blank) ?
		    next_indent(source, start) :
		    0;
		vm_scratch_push(vm, source, '\n');
		start = source->len;
		given = indent;
		ret = vm_line_read(session, prompt, &indent);
		if (ret != 0)
			return ret;
		if (indent != given)
			automatic = false;
	}
	return 0;
}

static void
friendly(struct session *session)
{
	struct vm *vm = session->vm;
	size_t indent = 0;
	int ret;

	ret = vm_line_read(session, prompt_text(VM_ROOT(vm, ps1), ">>> "),
	    &indent);
	if (ret != 0) {
		command(session, ret);
		return;
	}
	if (session->source.len == 0)
		return;
	ret = read_more(session);
	if (ret == CTRL_C) {
		vm_session_print(session, "\r\n");
		return;
	}
	if (ret == END_OF_INPUT) {
		command(session, ret);
		return;
	}
	if (vm_session_run(session, VM_EXEC_SINGLE))
		vm_session_exit(session);
}

/* One command in either mode. */
static vm_value
step(struct vm *vm, void *arg)
{
	struct session *session = arg;
	struct session own = *session;

	/* A copy in this frame, where the collector sees the buffer. */
	vm_scratch_init(&own.source);
	if (own.repl->mode == VM_REPL_RAW)
		vm_session_raw(&own);
	else
		friendly(&own);
	vm_scratch_fini(vm, &own.source);
	session->result = own.result;
	session->done = own.done;
	return VM_NONE;
}

enum vm_repl_result
vm_repl_run(struct vm *vm, struct vm_repl *repl)
{
	struct session session = { .vm = vm, .repl = repl };
	enum vm_result status;
	vm_value ignored;

	if (repl->mode == VM_REPL_RAW)
		vm_session_raw_banner(&session);
	else if (!repl->config.quiet)
		print_banner(&session);
	while (!session.done) {
		status = vm_protect(vm, step, &session, &ignored);
		vm_session_edit(&session, false);
		vm_session_print_error(&session, status);
		if (status == VM_EXIT)
			vm_session_exit(&session);
	}
	return session.result;
}
