/* SPDX-License-Identifier: MIT */
/*
 * The module marshal: code objects as bytes. What goes out is an image as
 * upy-cross writes it, of all the code of one source, behind a varint that
 * tells which code object is meant: 0 the module's, else the n-th that is a
 * constant. Functions have a module beside them that does nothing.
 */
#include "mod_marshal.h"

#include "../image/image.h"
#include "../image/write.h"
#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/function.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../runtime/code.h"
#include "../runtime/heap.h"
#include "../runtime/raise.h"

static struct vm_code *
empty_module(struct vm *vm, struct vm_unit *unit)
{
	struct vm_code *code = vm_code_new(vm, 0, 1 + VM_CODE_HEAD_MAX);
	uint8_t *bytes = (uint8_t *)(code + 1);

	bytes[0] = VM_BC_RETNONE;
	(void)vm_code_put_head(bytes + 1, 0, 0, 0);
	code->code_len = 1;
	code->flags = VM_CODE_MODULE;
	code->register_count = 1;
	code->name = VM_NAME(module_);
	code->unit = unit;
	return code;
}

/* That of some functions has no constants, not even themselves. */
static struct vm_unit *
unit_with(struct vm *vm, const struct vm_code *code)
{
	struct vm_unit *unit = code->unit;

	if (unit->k_count == 0) {
		unit = vm_unit_new(vm, unit->file_name);
		unit->k = vm_heap_new_values(vm, 1);
		unit->k[unit->k_count++] = VM_PTR(code);
	}
	return unit;
}

/* From 1. */
static size_t
number_of(const struct vm_unit *unit, vm_value code)
{
	size_t number = 1;

	for (const vm_value *k = unit->k; *k != code; k++)
		number += vm_is(*k, VM_TID_CODE);
	return number;
}

static vm_value
dumps(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_code *code = (struct vm_code *)args[0];
	struct vm_writer out;
	size_t number = 0;

	(void)argc;
	if (!vm_is(args[0], VM_TID_CODE))
		vm_raise_value_error(vm, "unmarshallable object");
	if ((code->flags & VM_CODE_MODULE) == 0) {
		struct vm_unit *unit = unit_with(vm, code);

		number = number_of(unit, args[0]);
		code = empty_module(vm, unit);
	}
	vm_writer_init(&out);
	do {
		char byte =
		    (char)((number & 0x7fu) | (number > 0x7fu ? 0x80u : 0u));

		vm_write(vm, &out, &byte, 1);
		number >>= 7;
	} while (number > 0);
	vm_image_write(vm, code, &out);
	return vm_writer_bytes(vm, &out);
}

static vm_value
loads(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_bytes_view view;
	struct vm_code *module;
	size_t number = 0;
	size_t used = 0;

	(void)argc;
	vm_get_bytes(vm, args[0], &view);
	do {
		if (used == 3 || used == view.len)
			vm_raise_value_error(vm, "bad marshal data");
		number |= ((size_t)view.data[used] & 0x7fu) << (7 * used);
	} while (view.data[used++] & 0x80u);
	module = vm_image_load(vm, view.data + used, view.len - used);
	if (number == 0)
		return VM_PTR(module);
	for (size_t i = 0; i < module->unit->k_count; i++)
		if (vm_is(module->unit->k[i], VM_TID_CODE) && --number == 0)
			return module->unit->k[i];
	vm_raise_value_error(vm, "bad marshal data");
}

VM_DEFINE_NATIVE(dumps_native, dumps, 1, 1);
VM_DEFINE_NATIVE(loads_native, loads, 1, 1);

static const struct vm_member marshal_members[] = {
	{ VM_NAME(__name__), VM_NAME(marshal) },
	{ VM_NAME(dumps), VM_NATIVE(dumps_native) },
	{ VM_NAME(loads), VM_NATIVE(loads_native) },
};

VM_DEFINE_MODULE(marshal, marshal_members);
