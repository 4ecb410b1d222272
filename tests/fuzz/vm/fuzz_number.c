/* SPDX-License-Identifier: MIT */
/*
 * Numbers as text: int() in several bases, float(), and the input as a
 * literal of a program. What is read must be read again from its own text
 * as the same number.
 */
#include <stdlib.h>

#include "compiler/compile.h"
#include "object/dict.h"
#include "object/float_value.h"
#include "object/int.h"
#include "object/names.h"
#include "object/str.h"
#include "runtime/call.h"
#include "runtime/ops.h"
#include "runtime/raise.h"
#include "vm_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const unsigned bases[] = { 10, 0, 2, 8, 16, 36, 3 };

#define KIND_FLOAT   (sizeof(bases) / sizeof(bases[0]))
#define KIND_LITERAL (KIND_FLOAT + 1)
#define KIND_COUNT   (KIND_LITERAL + 1)

struct attempt {
	const char *text;
	size_t len;
	size_t kind;
};

static vm_value
evaluate(struct vm *vm, const char *text, size_t len)
{
	vm_value names = vm_dict_new(vm, 0);
	struct vm_code *code =
	    vm_compile(vm, text, len, VM_NAME(empty_), VM_COMPILE_EVAL);

	return vm_run_code(vm, code, names, names);
}

static vm_value
read_number(struct vm *vm, void *arg)
{
	struct attempt *a = arg;

	if (a->kind == KIND_FLOAT)
		return vm_float_parse(vm, a->text, a->len);
	if (a->kind == KIND_LITERAL)
		return evaluate(vm, a->text, a->len);
	return vm_int_parse(vm, a->text, a->len, bases[a->kind]);
}

static bool
is_number(vm_value v)
{
	return vm_is_int(v) || vm_is(v, VM_TID_INT) || vm_is_float(v);
}

static void
read_all(struct vm *vm, const uint8_t *data, size_t size)
{
	struct attempt a = { .text = (const char *)data, .len = size };
	vm_value number;
	vm_value exception;
	vm_value text;
	vm_value again;

	for (a.kind = 0; a.kind < KIND_COUNT; a.kind++) {
		if (!vm_try(vm, read_number, &a, &number, &exception) ||
		    !is_number(number))
			continue;
		text = vm_repr_of(vm, number);
		if (vm_is_float(number))
			again = vm_float_parse(vm, vm_str_data(text),
			    vm_str_len(text));
		else
			again = vm_int_parse(vm, vm_str_data(text),
			    vm_str_len(text), 10);
		/* NaN is not equal to itself. */
		if (!vm_equal(vm, number, again) &&
		    vm_equal(vm, number, number))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	vm_target_run(read_all, data, size);
	return 0;
}
