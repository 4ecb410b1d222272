/* SPDX-License-Identifier: MIT */
/*
 * Formatting: the input is a template for str.format, for %, and a
 * specification for ints, floats and text. Widths are kept small, since
 * large ones are only slow.
 */
#include "object/float_value.h"
#include "object/int.h"
#include "object/list.h"
#include "object/str.h"
#include "object/str_format.h"
#include "object/utf8.h"
#include "runtime/raise.h"
#include "vm_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What to do with the template, one kind after the other. */
struct attempt {
	vm_value template;
	vm_value values[4];
	int kind;
};

static vm_value
try_one(struct vm *vm, void *arg)
{
	struct attempt *a = arg;

	if (a->kind == 0)
		return vm_str_format(vm, vm_str_data(a->template),
		    vm_str_len(a->template), 4, 0, a->values);
	if (a->kind == 1)
		return vm_str_percent(vm, a->template,
		    vm_tuple_new(vm, 4, a->values));
	return vm_format_value(vm, a->values[a->kind - 2], 0, a->template);
}

static void
format_all(struct vm *vm, const uint8_t *data, size_t size)
{
	struct attempt a;
	vm_value result;
	vm_value exception;
	size_t digits = 0;

	for (size_t i = 0; i < size; i++) {
		digits = data[i] >= '0' && data[i] <= '9' ? digits + 1 : 0;
		if (digits > 4)
			return;
	}
	if (vm_utf8_valid_prefix(data, size) != size)
		return;
	a.template = vm_str_new(vm, (const char *)data, size);
	a.values[0] = vm_int_from_uint64(vm, UINT64_MAX);
	a.values[1] = vm_new_float(vm, (vm_float)-1234.5678);
	a.values[2] = vm_str_from(vm, "t\xc3\xa4xt");
	a.values[3] = VM_INT(-7);
	for (a.kind = 0; a.kind < 6; a.kind++)
		(void)vm_try(vm, try_one, &a, &result, &exception);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	vm_target_run(format_all, data, size);
	return 0;
}
