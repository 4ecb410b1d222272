/* SPDX-License-Identifier: MIT */
/* A strict JSON reader by recursive descent. */
#include "json_reader.h"

#include "../object/dict.h"
#include "../object/int.h"
#include "../object/limbs.h"
#include "../object/list.h"
#include "../object/str.h"
#include "../runtime/call.h"
#include "../runtime/intern.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "../vm.h"

struct json_reader {
	struct vm *vm;
	const char *at;
	const char *end;
};

static vm_value read_value(struct json_reader *r);

VM_NORETURN static void
refuse(struct json_reader *r)
{
	vm_raise_value_error(r->vm, "syntax error in JSON");
}

static void
skip_blanks(struct json_reader *r)
{
	while (r->at < r->end &&
	    (*r->at == ' ' || (*r->at >= '\t' && *r->at <= '\r')))
		vm_poll_round(r->vm, (uintptr_t)r->at++);
}

static bool
accept(struct json_reader *r, char c)
{
	skip_blanks(r);
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

static void
expect(struct json_reader *r, char c)
{
	if (!accept(r, c))
		refuse(r);
}

static uint32_t
read_hex(struct json_reader *r)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++) {
		unsigned digit =
		    r->at < r->end ? vm_digit_value(*r->at++) : 255;

		if (digit > 15)
			refuse(r);
		value = value << 4 | digit;
	}
	return value;
}

/* \uXXXX, of which two may be one character. */
static uint32_t
read_code_point(struct json_reader *r)
{
	uint32_t high = read_hex(r);
	const char *back = r->at;
	uint32_t low;

	if (high < 0xd800 || high > 0xdbff || r->end - r->at < 6 ||
	    r->at[0] != '\\' || r->at[1] != 'u')
		return high;
	r->at += 2;
	low = read_hex(r);
	if (low < 0xdc00 || low > 0xdfff) {
		r->at = back;
		return high;
	}
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

static void
read_escape(struct json_reader *r, struct vm_writer *out)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meanings[] = "\"\\/\b\f\n\r\t";
	const char *letter;

	if (r->at == r->end)
		refuse(r);
	if (*r->at == 'u') {
		r->at++;
		vm_write_char(r->vm, out, read_code_point(r));
		return;
	}
	letter = *r->at != '\0' ? strchr(letters, *r->at) : NULL;
	if (letter == NULL)
		refuse(r);
	r->at++;
	vm_write_char(r->vm, out, (uint8_t)meanings[letter - letters]);
}

/* The text behind an opening quote. */
static vm_value
read_string(struct json_reader *r)
{
	struct vm_writer out;
	const char *start = r->at;

	while (r->at < r->end && *r->at != '"' && *r->at != '\\')
		vm_poll_round(r->vm, (uintptr_t)r->at++);
	if (r->at < r->end && *r->at == '"')
		return vm_str_new(r->vm, start, (size_t)(r->at++ - start));
	vm_writer_init(&out);
	for (;;) {
		vm_write(r->vm, &out, start, (size_t)(r->at - start));
		if (r->at == r->end)
			refuse(r);
		if (*r->at++ == '"')
			return vm_writer_str(r->vm, &out);
		read_escape(r, &out);
		start = r->at;
		while (r->at < r->end && *r->at != '"' && *r->at != '\\')
			vm_poll_round(r->vm, (uintptr_t)r->at++);
	}
}

static vm_value
read_number(struct json_reader *r)
{
	const char *start = r->at;
	bool whole = true;

	if (*r->at == '-')
		r->at++;
	for (; r->at < r->end; r->at++) {
		vm_poll_round(r->vm, (uintptr_t)r->at);
		if (*r->at >= '0' && *r->at <= '9')
			continue;
		if (*r->at == '\0' || strchr("+-.eE", *r->at) == NULL)
			break;
		whole = false;
	}
	if (whole && r->at - start == (*start == '-'))
		refuse(r);
	if (whole)
		return vm_int_parse(r->vm, start, (size_t)(r->at - start), 10);
#if VM_HAS_FLOAT
	return vm_float_parse(r->vm, start, (size_t)(r->at - start));
#else
	refuse(r);
#endif
}

static vm_value
read_list(struct json_reader *r)
{
	vm_value list = vm_list_new(r->vm, 0, NULL);

	if (accept(r, ']'))
		return list;
	do {
		vm_list_append(r->vm, list, read_value(r));
	} while (accept(r, ','));
	expect(r, ']');
	return list;
}

/* Keys come again and again, so short ones are interned. */
#define KEY_INTERNED_MAX 20

static vm_value
read_key(struct json_reader *r)
{
	const char *start;
	const char *end;
	size_t len;

	expect(r, '"');
	start = end = r->at;
	while (end < r->end && *end != '"' && *end != '\\')
		end++;
	len = (size_t)(end - start);
	if (end == r->end || *end == '\\' || len > KEY_INTERNED_MAX)
		return read_string(r);
	r->at = end + 1;
	return vm_intern(r->vm, start, len);
}

static vm_value
read_dict(struct json_reader *r)
{
	vm_value dict = vm_dict_new(r->vm, 0);

	if (accept(r, '}'))
		return dict;
	do {
		vm_value key = read_key(r);

		expect(r, ':');
		vm_dict_set(r->vm, dict, key, read_value(r));
	} while (accept(r, ','));
	expect(r, '}');
	return dict;
}

static vm_value
read_word(struct json_reader *r)
{
	static const struct {
		const char *text;
		vm_value value;
	} words[] = {
		{ "null", VM_NONE },
		{ "true", VM_TRUE },
		{ "false", VM_FALSE },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = strlen(words[i].text);

		if ((size_t)(r->end - r->at) >= len &&
		    memcmp(r->at, words[i].text, len) == 0) {
			r->at += len;
			return words[i].value;
		}
	}
	refuse(r);
}

static vm_value
read_value(struct json_reader *r)
{
	vm_check_recursion(r->vm);
	skip_blanks(r);
	if (r->at == r->end)
		refuse(r);
	switch (*r->at) {
	case '"':
		r->at++;
		return read_string(r);
	case '[':
		r->at++;
		return read_list(r);
	case '{':
		r->at++;
		return read_dict(r);
	default:
		if (*r->at == '-' || vm_digit_value(*r->at) < 10)
			return read_number(r);
		return read_word(r);
	}
}

vm_value
vm_json_read(struct vm *vm, const char *text, size_t len)
{
	struct json_reader r = { vm, text, text + len };
	vm_value v;

	v = read_value(&r);
	skip_blanks(&r);
	if (r.at != r.end)
		refuse(&r);
	return v;
}
