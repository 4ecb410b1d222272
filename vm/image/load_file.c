/* SPDX-License-Identifier: MIT */
/* Reads an image from a file, piece by piece. */
#include "../modules/mount.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "image.h"
#include "image_reader.h"

#define PIECE_SIZE 128u

struct image_file {
	struct vm_file_reader reader;
	uint8_t piece[PIECE_SIZE];
};

static bool
read_piece(struct vm_image_reader *reader)
{
	struct image_file *file = reader->ctx;
	size_t n = vm_file_reader_read(reader->vm, &file->reader, file->piece,
	    PIECE_SIZE);

	reader->next = file->piece;
	reader->end = file->piece + n;
	return n > 0;
}

static vm_value
read_image(struct vm *vm, void *arg)
{
	struct vm_image_reader reader = { .vm = vm,
		.refill = read_piece,
		.ctx = arg };

	return VM_PTR(vm_image_read(&reader));
}

struct vm_code *
vm_image_load_file(struct vm *vm, const char *path)
{
	struct image_file file;
	vm_value code;
	vm_value exception;
	bool ok;

	vm_file_reader_open(vm, &file.reader, path);
	ok = vm_try(vm, read_image, &file, &code, &exception);
	vm_file_reader_close(vm, &file.reader);
	if (!ok)
		vm_raise(vm, exception);
	return (struct vm_code *)code;
}
