/* SPDX-License-Identifier: MIT */
/*
 * Text methods about the kind of characters, and those that pad. Case and
 * class are those of ASCII; other characters have neither.
 */
#include "../runtime/heap.h"
#include "../runtime/raise.h"
#include "../vm.h"
#include "arguments.h"
#include "bytes.h"
#include "int.h"
#include "long_text.h"
#include "str.h"
#include "text.h"
#include "utf8.h"

static bool
is_lower(uint8_t c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_upper(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_alpha(uint8_t c)
{
	return is_lower(c) || is_upper(c);
}

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool
is_alnum(uint8_t c)
{
	return is_alpha(c) || is_digit(c);
}

static bool
is_ascii(uint8_t c)
{
	return c < 0x80;
}

/* True when all characters are of a class and there is one. */
static vm_value
all_are(struct vm *vm, vm_value v, bool (*is_class)(uint8_t c))
{
	struct vm_text self;

	vm_text_self(vm, v, &self);
	for (size_t i = 0; i < self.len; i++) {
		vm_poll_round(vm, i);
		if (!is_class(self.data[i]))
			return VM_FALSE;
	}
	return vm_new_bool(self.len > 0);
}

static bool
is_space(uint8_t c)
{
	return vm_char_is_space(c);
}

vm_value
vm_text_isalpha(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return all_are(vm, args[0], is_alpha);
}

vm_value
vm_text_isdigit(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return all_are(vm, args[0], is_digit);
}

vm_value
vm_text_isalnum(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return all_are(vm, args[0], is_alnum);
}

vm_value
vm_text_isspace(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return all_are(vm, args[0], is_space);
}

vm_value
vm_text_isascii(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_text self;

	(void)argc;
	vm_text_self(vm, args[0], &self);
	return self.len == 0 ? VM_TRUE : all_are(vm, args[0], is_ascii);
}

/* True when there are letters and none is of the other case. */
static vm_value
letters_are(struct vm *vm, vm_value v, bool (*is_case)(uint8_t c))
{
	struct vm_text self;
	bool found = false;

	vm_text_self(vm, v, &self);
	for (size_t i = 0; i < self.len; i++) {
		vm_poll_round(vm, i);
		if (!is_alpha(self.data[i]))
			continue;
		if (!is_case(self.data[i]))
			return VM_FALSE;
		found = true;
	}
	return vm_new_bool(found);
}

vm_value
vm_text_islower(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return letters_are(vm, args[0], is_lower);
}

vm_value
vm_text_isupper(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return letters_are(vm, args[0], is_upper);
}

vm_value
vm_text_istitle(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_text self;
	bool found = false;
	bool inside = false;

	(void)argc;
	vm_text_self(vm, args[0], &self);
	for (size_t i = 0; i < self.len; i++) {
		uint8_t c = self.data[i];

		vm_poll_round(vm, i);
		if (is_alpha(c) && is_upper(c) == inside)
			return VM_FALSE;
		inside = is_alpha(c);
		found = found || inside;
	}
	return vm_new_bool(found);
}

static uint8_t
to_lower(uint8_t c)
{
	return is_upper(c) ? (uint8_t)(c + ('a' - 'A')) : c;
}

static uint8_t
to_upper(uint8_t c)
{
	return is_lower(c) ? (uint8_t)(c - ('a' - 'A')) : c;
}

static uint8_t
swap_case(uint8_t c)
{
	return is_lower(c) ? to_upper(c) : to_lower(c);
}

enum word_rule { EVERY_LETTER, FIRST_OF_TEXT, FIRST_OF_WORD };

/*
 * Maps every letter with `first` where the rule says a word starts (or
 * everywhere), else with `rest`.
 */
static vm_value
map_case(struct vm *vm, vm_value v, enum word_rule rule,
    uint8_t (*first)(uint8_t c), uint8_t (*rest)(uint8_t c))
{
	struct vm_text self;
	uint8_t *mapped;
	bool inside = false;
	vm_value result;

	vm_text_self(vm, v, &self);
	mapped = vm_heap_new_bytes(vm, self.len + 1);
	for (size_t i = 0; i < self.len; i++) {
		uint8_t c = self.data[i];

		vm_poll_round(vm, i);
		mapped[i] = (inside ? rest : first)(c);
		if (rule == FIRST_OF_TEXT)
			inside = true;
		else if (rule == FIRST_OF_WORD)
			inside = is_alpha(c);
	}
	result = vm_text_new(vm, &self, mapped, self.len);
	vm_heap_free_buffer(vm, mapped);
	return result;
}

vm_value
vm_text_lower(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return map_case(vm, args[0], EVERY_LETTER, to_lower, to_lower);
}

vm_value
vm_text_upper(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return map_case(vm, args[0], EVERY_LETTER, to_upper, to_upper);
}

vm_value
vm_text_swapcase(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return map_case(vm, args[0], EVERY_LETTER, swap_case, swap_case);
}

vm_value
vm_text_capitalize(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return map_case(vm, args[0], FIRST_OF_TEXT, to_upper, to_lower);
}

vm_value
vm_text_title(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return map_case(vm, args[0], FIRST_OF_WORD, to_upper, to_lower);
}

/* self with so many fill characters before and after. */
static vm_value
pad(struct vm *vm, const struct vm_text *self, const struct vm_text *fill,
    size_t before, size_t after)
{
	size_t len = self->len + (before + after) * fill->len;
	uint8_t *padded = vm_heap_new_bytes(vm, len + 1);
	uint8_t *at = padded;
	vm_value result;

	for (size_t i = 0; i < before; i++, at += fill->len) {
		vm_poll_round(vm, i);
		memcpy(at, fill->data, fill->len);
	}
	vm_copy(vm, at, self->data, self->len);
	at += self->len;
	for (size_t i = 0; i < after; i++, at += fill->len) {
		vm_poll_round(vm, i);
		memcpy(at, fill->data, fill->len);
	}
	result = vm_text_new(vm, self, padded, len);
	vm_heap_free_buffer(vm, padded);
	return result;
}

/* Reads width and fill arguments; returns how much is to be filled. */
static size_t
padding(struct vm *vm, size_t argc, vm_value *args, struct vm_text *self,
    struct vm_text *fill)
{
	intptr_t width = vm_get_int(vm, args[1]);
	size_t length;

	vm_text_self(vm, args[0], self);
	*fill =
	    (struct vm_text){ (const uint8_t *)" ", 1, VM_TID_BYTES, false };
	if (argc > 2) {
		vm_text_argument(vm, self, args[2], fill);
		if (vm_text_length(vm, fill) != 1)
			vm_raise_type_error(vm,
			    "the fill character must be exactly one "
			    "character long");
	}
	length = vm_text_length(vm, self);
	return width > (intptr_t)length ? (size_t)width - length : 0;
}

vm_value
vm_text_center(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_text self;
	struct vm_text fill;
	size_t total = padding(vm, argc, args, &self, &fill);
	size_t width = vm_text_length(vm, &self) + total;
	size_t before = total / 2 + (total & width & 1);

	if (total == 0)
		return vm_text_part(vm, &self, args[0], self.data, self.len);
	return pad(vm, &self, &fill, before, total - before);
}

vm_value
vm_text_ljust(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_text self;
	struct vm_text fill;
	size_t total = padding(vm, argc, args, &self, &fill);

	return pad(vm, &self, &fill, 0, total);
}

vm_value
vm_text_rjust(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_text self;
	struct vm_text fill;
	size_t total = padding(vm, argc, args, &self, &fill);

	return pad(vm, &self, &fill, total, 0);
}

vm_value
vm_text_zfill(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_text self;
	struct vm_text fill;
	size_t total = padding(vm, argc, args, &self, &fill);
	size_t sign;
	uint8_t *filled;
	vm_value result;

	vm_text_self(vm, args[0], &self);
	sign = self.len > 0 && (self.data[0] == '-' || self.data[0] == '+');
	filled = vm_heap_new_bytes(vm, self.len + total + 1);
	memcpy(filled, self.data, sign);
	vm_long_fill(vm, filled + sign, '0', total);
	vm_copy(vm, filled + sign + total, self.data + sign, self.len - sign);
	result = vm_text_new(vm, &self, filled, self.len + total);
	vm_heap_free_buffer(vm, filled);
	return result;
}
