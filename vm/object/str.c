/* SPDX-License-Identifier: MIT */
/* The type str: making strings, and its slots. */
#include "str.h"

#include "../runtime/heap.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/writer.h"
#include "../vm.h"
#include "arguments.h"
#include "bytes.h"
#include "class.h"
#include "int.h"
#include "iterator.h"
#include "long_text.h"
#include "range.h"
#include "str_format.h"
#include "text.h"
#include "utf8.h"

vm_value
vm_str_alloc(struct vm *vm, size_t len)
{
	return VM_PTR(vm_chars_new(vm, VM_TID_STR, len));
}

vm_value
vm_str_finish(struct vm *vm, vm_value str)
{
	const uint8_t *data = (const uint8_t *)vm_str_data(str);
	size_t len = vm_str_len(str);

	if (len == 0)
		return VM_NAME(empty_);
	if (vm_long_is_ascii(vm, data, len))
		vm_str(str)->head.bits |= VM_STR_ASCII;
	return str;
}

vm_value
vm_str_new(struct vm *vm, const char *data, size_t len)
{
	vm_value str;

	if (len == 0)
		return VM_NAME(empty_);
	if (len == 1 && (*data & 0x80) == 0)
		return VM_CHAR_STR(*data);
	str = vm_str_alloc(vm, len);
	vm_copy(vm, vm_str(str) + 1, data, len);
	return vm_str_finish(vm, str);
}

vm_value
vm_str_from(struct vm *vm, const char *text)
{
	return vm_str_new(vm, text, strlen(text));
}

bool
vm_str_equal(struct vm *vm, vm_value a, vm_value b)
{
	const struct vm_chars *x = vm_str(a);
	const struct vm_chars *y = vm_str(b);

	if (x == y)
		return true;
	if (vm_chars_len(x) != vm_chars_len(y) ||
	    (x->head.bits & y->head.bits & VM_STR_INTERNED) != 0)
		return false;
	if (x->hash != y->hash && x->hash != 0 && y->hash != 0)
		return false;
	return vm_long_compare(vm, x + 1, y + 1, vm_chars_len(x)) == 0;
}

/* UTF-8 sorts like its code points. */
int
vm_str_compare(vm_value a, vm_value b)
{
	return vm_chars_compare(vm_str(a), vm_str_data(b), vm_str_len(b));
}

/* Shorter ones are walked through from their start. */
#define CURSOR_STR_MIN 32

/* The cursor, in this str. */
static struct vm_str_cursor *
cursor_in(struct vm *vm, vm_value str)
{
	struct vm_str_cursor *cursor = &vm->str_cursor;

	if (cursor->str == str)
		return cursor;
	cursor->count = (uint32_t)vm_long_count(vm,
	    (const uint8_t *)vm_str_data(str), vm_str_len(str));
	cursor->str = str;
	cursor->position = 0;
	cursor->offset = 0;
	return cursor;
}

static bool
wants_cursor(vm_value str)
{
	return vm_str_len(str) >= CURSOR_STR_MIN &&
	    vm_str_len(str) <= UINT32_MAX;
}

size_t
vm_str_char_len(struct vm *vm, vm_value str)
{
	if (vm_str_is_ascii(str))
		return vm_str_len(str);
	if (wants_cursor(str))
		return cursor_in(vm, str)->count;
	return vm_long_count(vm, (const uint8_t *)vm_str_data(str),
	    vm_str_len(str));
}

/* Moves the cursor from wherever is nearest. */
static size_t
move_cursor(struct vm *vm, const struct vm_text *text, uint32_t position)
{
	struct vm_str_cursor *cursor = &vm->str_cursor;
	const uint8_t *data = text->data;
	uint32_t from = cursor->position;
	size_t at = cursor->offset;

	if (position >= cursor->count)
		return text->len;
	if (position < from / 2) {
		from = 0;
		at = 0;
	} else if (position > from &&
	    cursor->count - position < position - from) {
		from = cursor->count;
		at = text->len;
	}
	for (; from < position; from++) {
		vm_poll_round(vm, from);
		at += vm_utf8_char_len(data[at]);
	}
	for (; from > position; from--) {
		vm_poll_round(vm, from);
		do
			at--;
		while (vm_utf8_is_continuation(data[at]));
	}
	cursor->position = position;
	cursor->offset = (uint32_t)at;
	return at;
}

/* Byte of a position in a str, whose view is text. */
static size_t
offset_of(struct vm *vm, vm_value str, const struct vm_text *text,
    size_t position)
{
	if (!text->wide || !vm_is_str(str) || !wants_cursor(str) ||
	    position > UINT32_MAX)
		return vm_text_offset(vm, text, position);
	cursor_in(vm, str);
	return move_cursor(vm, text, (uint32_t)position);
}

vm_value
vm_str_concat(struct vm *vm, vm_value a, vm_value b)
{
	const vm_value parts[] = { a, b };

	if (vm_str_len(a) == 0)
		return b;
	if (vm_str_len(b) == 0)
		return a;
	return vm_str_join(vm, 2, parts);
}

vm_value
vm_str_join(struct vm *vm, size_t n, const vm_value *parts)
{
	size_t len = 0;
	uint32_t ascii = VM_STR_ASCII;
	vm_value str;
	char *at;

	for (size_t i = 0; i < n; i++) {
		len += vm_str_len(parts[i]);
		ascii &= vm_str(parts[i])->head.bits;
	}
	if (len == 0)
		return VM_NAME(empty_);
	str = vm_str_alloc(vm, len);
	at = (char *)(vm_str(str) + 1);
	for (size_t i = 0; i < n; i++) {
		vm_copy(vm, at, vm_str_data(parts[i]), vm_str_len(parts[i]));
		at += vm_str_len(parts[i]);
	}
	vm_str(str)->head.bits |= ascii;
	return str;
}

static vm_value
printed(struct vm *vm, vm_value v, enum vm_print_kind kind)
{
	struct vm_writer out;

	vm_writer_init(&out);
	vm_print_to(vm, &out, v, kind);
	return vm_writer_str(vm, &out);
}

vm_value
vm_str_of(struct vm *vm, vm_value v)
{
	return vm_is_str(v) ? v : printed(vm, v, VM_PRINT_STR);
}

vm_value
vm_repr_of(struct vm *vm, vm_value v)
{
	return printed(vm, v, VM_PRINT_REPR);
}

/* Writes \x, \u or \U with as many digits as it needs. */
static void
write_escape(struct vm *vm, struct vm_writer *out, uint32_t code_point)
{
	const char *digits = "0123456789abcdef";
	int count = code_point < 0x100 ? 2 : code_point < 0x10000 ? 4 : 8;

	vm_write_char(vm, out, '\\');
	vm_write_char(vm, out, count == 2 ? 'x' : count == 4 ? 'u' : 'U');
	while (count-- > 0)
		vm_write_char(vm, out,
		    (uint8_t)digits[code_point >> 4 * count & 15]);
}

static void
write_repr_char(struct vm *vm, struct vm_writer *out, uint32_t c, char quote)
{
	switch (c) {
	case '\n':
		vm_write_text(vm, out, "\\n");
		return;
	case '\r':
		vm_write_text(vm, out, "\\r");
		return;
	case '\t':
		vm_write_text(vm, out, "\\t");
		return;
	default:
		break;
	}
	if (c < ' ' || c >= 0x7f) {
		write_escape(vm, out, c);
		return;
	}
	if (c == '\\' || c == (uint8_t)quote)
		vm_write_char(vm, out, '\\');
	vm_write_char(vm, out, c);
}

static bool
has_char(struct vm *vm, const struct vm_text *text, uint8_t c)
{
	return vm_text_search(vm, text->data, text->len, &c, 1) !=
	    VM_TEXT_NOT_FOUND;
}

void
vm_text_write_repr(struct vm *vm, struct vm_writer *out,
    const struct vm_text *text)
{
	bool single = has_char(vm, text, '\'');
	bool twice = has_char(vm, text, '"');
	char quote = single && !twice ? '"' : '\'';
	size_t len = 1;

	vm_write_char(vm, out, (uint8_t)quote);
	for (size_t i = 0; i < text->len; i += len) {
		uint32_t c = text->data[i];

		vm_poll_round(vm, i);
		if (text->wide)
			c = vm_utf8_decode(text->data + i, &len);
		write_repr_char(vm, out, c, quote);
	}
	vm_write_char(vm, out, (uint8_t)quote);
}

static void
str_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	struct vm_text text;

	if (kind == VM_PRINT_STR) {
		vm_write_str(vm, out, self);
		return;
	}
	vm_text_view(self, &text);
	vm_text_write_repr(vm, out, &text);
}

static uint32_t
str_hash(struct vm *vm, vm_value self)
{
	return vm_str_hash(vm, self);
}

static bool
str_truth(struct vm *vm, vm_value self)
{
	(void)vm;
	return vm_str_len(self) > 0;
}

static vm_value
str_repeat(struct vm *vm, vm_value str, vm_value count)
{
	intptr_t n = vm_get_int(vm, count);
	size_t len = vm_str_len(str);
	vm_value result;
	char *at;

	if (n <= 0 || len == 0)
		return VM_NAME(empty_);
	if (n == 1)
		return str;
	if ((size_t)n > UINT32_MAX / len)
		vm_raise_no_memory(vm, SIZE_MAX);
	result = vm_str_alloc(vm, (size_t)n * len);
	at = (char *)(vm_str(result) + 1);
	for (intptr_t i = 0; i < n; i++) {
		vm_poll_round(vm, (size_t)i);
		vm_copy(vm, at + (size_t)i * len, vm_str_data(str), len);
	}
	vm_str(result)->head.bits |= vm_str(str)->head.bits & VM_STR_ASCII;
	return result;
}

static bool
is_whole(vm_value v)
{
	return vm_is_integer(v) || vm_is_bool(v);
}

vm_value
vm_text_order(unsigned op, int order)
{
	switch (op) {
	case VM_OP_LT:
		return vm_new_bool(order < 0);
	case VM_OP_LE:
		return vm_new_bool(order <= 0);
	case VM_OP_GT:
		return vm_new_bool(order > 0);
	case VM_OP_GE:
		return vm_new_bool(order >= 0);
	default:
		return VM_UNDEF;
	}
}

/* As vm_str_compare, letting interrupts in. */
static int
compare_long(struct vm *vm, vm_value a, vm_value b)
{
	size_t x = vm_str_len(a);
	size_t y = vm_str_len(b);
	int order =
	    vm_long_compare(vm, vm_str_data(a), vm_str_data(b), x < y ? x : y);

	return order != 0 ? order : x < y ? -1 : x > y;
}

static vm_value
str_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	if (op == VM_OP_MOD)
		return vm_str_percent(vm, self, other);
	if (is_whole(other) &&
	    (op == VM_OP_MUL || op == VM_OP_REFLECTED + VM_OP_MUL))
		return str_repeat(vm, self, other);
	if (!vm_is_str(other))
		return VM_UNDEF;
	switch (op) {
	case VM_OP_ADD:
		return vm_str_concat(vm, self, other);
	case VM_OP_EQ:
		return vm_new_bool(vm_str_equal(vm, self, other));
	case VM_OP_NE:
		return vm_new_bool(!vm_str_equal(vm, self, other));
	default:
		return vm_text_order(op, compare_long(vm, self, other));
	}
}

static bool
str_contains(struct vm *vm, vm_value self, vm_value item)
{
	vm_value part = vm_argument_str(vm, item);

	return vm_text_search(vm, (const uint8_t *)vm_str_data(self),
		   vm_str_len(self), (const uint8_t *)vm_str_data(part),
		   vm_str_len(part)) != VM_TEXT_NOT_FOUND;
}

static vm_value
char_at(struct vm *vm, vm_value self, const struct vm_text *text,
    size_t position)
{
	size_t offset = offset_of(vm, self, text, position);
	size_t len = 1;

	if (text->wide)
		len = vm_utf8_char_len(text->data[offset]);
	return vm_str_new(vm, (const char *)text->data + offset, len);
}

/* A slice whose characters are not next to each other. */
static vm_value
stepped_slice(struct vm *vm, vm_value self, const struct vm_text *text,
    const struct vm_slice_bounds *bounds)
{
	struct vm_writer out;
	intptr_t position = bounds->start;

	vm_writer_init(&out);
	for (size_t i = 0; i < bounds->count; i++) {
		size_t offset = offset_of(vm, self, text, (size_t)position);
		size_t len = 1;

		vm_poll_work(vm, 1);
		if (text->wide)
			len = vm_utf8_char_len(text->data[offset]);
		vm_write(vm, &out, (const char *)text->data + offset, len);
		position += bounds->step;
	}
	return vm_writer_str(vm, &out);
}

static vm_value
str_slice(struct vm *vm, vm_value self, const struct vm_text *text,
    vm_value slice)
{
	struct vm_slice_bounds bounds;
	size_t start;
	size_t end;

	vm_slice_resolve(vm, slice, vm_str_char_len(vm, self), &bounds);
	if (bounds.count == 0)
		return VM_NAME(empty_);
	if (bounds.step != 1)
		return stepped_slice(vm, self, text, &bounds);
	start = offset_of(vm, self, text, (size_t)bounds.start);
	end = offset_of(vm, self, text, (size_t)bounds.start + bounds.count);
	return vm_text_part(vm, text, self, text->data + start, end - start);
}

static vm_value
str_getitem(struct vm *vm, vm_value self, vm_value key)
{
	struct vm_text text;

	vm_text_view(self, &text);
	if (vm_is(key, VM_TID_SLICE))
		return str_slice(vm, self, &text, key);
	return char_at(vm, self, &text,
	    vm_sequence_index(vm, "string", vm_str_char_len(vm, self), key));
}

static vm_value
str_iter(struct vm *vm, vm_value self)
{
	return vm_iterator_new(vm, VM_ITER_STR, self);
}

vm_value
vm_str_decode(struct vm *vm, const uint8_t *data, size_t len)
{
	if (vm_long_valid_prefix(vm, data, len) != len)
		vm_raise_error(vm, &vm_type_UnicodeError, "");
	return vm_str_new(vm, (const char *)data, len);
}

static vm_value
str_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	struct vm_bytes_view view;

	(void)type;
	n_pos = vm_check_encoding(vm, n_pos, n_kw, 0, args);
	if (n_pos == 0)
		return VM_NAME(empty_);
	if (n_pos == 1)
		return vm_str_of(vm, args[0]);
	if (vm_is_str(args[0]))
		return args[0];
	vm_get_bytes(vm, args[0], &view);
	return vm_str_decode(vm, view.data, view.len);
}

static vm_value
str_encode(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	vm_value str = vm_argument_str(vm, args[0]);

	vm_check_encoding(vm, n_pos, n_kw, 1, args);
	return vm_bytes_new(vm, vm_str_data(str), vm_str_len(str));
}
VM_DEFINE_NATIVE_KW(str_encode_native, str_encode, 1, 3);

static vm_value
str_format(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	vm_value format = vm_argument_str(vm, args[0]);

	return vm_str_format(vm, vm_str_data(format), vm_str_len(format),
	    n_pos - 1, n_kw, args + 1);
}
VM_DEFINE_NATIVE_KW(str_format_native, str_format, 1, VM_ARGS_MANY);

static const struct vm_slots str_slots = {
	.print = str_print,
	.hash = str_hash,
	.truth = str_truth,
	.len = vm_str_char_len,
	.binary = str_binary,
	.contains = str_contains,
	.getitem = str_getitem,
	.iter = str_iter,
	.make = str_make,
};

static const struct vm_member str_members[] = {
	{ VM_NAME(encode), VM_NATIVE(str_encode_native) },
	{ VM_NAME(format), VM_NATIVE(str_format_native) },
#define X(ident, min, max) \
	{ VM_NAME(ident), VM_NATIVE(vm_text_##ident##_native) },
#include "text_methods.def"
#undef X
};

VM_DEFINE_TYPE(str, str, NULL, VM_TYPE_HASHABLE, str_slots, str_members);
