/* SPDX-License-Identifier: MIT */
/* The names dir() lists. */
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/exception.h"
#include "../object/list.h"
#include "../object/module.h"
#include "attr.h"
#include "instance.h"
#include "state.h"

typedef void (*visit_fn)(struct vm *vm, void *arg, vm_value name);

static void
visit_members(struct vm *vm, const struct vm_member *members, size_t count,
    visit_fn visit, void *arg)
{
	for (size_t i = 0; i < count; i++)
		visit(vm, arg, members[i].name);
}

static void
visit_dict(struct vm *vm, vm_value dict, visit_fn visit, void *arg)
{
	size_t pos = 0;
	struct vm_dict_entry *entry;

	if (dict == VM_UNDEF)
		return;
	while ((entry = vm_dict_next(dict, &pos)) != NULL)
		visit(vm, arg, entry->key);
}

static void
visit_type(struct vm *vm, vm_value type, visit_fn visit, void *arg)
{
	const struct vm_type *builtin = (const struct vm_type *)type;

	if (vm_is(type, VM_TID_CLASS)) {
		visit_dict(vm, ((struct vm_class *)type)->dict, visit, arg);
		return;
	}
	if (builtin == &vm_type_object)
		return;
	visit_members(vm, builtin->members, builtin->member_count, visit, arg);
}

static void
visit_types(struct vm *vm, vm_value type, visit_fn visit, void *arg)
{
	struct vm_mro_walk walk = { .type = type };

	while ((type = vm_mro_next(&walk)) != VM_UNDEF)
		visit_type(vm, type, visit, arg);
}

static void
visit_module(struct vm *vm, vm_value object, visit_fn visit, void *arg)
{
	const struct vm_module *module = (const struct vm_module *)object;

	for (size_t i = 0; i < module->member_count; i++) {
		const struct vm_member *member = &module->members[i];

		/* Computed, and not in every build. */
		if (member->value == VM_UNDEF &&
		    module->getattr(vm, member->name) == VM_UNDEF)
			continue;
		visit(vm, arg, member->name);
	}
	visit_dict(vm, module->dict, visit, arg);
}

/* The tuple of their names stands behind the items. */
static void
visit_fields(struct vm *vm, vm_value object, visit_fn visit, void *arg)
{
	size_t count = vm_tuple(object)->len;
	vm_value names = vm_tuple(object)->items[count];

	for (size_t i = 0; i < count; i++)
		visit(vm, arg, vm_tuple(names)->items[i]);
}

void
vm_visit_attrs(struct vm *vm, vm_value object,
    void (*visit)(struct vm *vm, void *arg, vm_value name), void *arg)
{
	if (vm_is(object, VM_TID_MODULE)) {
		visit_module(vm, object, visit, arg);
		return;
	}
	if (vm_is(object, VM_TID_INSTANCE)) {
		struct vm_instance *instance = (struct vm_instance *)object;
		struct vm_class *class = vm_instance_class(instance);
		size_t first = vm_instance_has_native(object) ? 1 : 0;

		for (size_t i = first; i < class->slot_count; i++) {
			vm_value *slot =
			    vm_instance_slot(vm, instance, i, false);

			if (slot != NULL && *slot != VM_UNDEF)
				visit(vm, arg, class->slot_names[i]);
		}
	}
	if (vm_is(object, VM_TID_ATTRTUPLE)) {
		visit_fields(vm, object, visit, arg);
		return;
	}
	if (vm_is(object, VM_TID_EXCEPTION))
		visit_dict(vm,
		    vm_exception_extra(object, VM_EXCEPTION_ATTRIBUTES), visit,
		    arg);
	visit_types(vm,
	    vm_is_type_object(object) ? object : vm_type_of(vm, object), visit,
	    arg);
}
