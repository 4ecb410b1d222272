/* SPDX-License-Identifier: MIT */
/*
 * What str and bytes are made of: a hash, a length, the bytes themselves and
 * a NUL. With 32-bit words hash and length share a word.
 */
#ifndef VM_CHARS_H
#define VM_CHARS_H

#include "object.h"

#if VM_WORD_64
typedef uint32_t vm_chars_field;
/* Of the 32 bits that are computed, those that are kept. */
#define VM_CHARS_HASH(h) ((vm_chars_field)(h))
#else
typedef uint16_t vm_chars_field;
#define VM_CHARS_HASH(h) ((vm_chars_field)((h) >> 16 | 0x8000u))
#endif
#define VM_CHARS_LONG ((vm_chars_field)-1)

struct vm_chars {
	struct vm_object head;
	vm_chars_field hash; /* 0: not computed yet */
	vm_chars_field len;  /* VM_CHARS_LONG: see the end of the object */
};

/* A str or bytes of len bytes to be filled, all zero. */
struct vm_chars *vm_chars_new(struct vm *vm, enum vm_tid tid, size_t len);
/* Computes it unless it is known; may raise an interrupt if it is long. */
uint32_t vm_chars_hash(struct vm *vm, struct vm_chars *chars);
/* Of bytes that are no object; the same as vm_chars_hash. */
vm_chars_field vm_hash_bytes(const void *data, size_t len);
/* In parts: hash is 0 and *power 0 at first; then what it comes to. */
uint32_t vm_hash_part(uint32_t hash, uint32_t *power, const void *data,
    size_t len);
vm_chars_field vm_hash_finish(uint32_t hash);
/* Below, above or 0, as memcmp. */
int vm_chars_compare(const struct vm_chars *chars, const void *data,
    size_t len);

#if VM_WORD_64
static inline size_t
vm_chars_len(const struct vm_chars *chars)
{
	return chars->len;
}
#else
size_t vm_chars_len(const struct vm_chars *chars);
#endif

#endif
