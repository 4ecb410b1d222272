/* SPDX-License-Identifier: MIT */
/* Where the bytes of an image come from. */
#ifndef VM_IMAGE_READER_H
#define VM_IMAGE_READER_H

#include "../object/value.h"

struct vm_code;

struct vm_image_reader {
	struct vm *vm;
	const uint8_t *next;
	const uint8_t *end;
	/* Gives more bytes, or false at the end; may be NULL. */
	bool (*refill)(struct vm_image_reader *reader);
	void *ctx;
	uint32_t crc; /* of what was read */
};

struct vm_code *vm_image_read(struct vm_image_reader *reader);
VM_NORETURN void vm_image_refuse(struct vm *vm);

#endif
