/* SPDX-License-Identifier: MIT */
/* Compiled code as an image file, see image/FORMAT.md. */
#ifndef CROSS_IMAGE_WRITE_H
#define CROSS_IMAGE_WRITE_H

#include <stddef.h>
#include <stdint.h>

struct vm;
struct vm_code;

struct image_bytes {
	uint8_t *data; /* owned: free() */
	size_t len;
};

/* arg: a struct image_bytes to be filled. */
void image_write(struct vm *vm, struct vm_code *code, void *arg);

#endif
