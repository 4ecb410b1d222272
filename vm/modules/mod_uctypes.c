/* SPDX-License-Identifier: MIT */
/*
 * The module uctypes: structures in memory, described by dicts. Addresses
 * are the program's business; this module makes no copies.
 */
#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/record.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "modules.h"
#include "uctypes_field.h"

extern const struct vm_type vm_type_struct;

enum struct_slot {
	STRUCT_ADDRESS, /* int */
	STRUCT_DESCRIPTION,
	STRUCT_LAYOUT, /* VM_INT(enum vm_field_layout) */
	STRUCT_SLOTS
};

static vm_value
struct_new(struct vm *vm, uintptr_t address, vm_value description,
    unsigned layout)
{
	vm_value at = vm_int_from_uint64(vm, address);
	vm_value self = vm_record_new(vm, &vm_type_struct, STRUCT_SLOTS);

	vm_record(self)->slots[STRUCT_ADDRESS] = at;
	vm_record(self)->slots[STRUCT_DESCRIPTION] = description;
	vm_record(self)->slots[STRUCT_LAYOUT] = VM_INT(layout);
	return self;
}

static uint8_t *
address_of_struct(struct vm *vm, const struct vm_record *self)
{
	return (uint8_t *)(uintptr_t)vm_get_uint64_truncated(vm,
	    self->slots[STRUCT_ADDRESS]);
}

static unsigned
layout_of(const struct vm_record *self)
{
	return (unsigned)vm_int_value(self->slots[STRUCT_LAYOUT]);
}

static uint8_t *
pointer_at(const uint8_t *at)
{
	uint8_t *pointer;

	memcpy(&pointer, at, sizeof(pointer));
	return pointer;
}

static vm_value
struct_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	unsigned layout = VM_LAYOUT_NATIVE;
	uintptr_t address;

	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 2, 3);
	if (!vm_is_integer(args[0]))
		address = (uintptr_t)vm_get_int(vm, args[0]);
	else
		address = (uintptr_t)vm_get_uint64_truncated(vm, args[0]);
	if (n_pos > 2)
		layout = (unsigned)vm_get_int(vm, args[2]) & 0xffu;
	return struct_new(vm, address, args[1], layout);
}

/* ---- fields ----------------------------------------------------------- */

/* The description of a field, looked up by its name. */
static vm_value
find_field(struct vm *vm, const struct vm_record *self, vm_value name)
{
	vm_value description = vm_native_value(self->slots[STRUCT_DESCRIPTION]);
	vm_value field;

	if (!vm_is(description, VM_TID_DICT))
		vm_raise_type_error(vm, "struct: no fields");
	field = vm_dict_get(vm, description, name);
	if (field == VM_UNDEF)
		vm_raise_key_error(vm, name);
	return field;
}

/* A field that is a structure, array or pointer. */
static vm_value
load_aggregate(struct vm *vm, const struct vm_record *self, vm_value field)
{
	struct vm_aggregate part;
	uint8_t *at = address_of_struct(vm, self);

	vm_field_aggregate(vm, field, &part);
	at += part.offset;
	if (part.kind == VM_AGGREGATE_STRUCT)
		return struct_new(vm, (uintptr_t)at, part.element,
		    layout_of(self));
	if (part.kind == VM_AGGREGATE_ARRAY && part.is_bytes)
		return vm_bytearray_at(vm, at, part.count);
	return struct_new(vm, (uintptr_t)at, field, layout_of(self));
}

static vm_value
struct_getattr(struct vm *vm, vm_value v, vm_value name)
{
	const struct vm_record *self = vm_record(v);
	vm_value field;

	if (name == VM_NAME(__class__))
		return VM_UNDEF;
	field = find_field(vm, self, name);
	if (!vm_is_int(field))
		return load_aggregate(vm, self, field);
	return vm_field_load(vm, (uint32_t)vm_int_value(field),
	    address_of_struct(vm, self), layout_of(self));
}

static bool
struct_setattr(struct vm *vm, vm_value v, vm_value name, vm_value value)
{
	const struct vm_record *self = vm_record(v);
	vm_value field = find_field(vm, self, name);

	if (value == VM_UNDEF)
		return false;
	if (!vm_is_int(field))
		vm_field_syntax_error(vm);
	vm_field_store(vm, (uint32_t)vm_int_value(field),
	    address_of_struct(vm, self), layout_of(self), value);
	return true;
}

/* ---- items of arrays and what pointers point at ------------------------ */

/* Where item number key lies. */
static uint8_t *
item_address(struct vm *vm, const struct vm_record *self, vm_value key,
    struct vm_aggregate *part)
{
	vm_value description = self->slots[STRUCT_DESCRIPTION];
	uint8_t *at = address_of_struct(vm, self);
	intptr_t index;
	size_t size;

	if (!vm_is(description, VM_TID_TUPLE))
		vm_raise_type_error(vm, "struct: can't index");
	vm_field_aggregate(vm, description, part);
	if (part->kind == VM_AGGREGATE_STRUCT)
		vm_raise_type_error(vm, "struct: can't index");
	index = vm_get_int(vm, key);
	if (part->kind == VM_AGGREGATE_POINTER)
		at = pointer_at(at);
	else if (index < 0 || (size_t)index >= part->count)
		vm_raise_index_error(vm, "struct: index out of range");
	size = vm_field_element_size(vm, part, layout_of(self));
	return at + index * (intptr_t)size;
}

static vm_value
struct_getitem(struct vm *vm, vm_value v, vm_value key)
{
	const struct vm_record *self = vm_record(v);
	struct vm_aggregate part;
	uint8_t *at = item_address(vm, self, key, &part);

	if (part.element != VM_UNDEF)
		return struct_new(vm, (uintptr_t)at, part.element,
		    layout_of(self));
	return vm_field_load(vm, part.scalar, at, layout_of(self));
}

static void
struct_setitem(struct vm *vm, vm_value v, vm_value key, vm_value value)
{
	const struct vm_record *self = vm_record(v);
	struct vm_aggregate part;
	uint8_t *at = item_address(vm, self, key, &part);

	if (part.element != VM_UNDEF || value == VM_UNDEF)
		vm_raise_type_error(vm, "'%t' object doesn't support item %s",
		    v, value == VM_UNDEF ? "deletion" : "assignment");
	vm_field_store(vm, part.scalar, at, layout_of(self), value);
}

static bool
struct_bytes(struct vm *vm, vm_value v, struct vm_bytes_view *view)
{
	const struct vm_record *self = vm_record(v);

	view->data = address_of_struct(vm, self);
	view->len = vm_field_sizeof(vm, self->slots[STRUCT_DESCRIPTION],
	    layout_of(self));
	view->type_code = 'B';
	view->read_only = false;
	return true;
}

static void
struct_print(struct vm *vm, struct vm_writer *out, vm_value v,
    enum vm_print_kind kind)
{
	const struct vm_record *self = vm_record(v);
	vm_value description = vm_native_value(self->slots[STRUCT_DESCRIPTION]);
	const char *what = "ERROR";

	(void)kind;
	if (vm_is(description, VM_TID_DICT)) {
		what = "STRUCT";
	} else if (vm_is(description, VM_TID_TUPLE)) {
		struct vm_aggregate part;

		vm_field_aggregate(vm, description, &part);
		what = part.kind == VM_AGGREGATE_ARRAY ? "ARRAY" :
		    part.kind == VM_AGGREGATE_POINTER  ? "PTR" :
							 "STRUCT";
	}
	vm_write_format(vm, out, "<struct %s ", what);
	vm_write_hex(vm, out, (uintptr_t)address_of_struct(vm, self));
	vm_write_char(vm, out, '>');
}

/* int(pointer): the address that is stored there. */
static vm_value
struct_int(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_record *self = vm_record(args[0]);
	struct vm_aggregate part;

	(void)argc;
	vm_field_aggregate(vm, self->slots[STRUCT_DESCRIPTION], &part);
	if (part.kind != VM_AGGREGATE_POINTER)
		vm_field_syntax_error(vm);
	return vm_int_from_uint64(vm,
	    (uintptr_t)pointer_at(address_of_struct(vm, self)));
}

static vm_value
struct_unary(struct vm *vm, unsigned op, vm_value v)
{
	return op == VM_OP_INT ? struct_int(vm, 1, &v) : VM_UNDEF;
}

static const struct vm_slots struct_slots = {
	.make = struct_make,
	.print = struct_print,
	.getattr = struct_getattr,
	.setattr = struct_setattr,
	.getitem = struct_getitem,
	.setitem = struct_setitem,
	.unary = struct_unary,
	.bytes = struct_bytes,
};

VM_DEFINE_TYPE_PLAIN(struct, struct, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    struct_slots);

/* ---- functions -------------------------------------------------------- */

static vm_value
size_of(struct vm *vm, size_t argc, vm_value *args)
{
	unsigned layout = VM_LAYOUT_NATIVE;
	vm_value what = vm_native_value(args[0]);

	if (argc > 1)
		layout = (unsigned)vm_get_int(vm, args[1]);
	if (vm_is_record(what, &vm_type_struct)) {
		layout = layout_of(vm_record(what));
		what = vm_record(what)->slots[STRUCT_DESCRIPTION];
	} else if (vm_is(what, VM_TID_BYTEARRAY)) {
		return vm_new_int(vm, (intptr_t)vm_len(vm, what));
	}
	return vm_new_int(vm, (intptr_t)vm_field_sizeof(vm, what, layout));
}

static vm_value
address_of(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_bytes_view view;

	(void)argc;
	vm_get_bytes_or_str(vm, args[0], &view);
	return vm_int_from_uint64(vm, (uintptr_t)view.data);
}

static size_t
memory_argument(struct vm *vm, const vm_value *args, uint8_t **at)
{
	intptr_t len = vm_get_int(vm, args[1]);

	if (!vm_is_integer(args[0]))
		vm_get_int(vm, args[0]);
	*at = (uint8_t *)(uintptr_t)vm_get_uint64_truncated(vm, args[0]);
	return len < 0 ? 0 : (size_t)len;
}

static vm_value
bytes_at(struct vm *vm, size_t argc, vm_value *args)
{
	uint8_t *at;
	size_t len = memory_argument(vm, args, &at);

	(void)argc;
	return vm_bytes_new(vm, at, len);
}

static vm_value
bytearray_at(struct vm *vm, size_t argc, vm_value *args)
{
	uint8_t *at;
	size_t len = memory_argument(vm, args, &at);

	(void)argc;
	return vm_bytearray_at(vm, at, len);
}

VM_DEFINE_NATIVE(addressof_native, address_of, 1, 1);
VM_DEFINE_NATIVE(bytearray_at_native, bytearray_at, 2, 2);
VM_DEFINE_NATIVE(bytes_at_native, bytes_at, 2, 2);
VM_DEFINE_NATIVE(sizeof_native, size_of, 1, 2);

static const struct vm_member uctypes_members[] = {
	{ VM_NAME(__name__), VM_NAME(uctypes) },
	{ VM_NAME(ARRAY), VM_INT(-0x40000000) },
#define X(ident, type) { VM_NAME(ident), VM_INT(VM_FIELD_CODE(type)) },
#include "uctypes_types.def"
#undef X
	{ VM_NAME(BF_LEN), VM_INT(VM_FIELD_BITS_LEN) },
	{ VM_NAME(BF_POS), VM_INT(VM_FIELD_BITS_POS) },
	{ VM_NAME(BIG_ENDIAN), VM_INT(VM_LAYOUT_BIG) },
	{ VM_NAME(LITTLE_ENDIAN), VM_INT(VM_LAYOUT_LITTLE) },
	{ VM_NAME(NATIVE), VM_INT(VM_LAYOUT_NATIVE) },
	{ VM_NAME(PTR), VM_INT(0x20000000) },
	{ VM_NAME(addressof), VM_NATIVE(addressof_native) },
	{ VM_NAME(bytearray_at), VM_NATIVE(bytearray_at_native) },
	{ VM_NAME(bytes_at), VM_NATIVE(bytes_at_native) },
	{ VM_NAME(sizeof), VM_NATIVE(sizeof_native) },
	{ VM_NAME(struct), VM_PTR(&vm_type_struct) },
};

VM_DEFINE_MODULE(uctypes, uctypes_members);
