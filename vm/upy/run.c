/* SPDX-License-Identifier: MIT */
/*
 * Makes a VM, runs the program or the prompt in it, and finds the exit code.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../image/frozen.h"
#include "../repl/repl.h"
#include "history_file.h"
#include "host.h"
#include "inspect.h"
#include "options.h"
#include "run.h"
#include "terminal.h"
#include "version.h"

/* Everything that lives as long as the process. */
struct program {
	struct host host;
	struct vm *vm;
	struct vm_config config;
	struct vm_repl repl;
};

/* What was read from a file descriptor; owned by the caller. */
struct text {
	char *data;
	size_t len;
};

static int
read_all(int fd, struct text *text)
{
	size_t size = 0;
	ssize_t n;
	char *data;

	text->data = NULL;
	text->len = 0;
	do {
		if (text->len == size) {
			size = size * 2 + 4096;
			data = realloc(text->data, size);
			if (data == NULL)
				return -1;
			text->data = data;
		}
		n = read(fd, text->data + text->len, size - text->len);
		if (n > 0)
			text->len += (size_t)n;
	} while (n > 0 || (n == -1 && errno == EINTR));
	return n == 0 ? 0 : -1;
}

#define EXIT_INTERRUPTED 130 /* 128 + SIGINT, as of a shell */

/* Exit code for what a run came to; errors are printed. */
static int
exit_code(struct program *program, enum vm_result result)
{
	switch (result) {
	case VM_OK:
		return 0;
	case VM_EXIT:
		vm_print_exit_message(program->vm);
		return vm_exit_code(program->vm) & 255;
	case VM_RAISED:
	case VM_INTERRUPTED:
	case VM_NO_MEMORY:
		break;
	}
	vm_print_last_error(program->vm);
	return result == VM_INTERRUPTED ? EXIT_INTERRUPTED : 1;
}

static int
run_text(struct program *program, const struct options *options,
    const char *text, size_t len, const char *name)
{
	if (options->compile_only || options->verbose > 1)
		if (!inspect_source(program->vm, text, len, name,
			options->verbose > 1))
			return exit_code(program, VM_RAISED);
	if (options->compile_only)
		return 0;
	return exit_code(program,
	    vm_exec_source(program->vm, text, len, name, VM_EXEC_FILE));
}

static int
run_input(struct program *program, const struct options *options)
{
	struct text text;
	int status = 1;

	if (read_all(STDIN_FILENO, &text) == 0)
		status =
		    run_text(program, options, text.data, text.len, "<stdin>");
	free(text.data);
	return status;
}

static int
refuse_file(const char *path)
{
	fprintf(stderr, "%s: can't open file '%s': [Errno %d] %s\n",
	    program_invocation_name, path, errno, strerror(errno));
	return 2;
}

static int
run_file(struct program *program, const struct options *options)
{
	struct text text;
	int fd;
	int status;

	if (access(options->file, R_OK) == -1)
		return refuse_file(options->file);
	if (!options->compile_only && options->verbose < 2)
		return exit_code(program,
		    vm_exec_file(program->vm, options->file));
	fd = open(options->file, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return refuse_file(options->file);
	status = read_all(fd, &text) == 0 ?
	    run_text(program, options, text.data, text.len, options->file) :
	    refuse_file(options->file);
	close(fd);
	free(text.data);
	return status;
}

/* The directory of the script, with links resolved. */
static void
script_directory(const char *file, char directory[PATH_MAX])
{
	char *slash;

	if (realpath(file, directory) == NULL) {
		directory[0] = '\0';
		return;
	}
	slash = strrchr(directory, '/');
	slash[slash == directory ? 1 : 0] = '\0';
}

/* An entry of MICROPYPATH: a tilde stands for the home directory. One that is
 * too long names nothing. */
static enum vm_result
add_path(struct vm *vm, const char *entry, size_t len, char path[PATH_MAX])
{
	const char *home = getenv("HOME");
	size_t home_len = home == NULL ? 0 : strlen(home);

	if (home == NULL || len < 2 || entry[0] != '~' || entry[1] != '/')
		home_len = 0;
	else
		entry++, len--;
	if (home_len + len >= PATH_MAX)
		return VM_OK;
	if (home_len > 0)
		memcpy(path, home, home_len);
	memcpy(path + home_len, entry, len);
	path[home_len + len] = '\0';
	return vm_add_path(vm, path);
}

/* The script's directory and the entries of a colon-separated text; an empty
 * one in front adds none. */
static enum vm_result
fill_path(struct vm *vm, void *ctx)
{
	const struct options *options = ctx;
	static const char usual[] =
	    ".frozen:~/.micropython/lib:/usr/lib/micropython";
	const char *text = getenv("MICROPYPATH");
	const char *end;
	char path[PATH_MAX]; /* one after the other */
	const char *first = path;
	enum vm_result result;

	path[0] = '\0';
	if (options->file != NULL && strcmp(options->file, "-") != 0)
		script_directory(options->file, path);
	result = vm_set_path(vm, 1, &first);
	if (text == NULL)
		text = usual;
	text += *text == ':';
	while (*text != '\0' && result == VM_OK) {
		end = strchrnul(text, ':');
		result = add_path(vm, text, (size_t)(end - text), path);
		text = end + (*end == ':');
	}
	return result;
}

static enum vm_result
fill_argv(struct vm *vm, void *ctx)
{
	const struct options *options = ctx;

	return vm_set_argv(vm, options->argc,
	    (const char *const *)options->argv);
}

static void
on_editing(void *ctx, bool editing)
{
	host_flush(ctx);
	if (editing)
		terminal_raw();
	else
		terminal_restore();
}

static void
prepare_prompt(struct program *program)
{
	struct vm_repl_config config = {
		.banner = UPY_BANNER,
		.exit_ends = true,
		.on_editing = on_editing,
		.on_input = on_editing,
		.on_editing_ctx = &program->host,
	};

	vm_repl_init(&program->repl, &config);
}

/* On a terminal input() has the prompt's line editor. */
static void
prepare_input(struct program *program)
{
	if (!isatty(STDIN_FILENO))
		return;
	prepare_prompt(program);
	program->host.hooks.repl = &program->repl;
}

static int
run_prompt(struct program *program)
{
	enum vm_repl_result result;

	/* What a program read before is none of the prompt's history. */
	prepare_prompt(program);
	history_file_load(&program->repl);
	result = vm_repl_run(program->vm, &program->repl);
	terminal_restore();
	history_file_save(&program->repl);
	if (result != VM_REPL_EXIT)
		return 0;
	vm_print_exit_message(program->vm);
	return vm_exit_code(program->vm) & 255;
}

/* Nothing to run but the prompt. */
static bool
is_interactive(const struct options *options)
{
	return options->command == NULL && options->module == NULL &&
	    options->file == NULL && (options->inspect || isatty(STDIN_FILENO));
}

static int
run_selected(struct program *program, const struct options *options)
{
	if (options->command != NULL)
		return run_text(program, options, options->command,
		    strlen(options->command), "<stdin>");
	if (options->module != NULL)
		return exit_code(program,
		    vm_exec_module(program->vm, options->module));
	if (options->file != NULL && strcmp(options->file, "-") != 0)
		return run_file(program, options);
	if (is_interactive(options))
		return run_prompt(program);
	return run_input(program, options);
}

/* What sys.atexit was given, and what -v tells. */
static void
run_last(struct program *program, const struct options *options)
{
	static const char report[] =
	    "import micropython\nmicropython.mem_info()\n";

	if (vm_run_atexit(program->vm) != VM_OK)
		vm_print_last_error(program->vm);
	if (options->verbose > 0)
		(void)vm_exec_source(program->vm, report, sizeof(report) - 1,
		    "<stdin>", VM_EXEC_FILE);
}

/* MICROPYINSPECT, which a program may set with os.putenv. */
static bool
inspect_is_asked_for(void)
{
	const char *text = getenv("MICROPYINSPECT");

	return text != NULL && *text != '\0';
}

int
run_program(const struct options *options)
{
	static struct program program;
	void *block;
	int status;

	block = mmap(NULL, options->heap_size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (block == MAP_FAILED) {
		perror("upy: heap");
		return 1;
	}
	host_init(&program.host);
	host_add_modules(&program.host);
	prepare_input(&program);
	program.config.block_is_zero = true;
	program.config.frozen = &vm_frozen_modules;
	program.config.optimise = (uint8_t)options->optimise;
	program.config.fill_argv = fill_argv;
	program.config.fill_path = fill_path;
	program.config.fill_ctx = (void *)(uintptr_t)options;
	if (vm_init(&program.vm, block, options->heap_size, &program.host.hooks,
		&program.config) != VM_OK) {
		fputs("upy: the heap is too small\n", stderr);
		return 1;
	}
	host_attach(&program.host, program.vm);
	status = run_selected(&program, options);
	if (!is_interactive(options) &&
	    (options->inspect || inspect_is_asked_for()))
		status = run_prompt(&program);
	run_last(&program, options);
	vm_fini(program.vm);
	host_detach(&program.host);
	return status;
}
