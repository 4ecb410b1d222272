/* SPDX-License-Identifier: MIT */
/*
 * The fast cases of attributes and globals, for interp.c only: they answer
 * VM_UNDEF or false where the general function must be called.
 */
#ifndef VM_INTERP_ATTR_H
#define VM_INTERP_ATTR_H

#include "../modules/modules.h"
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/function.h"
#include "attr_cache.h"
#include "code.h"

/* A cached attribute of an instance; entry->slot tells what it is. */
static inline struct vm_attr_cache_entry *
cached_attr(struct vm *vm, vm_value type, vm_value name)
{
	struct vm_attr_cache_entry *entry = vm_attr_cache_at(vm, type, name);

	return entry->type == type && entry->name == name ? entry : NULL;
}

/* A slot or plain value of an instance by the cache, or VM_UNDEF. */
static inline vm_value
quick_attr(struct vm *vm, vm_value object, vm_value name)
{
	struct vm_instance *instance = (struct vm_instance *)object;
	struct vm_attr_cache_entry *entry;

	if (!vm_is(object, VM_TID_INSTANCE))
		return VM_UNDEF;
	entry = cached_attr(vm, instance->owner, name);
	if (VM_UNLIKELY(entry == NULL))
		return VM_UNDEF;
	if (VM_LIKELY(
		(uintptr_t)entry->slot < vm_instance_slot_count(instance)))
		return instance->slots[entry->slot];
	return entry->slot == VM_ATTR_VALUE ? entry->value : VM_UNDEF;
}

static inline bool
quick_method(struct vm *vm, vm_value object, vm_value name, vm_value *window)
{
	struct vm_attr_cache_entry *entry;
	vm_value type;
	enum vm_tid tid;

	if (VM_UNLIKELY(!vm_is_object(object)))
		return false;
	tid = vm_object_tid(vm_object(object));
	type = tid == VM_TID_INSTANCE ? ((struct vm_instance *)object)->owner :
					VM_PTR(vm_type_of_tid[tid]);
	entry = cached_attr(vm, type, name);
	if (entry == NULL || entry->slot != VM_ATTR_METHOD)
		return false;
	window[0] = entry->value;
	window[1] = object;
	return true;
}

/* Stores to a known slot of an instance. */
static inline bool
quick_store_attr(struct vm *vm, vm_value object, vm_value name, vm_value value)
{
	struct vm_instance *instance = (struct vm_instance *)object;
	struct vm_attr_cache_entry *entry;

	if (!vm_is(object, VM_TID_INSTANCE))
		return false;
	entry = cached_attr(vm, instance->owner, name);
	if (VM_UNLIKELY(entry == NULL) ||
	    (uintptr_t)entry->slot >= vm_instance_slot_count(instance) ||
	    (((struct vm_class *)entry->type)->flags & VM_CLASS_HAS_SETATTR))
		return false;
	VM_SETREF(vm, instance, slots[entry->slot], value);
	return true;
}

/* A global or builtin through the hints of this unit, or VM_UNDEF. */
static inline vm_value
hinted_global(struct vm *vm, const struct vm_unit *unit, vm_value namespace,
    vm_value name, unsigned index)
{
	struct vm_dict *globals = vm_dict(namespace);
	const struct vm_hints *hints = unit->hints;
	unsigned hint;

	if (VM_UNLIKELY(hints == NULL))
		return VM_UNDEF;
	hint = hints->of_k[index];
	if (VM_LIKELY(hint - 1u < globals->used)) {
		struct vm_dict_entry *entry = &globals->entries[hint - 1u];

		return VM_LIKELY(entry->key == name) ? entry->value : VM_UNDEF;
	}
	if (hint >= 0x8000u && hints->epoch == vm->name_epoch &&
	    hints->globals == namespace)
		return vm_module_builtins.members[hint & 0x7fffu].value;
	return VM_UNDEF;
}

static inline vm_value
quick_global(struct vm *vm, const struct vm_function *function,
    const vm_value *k, unsigned index)
{
	return hinted_global(vm, function->code->unit, function->globals,
	    k[index], index);
}

#endif
