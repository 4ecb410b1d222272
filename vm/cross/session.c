/* SPDX-License-Identifier: MIT */
/* A VM to compile with, made anew for each file. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../compiler/compile.h"
#include "../compiler/lexer.h"
#include "../object/str.h"
#include "../runtime/code.h"
#include "../runtime/intern.h"
#include "../runtime/raise.h"
#include "session.h"

bool
session_start(struct session *session, const struct options *options)
{
	memset(session, 0, sizeof(*session));
	session->heap_size = options->heap_size;
	session->block = mmap(NULL, session->heap_size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (session->block == MAP_FAILED) {
		perror("upy-cross: heap");
		return false;
	}
	host_init(&session->host);
	session->config.block_is_zero = true;
	session->config.optimise = (uint8_t)options->optimise;
	if (vm_init(&session->vm, session->block, session->heap_size,
		&session->host.hooks, &session->config) != VM_OK) {
		fputs("upy-cross: the heap is too small\n", stderr);
		munmap(session->block, session->heap_size);
		return false;
	}
	host_attach(&session->host, session->vm);
	return true;
}

void
session_end(struct session *session)
{
	host_detach(&session->host);
	vm_fini(session->vm);
	munmap(session->block, session->heap_size);
}

struct request {
	FILE *stream;
	const char *name;
	bool no_lines;
	void (*use)(struct vm *vm, struct vm_code *code, void *arg);
	void *arg;
	uint8_t piece[4096];
};

static bool
refill(struct vm_source *source)
{
	struct request *request = source->ctx;
	size_t n =
	    fread(request->piece, 1, sizeof(request->piece), request->stream);

	source->next = request->piece;
	source->end = request->piece + n;
	return n > 0;
}

static void
drop_lines_of(struct vm_code *code)
{
	uint8_t *bytes =
	    (uint8_t *)(uintptr_t)vm_code_bytes(code) + code->code_len;
	struct vm_code_tables tables;
	size_t exception_len;

	vm_code_tables(code, &tables);
	exception_len = (size_t)(tables.lines - tables.exceptions);
	bytes += vm_code_put_head(bytes, tables.first_line,
	    (uint32_t)exception_len, 0);
	memmove(bytes, tables.exceptions, exception_len);
}

static void
drop_lines(struct vm_code *code)
{
	const struct vm_unit *unit = code->unit;

	drop_lines_of(code);
	for (size_t i = 0; i < unit->k_count; i++) {
		if (vm_is(unit->k[i], VM_TID_CODE))
			drop_lines_of((struct vm_code *)unit->k[i]);
	}
}

static vm_value
compile(struct vm *vm, void *arg)
{
	struct request *request = arg;
	struct vm_source source = { .refill = refill, .ctx = request };
	struct vm_code *code = vm_compile_stream(vm, &source,
	    vm_intern(vm, request->name, strlen(request->name)),
	    VM_COMPILE_FILE);

	if (request->no_lines)
		drop_lines(code);
	request->use(vm, code, request->arg);
	return VM_NONE;
}

bool
session_compile(struct session *session, const char *path, const char *name,
    bool no_lines, void (*use)(struct vm *vm, struct vm_code *code, void *arg),
    void *arg)
{
	static struct request request;
	bool is_input = strcmp(path, "-") == 0;
	vm_value ignored;
	enum vm_result result;

	request = (struct request){ .name = name,
		.no_lines = no_lines,
		.use = use,
		.arg = arg };
	request.stream = is_input ? stdin : fopen(path, "rb");
	if (request.stream == NULL) {
		fprintf(stderr, "upy-cross: can't open file '%s': %s\n", path,
		    strerror(errno));
		return false;
	}
	result = vm_protect(session->vm, compile, &request, &ignored);
	if (!is_input)
		fclose(request.stream);
	if (result != VM_OK)
		vm_print_last_error(session->vm);
	return result == VM_OK;
}
