/* SPDX-License-Identifier: MIT */
/*
 * A string builder: a growable buffer in the heap, or a stream of bytes to
 * the host or a Python object. Lives on the C stack.
 */
#ifndef VM_WRITER_H
#define VM_WRITER_H

#include <stdarg.h>

#include "../object/value.h"

/* Most texts fit, and so need no buffer in the heap. */
#define VM_WRITER_LOCAL_SIZE 128

struct vm_writer {
	char
	    *data; /* local, or owned by the heap: contents of a BYTES_BUFFER */
	size_t len;
	size_t capacity;
	/* Non-NULL: a sink that takes the bytes at once. */
	void (*sink)(struct vm *vm, void *arg, const char *data, size_t len);
	void *sink_arg;
#if VM_QUICK_CASES
	char local[VM_WRITER_LOCAL_SIZE];
#endif
};

void vm_writer_init(struct vm_writer *out);
void vm_writer_init_sink(struct vm_writer *out,
    void (*sink)(struct vm *vm, void *arg, const char *data, size_t len),
    void *arg);
void vm_writer_init_host(struct vm *vm, struct vm_writer *out);
void vm_write(struct vm *vm, struct vm_writer *out, const char *data,
    size_t len);
/* Space for len more bytes (no sink): fill it, then add to out->len. */
char *vm_writer_reserve(struct vm *vm, struct vm_writer *out, size_t len);
void vm_write_repeated(struct vm *vm, struct vm_writer *out,
    uint32_t code_point, size_t count);
void vm_write_text(struct vm *vm, struct vm_writer *out, const char *text);
void vm_write_char(struct vm *vm, struct vm_writer *out, uint32_t code_point);
void vm_write_str(struct vm *vm, struct vm_writer *out, vm_value str);
void vm_write_int(struct vm *vm, struct vm_writer *out, intptr_t i);
void vm_write_hex(struct vm *vm, struct vm_writer *out, uintptr_t i);
/* The formatter of raise.h: %s %S %q %t %d %u %x %c %v. */
void vm_write_format(struct vm *vm, struct vm_writer *out, const char *format,
    ...);
void vm_write_vformat(struct vm *vm, struct vm_writer *out, const char *format,
    va_list args);
/* Gives its memory back. */
void vm_writer_free(struct vm *vm, struct vm_writer *out);
/* A str (or bytes) of what was written; frees the writer. */
vm_value vm_writer_str(struct vm *vm, struct vm_writer *out);
vm_value vm_writer_bytes(struct vm *vm, struct vm_writer *out);

#endif
