/* SPDX-License-Identifier: MIT */
/* The type bytes. */
#include "bytes.h"

#include "../runtime/heap.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "../vm.h"
#include "arguments.h"
#include "buffer.h"
#include "class.h"
#include "int.h"
#include "str.h"
#include "str_format.h"
#include "text.h"

vm_value
vm_bytes_alloc(struct vm *vm, size_t len)
{
	return VM_PTR(vm_chars_new(vm, VM_TID_BYTES, len));
}

vm_value
vm_bytes_new(struct vm *vm, const void *data, size_t len)
{
	/* The hash is that of no bytes, so that nothing writes to it. */
	static const struct {
		struct vm_chars head;
		char nul;
	} empty VM_ALIGNED = {
		.head = { .head = VM_ROM_HEAD(VM_TID_BYTES), .hash = 1 },
	};
	vm_value bytes;

	if (len == 0)
		return VM_PTR(&empty);
	bytes = vm_bytes_alloc(vm, len);
	vm_copy(vm, (struct vm_chars *)bytes + 1, data, len);
	return bytes;
}

static void
bytes_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	struct vm_text text;

	(void)kind;
	vm_text_view(self, &text);
	vm_write_char(vm, out, 'b');
	vm_text_write_repr(vm, out, &text);
}

static uint32_t
bytes_hash(struct vm *vm, vm_value self)
{
	return vm_chars_hash(vm, (struct vm_chars *)self);
}

static size_t
bytes_len(struct vm *vm, vm_value self)
{
	(void)vm;
	return vm_bytes_len(self);
}

static vm_value
bytes_repeat(struct vm *vm, vm_value self, vm_value count)
{
	intptr_t n = vm_get_int(vm, count);
	size_t len = vm_bytes_len(self);
	vm_value result;
	uint8_t *at;

	if (n <= 0 || len == 0)
		return vm_bytes_new(vm, NULL, 0);
	if ((size_t)n > UINT32_MAX / len)
		vm_raise_no_memory(vm, SIZE_MAX);
	result = vm_bytes_alloc(vm, (size_t)n * len);
	at = (uint8_t *)((struct vm_chars *)result + 1);
	for (intptr_t i = 0; i < n; i++) {
		vm_poll_round(vm, (size_t)i);
		vm_copy(vm, at + (size_t)i * len, vm_bytes_data(self), len);
	}
	return result;
}

static vm_value
bytes_concat(struct vm *vm, vm_value self, vm_value other)
{
	struct vm_bytes_view view;
	size_t len = vm_bytes_len(self);
	vm_value result;
	uint8_t *at;

	if (!vm_bytes_view_of(vm, other, &view))
		return VM_UNDEF;
	result = vm_bytes_alloc(vm, len + view.len);
	at = (uint8_t *)((struct vm_chars *)result + 1);
	vm_copy(vm, at, vm_bytes_data(self), len);
	vm_copy(vm, at + len, view.data, view.len);
	return result;
}

static vm_value
bytes_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	if (op >= VM_OP_EQ && op <= VM_OP_GE)
		return vm_bytes_compare(vm, op, self, other);
	if (op == VM_OP_ADD)
		return bytes_concat(vm, self, other);
	if (op == VM_OP_MOD)
		return vm_str_percent(vm, self, other);
	if ((op == VM_OP_MUL || op == VM_OP_REFLECTED + VM_OP_MUL) &&
	    (vm_is_integer(other) || vm_is_bool(other)))
		return bytes_repeat(vm, self, other);
	return VM_UNDEF;
}

static bool
bytes_contains(struct vm *vm, vm_value self, vm_value item)
{
	struct vm_text text;
	struct vm_text part;
	vm_value number;

	vm_text_view(self, &text);
	number = vm_native_value(item);
	if (vm_is_integer(number) || vm_is_bool(number)) {
		intptr_t byte = vm_argument_int(vm, 1, &number, 0, 0);

		const uint8_t needle = (uint8_t)byte;

		return byte >= 0 && byte <= 255 &&
		    vm_text_search(vm, text.data, text.len, &needle, 1) !=
		    VM_TEXT_NOT_FOUND;
	}
	vm_text_argument(vm, &text, item, &part);
	return vm_text_search(vm, text.data, text.len, part.data, part.len) !=
	    VM_TEXT_NOT_FOUND;
}

static vm_value
bytes_getitem(struct vm *vm, vm_value self, vm_value key)
{
	struct vm_slice_bounds bounds;
	size_t len = vm_bytes_len(self);
	vm_value result;

	if (!vm_is(key, VM_TID_SLICE))
		return VM_INT(vm_bytes_data(
		    self)[vm_sequence_index(vm, "bytes", len, key)]);
	vm_slice_resolve(vm, key, len, &bounds);
	if (bounds.step == 1 && bounds.count == len)
		return self;
	result = vm_bytes_alloc(vm, bounds.count);
	vm_items_copy_slice(vm, (uint8_t *)((struct vm_chars *)result + 1),
	    vm_bytes_data(self), 1, &bounds);
	return result;
}

static bool
bytes_bytes(struct vm *vm, vm_value self, struct vm_bytes_view *view)
{
	(void)vm;
	view->data = (uint8_t *)((struct vm_chars *)self + 1);
	view->len = vm_bytes_len(self);
	view->type_code = 'B';
	view->read_only = true;
	return true;
}

/* bytes of a count, buffer or iterable */
static vm_value
bytes_of(struct vm *vm, vm_value v)
{
	struct vm_bytes_view view;
	struct vm_writer out;
	vm_value result = vm_call_special(vm, v, VM_NAME(__bytes__), 0, NULL);

	if (result != VM_UNDEF)
		return result;
	if (vm_is_integer(vm_native_value(v)) || vm_is_bool(v)) {
		intptr_t len = vm_get_int(vm, v);

		if (len < 0)
			vm_raise_value_error(vm, "negative count");
		return vm_bytes_alloc(vm, (size_t)len);
	}
	if (vm_bytes_view_of(vm, v, &view))
		return vm_bytes_new(vm, view.data, view.len);
	vm_writer_init(&out);
	vm_bytes_gather(vm, &out, v);
	return vm_writer_bytes(vm, &out);
}

vm_value
vm_bytes_from_arguments(struct vm *vm, size_t n_pos, size_t n_kw,
    const vm_value *args)
{
	n_pos = vm_check_encoding(vm, n_pos, n_kw, 0, args);
	if (n_pos == 0)
		return vm_bytes_new(vm, NULL, 0);
	if (vm_is_str(vm_native_value(args[0]))) {
		vm_value str = vm_native_value(args[0]);

		if (n_pos < 2)
			vm_raise_type_error(vm,
			    "string argument without an encoding");
		return vm_bytes_new(vm, vm_str_data(str), vm_str_len(str));
	}
	if (n_pos > 1)
		vm_raise_type_error(vm, "wrong number of arguments");
	return bytes_of(vm, args[0]);
}

static vm_value
bytes_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	(void)type;
	if (n_pos == 1 && n_kw == 0 && vm_is(args[0], VM_TID_BYTES))
		return args[0];
	return vm_bytes_from_arguments(vm, n_pos, n_kw, args);
}

vm_value
vm_bytes_hex(struct vm *vm, size_t argc, vm_value *args)
{
	const char *digits = "0123456789abcdef";
	struct vm_bytes_view view;
	struct vm_bytes_view separator = { .len = 0 };
	struct vm_writer out;

	vm_get_bytes(vm, args[0], &view);
	if (argc > 1)
		vm_get_bytes_or_str(vm, args[1], &separator);
	vm_writer_init(&out);
	for (size_t i = 0; i < view.len; i++) {
		char pair[2] = { digits[view.data[i] >> 4],
			digits[view.data[i] & 15] };

		vm_poll_round(vm, i);
		if (i > 0)
			vm_write(vm, &out, (const char *)separator.data,
			    separator.len);
		vm_write(vm, &out, pair, 2);
	}
	return vm_writer_str(vm, &out);
}

VM_NATIVE_OBJECT(vm_bytes_hex_native, vm_bytes_hex, 1, 2, 0);

vm_value
vm_bytes_unhex(struct vm *vm, vm_value text, bool blanks)
{
	struct vm_bytes_view view;
	struct vm_writer out;

	vm_get_bytes_or_str(vm, text, &view);
	vm_writer_init(&out);
	for (size_t i = 0; i < view.len; i++) {
		unsigned high = vm_digit_value((char)view.data[i]);
		unsigned low = 255;
		char byte;

		vm_poll_work(vm, 1);
		if (blanks && vm_char_is_space(view.data[i]))
			continue;
		if (++i < view.len)
			low = vm_digit_value((char)view.data[i]);
		if (high > 15 || low > 15)
			vm_raise_value_error(vm, "non-hex digit");
		byte = (char)(high << 4 | low);
		vm_write(vm, &out, &byte, 1);
	}
	return vm_writer_bytes(vm, &out);
}

static vm_value
bytes_fromhex(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value bytes = vm_bytes_unhex(vm, args[1], true);

	(void)argc;
	if (args[0] == VM_PTR(&vm_type_bytearray))
		return vm_bytearray_new(vm, vm_bytes_data(bytes),
		    vm_bytes_len(bytes));
	return bytes;
}

VM_NATIVE_OBJECT(vm_bytes_fromhex_native, bytes_fromhex, 2, 2, VM_NATIVE_CLASS);

static vm_value
bytes_decode(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	struct vm_bytes_view view;

	vm_check_encoding(vm, n_pos, n_kw, 1, args);
	vm_get_bytes(vm, args[0], &view);
	return vm_str_decode(vm, view.data, view.len);
}

const struct vm_native vm_bytes_decode_native VM_ALIGNED = {
	.head = VM_NATIVE_HEAD(1, 3, VM_NATIVE_KW),
	.u.kw_fn = bytes_decode,
};

/* The text of the result is that of str.format. */
static vm_value
bytes_format(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	bool changeable = vm_is(vm_native_value(args[0]), VM_TID_BYTEARRAY);
	vm_value format = changeable ? bytes_of(vm, args[0]) : args[0];
	struct vm_bytes_view view;
	vm_value text;

	vm_get_bytes(vm, format, &view);
	text = vm_str_format(vm, (const char *)view.data, view.len, n_pos - 1,
	    n_kw, args + 1);
	if (changeable)
		return vm_bytearray_new(vm, (const uint8_t *)vm_str_data(text),
		    vm_str_len(text));
	return vm_bytes_new(vm, vm_str_data(text), vm_str_len(text));
}

const struct vm_native vm_bytes_format_native VM_ALIGNED = {
	.head = VM_NATIVE_HEAD(1, VM_ARGS_MANY, VM_NATIVE_KW),
	.u.kw_fn = bytes_format,
};

static const struct vm_slots bytes_slots = {
	.print = bytes_print,
	.hash = bytes_hash,
	.len = bytes_len,
	.binary = bytes_binary,
	.contains = bytes_contains,
	.getitem = bytes_getitem,
	.iter = vm_bytes_iter,
	.make = bytes_make,
	.bytes = bytes_bytes,
};

static const struct vm_member bytes_members[] = {
	{ VM_NAME(decode), VM_NATIVE(vm_bytes_decode_native) },
	{ VM_NAME(format), VM_NATIVE(vm_bytes_format_native) },
	{ VM_NAME(fromhex), VM_NATIVE(vm_bytes_fromhex_native) },
	{ VM_NAME(hex), VM_NATIVE(vm_bytes_hex_native) },
#define X(ident, min, max) \
	{ VM_NAME(ident), VM_NATIVE(vm_text_##ident##_native) },
#include "text_methods.def"
#undef X
};

VM_DEFINE_TYPE(bytes, bytes, NULL, VM_TYPE_HASHABLE, bytes_slots,
    bytes_members);
