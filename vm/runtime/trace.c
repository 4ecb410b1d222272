/* SPDX-License-Identifier: MIT */
/* What each object layout refers to: the trace functions of types.def. */
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/exception.h"
#include "../object/function.h"
#include "../object/generator.h"
#include "../object/iterator.h"
#include "../object/list.h"
#include "../object/module.h"
#include "../object/range.h"
#include "../object/record.h"
#include "../object/set.h"
#include "code.h"
#include "heap.h"
#include "state.h"

#define TRACE(name) static void trace_##name(struct vm *vm, struct vm_object *o)

TRACE(values)
{
	struct vm_buffer *buffer = (struct vm_buffer *)o;
	size_t size = vm_heap_object_size(o) - offsetof(struct vm_buffer, data);

	vm_heap_mark_values(vm, (const vm_value *)(const void *)buffer->data,
	    size / sizeof(vm_value));
}

TRACE(unit)
{
	struct vm_unit *unit = (struct vm_unit *)o;

	vm_heap_mark_contents(vm, unit->k);
	vm_heap_mark(vm, unit->file_name);
	vm_heap_mark_contents(vm, unit->hints);
}

TRACE(bytearray)
{
	const struct vm_bytearray *b = (const struct vm_bytearray *)o;

	if (vm_flag_a(o)) /* borrowed, perhaps from the middle of an object */
		vm_heap_mark_conservative(vm, (uintptr_t)b->data);
	else
		vm_heap_mark_contents(vm, b->data);
}

TRACE(memoryview)
{
	vm_heap_mark(vm, ((struct vm_memoryview *)o)->base);
}

TRACE(array)
{
	const struct vm_array *a = (const struct vm_array *)o;

	vm_heap_mark_contents(vm, a->data);
	if (a->type_code == VM_ITEM_OBJECT)
		vm_heap_mark_values(vm, (const vm_value *)(const void *)a->data,
		    a->len);
}

TRACE(tuple)
{
	struct vm_tuple *tuple = (struct vm_tuple *)o;

	vm_heap_mark_values(vm, tuple->items, tuple->len);
}

/* Its names are behind the items. */
TRACE(attrtuple)
{
	struct vm_tuple *tuple = (struct vm_tuple *)o;

	vm_heap_mark_values(vm, tuple->items, tuple->len + 1u);
}

/* Smaller ones have no room to speak of. */
#define TRIM_MIN 16

/* Not when they are marked: their end may be on the mark stack. */
static bool
may_trim(const struct vm *vm, const void *contents)
{
	const struct vm_object *o = (const void *)((const uint8_t *)contents -
	    offsetof(struct vm_buffer, data));

	return vm->heap.trimming && !(o->bits & VM_BIT_MARK);
}

TRACE(list)
{
	struct vm_list *list = (struct vm_list *)o;

	if (list->len >= TRIM_MIN && may_trim(vm, list->items))
		vm_list_trim(vm, VM_PTR(list));
	vm_heap_mark_contents(vm, list->items);
}

TRACE(dict)
{
	struct vm_dict *dict = (struct vm_dict *)o;

	if (dict->used >= TRIM_MIN && !vm_dict_is_compact(dict) &&
	    may_trim(vm, dict->entries))
		vm_dict_trim(vm, VM_PTR(dict));
	if (vm_dict_is_compact(dict))
		vm_heap_mark_values(vm, &dict->entries->key,
		    2 * (size_t)dict->used);
	else
		vm_heap_mark_contents(vm, dict->entries);
	vm_heap_mark_contents(vm, dict->index);
}

TRACE(dict_view)
{
	vm_heap_mark(vm, ((struct vm_dict_view *)o)->dict);
}

TRACE(set)
{
	vm_heap_mark_contents(vm, ((struct vm_set *)o)->slots);
}

TRACE(range)
{
	(void)vm;
	(void)o;
}

TRACE(slice)
{
	vm_heap_mark_values(vm, &((struct vm_slice *)o)->start, 3);
}

TRACE(function)
{
	struct vm_function *function = (struct vm_function *)o;

	vm_heap_mark_object(vm, function->code);
	vm_heap_mark(vm, function->globals);
	vm_heap_mark_values(vm, function->extra,
	    vm_function_extra_count(function));
}

TRACE(code)
{
	struct vm_code *code = (struct vm_code *)o;

	vm_heap_mark_object(vm, code->unit);
	vm_heap_mark(vm, code->name);
	vm_heap_mark_values(vm, vm_code_parameters(code),
	    code->parameter_count);
}

TRACE(cell)
{
	vm_heap_mark(vm, ((struct vm_cell *)o)->value);
}

TRACE(bound_method)
{
	vm_heap_mark_values(vm, &((struct vm_bound_method *)o)->function, 2);
}

TRACE(generator)
{
	struct vm_generator *generator = (struct vm_generator *)o;

	vm_heap_mark_object(vm, generator->function);
	vm_heap_mark_values(vm, generator->registers,
	    generator->register_count);
}

TRACE(class)
{
	struct vm_class *class = (struct vm_class *)o;

	vm_heap_mark_values(vm, &class->name, 4);
	vm_heap_mark_contents(vm, class->slot_names);
}

TRACE(instance)
{
	struct vm_instance *instance = (struct vm_instance *)o;

	if (VM_UNLIKELY(vm_flag_a(o)))
		vm_heap_mark_contents(vm, (const void *)instance->owner);
	else
		vm_heap_mark(vm, instance->owner);
	vm_heap_mark_values(vm, instance->slots,
	    vm_instance_slot_count(instance));
}

TRACE(super)
{
	vm_heap_mark_values(vm, &((struct vm_super *)o)->type, 2);
}

TRACE(property)
{
	vm_heap_mark_values(vm, &((struct vm_property *)o)->getter, 4);
}

TRACE(wrapper)
{
	vm_heap_mark(vm, ((struct vm_wrapper *)o)->function);
}

TRACE(exception)
{
	struct vm_exception *exception = (struct vm_exception *)o;

	vm_heap_mark_values(vm, &exception->type, 2);
	vm_heap_mark_contents(vm, exception->extra);
}

TRACE(module)
{
	struct vm_module *module = (struct vm_module *)o;

	vm_heap_mark_values(vm, &module->name, 2);
}

TRACE(iterator)
{
	vm_heap_mark_values(vm, &((struct vm_iterator *)o)->source, 2);
}

TRACE(record)
{
	struct vm_record *record = (struct vm_record *)o;

	vm_heap_mark_values(vm, record->slots, record->slot_count);
}

#define trace_leaf NULL

const vm_trace_fn vm_trace_table[VM_TID_COUNT] = {
#define X(tid, name, trace) [VM_TID_##tid] = trace_##trace,
#define W                   X
#define Y(tid, trace)       [VM_TID_##tid] = trace_##trace,
#include "../object/types.def"
#undef X
#undef W
#undef Y
};
