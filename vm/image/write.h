/* SPDX-License-Identifier: MIT */
/* Compiled code as an image, see FORMAT.md. */
#ifndef VM_IMAGE_WRITE_H
#define VM_IMAGE_WRITE_H

#include "../runtime/writer.h"

struct vm_code;

/* Writes the unit of a module's code. out must not be a sink. */
void vm_image_write(struct vm *vm, const struct vm_code *module,
    struct vm_writer *out);

#endif
