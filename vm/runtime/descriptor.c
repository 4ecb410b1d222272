/* SPDX-License-Identifier: MIT */
/* property, staticmethod, classmethod, super, and the type `type`. */
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/function.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/self.h"
#include "../object/slots.h"
#include "../object/str.h"
#include "attr.h"
#include "call.h"
#include "code.h"
#include "heap.h"
#include "instance.h"
#include "ops.h"
#include "raise.h"
#include "state.h"
#include "writer.h"

/* ---- property ---------------------------------------------------------- */

static struct vm_property *
property_of(vm_value v)
{
	return (struct vm_property *)v;
}

static vm_value
property_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(fget), VM_NAME(fset),
		VM_NAME(fdel), VM_NAME(doc) };
	vm_value given[4] = { VM_NONE, VM_NONE, VM_NONE, VM_NONE };
	struct vm_property *property;

	(void)type;
	vm_bind_keywords(vm, n_pos, n_kw, args, 4, 0, names, given);
	property = vm_heap_alloc(vm, VM_TID_PROPERTY, sizeof(*property));
	property->getter = given[0];
	property->setter = given[1];
	property->deleter = given[2];
	property->doc = given[3];
	return VM_PTR(property);
}

/* A copy with one function replaced: index 0 getter, 1 setter, 2 deleter */
static vm_value
property_with(struct vm *vm, vm_value self, size_t index, vm_value function)
{
	struct vm_property *property =
	    property_of(vm_self(vm, self, VM_TID_PROPERTY));
	vm_value args[3] = { property->getter, property->setter,
		property->deleter };

	args[index] = function;
	return property_make(vm, &vm_type_property, 3, 0, args);
}

static vm_value
property_getter(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return property_with(vm, args[0], 0, args[1]);
}
VM_DEFINE_NATIVE(property_getter_native, property_getter, 2, 2);

static vm_value
property_setter(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return property_with(vm, args[0], 1, args[1]);
}
VM_DEFINE_NATIVE(property_setter_native, property_setter, 2, 2);

static vm_value
property_deleter(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return property_with(vm, args[0], 2, args[1]);
}
VM_DEFINE_NATIVE(property_deleter_native, property_deleter, 2, 2);

static vm_value
property_getattr(struct vm *vm, vm_value self, vm_value name)
{
	(void)vm;
	if (name == VM_NAME(fget))
		return property_of(self)->getter;
	if (name == VM_NAME(fset))
		return property_of(self)->setter;
	if (name == VM_NAME(fdel))
		return property_of(self)->deleter;
	return VM_UNDEF;
}

static const struct vm_member property_members[] = {
	{ VM_NAME(getter), VM_NATIVE(property_getter_native) },
	{ VM_NAME(setter), VM_NATIVE(property_setter_native) },
	{ VM_NAME(deleter), VM_NATIVE(property_deleter_native) },
};

static const struct vm_slots property_slots = {
	.make = property_make,
	.getattr = property_getattr,
};

VM_DEFINE_TYPE(property, property, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    property_slots, property_members);

/* ---- staticmethod, classmethod ----------------------------------------- */

static vm_value
wrapper_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	struct vm_wrapper *wrapper;

	if (n_pos != 1 || n_kw != 0)
		vm_raise_arguments(vm);
	wrapper = vm_heap_alloc(vm,
	    type == &vm_type_staticmethod ? VM_TID_STATICMETHOD :
					    VM_TID_CLASSMETHOD,
	    sizeof(*wrapper));
	wrapper->function = args[0];
	return VM_PTR(wrapper);
}

static vm_value
wrapper_getattr(struct vm *vm, vm_value self, vm_value name)
{
	(void)vm;
	return name == VM_NAME(__func__) ?
	    ((struct vm_wrapper *)self)->function :
	    VM_UNDEF;
}

static vm_value
staticmethod_call(struct vm *vm, vm_value self, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	return vm_call(vm, ((struct vm_wrapper *)self)->function, n_pos, n_kw,
	    args);
}

static const struct vm_slots staticmethod_slots = {
	.make = wrapper_make,
	.getattr = wrapper_getattr,
	.call = staticmethod_call,
};
static const struct vm_slots classmethod_slots = {
	.make = wrapper_make,
	.getattr = wrapper_getattr,
};

VM_DEFINE_TYPE_PLAIN(staticmethod, staticmethod, NULL,
    VM_TYPE_FINAL | VM_TYPE_HASHABLE, staticmethod_slots);
VM_DEFINE_TYPE_PLAIN(classmethod, classmethod, NULL,
    VM_TYPE_FINAL | VM_TYPE_HASHABLE, classmethod_slots);

/* ---- super ------------------------------------------------------------- */

/* super() without arguments in a place the compiler did not rewrite: the
 * first argument of the calling function and its __class__ are unknown. */
static vm_value
super_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	struct vm_super *super;

	(void)type;
	if (n_pos != 2 || n_kw != 0)
		vm_raise_type_error(vm,
		    "function takes %d positional arguments but %d were given",
		    2, (int)n_pos);
	if (!vm_is_type_object(args[0]))
		vm_raise_arguments(vm);
	super = vm_heap_alloc(vm, VM_TID_SUPER, sizeof(*super));
	super->type = args[0];
	super->self = args[1];
	return VM_PTR(super);
}

static void
super_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	struct vm_super *super = (struct vm_super *)self;

	(void)kind;
	vm_write_text(vm, out, "<super: ");
	vm_repr_to(vm, out, super->type);
	vm_write_text(vm, out, ", ");
	vm_repr_to(vm, out, super->self);
	vm_write_text(vm, out, ">");
}

static const struct vm_slots super_slots = {
	.make = super_make,
	.print = super_print,
};

VM_DEFINE_TYPE_PLAIN(super, super, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    super_slots);

/* ---- type -------------------------------------------------------------- */

static vm_value
type_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	vm_value bases;
	vm_value dict;
	vm_value class;
	size_t pos = 0;
	struct vm_dict_entry *entry;

	(void)type;
	if (n_kw == 0 && n_pos == 1)
		return vm_type_of(vm, args[0]);
	if (n_kw != 0 || n_pos != 3)
		vm_raise_type_error(vm, "type takes 1 or 3 arguments");
	if (!vm_is_str(args[0]) || !vm_is(args[1], VM_TID_TUPLE) ||
	    !vm_is_a(args[2], &vm_type_dict))
		vm_raise_arguments(vm);
	bases = vm_tuple_from_iterable(vm, args[1]);
	dict = vm_namespace_new(vm, 0);
	args[2] = vm_native_value(args[2]);
	while ((entry = vm_dict_next(args[2], &pos)) != NULL)
		vm_dict_set(vm, dict, entry->key, entry->value);
	class = vm_class_new(vm, args[0], bases, dict);
	vm_class_finish(vm, class, VM_NONE);
	return class;
}

static void
type_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "<class '%S'>", vm_type_name(self));
}

static vm_value
type_call(struct vm *vm, vm_value self, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	return vm_call(vm, self, n_pos, n_kw, args);
}

static const struct vm_slots type_slots = {
	.make = type_make,
	.print = type_print,
	.call = type_call,
};

VM_DEFINE_TYPE_PLAIN(type, type, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    type_slots);
const struct vm_type vm_type_class VM_ALIGNED = {
	.head = VM_ROM_HEAD(VM_TID_TYPE),
	.flags = VM_TYPE_FINAL | VM_TYPE_HASHABLE,
	.name = VM_NAME(type),
	.slots = &type_slots,
};

/* ---- what follows a class statement ------------------------------------ */

/* Tells descriptors their names. */
static void
set_names(struct vm *vm, struct vm_class *class)
{
	size_t pos = 0;
	struct vm_dict_entry *entry;

	while ((entry = vm_dict_next(class->dict, &pos)) != NULL) {
		vm_value args[2] = { VM_PTR(class), entry->key };

		if (vm_is(entry->value, VM_TID_INSTANCE))
			vm_call_special(vm, entry->value, VM_NAME(__set_name__),
			    2, args);
	}
}

/* The keywords of a class statement as name/value pairs. */
static vm_value *
keyword_pairs(struct vm *vm, vm_value keywords, size_t *count)
{
	size_t pos = 0;
	size_t n = 0;
	struct vm_dict_entry *entry;
	vm_value *pairs;

	*count = 0;
	if (keywords == VM_NONE || vm_dict_len(keywords) == 0)
		return NULL;
	pairs = vm_heap_new_values(vm, 2 * vm_dict_len(keywords));
	while ((entry = vm_dict_next(keywords, &pos)) != NULL) {
		if (vm_str_equal(vm, entry->key, VM_NAME(metaclass)))
			continue;
		pairs[n++] = entry->key;
		pairs[n++] = entry->value;
	}
	*count = n / 2;
	return pairs;
}

void
vm_class_finish(struct vm *vm, vm_value v, vm_value keywords)
{
	struct vm_class *class = (struct vm_class *)v;
	size_t count;
	vm_value *pairs = keyword_pairs(vm, keywords, &count);
	vm_value hook;
	struct vm_mro_walk walk = { .type = v };
	vm_value owner;
	vm_value bound[2];
	vm_value method;

	set_names(vm, class);
	(void)vm_mro_next(&walk);
	hook = vm_class_find_next(&walk, VM_NAME(__init_subclass__), &owner);
	if (hook == VM_UNDEF) {
		if (count > 0)
			vm_raise_type_error(vm,
			    "function doesn't take keyword arguments");
		return;
	}
	vm_bind_class_value(vm, hook, VM_UNDEF, v, bound);
	method = vm_bound_method_new(vm, bound[0], v);
	vm_call(vm, method, 0, count, pairs);
}
