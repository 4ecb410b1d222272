/* SPDX-License-Identifier: MIT */
/* Reads an image from a file of the host, piece by piece. */
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "image.h"
#include "image_reader.h"

#define PIECE_SIZE 128u

struct image_file {
	int fd;
	uint8_t piece[PIECE_SIZE];
};

static bool
read_piece(struct vm_image_reader *reader)
{
	struct image_file *file = reader->ctx;
	struct vm *vm = reader->vm;
	int n = vm->host->files->read(vm->host->ctx, file->fd, file->piece,
	    PIECE_SIZE);

	reader->next = file->piece;
	reader->end = file->piece + (n > 0 ? n : 0);
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
	const struct vm_host_files *files = vm->host->files;
	struct image_file file;
	vm_value code;
	vm_value exception;
	bool ok;

	if (files == NULL || files->open == NULL)
		vm_raise_os_error(vm, 2);
	file.fd = files->open(vm->host->ctx, path, VM_OPEN_READ);
	if (file.fd < 0)
		vm_raise_os_error(vm, file.fd);
	ok = vm_try(vm, read_image, &file, &code, &exception);
	files->close(vm->host->ctx, file.fd);
	if (!ok)
		vm_raise(vm, exception);
	return (struct vm_code *)code;
}
