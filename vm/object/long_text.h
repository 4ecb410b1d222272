/* SPDX-License-Identifier: MIT */
/*
 * What is done to all bytes of a text or buffer, in steps between which an
 * interrupt is let in: each may raise unless the text is short.
 */
#ifndef VM_LONG_TEXT_H
#define VM_LONG_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vm;

/* As vm_utf8_valid_prefix, vm_utf8_is_ascii, vm_utf8_count and
 * vm_utf8_offset. */
size_t vm_long_valid_prefix(struct vm *vm, const uint8_t *text, size_t len);
bool vm_long_is_ascii(struct vm *vm, const uint8_t *text, size_t len);
size_t vm_long_count(struct vm *vm, const uint8_t *text, size_t len);
size_t vm_long_offset(struct vm *vm, const uint8_t *text, size_t len,
    size_t index);
/* As memcmp, memmove and memset; no length needs a valid pointer when 0. */
int vm_long_compare(struct vm *vm, const void *a, const void *b, size_t len);
void vm_long_move(struct vm *vm, void *to, const void *from, size_t len);
void vm_long_fill(struct vm *vm, void *to, uint8_t byte, size_t len);

#endif
