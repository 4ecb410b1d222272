/* SPDX-License-Identifier: MIT */
/* Work on all bytes of a text, interruptible. */
#include "long_text.h"

#include <string.h>

#include "../vm.h"
#include "utf8.h"

/* Bytes between two polls, of what looks at each of them. */
#define STEP ((size_t)32 * 1024)

static size_t
next_step(struct vm *vm, size_t done, size_t len, size_t step)
{
	if (done > 0)
		vm_poll_work(vm, step / 64);
	return len - done < step ? len - done : step;
}

size_t
vm_long_valid_prefix(struct vm *vm, const uint8_t *text, size_t len)
{
	size_t at = 0;

	while (at < len) {
		size_t some = next_step(vm, at, len, STEP);
		size_t valid = vm_utf8_valid_prefix(text + at, some);

		at += valid;
		/* A character may go on behind the step. */
		if (valid < some && (valid == 0 || valid + 4 <= some))
			break;
	}
	return at;
}

bool
vm_long_is_ascii(struct vm *vm, const uint8_t *text, size_t len)
{
	for (size_t at = 0; at < len; at += STEP) {
		size_t some = next_step(vm, at, len, STEP);

		if (!vm_utf8_is_ascii(text + at, some))
			return false;
	}
	return true;
}

size_t
vm_long_count(struct vm *vm, const uint8_t *text, size_t len)
{
	size_t count = 0;

	for (size_t at = 0; at < len; at += STEP)
		count += vm_utf8_count(text + at, next_step(vm, at, len, STEP));
	return count;
}

size_t
vm_long_offset(struct vm *vm, const uint8_t *text, size_t len, size_t index)
{
	size_t at = 0;

	while (index > STEP && at < len) {
		at += vm_utf8_offset(text + at, len - at, STEP);
		index -= STEP;
		vm_poll_work(vm, STEP / 64);
	}
	return at + vm_utf8_offset(text + at, len - at, index);
}

int
vm_long_compare(struct vm *vm, const void *a, const void *b, size_t len)
{
	const uint8_t *x = a;
	const uint8_t *y = b;
	int order = 0;

	for (size_t at = 0; at < len && order == 0; at += VM_COPY_STEP)
		order = memcmp(x + at, y + at,
		    next_step(vm, at, len, VM_COPY_STEP));
	return order;
}

void
vm_long_move(struct vm *vm, void *to, const void *from, size_t len)
{
	uint8_t *target = to;
	const uint8_t *source = from;
	size_t done = 0;

	while (done < len) {
		size_t some = next_step(vm, done, len, VM_COPY_STEP);
		/* From the end that is not written before it is read. */
		size_t at = target < source ? done : len - done - some;

		memmove(target + at, source + at, some);
		done += some;
	}
}

void
vm_long_fill(struct vm *vm, void *to, uint8_t byte, size_t len)
{
	uint8_t *target = to;

	for (size_t at = 0; at < len; at += VM_COPY_STEP)
		memset(target + at, byte, next_step(vm, at, len, VM_COPY_STEP));
}
