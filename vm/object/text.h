/* SPDX-License-Identifier: MIT */
/*
 * What str, bytes and bytearray have in common: a view of the bytes that
 * knows how positions count, and the methods built on it.
 */
#ifndef VM_TEXT_H
#define VM_TEXT_H

#include "function.h"
#include "object.h"

struct vm_text {
	const uint8_t *data; /* borrowed: from the object */
	size_t len;          /* bytes */
	enum vm_tid kind;    /* VM_TID_STR, _BYTES or _BYTEARRAY */
	bool wide;           /* a str with characters of several bytes */
};

/* Views v; false when it is none of the three types. */
bool vm_text_view(vm_value v, struct vm_text *text);
/* Self of a method; TypeError for anything else. */
void vm_text_self(struct vm *vm, vm_value v, struct vm_text *text);
/* An argument of self's kind: str for str, else any buffer. */
void vm_text_argument(struct vm *vm, const struct vm_text *self, vm_value v,
    struct vm_text *text);
/* A new object of self's kind. */
vm_value vm_text_new(struct vm *vm, const struct vm_text *self,
    const void *data, size_t len);
/* The same, or `whole` itself when it is immutable and all of it is meant. */
vm_value vm_text_part(struct vm *vm, const struct vm_text *self, vm_value whole,
    const uint8_t *data, size_t len);
/* Position of a byte, and byte of a position. */
size_t vm_text_position(struct vm *vm, const struct vm_text *text,
    size_t offset);
size_t vm_text_offset(struct vm *vm, const struct vm_text *text,
    size_t position);
size_t vm_text_length(struct vm *vm, const struct vm_text *text);
/* Byte bounds from start and end arguments; false: start is past the end. */
bool vm_text_bounds(struct vm *vm, const struct vm_text *text, size_t argc,
    const vm_value *args, size_t index, size_t bounds[2]);
/* First or last place of needle in data, or len when there is none. */
#define VM_TEXT_NOT_FOUND ((size_t)-1)
size_t vm_text_search(struct vm *vm, const uint8_t *data, size_t len,
    const uint8_t *needle, size_t needle_len);
size_t vm_text_search_last(struct vm *vm, const uint8_t *data, size_t len,
    const uint8_t *needle, size_t needle_len);

static inline bool
vm_char_is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Moves at and end past the blanks around what is between them. */
static inline void
vm_text_trim(const char **at, const char **end)
{
	while (*at < *end && vm_char_is_space((uint8_t) * *at))
		(*at)++;
	while (*end > *at && vm_char_is_space((uint8_t)(*end)[-1]))
		(*end)--;
}

#define X(name, min, max)                                                    \
	vm_value vm_text_##name(struct vm *vm, size_t argc, vm_value *args); \
	extern const struct vm_native vm_text_##name##_native;
#include "text_methods.def"
#undef X

#endif
