/* SPDX-License-Identifier: MIT */
/* Constants and code of one module as C definitions. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../object/bigint.h"
#include "../object/bytes.h"
#include "../object/complex.h"
#include "../object/float_value.h"
#include "../object/list.h"
#include "../runtime/code.h"
#include "../runtime/intern.h"
#include "freeze.h"

#define EXPRESSION_MAX 128
#define LINE_LEN       12 /* bytes of code on a line */

struct frozen_str {
	char *text; /* owned */
	size_t len;
	uint32_t hash;
	bool ascii;
};

static const struct {
	vm_value value;
	const char *ident;
} fixed_names[] = {
#define X(ident, text) { VM_NAME_AT(name_##ident), #ident },
#include "../object/names.def"
#undef X
};

static void *
check_memory(void *p)
{
	if (p == NULL) {
		fputs("upy-cross: out of memory\n", stderr);
		exit(1);
	}
	return p;
}

/* A string literal; octal escapes cannot run into what follows. */
static void
write_literal(FILE *out, const char *text, size_t len)
{
	fputc('"', out);
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 32 || c > 126 || c == '"' || c == '\\' || c == '?')
			fprintf(out, "\\%03o", c);
		else
			fputc(c, out);
		if (i % 60 == 59 && i + 1 < len)
			fputs("\"\n    \"", out);
	}
	fputc('"', out);
}

/* Index of this text among the strings of all modules. */
static size_t
add_str(struct freezer *f, vm_value str)
{
	const char *text = vm_str_data(str);
	size_t len = vm_str_len(str);
	struct frozen_str *s;

	for (size_t i = 0; i < f->str_count; i++) {
		if (f->strs[i].len == len &&
		    memcmp(f->strs[i].text, text, len) == 0)
			return i;
	}
	f->strs = check_memory(
	    realloc(f->strs, (f->str_count + 1) * sizeof(*f->strs)));
	s = &f->strs[f->str_count];
	s->text = check_memory(malloc(len + 1));
	memcpy(s->text, text, len + 1);
	s->len = len;
	s->hash = vm_hash_bytes(text, len);
	s->ascii = vm_str_is_ascii(str);
	return f->str_count++;
}

static void
str_expression(struct vm *vm, struct freezer *f, vm_value v, char *out)
{
	v = vm_intern(vm, vm_str_data(v), vm_str_len(v));
	if (vm_str_len(v) == 1 && (unsigned char)*vm_str_data(v) < 128) {
		snprintf(out, EXPRESSION_MAX, "VM_CHAR_STR(%d)",
		    *vm_str_data(v));
		return;
	}
	for (size_t i = 0; i < sizeof(fixed_names) / sizeof(fixed_names[0]);
	     i++) {
		if (fixed_names[i].value == v) {
			snprintf(out, EXPRESSION_MAX, "VM_NAME(%s)",
			    fixed_names[i].ident);
			return;
		}
	}
	snprintf(out, EXPRESSION_MAX, "VM_PTR(&s%zu)", add_str(f, v));
}

/* An int of any size, as an object. */
static size_t
define_bigint(struct freezer *f, vm_value v)
{
	struct vm_int_view view;
	size_t words;
	uint32_t low;
	uint32_t high;
	size_t id = f->object_count++;

	vm_int_view(&view, v);
	words = view.count * (VM_LIMB_BITS / 32);
	if (VM_LIMB_BITS == 64 &&
	    (uint64_t)view.limbs[view.count - 1] >> 32 == 0)
		words--;
	fprintf(f->body, "VM_FROZEN_BIGINT(o%zu, %zu, %s", id, words,
	    view.negative ? "VM_BIT_FLAG_A" : "0");
	for (size_t i = 0; i < words; i += 2) {
		uint64_t limb = view.limbs[i * 32 / VM_LIMB_BITS];

		low = (uint32_t)limb;
		high = (uint32_t)(limb >> 32);
		fprintf(f->body,
		    ",\n    VM_FROZEN_LIMBS(0x%" PRIx32 "u, 0x%" PRIx32 "u)",
		    low, high);
	}
	fputs(");\n", f->body);
	return id;
}

static void
int_expression(struct freezer *f, vm_value v, char *out)
{
	intptr_t i = vm_int_value(v);

	if (!vm_is_int(v))
		snprintf(out, EXPRESSION_MAX, "VM_PTR(&o%zu)",
		    define_bigint(f, v));
	else if (i >= -(1 << 30) && i < 1 << 30)
		snprintf(out, EXPRESSION_MAX, "VM_INT(%" PRIdPTR ")", i);
	else
		snprintf(out, EXPRESSION_MAX,
		    "VM_FROZEN_INT(o%zu, %" PRIdPTR ")", define_bigint(f, v),
		    i);
}

/* A float literal of C. */
static void
number_text(double d, char out[64])
{
	if (isnan(d))
		snprintf(out, 64, "__builtin_nan(\"\")");
	else if (isinf(d))
		snprintf(out, 64, "%s__builtin_inf()", d < 0 ? "-" : "");
	else
		snprintf(out, 64, "%a", d);
}

static uint64_t
word_of_double(double d)
{
	uint64_t bits;

	memcpy(&bits, &d, sizeof(bits));
	bits = ((bits << 4) | (bits >> 60)) - 1u;
	return bits & 2u ? bits : 0;
}

static uint32_t
word_of_float(double d)
{
	float f = (float)d;
	uint32_t bits;
	uint32_t top;

	memcpy(&bits, &f, sizeof(bits));
	top = bits >> 28 & 7u;
	return top == 3 || top == 4 ?
	    (((bits << 3) | (bits >> 29)) & ~3u) | 2u :
	    0;
}

static void
float_expression(struct freezer *f, vm_value v, char *out)
{
	double d = (double)vm_float_value(v);
	char number[64];
	size_t id = f->object_count++;

	number_text(d, number);
	fprintf(f->body, "VM_FROZEN_FLOAT(o%zu, %s);\n", id, number);
	snprintf(out, EXPRESSION_MAX,
	    "VM_FROZEN_FLOAT_VALUE(o%zu, 0x%" PRIx64 "u, 0x%" PRIx32 "u)", id,
	    word_of_double(d), word_of_float(d));
}

static void
complex_expression(struct freezer *f, vm_value v, char *out)
{
	const struct vm_complex *c = (const struct vm_complex *)v;
	char re[64];
	char im[64];
	size_t id = f->object_count++;

	number_text((double)c->real, re);
	number_text((double)c->imag, im);
	fprintf(f->body, "VM_FROZEN_COMPLEX(o%zu, %s, %s);\n", id, re, im);
	snprintf(out, EXPRESSION_MAX, "VM_PTR(&o%zu)", id);
}

static void
bytes_expression(struct freezer *f, vm_value v, char *out)
{
	size_t id = f->object_count++;

	fprintf(f->body, "VM_FROZEN_BYTES(o%zu, 0x%" PRIx32 "u,\n    ", id,
	    vm_hash_bytes(vm_bytes_data(v), vm_bytes_len(v)));
	write_literal(f->body, (const char *)vm_bytes_data(v), vm_bytes_len(v));
	fputs(");\n", f->body);
	snprintf(out, EXPRESSION_MAX, "VM_PTR(&o%zu)", id);
}

static void expression(struct vm *vm, struct freezer *f, vm_value v, char *out);

static void
tuple_expression(struct vm *vm, struct freezer *f, vm_value v, char *out)
{
	const struct vm_tuple *tuple = vm_tuple(v);
	char(*items)[EXPRESSION_MAX];
	size_t id;

	if (tuple->len == 0) {
		snprintf(out, EXPRESSION_MAX, "VM_PTR(&vm_empty_tuple)");
		return;
	}
	items = check_memory(malloc(tuple->len * sizeof(*items)));
	for (size_t i = 0; i < tuple->len; i++)
		expression(vm, f, tuple->items[i], items[i]);
	id = f->object_count++;
	fprintf(f->body, "VM_FROZEN_TUPLE(o%zu, %" PRIu32, id, tuple->len);
	for (size_t i = 0; i < tuple->len; i++)
		fprintf(f->body, ",\n    %s", items[i]);
	fputs(");\n", f->body);
	free(items);
	snprintf(out, EXPRESSION_MAX, "VM_PTR(&o%zu)", id);
}

static bool
special_expression(vm_value v, char *out)
{
	static const struct {
		vm_value value;
		const char *text;
	} specials[] = {
		{ VM_UNDEF, "VM_UNDEF" },
		{ VM_NONE, "VM_NONE" },
		{ VM_FALSE, "VM_FALSE" },
		{ VM_TRUE, "VM_TRUE" },
		{ VM_ELLIPSIS, "VM_ELLIPSIS" },
		{ VM_NOT_IMPLEMENTED, "VM_NOT_IMPLEMENTED" },
	};

	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++) {
		if (specials[i].value == v) {
			snprintf(out, EXPRESSION_MAX, "%s", specials[i].text);
			return true;
		}
	}
	return false;
}

/* Writes what the value needs and gives an expression for it. */
static void
expression(struct vm *vm, struct freezer *f, vm_value v, char *out)
{
	if (special_expression(v, out))
		return;
	if (vm_is_integer(v)) {
		int_expression(f, v, out);
	} else if (vm_is_float(v)) {
		float_expression(f, v, out);
	} else if (vm_is_str(v)) {
		str_expression(vm, f, v, out);
	} else if (vm_is(v, VM_TID_BYTES)) {
		bytes_expression(f, v, out);
	} else if (vm_is(v, VM_TID_TUPLE)) {
		tuple_expression(vm, f, v, out);
	} else if (vm_is(v, VM_TID_COMPLEX)) {
		complex_expression(f, v, out);
	} else {
		fputs("upy-cross: a constant that cannot be frozen\n", stderr);
		exit(1);
	}
}

/* ---- code -------------------------------------------------------------- */

static void
write_bytes(FILE *out, const uint8_t *bytes, size_t len)
{
	fputs("    {", out);
	for (size_t i = 0; i < len; i++)
		fprintf(out, "%s%u,", i % LINE_LEN == 0 ? "\n\t" : " ",
		    bytes[i]);
	fputs("\n    }\n};\n", out);
}

static void
write_names(struct vm *vm, struct freezer *f, const struct vm_code *code)
{
	char name[EXPRESSION_MAX];

	fputs("    {", f->body);
	for (size_t i = 0; i < code->parameter_count; i++) {
		expression(vm, f, vm_code_parameters(code)[i], name);
		fprintf(f->body, "\n\t%s,", name);
	}
	fputs("\n    },\n", f->body);
}

/* The code object number `index` of the unit; k refers to it by name. */
static void
define_code(struct vm *vm, struct freezer *f, const struct vm_code *code,
    size_t index)
{
	const uint8_t *bytes = vm_code_bytes(code);
	char name[EXPRESSION_MAX];
	struct vm_code_tables tables;
	size_t size;

	vm_code_tables(code, &tables);
	size = (size_t)(tables.end - bytes);
	expression(vm, f, code->name, name);
	fprintf(f->body, "VM_FROZEN_CODE%s(c%zu_%zu, ",
	    code->parameter_count > 0 ? "_NAMES" : "", f->unit_count, index);
	if (code->parameter_count > 0)
		fprintf(f->body, "%u, ", code->parameter_count);
	fprintf(f->body,
	    "%zu) = {\n"
	    "    VM_FROZEN_CODE_HEAD(u%zu, .flags = %u, .name = %s,\n"
	    "\t.register_count = %u, .positional_count = %u,\n"
	    "\t.parameter_count = %u, .position_only_count = %u,\n"
	    "\t.code_len = %u),\n",
	    size, f->unit_count, code->flags, name, code->register_count,
	    code->positional_count, code->parameter_count,
	    code->position_only_count, code->code_len);
	if (code->parameter_count > 0)
		write_names(vm, f, code);
	write_bytes(f->body, bytes, size);
}

static void
define_constants(struct vm *vm, struct freezer *f, const struct vm_unit *unit)
{
	char(*items)[EXPRESSION_MAX] =
	    check_memory(malloc((unit->k_count + 1) * sizeof(*items)));

	for (size_t i = 0; i < unit->k_count; i++) {
		if (vm_is(unit->k[i], VM_TID_CODE)) {
			define_code(vm, f, (const struct vm_code *)unit->k[i],
			    i);
			snprintf(items[i], EXPRESSION_MAX, "VM_PTR(&c%zu_%zu)",
			    f->unit_count, i);
		} else {
			expression(vm, f, unit->k[i], items[i]);
		}
	}
	fprintf(f->body, "static const vm_value k%zu[] = {", f->unit_count);
	for (size_t i = 0; i < unit->k_count; i++)
		fprintf(f->body, "\n    %s,", items[i]);
	fputs(unit->k_count == 0 ? " VM_UNDEF };\n" : "\n};\n", f->body);
	free(items);
}

void
freeze_code(struct vm *vm, struct vm_code *code, void *freezer)
{
	struct freezer *f = freezer;
	char file[EXPRESSION_MAX];

	fprintf(f->body, "\nstatic const struct vm_unit u%zu;\n",
	    f->unit_count);
	define_code(vm, f, code, code->unit->k_count);
	define_constants(vm, f, code->unit);
	expression(vm, f, code->unit->file_name, file);
	fprintf(f->body,
	    "VM_FROZEN_UNIT(u%zu, %zu, k%zu, %s);\n"
	    "#define MAIN%zu c%zu_%u.code\n",
	    f->unit_count, f->unit_count + 1, f->unit_count, file,
	    f->unit_count, f->unit_count, code->unit->k_count);
	f->unit_count++;
}

/* ---- strings ----------------------------------------------------------- */

void
freeze_write_strings(const struct freezer *f, FILE *out)
{
	for (size_t i = 0; i < f->str_count; i++) {
		fprintf(out, "VM_FROZEN_STR(s%zu, 0x%" PRIx32 "u, %s,\n    ", i,
		    f->strs[i].hash, f->strs[i].ascii ? "VM_STR_ASCII" : "0");
		write_literal(out, f->strs[i].text, f->strs[i].len);
		fputs(");\n", out);
	}
}

static int
compare_strs(const void *a, const void *b, void *strs)
{
	const struct frozen_str *x =
	    (const struct frozen_str *)strs + *(const size_t *)a;
	const struct frozen_str *y =
	    (const struct frozen_str *)strs + *(const size_t *)b;
	int order = memcmp(x->text, y->text, x->len < y->len ? x->len : y->len);

	return order != 0 ? order : x->len < y->len ? -1 : 1;
}

void
freeze_write_names(const struct freezer *f, FILE *out)
{
	size_t *order =
	    check_memory(malloc((f->str_count + 1) * sizeof(*order)));

	for (size_t i = 0; i < f->str_count; i++)
		order[i] = i;
	qsort_r(order, f->str_count, sizeof(*order), compare_strs, f->strs);
	fputs("\nstatic const struct vm_chars *const names[] = {\n", out);
	for (size_t i = 0; i < f->str_count; i++)
		fprintf(out, "    &s%zu.str,\n", order[i]);
	fputs(f->str_count == 0 ? "    0\n};\n" : "};\n", out);
	free(order);
}

void
freezer_fini(struct freezer *f)
{
	for (size_t i = 0; i < f->str_count; i++)
		free(f->strs[i].text);
	free(f->strs);
}
