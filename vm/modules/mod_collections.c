/* SPDX-License-Identifier: MIT */
/* The module collections; namedtuple and deque have files of their own. */
#include "../object/arguments.h"
#include "../object/class.h"
#include "../object/dict_type.h"
#include "../object/function.h"
#include "../object/module.h"
#include "../object/record.h"
#include "../object/slots.h"
#include "../runtime/call.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "collections.h"

/* ---- defaultdict ------------------------------------------------------ */

enum default_slot { DEFAULT_DICT, DEFAULT_FACTORY, DEFAULT_SLOTS };

static vm_value
dict_of(vm_value self)
{
	return vm_record(self)->slots[DEFAULT_DICT];
}

static vm_value
default_getitem(struct vm *vm, vm_value self, vm_value key)
{
	vm_value value = vm_dict_get(vm, dict_of(self), key);
	vm_value factory = vm_record(self)->slots[DEFAULT_FACTORY];

	if (value != VM_UNDEF)
		return value;
	if (factory == VM_NONE)
		vm_raise_key_error(vm, key);
	value = vm_call_0(vm, factory);
	vm_dict_set(vm, dict_of(self), key, value);
	return value;
}

static void
default_setitem(struct vm *vm, vm_value self, vm_value key, vm_value value)
{
	if (value == VM_UNDEF)
		vm_delitem(vm, dict_of(self), key);
	else
		vm_dict_set(vm, dict_of(self), key, value);
}

static void
default_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_text(vm, out, "defaultdict(");
	vm_repr_to(vm, out, vm_record(self)->slots[DEFAULT_FACTORY]);
	vm_write(vm, out, ", ", 2);
	vm_dict_print_items(vm, out, dict_of(self));
	vm_write_char(vm, out, ')');
}

static size_t
default_len(struct vm *vm, vm_value self)
{
	(void)vm;
	return vm_dict_len(dict_of(self));
}

static bool
default_contains(struct vm *vm, vm_value self, vm_value key)
{
	return vm_dict_get(vm, dict_of(self), key) != VM_UNDEF;
}

static vm_value
default_iter(struct vm *vm, vm_value self)
{
	return vm_iter(vm, dict_of(self));
}

static vm_value
default_binary(struct vm *vm, unsigned op, vm_value self, vm_value other)
{
	if (vm_is_record(other, &vm_type_defaultdict))
		other = dict_of(other);
	return vm_type_dict.slots->binary(vm, op, dict_of(self), other);
}

/* The methods are those of the dict inside. */
static vm_value
default_getattr(struct vm *vm, vm_value self, vm_value name)
{
	for (size_t i = 0; i < vm_type_dict.member_count; i++) {
		if (vm_type_dict.members[i].name == name)
			return vm_bound_method_new(vm,
			    vm_type_dict.members[i].value, dict_of(self));
	}
	if (name == VM_NAME(default_factory))
		return vm_record(self)->slots[DEFAULT_FACTORY];
	return VM_UNDEF;
}

static vm_value
default_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	vm_value self = vm_record_new(vm, type, DEFAULT_SLOTS);
	vm_value factory = n_pos > 0 ? args[0] : VM_NONE;
	vm_value dict = vm_dict_new(vm, 0);

	if (factory != VM_NONE && !vm_is_callable(vm, factory))
		vm_raise_type_error(vm,
		    "first argument must be callable or "
		    "None");
	if (n_pos > 1)
		vm_dict_update(vm, dict, args[1]);
	for (size_t i = 0; i < n_kw; i++)
		vm_dict_set(vm, dict, args[n_pos + 2 * i],
		    args[n_pos + 2 * i + 1]);
	vm_record(self)->slots[DEFAULT_DICT] = dict;
	vm_record(self)->slots[DEFAULT_FACTORY] = factory;
	return self;
}

static const struct vm_slots default_slots = {
	.print = default_print,
	.len = default_len,
	.binary = default_binary,
	.contains = default_contains,
	.getitem = default_getitem,
	.setitem = default_setitem,
	.iter = default_iter,
	.make = default_make,
	.getattr = default_getattr,
};

VM_DEFINE_TYPE_PLAIN(defaultdict, defaultdict, &vm_type_dict, VM_TYPE_FINAL,
    default_slots);

/* ---- the module ------------------------------------------------------- */

VM_DEFINE_NATIVE(namedtuple_native, vm_namedtuple, 2, 2);

static const struct vm_member collections_members[] = {
	{ VM_NAME(__name__), VM_NAME(collections) },
	{ VM_NAME(OrderedDict), VM_PTR(&vm_type_OrderedDict) },
	{ VM_NAME(defaultdict), VM_PTR(&vm_type_defaultdict) },
	{ VM_NAME(deque), VM_PTR(&vm_type_deque) },
	{ VM_NAME(namedtuple), VM_NATIVE(namedtuple_native) },
};

VM_DEFINE_MODULE(collections, collections_members);
