/* SPDX-License-Identifier: MIT */
/* Text methods that look for a part: find, count, replace, partition. */
#include "../runtime/heap.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "../vm.h"
#include "arguments.h"
#include "bytes.h"
#include "class.h"
#include "int.h"
#include "list.h"
#include "long_text.h"
#include "str.h"
#include "text.h"
#include "utf8.h"

/* What to look for: text, or for bytes also the value of one byte. */
struct needle {
	struct vm_text text;
	uint8_t byte;
};

static void
read_needle(struct vm *vm, const struct vm_text *self, vm_value v,
    struct needle *needle)
{
	vm_value number = vm_native_value(v);

	if (self->kind != VM_TID_STR &&
	    (vm_is_integer(number) || vm_is_bool(number))) {
		intptr_t byte = vm_argument_int(vm, 1, &number, 0, 0);

		if (byte < 0 || byte > 255)
			vm_raise_value_error(vm, "bytes value out of range");
		needle->byte = (uint8_t)byte;
		needle->text =
		    (struct vm_text){ &needle->byte, 1, VM_TID_BYTES, false };
		return;
	}
	vm_text_argument(vm, self, v, &needle->text);
}

/* Offset of the needle in args[1] within self, or VM_TEXT_NOT_FOUND. */
static size_t
find(struct vm *vm, struct vm_text *self, size_t argc, vm_value *args,
    bool last)
{
	struct needle needle;
	size_t bounds[2];
	size_t at;

	vm_text_self(vm, args[0], self);
	read_needle(vm, self, args[1], &needle);
	if (!vm_text_bounds(vm, self, argc, args, 2, bounds))
		return VM_TEXT_NOT_FOUND;
	at = (last ? vm_text_search_last : vm_text_search)(vm,
	    self->data + bounds[0], bounds[1] - bounds[0], needle.text.data,
	    needle.text.len);
	return at == VM_TEXT_NOT_FOUND ? at : at + bounds[0];
}

static vm_value
find_position(struct vm *vm, size_t argc, vm_value *args, bool last)
{
	struct vm_text self;
	size_t at = find(vm, &self, argc, args, last);

	if (at == VM_TEXT_NOT_FOUND)
		return VM_INT(-1);
	return VM_INT(vm_text_position(vm, &self, at));
}

static vm_value
index_position(struct vm *vm, size_t argc, vm_value *args, bool last)
{
	vm_value position = find_position(vm, argc, args, last);

	if (position == VM_INT(-1))
		vm_raise_value_error(vm, "substring not found");
	return position;
}

vm_value
vm_text_find(struct vm *vm, size_t argc, vm_value *args)
{
	return find_position(vm, argc, args, false);
}

vm_value
vm_text_rfind(struct vm *vm, size_t argc, vm_value *args)
{
	return find_position(vm, argc, args, true);
}

vm_value
vm_text_index(struct vm *vm, size_t argc, vm_value *args)
{
	return index_position(vm, argc, args, false);
}

vm_value
vm_text_rindex(struct vm *vm, size_t argc, vm_value *args)
{
	return index_position(vm, argc, args, true);
}

/* Occurrences of needle that do not overlap; empty ones stand between. */
static size_t
count_parts(struct vm *vm, const struct vm_text *self, const uint8_t *data,
    size_t len, const struct vm_text *needle)
{
	size_t count = 0;
	size_t at;

	if (needle->len == 0)
		return (self->wide ? vm_long_count(vm, data, len) : len) + 1;
	while ((at = vm_text_search(vm, data, len, needle->data,
		    needle->len)) != VM_TEXT_NOT_FOUND) {
		count++;
		data += at + needle->len;
		len -= at + needle->len;
	}
	return count;
}

vm_value
vm_text_count(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_text self;
	struct needle needle;
	size_t bounds[2];

	vm_text_self(vm, args[0], &self);
	read_needle(vm, &self, args[1], &needle);
	if (!vm_text_bounds(vm, &self, argc, args, 2, bounds))
		return VM_INT(0);
	return VM_INT(count_parts(vm, &self, self.data + bounds[0],
	    bounds[1] - bounds[0], &needle.text));
}

static bool
matches_end(struct vm *vm, const struct vm_text *self, vm_value part,
    const size_t bounds[2], bool at_end)
{
	size_t len = bounds[1] - bounds[0];
	struct vm_text text;

	vm_text_argument(vm, self, part, &text);
	if (text.len > len)
		return false;
	return vm_long_compare(vm,
		   self->data + (at_end ? bounds[1] - text.len : bounds[0]),
		   text.data, text.len) == 0;
}

static vm_value
matches_any(struct vm *vm, size_t argc, vm_value *args, bool at_end)
{
	struct vm_text self;
	size_t bounds[2];
	bool inside;

	vm_text_self(vm, args[0], &self);
	inside = vm_text_bounds(vm, &self, argc, args, 2, bounds);
	if (vm_is(args[1], VM_TID_TUPLE)) {
		const struct vm_tuple *parts = vm_tuple(args[1]);

		for (size_t i = 0; i < parts->len; i++) {
			if (matches_end(vm, &self, parts->items[i], bounds,
				at_end))
				return vm_new_bool(inside);
		}
		return VM_FALSE;
	}
	return vm_new_bool(
	    matches_end(vm, &self, args[1], bounds, at_end) && inside);
}

vm_value
vm_text_startswith(struct vm *vm, size_t argc, vm_value *args)
{
	return matches_any(vm, argc, args, false);
}

vm_value
vm_text_endswith(struct vm *vm, size_t argc, vm_value *args)
{
	return matches_any(vm, argc, args, true);
}

vm_value
vm_text_removeprefix(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_text self;
	struct vm_text part;

	(void)argc;
	vm_text_self(vm, args[0], &self);
	vm_text_argument(vm, &self, args[1], &part);
	if (part.len > self.len ||
	    vm_long_compare(vm, self.data, part.data, part.len) != 0)
		part.len = 0;
	return vm_text_part(vm, &self, args[0], self.data + part.len,
	    self.len - part.len);
}

vm_value
vm_text_removesuffix(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_text self;
	struct vm_text part;

	(void)argc;
	vm_text_self(vm, args[0], &self);
	vm_text_argument(vm, &self, args[1], &part);
	if (part.len > self.len ||
	    vm_long_compare(vm, self.data + self.len - part.len, part.data,
		part.len) != 0)
		part.len = 0;
	return vm_text_part(vm, &self, args[0], self.data, self.len - part.len);
}

/* A replacement under way. */
struct replacement {
	struct vm_text from;
	struct vm_text to;
	size_t limit;
};

/* Bytes to copy before the next place, VM_TEXT_NOT_FOUND at the end. */
static size_t
next_place(struct vm *vm, const struct vm_text *self,
    const struct replacement *r, const uint8_t *data, size_t len, bool first)
{
	if (r->from.len > 0)
		return vm_text_search(vm, data, len, r->from.data, r->from.len);
	if (first)
		return 0;
	if (len == 0)
		return VM_TEXT_NOT_FOUND;
	return self->wide ? vm_utf8_char_len(data[0]) : 1;
}

static void
replace_all(struct vm *vm, struct vm_writer *out, const struct vm_text *self,
    const struct replacement *r)
{
	const uint8_t *data = self->data;
	size_t len = self->len;
	size_t at;

	for (size_t n = 0; n < r->limit; n++) {
		vm_poll_round(vm, n);
		at = next_place(vm, self, r, data, len, n == 0);
		if (at == VM_TEXT_NOT_FOUND)
			break;
		vm_write(vm, out, (const char *)data, at);
		vm_write(vm, out, (const char *)r->to.data, r->to.len);
		data += at + r->from.len;
		len -= at + r->from.len;
	}
	vm_write(vm, out, (const char *)data, len);
}

vm_value
vm_text_replace(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_text self;
	struct replacement r;
	struct vm_writer out;
	intptr_t limit = argc > 3 ? vm_get_int(vm, args[3]) : -1;
	vm_value result;

	vm_text_self(vm, args[0], &self);
	vm_text_argument(vm, &self, args[1], &r.from);
	vm_text_argument(vm, &self, args[2], &r.to);
	r.limit = limit < 0 ? SIZE_MAX : (size_t)limit;
	if (limit == 0 ||
	    vm_text_search(vm, self.data, self.len, r.from.data, r.from.len) ==
		VM_TEXT_NOT_FOUND)
		return vm_text_part(vm, &self, args[0], self.data, self.len);
	vm_writer_init(&out);
	replace_all(vm, &out, &self, &r);
	result = vm_text_new(vm, &self, out.data, out.len);
	vm_writer_free(vm, &out);
	return result;
}

static vm_value
partition(struct vm *vm, vm_value *args, bool last)
{
	struct vm_text self;
	struct vm_text separator;
	vm_value parts[3];
	size_t at;

	vm_text_self(vm, args[0], &self);
	vm_text_argument(vm, &self, args[1], &separator);
	if (separator.len == 0)
		vm_raise_value_error(vm, "empty separator");
	at = (last ? vm_text_search_last : vm_text_search)(vm, self.data,
	    self.len, separator.data, separator.len);
	if (at == VM_TEXT_NOT_FOUND) {
		parts[0] = parts[1] = parts[2] =
		    vm_text_new(vm, &self, self.data, 0);
		parts[last ? 2 : 0] =
		    vm_text_part(vm, &self, args[0], self.data, self.len);
	} else {
		size_t after = at + separator.len;

		parts[0] = vm_text_new(vm, &self, self.data, at);
		parts[1] =
		    vm_text_new(vm, &self, separator.data, separator.len);
		parts[2] =
		    vm_text_new(vm, &self, self.data + after, self.len - after);
	}
	return vm_tuple_new(vm, 3, parts);
}

vm_value
vm_text_partition(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return partition(vm, args, false);
}

vm_value
vm_text_rpartition(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return partition(vm, args, true);
}
