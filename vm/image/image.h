/* SPDX-License-Identifier: MIT */
/*
 * Images of compiled modules (.mpy): the format, as FORMAT.md specifies it,
 * and the loader. What the loader returns has been verified: no image can
 * make the VM do what Python code could not.
 */
#ifndef VM_IMAGE_H
#define VM_IMAGE_H

#include "../object/value.h"

#define VM_IMAGE_MAGIC   "upym"
#define VM_IMAGE_VERSION 2u
/* Bytes: magic 0, version 4, flags 5, instruction set 6, CRC-32 8. */
#define VM_IMAGE_HEADER 12u

/* Flags: what the image needs. */
#define VM_IMAGE_FLOATS 1u
#define VM_IMAGE_FLAGS  1u /* all that are known */

/* The kinds of constants. */
enum vm_image_tag {
	VM_IMAGE_NONE,
	VM_IMAGE_FALSE,
	VM_IMAGE_TRUE,
	VM_IMAGE_ELLIPSIS,
	VM_IMAGE_INT,     /* zigzag varint of at most 64 bits */
	VM_IMAGE_BIGINT,  /* varint: bytes * 2 + sign; magnitude */
	VM_IMAGE_FLOAT,   /* a double */
	VM_IMAGE_COMPLEX, /* two doubles */
	VM_IMAGE_STR,     /* varint: number of the string */
	VM_IMAGE_BYTES,   /* varint: length; the bytes */
	VM_IMAGE_TUPLE,   /* varint: length; constants */
	VM_IMAGE_CODE,    /* varint: number of the code object */
};

#define VM_IMAGE_TUPLE_DEPTH 16     /* tuples in tuples */
#define VM_IMAGE_COUNT_MAX   65535u /* strings, constants, code objects */

struct vm_code;

/* A checksum of opcodes.def: images of another instruction set are not
 * compatible. */
uint16_t vm_image_instruction_set(void);

/* The code of the module; raises ValueError, OSError, MemoryError. */
struct vm_code *vm_image_load_file(struct vm *vm, const char *path);
/* data is not kept. */
struct vm_code *vm_image_load(struct vm *vm, const uint8_t *data, size_t len);

#endif
