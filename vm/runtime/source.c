/* SPDX-License-Identifier: MIT */
/* Compiling a file piece by piece; its text is never in memory
 * as a whole. */
#include "../compiler/compile.h"
#include "../compiler/lexer.h"
#include "../modules/mount.h"
#include "heap.h"
#include "import.h"
#include "state.h"

#define PIECE_SIZE 128u

struct source_file {
	struct vm_source source;
	struct vm *vm;
	vm_value file_name;
	unsigned mode;
	struct vm_file_reader reader;
	uint8_t *piece; /* owned: PIECE_SIZE bytes */
};

static bool
read_piece(struct vm_source *source)
{
	struct source_file *file = source->ctx;
	size_t n = vm_file_reader_read(file->vm, &file->reader, file->piece,
	    PIECE_SIZE);

	source->next = file->piece;
	source->end = file->piece + n;
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
	struct source_file file = {
		.source = { .refill = read_piece, .ctx = &file },
		.vm = vm,
		.file_name = file_name,
		.mode = mode,
	};
	vm_value code;
	vm_value exception;
	bool ok;

	vm_file_reader_open(vm, &file.reader, path);
	ok = vm_try(vm, compile, &file, &code, &exception);
	vm_file_reader_close(vm, &file.reader);
	vm_heap_free_buffer(vm, file.piece);
	if (!ok)
		vm_raise(vm, exception);
	return (struct vm_code *)code;
}
