/* SPDX-License-Identifier: MIT */
/*
 * The interactive prompt: friendly mode with line editing, paste mode, raw
 * mode and raw-paste mode, byte for byte as MicroPython's tools expect.
 *
 * Bytes come from the host's read hook, which may run other work while it
 * waits; output goes to the write hook as VM_STDOUT. The REPL ends its own
 * lines with \r\n; what programs print ends with \n, so a serial host adds
 * \r before each \n that does not follow one. While a line is being edited
 * Ctrl-C (3) must reach read as a byte; while a program runs the host turns
 * it into vm_interrupt (see vm_repl_is_editing).
 */
#ifndef VM_REPL_H
#define VM_REPL_H

#include <stdbool.h>
#include <stddef.h>

#include "../object/value.h"
#include "../vm.h"

struct vm_writer;

#ifndef VM_REPL_HISTORY_SIZE
#define VM_REPL_HISTORY_SIZE (VM_WORD_64 ? 4096 : 256)
#endif

#ifndef VM_REPL_HISTORY_LINES
#define VM_REPL_HISTORY_LINES 50
#endif

enum vm_repl_mode {
	VM_REPL_FRIENDLY,
	VM_REPL_RAW,
};

/* Why vm_repl_run came back. */
enum vm_repl_result {
	VM_REPL_SOFT_RESET, /* Ctrl-D on an empty line */
	VM_REPL_END,        /* the read hook reported the end of input */
	VM_REPL_EXIT,       /* SystemExit; vm_exit_code tells */
};

struct vm_repl_config {
	const char *banner; /* first line without its end; NULL: built in */
	/* Printed at a soft reset: "MPY: soft reboot" on boards; NULL: none */
	const char *reset_text;
	bool quiet; /* no banner at start */
	/* SystemExit ends the REPL; boards treat it as a soft reset. */
	bool exit_ends;
	/* Told when a line is begun and when it is done; may be NULL. */
	void (*on_editing)(void *ctx, bool editing);
	/* The same for a line of input(); may be NULL. */
	void (*on_input)(void *ctx, bool editing);
	void *on_editing_ctx; /* of both */
};

/* Owned by the host; survives soft resets with mode and history. */
struct vm_repl {
	struct vm_repl_config config;
	enum vm_repl_mode mode;
	bool editing;
	size_t history_len;
	char history[VM_REPL_HISTORY_SIZE]; /* lines, newest first, by NULs */
};

/* config may be NULL: what a board wants. */
void vm_repl_init(struct vm_repl *repl, const struct vm_repl_config *config);

/*
 * Serves the prompt until a soft reset, the end of input or an exit. After
 * VM_REPL_SOFT_RESET the host calls vm_soft_reset, runs boot.py (and main.py
 * if the mode is friendly) and calls vm_repl_run again.
 */
enum vm_repl_result vm_repl_run(struct vm *vm, struct vm_repl *repl);

/* True while Ctrl-C belongs to the line editor and not to a program. */
bool vm_repl_is_editing(const struct vm_repl *repl);

/*
 * Prints prompt (VM_UNDEF: none) and reads a line for input() with the line
 * editor into out, without its end. Raises KeyboardInterrupt and EOFError for
 * Ctrl-C and Ctrl-D.
 */
void vm_repl_input(struct vm *vm, struct vm_repl *repl, vm_value prompt,
    struct vm_writer *out);

/* True if source is the start of a statement that needs more lines. */
bool vm_repl_needs_more(const char *source, size_t len);

#endif
