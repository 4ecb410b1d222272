/* SPDX-License-Identifier: MIT */
/* Making and hashing what str and bytes have in common. */
#include "chars.h"

#include "../runtime/heap.h"
#include "../runtime/raise.h"
#include "../vm.h"

#define HASH_STEP ((size_t)32 * 1024) /* bytes between two polls */

/* The length of a long one is the last word of the object. */
static uint32_t *
length_word(const struct vm_chars *chars)
{
	return (uint32_t *)((uintptr_t)chars +
		   vm_heap_object_size(&chars->head)) -
	    1;
}

#if !VM_WORD_64
size_t
vm_chars_len(const struct vm_chars *chars)
{
	return chars->len < VM_CHARS_LONG ? chars->len : *length_word(chars);
}
#endif

struct vm_chars *
vm_chars_new(struct vm *vm, enum vm_tid tid, size_t len)
{
	struct vm_chars *chars;
	bool is_long = !VM_WORD_64 && len >= VM_CHARS_LONG;
	size_t extra =
	    sizeof(*chars) + 1 + (is_long ? 2 * sizeof(uint32_t) : 0);

	if (len > UINT32_MAX - extra)
		vm_raise_no_memory(vm, len);
	chars = vm_heap_alloc(vm, tid, len + extra);
	chars->len = is_long ? VM_CHARS_LONG : (vm_chars_field)len;
	if (is_long)
		*length_word(chars) = (uint32_t)len;
	return chars;
}

int
vm_chars_compare(const struct vm_chars *chars, const void *data, size_t len)
{
	size_t own_len = vm_chars_len(chars);
	int order = memcmp(chars + 1, data, own_len < len ? own_len : len);

	if (order != 0)
		return order;
	return own_len < len ? -1 : own_len > len;
}

static vm_chars_field
hash_long(struct vm *vm, const uint8_t *data, size_t len)
{
	uint32_t hash = 0;
	uint32_t power = 0;

	for (; len > HASH_STEP; len -= HASH_STEP) {
		hash = vm_hash_part(hash, &power, data, HASH_STEP);
		data += HASH_STEP;
		vm_poll_work(vm, HASH_STEP / 4);
	}
	return vm_hash_finish(vm_hash_part(hash, &power, data, len));
}

uint32_t
vm_chars_hash(struct vm *vm, struct vm_chars *chars)
{
	if (chars->hash == 0)
		chars->hash = hash_long(vm, (const uint8_t *)(chars + 1),
		    vm_chars_len(chars));
	return chars->hash;
}
