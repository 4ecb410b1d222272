/* SPDX-License-Identifier: MIT */
/* Compiling a file of the host piece by piece; its text is never in memory
 * as a whole. */
#include "../compiler/compile.h"
#include "../compiler/lexer.h"
#include "heap.h"
#include "import.h"
#include "state.h"

#define PIECE_SIZE 128u

struct source_file {
	struct vm_source source;
	struct vm *vm;
	vm_value file_name;
	unsigned mode;
	int fd;
	uint8_t *piece; /* owned: PIECE_SIZE bytes */
};

static bool
read_piece(struct vm_source *source)
{
	struct source_file *file = source->ctx;
	struct vm *vm = file->vm;
	int n = vm->host->files->read(vm->host->ctx, file->fd, file->piece,
	    PIECE_SIZE);

	if (n < 0)
		vm_raise_os_error(vm, n);
	source->next = file->piece;
	source->end = file->piece + (n > 0 ? n : 0);
	return n > 0;
}

static vm_value
compile(struct vm *vm, void *arg)
{
	struct source_file *file = arg;

	file->piece = vm_heap_new_bytes(vm, PIECE_SIZE);
	return VM_PTR(
	    vm_compile_stream(vm, &file->source, file->file_name, file->mode));
}

struct vm_code *
vm_compile_file(struct vm *vm, const char *path, vm_value file_name,
    unsigned mode)
{
	const struct vm_host_files *files = vm->host->files;
	struct source_file file = {
		.source = { .refill = read_piece, .ctx = &file },
		.vm = vm,
		.file_name = file_name,
		.mode = mode,
	};
	vm_value code;
	vm_value exception;
	bool ok;

	if (files == NULL || files->open == NULL)
		vm_raise_os_error(vm, 2);
	file.fd = files->open(vm->host->ctx, path, VM_OPEN_READ);
	if (file.fd < 0)
		vm_raise_os_error(vm, file.fd);
	ok = vm_try(vm, compile, &file, &code, &exception);
	files->close(vm->host->ctx, file.fd);
	if (!ok)
		vm_raise(vm, exception);
	return (struct vm_code *)code;
}
