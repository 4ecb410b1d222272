/* SPDX-License-Identifier: MIT */
/* The slow halves of instructions. */
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/exception.h"
#include "../object/function.h"
#include "../object/iterator.h"
#include "../object/list.h"
#include "../object/module.h"
#include "../object/names.h"
#include "../object/range.h"
#include "../object/slots.h"
#include "../object/str.h"
#include "../modules/builtins.h"
#include "../modules/modules.h"
#include "attr.h"
#include "call.h"
#include "heap.h"
#include "instance.h"
#include "interp.h"
#include "interp_attr.h"
#include "ops.h"
#include "raise.h"
#include "writer.h"

/* ---- names ------------------------------------------------------------- */

#define HINT_BUILTIN 0x8000u

void
vm_raise_unbound(struct vm *vm)
{
	vm_raise_name_error(vm, "local variable referenced before assignment");
}

static ptrdiff_t
builtin_index(vm_value name)
{
	for (size_t i = 0; i < vm_module_builtins.member_count; i++) {
		if (vm_module_builtins.members[i].name == name)
			return (ptrdiff_t)i;
	}
	return -1;
}

vm_value
vm_load_builtin(struct vm *vm, vm_value name)
{
	/* Attributes of the module itself are no built-in names. */
	if (name == VM_NAME(__class__) || name == VM_NAME(__dict__))
		return VM_UNDEF;
	return vm_module_get(vm, VM_PTR(&vm_module_builtins), name);
}

/* The hints of this unit, valid for these globals. */
static struct vm_hints *
hints_for(struct vm *vm, struct vm_unit *unit, vm_value globals)
{
	struct vm_hints *hints = unit->hints;

	if (hints == NULL)
		unit->hints = hints = vm_heap_new_bytes(vm,
		    sizeof(*hints) + unit->k_count * sizeof(uint16_t));
	if (hints->epoch != vm->name_epoch || hints->globals != globals) {
		for (size_t i = 0; i < unit->k_count; i++) {
			if (hints->of_k[i] >= HINT_BUILTIN)
				hints->of_k[i] = 0;
		}
		hints->epoch = vm->name_epoch;
		hints->globals = globals;
	}
	return hints;
}

vm_value
vm_op_load_global(struct vm *vm, struct vm_function *function, uint32_t k_index,
    vm_value name)
{
	vm_value globals = function->globals;
	struct vm_unit *unit = vm_unit_in_ram(vm, function->code->unit);
	vm_value value = hinted_global(vm, unit, globals, name, k_index);
	struct vm_hints *hints;
	ptrdiff_t i;

	if (value != VM_UNDEF)
		return value;
	i = vm_dict_find_name(globals, name);
	hints = hints_for(vm, unit, globals);
	if (i >= 0) {
		if ((size_t)i < HINT_BUILTIN - 1)
			hints->of_k[k_index] = (uint16_t)(i + 1);
		return vm_dict(globals)->entries[i].value;
	}
	value = vm_load_builtin(vm, name);
	if (value == VM_UNDEF)
		vm_raise_name_error(vm, "name '%S' isn't defined", name);
	i = builtin_index(name);
	if (i >= 0 && vm_module_builtins.members[i].value == value &&
	    (vm_object(globals)->bits & VM_DICT_NAMESPACE))
		hints->of_k[k_index] = (uint16_t)(HINT_BUILTIN | (unsigned)i);
	return value;
}

void
vm_op_store_global(struct vm *vm, struct vm_function *function,
    uint32_t k_index, vm_value name, vm_value value)
{
	struct vm_dict *globals = vm_dict(function->globals);
	struct vm_unit *unit = function->code->unit;

	if (unit->hints != NULL) {
		unsigned hint = unit->hints->of_k[k_index];

		if (hint - 1u < globals->used &&
		    globals->entries[hint - 1u].key == name) {
			globals->entries[hint - 1u].value = value;
			return;
		}
	}
	vm_dict_set(vm, function->globals, name, value);
}

vm_value
vm_op_load_name(struct vm *vm, vm_value names, vm_value globals, vm_value name)
{
	vm_value value = vm_dict_get(vm, names, name);

	if (value == VM_UNDEF)
		value = vm_dict_get(vm, globals, name);
	if (value == VM_UNDEF)
		value = vm_load_builtin(vm, name);
	if (value == VM_UNDEF)
		vm_raise_name_error(vm, "name '%S' isn't defined", name);
	return value;
}

void
vm_setitem_name(struct vm *vm, vm_value names, vm_value name, vm_value value)
{
	vm_dict_set(vm, names, name, value);
}

void
vm_op_delete_name(struct vm *vm, vm_value names, vm_value name)
{
	if (vm_dict_remove(vm, names, name) == VM_UNDEF)
		vm_raise_name_error(vm, "name '%S' isn't defined", name);
}

/* ---- unpacking --------------------------------------------------------- */

VM_NORETURN static void
raise_unpack(struct vm *vm, size_t need, bool more)
{
	if (more)
		vm_raise_value_error(vm,
		    "too many values to unpack (expected %d)", (int)need);
	vm_raise_value_error(vm, "need more than %d values to unpack",
	    (int)need);
}

void
vm_op_unpack(struct vm *vm, vm_value *out, size_t count, vm_value sequence)
{
	vm_value *items;
	size_t len;
	vm_value list;

	if (!vm_sequence_items(sequence, &len, &items)) {
		vm_value iterator = vm_iter(vm, sequence);

		list = vm_list_new(vm, 0, NULL);
		for (size_t i = 0; i <= count; i++) {
			vm_value item = vm_next(vm, iterator);

			if (item == VM_STOP)
				break;
			vm_list_append(vm, list, item);
		}
		len = vm_list(list)->len;
		items = vm_list(list)->items;
	}
	if (len < count)
		raise_unpack(vm, len, false);
	if (len > count)
		raise_unpack(vm, count, true);
	if (count > 0)
		memmove(out, items, count * sizeof(vm_value));
}

void
vm_op_unpack_star(struct vm *vm, vm_value *out, size_t before, size_t after,
    vm_value sequence)
{
	vm_value all = vm_list_from_iterable(vm, sequence);
	size_t len = vm_list(all)->len;
	vm_value middle;

	if (len < before + after)
		raise_unpack(vm, len, false);
	middle =
	    vm_list_new(vm, len - before - after, vm_list(all)->items + before);
	for (size_t i = 0; i < before; i++)
		out[i] = vm_list(all)->items[i];
	out[before] = middle;
	for (size_t i = 0; i < after; i++)
		out[before + 1 + i] = vm_list(all)->items[len - after + i];
}

/* ---- iteration --------------------------------------------------------- */

/* A range that fits counts in the registers: current, left, step. */
static bool
iterate_range(vm_value *state, const struct vm_range *range, size_t len)
{
	intptr_t end;

	if (len > VM_INT_MAX / 2 || !vm_int_fits(range->start) ||
	    !vm_int_fits(range->step) ||
	    __builtin_mul_overflow((intptr_t)len, range->step, &end) ||
	    __builtin_add_overflow(range->start, end, &end) ||
	    !vm_int_fits(end))
		return false;
	state[0] = VM_INT(range->start);
	state[1] = VM_INT(len);
	state[2] = VM_INT(range->step);
	return true;
}

void
vm_op_iter(struct vm *vm, vm_value *state, vm_value iterable)
{
	struct vm_iterator it;
	vm_value iterator;

	if (vm_is(iterable, VM_TID_RANGE) &&
	    iterate_range(state, (const struct vm_range *)iterable,
		vm_range_len(iterable)))
		return;
	state[1] = VM_INT(0);
	/* The state of an iteration over a container: itself, the next
	 * position, and its length at the start where that matters. */
	if (vm_iterator_init(&it, iterable)) {
		state[0] = iterable;
		state[2] = VM_INT(it.length);
		return;
	}
	iterator = vm_iter(vm, iterable);
	if (vm_is_int(iterator))
		vm_raise_type_error(vm, "'%t' object isn't an iterator",
		    iterator);
	state[0] = iterator;
	state[2] = VM_NONE;
}

void
vm_op_iter_call(struct vm *vm, vm_value *window, size_t argc)
{
	struct vm_range range VM_ALIGNED = { .head = VM_ROM_HEAD(VM_TID_RANGE),
		.step = 1 };
	vm_value iterable;

	if (window[0] == VM_PTR(&vm_type_range) && vm_is_int(window[1]) &&
	    (argc < 2 || vm_is_int(window[2])) &&
	    (argc < 3 || (vm_is_int(window[3]) && window[3] != VM_INT(0)))) {
		range.stop = vm_int_value(window[argc > 1 ? 2 : 1]);
		if (argc > 1)
			range.start = vm_int_value(window[1]);
		if (argc > 2)
			range.step = vm_int_value(window[3]);
		if (iterate_range(window, &range, vm_range_len(VM_PTR(&range))))
			return;
	}
	iterable = vm_call(vm, window[0], argc, 0, window + 1);
	vm_op_iter(vm, window, iterable);
}

vm_value
vm_op_iter_next(struct vm *vm, vm_value *state)
{
	struct vm_iterator it;
	vm_value item;
	size_t i;

	if (VM_QUICK_CASES && vm_is(state[0], VM_TID_BYTES)) {
		i = (size_t)vm_int_value(state[1]);
		if (i >= vm_bytes_len(state[0]))
			return VM_STOP;
		state[1] = VM_INT(i + 1);
		return VM_INT(vm_bytes_data(state[0])[i]);
	}
	if (state[2] == VM_NONE || !vm_iterator_init(&it, state[0]))
		return vm_next(vm, state[0]);
	it.index = (uint32_t)vm_int_value(state[1]);
	it.length = (uint32_t)vm_int_value(state[2]);
	item = vm_iterator_next(vm, VM_PTR(&it));
	state[1] = VM_INT(it.index);
	return item;
}

vm_value
vm_op_await(struct vm *vm, vm_value awaitable)
{
	vm_value method[2];

	if (vm_is(awaitable, VM_TID_COROUTINE) ||
	    vm_is(awaitable, VM_TID_GENERATOR))
		return awaitable;
	if (vm_find_method(vm, awaitable, VM_NAME(__await__), method))
		return vm_iter(vm,
		    vm_call_with_self(vm, method[0], method[1], 0, NULL));
	return vm_iter(vm, awaitable);
}

/* ---- building ---------------------------------------------------------- */

vm_value
vm_op_build_dict(struct vm *vm, size_t pairs, const vm_value *values)
{
	vm_value dict = vm_dict_new(vm, pairs);

	for (size_t i = 0; i < pairs; i++)
		vm_dict_set(vm, dict, values[2 * i], values[2 * i + 1]);
	return dict;
}

/* Any mapping as a dict. */
static vm_value
mapping_dict(struct vm *vm, vm_value mapping)
{
	vm_value dict;
	vm_value keys;
	vm_value key;

	mapping = vm_native_value(mapping);
	if (vm_is(mapping, VM_TID_DICT))
		return mapping;
	dict = vm_dict_new(vm, 0);
	keys = vm_iter(vm, vm_call_method(vm, mapping, VM_NAME(keys), 0, NULL));
	while ((key = vm_next(vm, keys)) != VM_STOP)
		vm_dict_set(vm, dict, key, vm_getitem(vm, mapping, key));
	return dict;
}

void
vm_op_dict_merge(struct vm *vm, vm_value dict, vm_value other, bool keywords)
{
	size_t pos = 0;
	struct vm_dict_entry *entry;

	other = mapping_dict(vm, other);
	while ((entry = vm_dict_next(other, &pos)) != NULL) {
		vm_value key = entry->key;

		vm_poll_round(vm, pos);
		if (keywords && !vm_is_str(key))
			vm_raise_type_error(vm,
			    "can't convert '%t' object to str implicitly", key);
		if (keywords && vm_dict_get(vm, dict, key) != VM_UNDEF)
			vm_raise_type_error(vm,
			    "function got multiple values for argument '%S'",
			    key);
		vm_dict_set(vm, dict, key, entry->value);
	}
}

vm_value *
vm_op_spread(struct vm *vm, const vm_value *window, size_t *n_pos, size_t *n_kw)
{
	vm_value positionals = window[1];
	vm_value keywords = window[2];
	vm_value *items;
	vm_value *all;
	vm_value list;
	size_t pos = 0;
	size_t n = 0;
	struct vm_dict_entry *entry;

	if (!vm_sequence_items(positionals, n_pos, &items)) {
		list = vm_list_from_iterable(vm, positionals);
		vm_sequence_items(list, n_pos, &items);
	}
	*n_kw = keywords == VM_NONE || keywords == VM_UNDEF ?
	    0 :
	    vm_dict_len(keywords);
	/* A function copies its arguments before it runs. */
	if (*n_kw == 0 && vm_is(window[0], VM_TID_FUNCTION) &&
	    vm_is(positionals, VM_TID_TUPLE))
		return items;
	all = vm_heap_new_values(vm, *n_pos + 2 * *n_kw);
	if (*n_pos > 0)
		memcpy(all, items, *n_pos * sizeof(vm_value));
	n = *n_pos;
	while (*n_kw > 0 && (entry = vm_dict_next(keywords, &pos)) != NULL) {
		if (!vm_is_str(entry->key))
			vm_raise_type_error(vm, "keywords must be strings");
		all[n++] = entry->key;
		all[n++] = entry->value;
	}
	return all;
}

/* made: name, namespace, result of the body. */
static vm_value
build_class(struct vm *vm, const vm_value *made, vm_value bases,
    vm_value keywords)
{
	vm_value class = vm_class_new(vm, made[0], bases, made[1]);

	if (vm_is(made[2], VM_TID_CELL))
		VM_SETREF(vm, (struct vm_cell *)made[2], value, class);
	vm_class_finish(vm, class, keywords);
	return class;
}

/* The first argument stands for the body, which has run: it is a tuple. */
vm_value
vm_builtin___build_class__(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_tuple *body = vm_tuple(args[0]);
	vm_value made[3];

	if (!vm_is(args[0], VM_TID_TUPLE) || body->len != 2 ||
	    !vm_is(body->items[0], VM_TID_DICT) || !vm_is_str(args[1]))
		vm_raise_arguments(vm);
	made[0] = args[1];
	made[1] = body->items[0];
	made[2] = body->items[1];
	return build_class(vm, made, vm_tuple_new(vm, argc - 2, args + 2),
	    VM_NONE);
}

vm_value
vm_op_build_class(struct vm *vm, vm_value *window, size_t bases)
{
	bool listed = bases == VM_BASES_LISTED;
	vm_value own = vm_builtin_override(vm, VM_NAME(__build_class__));
	vm_value list;

	if (own == VM_UNDEF)
		return build_class(vm, window,
		    listed ? vm_tuple_from_iterable(vm, window[3]) :
			     vm_tuple_new(vm, bases, window + 3),
		    listed ? window[4] : VM_NONE);
	list = vm_list_new(vm, 0, NULL);
	vm_list_append(vm, list, vm_tuple_new(vm, 2, window + 1));
	vm_list_append(vm, list, window[0]);
	if (listed)
		vm_list_extend(vm, list, window[3]);
	for (size_t i = 0; !listed && i < bases; i++)
		vm_list_append(vm, list, window[3 + i]);
	return vm_call(vm, own, vm_list(list)->len, 0, vm_list(list)->items);
}

void
vm_op_load_super(struct vm *vm, vm_value *window, vm_value name)
{
	/* Nothing keeps the super object; it need not be in the heap. */
	struct vm_super super VM_ALIGNED = { .head = VM_ROM_HEAD(VM_TID_SUPER),
		.type = window[0],
		.self = window[1] };

	if (!vm_is_type_object(window[0]))
		vm_raise_type_error(vm, "super() argument 1 must be type");
	vm_load_method(vm, VM_PTR(&super), name, window);
}

void
vm_op_print_expression(struct vm *vm, vm_value v)
{
	struct vm_writer out;

	if (v == VM_NONE)
		return;
	VM_ROOT(vm, last_repl_value) = v;
	vm_writer_init_host(vm, &out);
	vm_repr_to(vm, &out, v);
	vm_write_char(vm, &out, '\n');
	/* A builtin, so that a program's own _ goes before it. */
	vm_dict_set(vm, vm_module_dict(vm, VM_PTR(&vm_module_builtins)),
	    VM_CHAR_STR('_'), v);
}

/* ---- exceptions -------------------------------------------------------- */

vm_value
vm_exception_from(struct vm *vm, vm_value v)
{
	if (vm_is_type_object(v) &&
	    vm_is_subtype(v, VM_PTR(&vm_type_BaseException)))
		v = vm_call_0(vm, v);
	if (!vm_is_exception(v))
		vm_raise_type_error(vm,
		    "exceptions must derive from BaseException");
	return v;
}

bool
vm_exception_matches(struct vm *vm, vm_value exception, vm_value types)
{
	if (!vm_is_exception(exception))
		return false;
	if (vm_is_type_object(types) &&
	    vm_is_subtype(types, VM_PTR(&vm_type_BaseException)))
		return vm_is_subtype(((struct vm_exception *)exception)->type,
		    types);
	if (vm_is(types, VM_TID_TUPLE)) {
		vm_check_recursion(vm);
		for (size_t i = 0; i < vm_tuple(types)->len; i++) {
			if (vm_exception_matches(vm, exception,
				vm_tuple(types)->items[i]))
				return true;
		}
		return false;
	}
	vm_raise_type_error(vm, "unsupported types for : '%t', '%t'", exception,
	    types);
}

static void
read_handlers(const struct vm_code *code, uint32_t pc,
    struct vm_handlers *found)
{
	struct vm_code_tables tables;
	const uint8_t *p;

	vm_code_tables(code, &tables);
	p = tables.exceptions;
	found->at = vm_code_bytes(code) + pc;
	found->offset = found->handled = -1;
	while (p < tables.lines && (found->offset < 0 || found->handled < 0)) {
		uint32_t start = vm_varint_read(&p);
		uint32_t len = vm_varint_read(&p);
		uint32_t handler, target;

		if (pc - start >= len) {
			vm_varint_skip(&p);
			vm_varint_skip(&p);
			continue;
		}
		handler = vm_varint_read(&p);
		target = vm_varint_read(&p);
		if (handler == 0 && found->handled < 0) {
			found->handled = (int16_t)target;
		} else if (handler != 0 && found->offset < 0) {
			found->offset = (int32_t)handler;
			found->target = (uint16_t)target;
		}
	}
}

/* Places that raise often do it again. */
static void
find_handlers(struct vm *vm, const struct vm_code *code, uint32_t pc,
    struct vm_handlers *found)
{
#if VM_QUICK_CASES
	uintptr_t at = (uintptr_t)(vm_code_bytes(code) + pc);
	struct vm_handlers *cached =
	    &vm->handler_cache[at & (vm->handler_cache_size - 1)];

	if (cached->at != vm_code_bytes(code) + pc)
		read_handlers(code, pc, cached);
	*found = *cached;
#else
	(void)vm;
	read_handlers(code, pc, found);
#endif
}

/* The exception of the except clause that runs in this frame. */
static vm_value
handled_by(const struct vm_frame *frame, const struct vm_handlers *handlers)
{
	vm_value v =
	    handlers->handled < 0 ? VM_UNDEF : frame->base[handlers->handled];

	return vm_is_exception(v) ? v : VM_UNDEF;
}

static vm_value
handled_in(struct vm *vm, const struct vm_frame *frame)
{
	const struct vm_code *code = frame->function->code;
	uint32_t pc = (uint32_t)(frame->pc - vm_code_bytes(code));
	struct vm_handlers handlers;

	find_handlers(vm, code, pc - (pc > 0), &handlers);
	return handled_by(frame, &handlers);
}

vm_value
vm_handled_exception(struct vm *vm)
{
	vm_value exception = VM_UNDEF;

	for (const struct vm_frame *frame = vm->frame;
	     frame != NULL && exception == VM_UNDEF; frame = frame->previous)
		exception = handled_in(vm, frame);
	return exception;
}

/* Leaves the innermost frame with an exception. 1: an interpreter ends;
 * 0: the caller goes on (iteration ended); -1: on to the caller. */
static int
leave_frame(struct vm *vm, vm_value exception)
{
	struct vm_frame *frame = vm->frame;
	unsigned kind = frame->how & VM_FRAME_KIND;

	if (frame->how & VM_FRAME_GENERATOR) {
		vm_frame_generator(frame)->state = VM_GENERATOR_DONE;
		vm_frame_generator(frame)->register_count = 0;
	}
	vm_frame_pop(vm);
	if (kind == VM_FRAME_ENTRY)
		return 1;
	if (kind != VM_FRAME_FOR && kind != VM_FRAME_FOR_WIDE)
		return -1;
	if (!vm_exception_is(exception, &vm_type_StopIteration))
		return -1;
	return 0;
}

vm_value
vm_generator_exception(struct vm *vm, vm_value exception)
{
	vm_value text;

	if (!vm_exception_is(exception, &vm_type_StopIteration))
		return exception;
	text = vm_str_from(vm, "generator raised StopIteration");
	return vm_exception_new(vm, &vm_type_RuntimeError, 1, &text);
}

bool
vm_unwind(struct vm *vm, vm_value *thrown, bool again)
{
	vm_value exception = *thrown;

	for (;;) {
		struct vm_frame *frame = vm->frame;
		struct vm_code *code = frame->function->code;
		uint32_t pc = (uint32_t)(frame->pc - vm_code_bytes(code));
		struct vm_handlers handlers;
		int left;

		/* A handler may come again to what it handles, for ever. */
		vm_poll_work(vm, 1);
		pc -= pc > 0;
		find_handlers(vm, code, pc, &handlers);
		if (!again) {
			vm_exception_add_trace(vm, exception, code, pc);
			vm_exception_set_context(vm, exception,
			    handled_by(frame, &handlers));
		}
		again = false;
		if (handlers.offset >= 0 && vm->budget_over < 2) {
			frame->base[handlers.target] = exception;
			frame->pc = vm_code_bytes(code) + handlers.offset;
			return true;
		}
		if (frame->how & VM_FRAME_GENERATOR)
			*thrown = exception =
			    vm_generator_exception(vm, exception);
		left = leave_frame(vm, exception);
		if (left >= 0)
			return left == 0;
	}
}

void
vm_op_raise(struct vm *vm, vm_value exception, bool again)
{
	if (!vm_is_exception(exception))
		vm_raise_type_error(vm,
		    "exceptions must derive from BaseException");
	if (vm_unwind(vm, &exception, again))
		return;
	vm->landing = vm->landing->previous;
	vm_raise(vm, exception);
}
