/* SPDX-License-Identifier: MIT */
/* Views of text objects and the table of their shared methods. */
#include "text.h"

#include "../runtime/raise.h"
#include "../vm.h"
#include "arguments.h"
#include "bytes.h"
#include "buffer.h"
#include "class.h"
#include "int.h"
#include "long_text.h"
#include "names.h"
#include "str.h"
#include "utf8.h"

#define X(ident, min, max)                                                    \
	VM_NATIVE_OBJECT(vm_text_##ident##_native, vm_text_##ident, min, max, \
	    0);
#include "text_methods.def"
#undef X

bool
vm_text_view(vm_value v, struct vm_text *text)
{
	v = vm_native_value(v);
	if (!vm_is_object(v))
		return false;
	text->kind = vm_object_tid(vm_object(v));
	text->wide = false;
	switch ((int)text->kind) {
	case VM_TID_STR:
		text->data = (const uint8_t *)vm_str_data(v);
		text->len = vm_str_len(v);
		text->wide = !vm_str_is_ascii(v);
		return true;
	case VM_TID_BYTES:
		text->data = vm_bytes_data(v);
		text->len = vm_bytes_len(v);
		return true;
	case VM_TID_BYTEARRAY:
		text->data = ((const struct vm_bytearray *)v)->data;
		text->len = ((const struct vm_bytearray *)v)->len;
		if (text->data == NULL)
			text->data = (const uint8_t *)"";
		return true;
	default:
		return false;
	}
}

void
vm_text_self(struct vm *vm, vm_value v, struct vm_text *text)
{
	if (!vm_text_view(v, text))
		vm_raise_type_error(vm, "argument should be a 'str' not a '%t'",
		    v);
}

void
vm_text_argument(struct vm *vm, const struct vm_text *self, vm_value v,
    struct vm_text *text)
{
	bool want_str = self->kind == VM_TID_STR;
	struct vm_bytes_view view;

	if (vm_text_view(v, text) && (text->kind == VM_TID_STR) == want_str)
		return;
	if (want_str || vm_is_str(v) || !vm_bytes_view_of(vm, v, &view))
		vm_raise_type_error(vm,
		    "can't convert '%t' object to %s implicitly", v,
		    vm_is_str(v) ? "bytes" : "str");
	text->data = view.data;
	text->len = view.len;
	text->kind = VM_TID_BYTES;
	text->wide = false;
}

vm_value
vm_text_new(struct vm *vm, const struct vm_text *self, const void *data,
    size_t len)
{
	if (self->kind == VM_TID_STR)
		return vm_str_new(vm, data, len);
	if (self->kind == VM_TID_BYTES)
		return vm_bytes_new(vm, data, len);
	return vm_bytearray_new(vm, data, len);
}

vm_value
vm_text_part(struct vm *vm, const struct vm_text *self, vm_value whole,
    const uint8_t *data, size_t len)
{
	if (len == self->len && self->kind != VM_TID_BYTEARRAY &&
	    vm_is(whole, self->kind))
		return whole;
	return vm_text_new(vm, self, data, len);
}

size_t
vm_text_position(struct vm *vm, const struct vm_text *text, size_t offset)
{
	return text->wide ? vm_long_count(vm, text->data, offset) : offset;
}

size_t
vm_text_offset(struct vm *vm, const struct vm_text *text, size_t position)
{
	if (text->wide)
		return vm_long_offset(vm, text->data, text->len, position);
	return position < text->len ? position : text->len;
}

size_t
vm_text_length(struct vm *vm, const struct vm_text *text)
{
	return vm_text_position(vm, text, text->len);
}

/* Raises unless args[i] can be a position. */
static void
check_position(struct vm *vm, const struct vm_text *text, size_t argc,
    const vm_value *args, size_t i)
{
	const vm_value names[] = { VM_NAME(bytes), VM_NAME(bytearray) };

	if (i >= argc || args[i] == VM_NONE || vm_may_be_index(args[i]))
		return;
	if (text->kind == VM_TID_STR)
		vm_raise_type_error(vm,
		    "string indices must be integers, not %t", args[i]);
	vm_raise_type_error(vm, "%S indices must be integers, not %t",
	    names[text->kind == VM_TID_BYTEARRAY], args[i]);
}

bool
vm_text_bounds(struct vm *vm, const struct vm_text *text, size_t argc,
    const vm_value *args, size_t index, size_t bounds[2])
{
	size_t count;
	bool past_end;

	bounds[0] = 0;
	bounds[1] = text->len;
	if (argc <= index)
		return true;
	check_position(vm, text, argc, args, index);
	check_position(vm, text, argc, args, index + 1);
	count = vm_text_length(vm, text);
	past_end = vm_argument_int(vm, argc, args, index, 0) > (intptr_t)count;
	vm_argument_range(vm, argc, args, index, count, bounds);
	past_end = past_end || bounds[0] > bounds[1];
	bounds[0] = vm_text_offset(vm, text, bounds[0]);
	bounds[1] = vm_text_offset(vm, text, bounds[1]);
	if (bounds[1] < bounds[0])
		bounds[1] = bounds[0];
	return !past_end;
}

/* Bytes looked through between two polls. */
#define SEARCH_STEP ((size_t)16 * 1024)

size_t
vm_text_search(struct vm *vm, const uint8_t *data, size_t len,
    const uint8_t *needle, size_t needle_len)
{
	const uint8_t *at = data;
	const uint8_t *last;

	if (needle_len == 0)
		return 0;
	if (needle_len > len)
		return VM_TEXT_NOT_FOUND;
	last = data + (len - needle_len);
	while (at <= last) {
		size_t some = (size_t)(last - at) + 1;
		const uint8_t *found;

		some = some < SEARCH_STEP ? some : SEARCH_STEP;
		found = memchr(at, needle[0], some);
		vm_poll_work(vm, 1 + (found == NULL ? some : needle_len) / 64);
		if (found == NULL) {
			at += some;
			continue;
		}
		if (memcmp(found, needle, needle_len) == 0)
			return (size_t)(found - data);
		at = found + 1;
	}
	return VM_TEXT_NOT_FOUND;
}

size_t
vm_text_search_last(struct vm *vm, const uint8_t *data, size_t len,
    const uint8_t *needle, size_t needle_len)
{
	if (needle_len > len)
		return VM_TEXT_NOT_FOUND;
	for (size_t at = len - needle_len + 1; at-- > 0;) {
		vm_poll_work(vm, 1 + needle_len / 64);
		if (memcmp(data + at, needle, needle_len) == 0)
			return at;
	}
	return VM_TEXT_NOT_FOUND;
}
