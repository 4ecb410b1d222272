/* SPDX-License-Identifier: MIT */
/* Text methods that take apart and put together: split, strip, join. */
#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "../vm.h"
#include "arguments.h"
#include "bytes.h"
#include "int.h"
#include "list.h"
#include "str.h"
#include "text.h"
#include "utf8.h"

/* How many splits an argument allows; absent or negative: no limit. */
static size_t
split_limit(struct vm *vm, size_t argc, vm_value *args)
{
	intptr_t limit = argc > 2 ? vm_get_int(vm, args[2]) : -1;

	return limit < 0 ? SIZE_MAX : (size_t)limit;
}

static void
append_part(struct vm *vm, vm_value list, const struct vm_text *self,
    const uint8_t *start, const uint8_t *end)
{
	vm_list_append(vm, list,
	    vm_text_new(vm, self, start, (size_t)(end - start)));
}

static void
split_blanks(struct vm *vm, vm_value list, const struct vm_text *self,
    size_t limit)
{
	const uint8_t *at = self->data;
	const uint8_t *end = at + self->len;
	const uint8_t *start;

	for (;;) {
		while (at < end && vm_char_is_space(*at))
			vm_poll_round(vm, (uintptr_t)at++);
		if (at == end)
			return;
		start = at;
		if (limit-- == 0) {
			append_part(vm, list, self, start, end);
			return;
		}
		while (at < end && !vm_char_is_space(*at))
			vm_poll_round(vm, (uintptr_t)at++);
		append_part(vm, list, self, start, at);
	}
}

static void
split_blanks_last(struct vm *vm, vm_value list, const struct vm_text *self,
    size_t limit)
{
	const uint8_t *start = self->data;
	const uint8_t *at = start + self->len;
	const uint8_t *end;

	for (;;) {
		while (at > start && vm_char_is_space(at[-1]))
			vm_poll_round(vm, (uintptr_t)at--);
		if (at == start)
			return;
		end = at;
		if (limit-- == 0) {
			append_part(vm, list, self, start, end);
			return;
		}
		while (at > start && !vm_char_is_space(at[-1]))
			vm_poll_round(vm, (uintptr_t)at--);
		append_part(vm, list, self, at, end);
	}
}

static void
split_separator(struct vm *vm, vm_value list, const struct vm_text *self,
    const struct vm_text *separator, size_t limit)
{
	const uint8_t *start = self->data;
	const uint8_t *end = start + self->len;

	while (limit-- > 0) {
		size_t at = vm_text_search(vm, start, (size_t)(end - start),
		    separator->data, separator->len);

		if (at == VM_TEXT_NOT_FOUND)
			break;
		append_part(vm, list, self, start, start + at);
		start += at + separator->len;
	}
	append_part(vm, list, self, start, end);
}

static void
split_separator_last(struct vm *vm, vm_value list, const struct vm_text *self,
    const struct vm_text *separator, size_t limit)
{
	const uint8_t *start = self->data;
	const uint8_t *end = start + self->len;

	while (limit-- > 0) {
		size_t at = vm_text_search_last(vm, start,
		    (size_t)(end - start), separator->data, separator->len);

		if (at == VM_TEXT_NOT_FOUND)
			break;
		append_part(vm, list, self, start + at + separator->len, end);
		end = start + at;
	}
	append_part(vm, list, self, start, end);
}

static void
reverse_items(vm_value list)
{
	struct vm_list *l = vm_list(list);

	for (size_t i = 0; i < l->len / 2; i++) {
		vm_value item = l->items[i];

		l->items[i] = l->items[l->len - 1 - i];
		l->items[l->len - 1 - i] = item;
	}
}

static vm_value
split(struct vm *vm, size_t argc, vm_value *args, bool from_end)
{
	size_t limit = split_limit(vm, argc, args);
	vm_value list = vm_list_new(vm, 0, NULL);
	struct vm_text self;
	struct vm_text separator;

	vm_text_self(vm, args[0], &self);
	if (argc < 2 || args[1] == VM_NONE) {
		(from_end ? split_blanks_last : split_blanks)(vm, list, &self,
		    limit);
	} else {
		vm_text_argument(vm, &self, args[1], &separator);
		if (separator.len == 0)
			vm_raise_value_error(vm, "empty separator");
		(from_end ? split_separator_last : split_separator)(vm, list,
		    &self, &separator, limit);
	}
	if (from_end)
		reverse_items(list);
	return list;
}

vm_value
vm_text_split(struct vm *vm, size_t argc, vm_value *args)
{
	return split(vm, argc, args, false);
}

vm_value
vm_text_rsplit(struct vm *vm, size_t argc, vm_value *args)
{
	return split(vm, argc, args, true);
}

vm_value
vm_text_splitlines(struct vm *vm, size_t argc, vm_value *args)
{
	bool keep_ends = argc > 1 && vm_truth(vm, args[1]);
	vm_value list = vm_list_new(vm, 0, NULL);
	struct vm_text self;
	const uint8_t *at;
	const uint8_t *end;

	vm_text_self(vm, args[0], &self);
	at = self.data;
	end = at + self.len;
	while (at < end) {
		const uint8_t *start = at;
		const uint8_t *stop;

		while (at < end && *at != '\n' && *at != '\r')
			vm_poll_round(vm, (uintptr_t)at++);
		stop = at;
		if (at < end)
			at += at[0] == '\r' && at + 1 < end && at[1] == '\n' ?
			    2 :
			    1;
		append_part(vm, list, &self, start, keep_ends ? at : stop);
	}
	return list;
}

/* Whether the character at data is one of those to strip. */
static bool
is_stripped(struct vm *vm, const struct vm_text *set, const uint8_t *data,
    size_t len)
{
	if (set == NULL)
		return vm_char_is_space(*data);
	return len > 0 &&
	    vm_text_search(vm, set->data, set->len, data, len) !=
	    VM_TEXT_NOT_FOUND;
}

/* Start of the character that ends before offset. */
static size_t
previous_char(const struct vm_text *self, size_t offset)
{
	offset--;
	while (self->wide && offset > 0 &&
	    vm_utf8_is_continuation(self->data[offset]))
		offset--;
	return offset;
}

#define STRIP_LEFT  1u
#define STRIP_RIGHT 2u

static vm_value
strip(struct vm *vm, size_t argc, vm_value *args, unsigned sides)
{
	struct vm_text self;
	struct vm_text given;
	const struct vm_text *set = NULL;
	size_t start = 0;
	size_t end;

	vm_text_self(vm, args[0], &self);
	if (argc > 1 && args[1] != VM_NONE) {
		vm_text_argument(vm, &self, args[1], &given);
		set = &given;
	}
	end = self.len;
	while ((sides & STRIP_LEFT) != 0 && start < end) {
		size_t len = self.wide ? vm_utf8_char_len(self.data[start]) : 1;

		if (!is_stripped(vm, set, self.data + start, len))
			break;
		vm_poll_round(vm, start);
		start += len;
	}
	while ((sides & STRIP_RIGHT) != 0 && end > start) {
		size_t previous = previous_char(&self, end);

		if (!is_stripped(vm, set, self.data + previous, end - previous))
			break;
		vm_poll_round(vm, end);
		end = previous;
	}
	return vm_text_part(vm, &self, args[0], self.data + start, end - start);
}

vm_value
vm_text_strip(struct vm *vm, size_t argc, vm_value *args)
{
	return strip(vm, argc, args, STRIP_LEFT | STRIP_RIGHT);
}

vm_value
vm_text_lstrip(struct vm *vm, size_t argc, vm_value *args)
{
	return strip(vm, argc, args, STRIP_LEFT);
}

vm_value
vm_text_rstrip(struct vm *vm, size_t argc, vm_value *args)
{
	return strip(vm, argc, args, STRIP_RIGHT);
}

/* The text of one item of join. */
static void
join_item(struct vm *vm, const struct vm_text *self, vm_value item,
    struct vm_text *text)
{
	if (vm_text_view(item, text) &&
	    (text->kind == VM_TID_STR) == (self->kind == VM_TID_STR))
		return;
	if (self->kind == VM_TID_STR || !vm_is_object(item) || vm_is_str(item))
		vm_raise_type_error(vm,
		    "join expects a list of str/bytes "
		    "objects consistent with self object");
	vm_text_argument(vm, self, item, text);
}

vm_value
vm_text_join(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_text self;
	struct vm_text item;
	struct vm_writer out;
	vm_value *items;
	vm_value result;
	size_t count;
	size_t total = 0;

	(void)argc;
	vm_text_self(vm, args[0], &self);
	if (!vm_sequence_items(args[1], &count, &items)) {
		args[1] = vm_list_from_iterable(vm, args[1]);
		vm_sequence_items(args[1], &count, &items);
	}
	if (count == 1 && vm_is(items[0], self.kind) &&
	    self.kind != VM_TID_BYTEARRAY)
		return items[0];
	for (size_t i = 0; i < count; i++) {
		vm_poll_round(vm, i);
		join_item(vm, &self, items[i], &item);
		total += item.len + self.len;
	}
	vm_writer_init(&out);
	vm_writer_reserve(vm, &out, total);
	for (size_t i = 0; i < count; i++) {
		vm_poll_round(vm, i);
		if (i > 0)
			vm_write(vm, &out, (const char *)self.data, self.len);
		join_item(vm, &self, items[i], &item);
		vm_write(vm, &out, (const char *)item.data, item.len);
	}
	result = vm_text_new(vm, &self, out.data, out.len);
	vm_writer_free(vm, &out);
	return result;
}
