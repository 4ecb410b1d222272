/* SPDX-License-Identifier: MIT */
/*
 * The interpreter loop. Each instruction has a narrow and a wide decoding
 * that join the same body; the fast cases are inline, everything else is a
 * call. frame->pc is stored before anything that can raise.
 */
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/exception.h"
#include "../object/float_value.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/module.h"
#include "../object/range.h"
#include "../object/set.h"
#include "../object/str.h"
#include "../object/bytes.h"
#include "../modules/modules.h"
#include "attr.h"
#include "attr_cache.h"
#include "call.h"
#include "heap.h"
#include "interp.h"
#include "ops.h"
#include "raise.h"
#include "state.h"

#define INT_UNIT ((vm_value)1 << VM_INT_SHIFT)

#if VM_COMPUTED_GOTO
#define NARROW(name) L_##name:
#define WIDEN(name)  W_##name:
#define NEXT	     goto *narrow[*pc]
#else
#define NARROW(name) case VM_BC_##name:
#define WIDEN(name)  case 256 + VM_BC_##name:
#define NEXT	     goto dispatch
#endif

#define IMM8(i)	 ((int8_t)pc[i])
#define IMM16(i) ((int16_t)(uint16_t)(pc[i] | pc[(i) + 1] << 8))

/* Instruction heads: wide decoding, narrow decoding, then the body. */
#define HEAD(name, wide, plain)                                                \
	WIDEN(name)                                                            \
	wide goto B_##name;                                                    \
	NARROW(name)                                                           \
	plain B_##name:
#define OP_0(name)                                                             \
	WIDEN(name)                                                            \
	NARROW(name)                                                           \
	pc += 1;
#define OP_A(name)                                                             \
	WIDEN(name)                                                            \
	NARROW(name)                                                           \
	a = pc[1];                                                             \
	pc += 2;
#define OP_AB(name)                                                            \
	HEAD(                                                                  \
	    name, a = pc[2]; bb = pc[3]; pc += 4;                              \
	    , a = pc[1] & 15u; bb = pc[1] >> 4; pc += 2;)
#define OP_ABC(name)                                                           \
	HEAD(                                                                  \
	    name, a = pc[2]; bb = pc[3];                                       \
	    c = (unsigned)(pc[4] | pc[5] << 8); pc += 6;                       \
	    , a = pc[1] & 15u; bb = pc[1] >> 4; c = pc[2]; pc += 3;)
#define OP_ABI(name)                                                           \
	HEAD(                                                                  \
	    name, a = pc[2]; bb = pc[3]; i = IMM16(4); pc += 6;                \
	    , a = pc[1] & 15u; bb = pc[1] >> 4; i = IMM8(2); pc += 3;)
#define OP_ABJ OP_ABI
/* The immediate operand B goes to c, as a signed integer. */
#define OP_AIJ(name)                                                           \
	HEAD(                                                                  \
	    name, a = pc[2]; y = VM_INT(IMM8(3)); i = IMM16(4); pc += 6;       \
	    , a = pc[1] & 15u; y = VM_INT(pc[1] >> 4); i = IMM8(2); pc += 3;)
#define OP_AI(name)                                                            \
	HEAD(                                                                  \
	    name, a = pc[2]; i = IMM16(3); pc += 5;                            \
	    , a = pc[1]; i = IMM8(2); pc += 3;)
#define OP_AJ OP_AI
#define OP_AK(name)                                                            \
	HEAD(                                                                  \
	    name, a = pc[2]; c = (unsigned)(pc[3] | pc[4] << 8); pc += 5;      \
	    , a = pc[1]; c = pc[2]; pc += 3;)
#define OP_J(name)                                                             \
	HEAD(                                                                  \
	    name, i = (int32_t)((uint32_t)pc[2] | (uint32_t)pc[3] << 8 |       \
		(uint32_t)pc[4] << 16 | (uint32_t)pc[5] << 24);                \
	    pc += 6;                                                           \
	    , i = IMM16(1); pc += 3;)

#define SAVE() (frame->pc = pc)
#define LOAD_FRAME()                                                           \
	do {                                                                   \
		frame = vm->frame;                                             \
		b = frame->base;                                               \
		pc = frame->pc;                                                \
		k = frame->function->code->unit->k;                            \
	} while (0)

#define POLL()                                                                 \
	do {                                                                   \
		if (VM_UNLIKELY(--vm->poll_count == 0)) {                      \
			SAVE();                                                \
			vm_poll_slow(vm);                                      \
		}                                                              \
	} while (0)

#define JUMP_IF(condition)                                                     \
	do {                                                                   \
		if (condition) {                                               \
			pc += i;                                               \
			if (i < 0)                                             \
				POLL();                                        \
		}                                                              \
		NEXT;                                                          \
	} while (0)

#if VM_HAS_FLOAT
#define IF_FLOATS(statement)                                                   \
	else if (vm_is_inline_float(x) && vm_is_inline_float(y))               \
	{                                                                      \
		statement;                                                     \
	}
#define FLOAT(v) vm_inline_float_value(v)
#else
#define IF_FLOATS(statement)
#endif

#define SLOW_ARITH(op)                                                         \
	SAVE();                                                                \
	x = vm_binary_op(vm, (op), x, y);                                      \
	b[a] = x;                                                              \
	NEXT;

#define ADD_INT ((intptr_t)x, (intptr_t)(y - 1), &r)
#define SUB_INT ((intptr_t)x, (intptr_t)(y - 1), &r)

#define BODY_ADD(op)                                                           \
	if (VM_LIKELY(vm_both_int(x, y))) {                                    \
		if (VM_LIKELY(!__builtin_add_overflow ADD_INT)) {              \
			b[a] = (vm_value)r;                                    \
			NEXT;                                                  \
		}                                                              \
	}                                                                      \
	IF_FLOATS(b[a] = vm_new_float(vm, FLOAT(x) + FLOAT(y)); NEXT)          \
	SLOW_ARITH(op)
#define BODY_SUB(op)                                                           \
	if (VM_LIKELY(vm_both_int(x, y))) {                                    \
		if (VM_LIKELY(!__builtin_sub_overflow SUB_INT)) {              \
			b[a] = (vm_value)r;                                    \
			NEXT;                                                  \
		}                                                              \
	}                                                                      \
	IF_FLOATS(b[a] = vm_new_float(vm, FLOAT(x) - FLOAT(y)); NEXT)          \
	SLOW_ARITH(op)
#define BODY_MUL(op)                                                           \
	if (VM_LIKELY(vm_both_int(x, y))) {                                    \
		if (VM_LIKELY(!__builtin_mul_overflow(                         \
			(intptr_t)(x - 1), vm_int_value(y), &r))) {            \
			b[a] = (vm_value)r | 1u;                               \
			NEXT;                                                  \
		}                                                              \
	}                                                                      \
	IF_FLOATS(b[a] = vm_new_float(vm, FLOAT(x) * FLOAT(y)); NEXT)          \
	SLOW_ARITH(op)
#define BODY_DIV(op)                                                           \
	if (0) {                                                               \
	}                                                                      \
	IF_FLOATS(if (FLOAT(y) != 0) {                                         \
		b[a] = vm_new_float(vm, FLOAT(x) / FLOAT(y));                  \
		NEXT;                                                          \
	})                                                                     \
	SLOW_ARITH(op)
#define BODY_FDIV(op)                                                          \
	if (vm_both_int(x, y) && y != VM_INT(0)) {                             \
		b[a] = vm_new_int(vm, floor_div(x, y));                        \
		NEXT;                                                          \
	}                                                                      \
	SLOW_ARITH(op)
#define BODY_MOD(op)                                                           \
	if (vm_both_int(x, y) && y != VM_INT(0)) {                             \
		b[a] = VM_INT(floor_mod(x, y));                                \
		NEXT;                                                          \
	}                                                                      \
	SLOW_ARITH(op)
#define BODY_AND(op)                                                           \
	if (VM_LIKELY(vm_both_int(x, y))) {                                    \
		b[a] = x & y;                                                  \
		NEXT;                                                          \
	}                                                                      \
	SLOW_ARITH(op)
#define BODY_OR(op)                                                            \
	if (VM_LIKELY(vm_both_int(x, y))) {                                    \
		b[a] = x | y;                                                  \
		NEXT;                                                          \
	}                                                                      \
	SLOW_ARITH(op)
#define BODY_XOR(op)                                                           \
	if (VM_LIKELY(vm_both_int(x, y))) {                                    \
		b[a] = (x ^ y) | 1u;                                           \
		NEXT;                                                          \
	}                                                                      \
	SLOW_ARITH(op)
#define BODY_SHL(op)                                                           \
	if (VM_LIKELY(vm_both_int(x, y)) && shift_left(x, y, &r)) {            \
		b[a] = (vm_value)r;                                            \
		NEXT;                                                          \
	}                                                                      \
	SLOW_ARITH(op)
#define BODY_SHR(op)                                                           \
	if (VM_LIKELY(vm_both_int(x, y)) && (intptr_t)y >= 0) {                \
		r = vm_int_value(y);                                           \
		r = r > VM_WORD_BITS - 1 ? VM_WORD_BITS - 1 : r;               \
		b[a] = VM_INT(vm_int_value(x) >> r);                           \
		NEXT;                                                          \
	}                                                                      \
	SLOW_ARITH(op)
#define BODY_POW(op)	SLOW_ARITH(op)
#define BODY_MATMUL(op) SLOW_ARITH(op)

#define VM_WORD_BITS ((intptr_t)(sizeof(intptr_t) * 8))

#define ARITH(name)                                                            \
	OP_ABC(name) x = b[bb];                                                \
	y = b[c];                                                              \
	BODY_##name(VM_OP_##name)                                              \
	OP_ABC(I##name) x = b[bb];                                             \
	y = b[c];                                                              \
	BODY_##name(VM_OP_INPLACE + VM_OP_##name)
#define ARITH_I(name, base, op)                                                \
	OP_ABI(name) x = b[bb];                                                \
	y = VM_INT(i);                                                         \
	BODY_##base(op)
#define ARITH_K(name, base)                                                    \
	OP_ABC(name) x = b[bb];                                                \
	y = k[c];                                                              \
	BODY_##base(VM_OP_##base)

#if VM_HAS_FLOAT
#define COMPARE(x, y, sign, op)                                                \
	(VM_LIKELY(vm_both_int(x, y)) ? (intptr_t)(x) sign (intptr_t)(y) :    \
		vm_is_inline_float(x) && vm_is_inline_float(y) ?               \
					FLOAT(x) sign FLOAT(y) :               \
					(SAVE(), vm_compare_true(vm, op, x, y)))
#else
#define COMPARE(x, y, sign, op)                                                \
	(VM_LIKELY(vm_both_int(x, y)) ? (intptr_t)(x) sign (intptr_t)(y) :    \
					(SAVE(), vm_compare_true(vm, op, x, y)))
#endif

#define COMPARE_VALUE(name, sign)                                              \
	OP_ABC(name) x = b[bb];                                                \
	y = b[c];                                                              \
	if (VM_LIKELY(vm_both_int(x, y))) {                                    \
		b[a] = vm_new_bool((intptr_t)x sign (intptr_t)y);              \
		NEXT;                                                          \
	}                                                                      \
	SAVE();                                                                \
	x = vm_compare(vm, VM_OP_##name, x, y);                                \
	b[a] = x;                                                              \
	NEXT;
#define COMPARE_JUMP(name, sign, op)                                           \
	OP_ABJ(J##name) x = b[a];                                              \
	y = b[bb];                                                             \
	JUMP_IF(COMPARE(x, y, sign, VM_OP_##op));                              \
	OP_AIJ(J##name##I) x = b[a];                                           \
	JUMP_IF(COMPARE(x, y, sign, VM_OP_##op));
#define COMPARE_JUMP_NOT(name, sign, op)                                       \
	OP_ABJ(JN##name) x = b[a];                                             \
	y = b[bb];                                                             \
	JUMP_IF(!(COMPARE(x, y, sign, VM_OP_##op)));                           \
	OP_AIJ(JN##name##I) x = b[a];                                          \
	JUMP_IF(!(COMPARE(x, y, sign, VM_OP_##op)));

static inline intptr_t
floor_div(vm_value x, vm_value y)
{
	intptr_t n = vm_int_value(x);
	intptr_t d = vm_int_value(y);
	intptr_t q = n / d;

	return q - (n % d != 0 && (n < 0) != (d < 0));
}

static inline intptr_t
floor_mod(vm_value x, vm_value y)
{
	intptr_t n = vm_int_value(x);
	intptr_t d = vm_int_value(y);
	intptr_t m = n % d;

	return m != 0 && (m < 0) != (d < 0) ? m + d : m;
}

static inline bool
shift_left(vm_value x, vm_value y, intptr_t *r)
{
	intptr_t n = vm_int_value(x);
	intptr_t count = vm_int_value(y);
	intptr_t shifted;

	if (count < 0 || count >= VM_WORD_BITS - VM_INT_SHIFT)
		return false;
	shifted = (intptr_t)((uintptr_t)n << count);
	if (shifted >> count != n || !vm_int_fits(shifted))
		return false;
	*r = (intptr_t)VM_INT(shifted);
	return true;
}

static inline bool
is_true(struct vm *vm, vm_value v)
{
	if (v == VM_TRUE)
		return true;
	if (v == VM_FALSE || v == VM_NONE)
		return false;
	if (vm_is_int(v))
		return v != VM_INT(0);
	return vm_truth(vm, v);
}

/* An item of a list or tuple by a small index, or VM_UNDEF. */
static inline vm_value
quick_item(vm_value object, intptr_t index)
{
	struct vm_list *list = (struct vm_list *)object;
	struct vm_tuple *tuple = (struct vm_tuple *)object;

	if (vm_is(object, VM_TID_LIST)) {
		index += index < 0 ? (intptr_t)list->len : 0;
		return (size_t)index < list->len ? list->items[index] :
						   VM_UNDEF;
	}
	if (vm_is(object, VM_TID_TUPLE)) {
		index += index < 0 ? (intptr_t)tuple->len : 0;
		return (size_t)index < tuple->len ? tuple->items[index] :
						    VM_UNDEF;
	}
	if (vm_is(object, VM_TID_BYTEARRAY)) {
		struct vm_bytearray *array = (struct vm_bytearray *)object;

		return (size_t)index < array->len ?
		    VM_INT(array->data[index]) :
		    VM_UNDEF;
	}
	return VM_UNDEF;
}

static inline bool
quick_store(vm_value object, intptr_t index, vm_value value)
{
	struct vm_list *list = (struct vm_list *)object;

	if (vm_is(object, VM_TID_LIST)) {
		index += index < 0 ? (intptr_t)list->len : 0;
		if ((size_t)index >= list->len)
			return false;
		list->items[index] = value;
		return true;
	}
	if (vm_is(object, VM_TID_BYTEARRAY) && vm_is_int(value)) {
		struct vm_bytearray *array = (struct vm_bytearray *)object;

		if ((size_t)index >= array->len ||
		    (size_t)vm_int_value(value) > 255)
			return false;
		array->data[index] = (uint8_t)vm_int_value(value);
		return true;
	}
	return false;
}

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
	entry = cached_attr(vm, VM_PTR(instance->class), name);
	if (VM_UNLIKELY(entry == NULL))
		return VM_UNDEF;
	if (VM_LIKELY((uintptr_t)entry->slot < instance->slot_count))
		return instance->slots[entry->slot];
	return entry->slot == VM_ATTR_VALUE ? entry->value : VM_UNDEF;
}

static inline bool
quick_method(
    struct vm *vm, vm_value object, vm_value name, vm_value *window)
{
	struct vm_attr_cache_entry *entry;
	vm_value type;
	enum vm_tid tid;

	if (VM_UNLIKELY(!vm_is_object(object)))
		return false;
	tid = vm_object_tid(vm_object(object));
	type = tid == VM_TID_INSTANCE ?
	    VM_PTR(((struct vm_instance *)object)->class) :
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
quick_store_attr(
    struct vm *vm, vm_value object, vm_value name, vm_value value)
{
	struct vm_instance *instance = (struct vm_instance *)object;
	struct vm_attr_cache_entry *entry;

	if (!vm_is(object, VM_TID_INSTANCE))
		return false;
	entry = cached_attr(vm, VM_PTR(instance->class), name);
	if (VM_UNLIKELY(entry == NULL) ||
	    (uintptr_t)entry->slot >= instance->slot_count ||
	    (instance->class->flags & VM_CLASS_HAS_SETATTR))
		return false;
	VM_SETREF(vm, instance, slots[entry->slot], value);
	return true;
}

/* A global or builtin through the unit's hints, or VM_UNDEF. */
static inline vm_value
quick_global(struct vm *vm, const struct vm_function *function,
    const vm_value *k, unsigned index)
{
	struct vm_unit *unit = function->code->unit;
	struct vm_dict *globals = vm_dict(function->globals);
	unsigned hint;

	if (VM_UNLIKELY(unit->hints == NULL))
		return VM_UNDEF;
	hint = unit->hints[index];
	if (VM_LIKELY(hint - 1u < globals->used)) {
		struct vm_dict_entry *entry = &globals->entries[hint - 1u];

		return VM_LIKELY(entry->key == k[index]) ? entry->value :
							   VM_UNDEF;
	}
	if (hint >= 0x8000u && unit->hint_epoch == vm->name_epoch &&
	    unit->hint_globals == function->globals)
		return vm_module_builtins.members[hint & 0x7fffu].value;
	return VM_UNDEF;
}

/* ---- yields and returns ------------------------------------------------ */

/* Puts the item of a FOR behind which the frame's pc stands. */
static void
deliver_to_for(struct vm_frame *frame, unsigned kind, vm_value item)
{
	const uint8_t *pc = frame->pc;

	if (kind == VM_FRAME_FOR) {
		frame->base[pc[-2] >> 4] = item;
		frame->pc = pc + (int8_t)pc[-1];
	} else {
		frame->base[pc[-3]] = item;
		frame->pc = pc +
		    (int16_t)(uint16_t)(pc[-2] | pc[-1] << 8);
	}
}

/* Suspends the innermost generator. True: its interpreter returns item. */
static bool
yield_item(struct vm *vm, vm_value item, unsigned state)
{
	for (;;) {
		struct vm_frame *frame = vm->frame;
		struct vm_generator *generator = vm_frame_generator(frame);
		unsigned kind = frame->how & VM_FRAME_KIND;

		generator->pc = frame->pc;
		generator->state = (uint16_t)state;
		vm_frame_pop(vm);
		if (kind == VM_FRAME_ENTRY)
			return true;
		frame = vm->frame;
		if (kind != VM_FRAME_YIELD_FROM) {
			deliver_to_for(frame, kind, item);
			return false;
		}
		frame->pc -= 2;
		state = VM_GENERATOR_DELEGATING;
	}
}

/* Leaves a frame that is not a plain call. True: the interpreter returns
 * *result. */
static VM_NOINLINE bool
return_special(struct vm *vm, vm_value *result)
{
	struct vm_frame *frame = vm->frame;
	unsigned kind = frame->how & VM_FRAME_KIND;
	bool generator = frame->how & VM_FRAME_GENERATOR;
	unsigned target = frame->target;

	if (generator) {
		vm_frame_generator(frame)->state = VM_GENERATOR_DONE;
		vm_frame_generator(frame)->register_count = 0;
	}
	vm_frame_pop(vm);
	if (kind == VM_FRAME_ENTRY) {
		vm->stop_value = generator ? *result : VM_NONE;
		*result = generator ? VM_STOP : *result;
		return true;
	}
	frame = vm->frame;
	if (kind == VM_FRAME_CALL)
		frame->base[target] = *result;
	else if (kind == VM_FRAME_INIT && *result != VM_NONE)
		vm_raise_type_error(vm,
		    "__init__() should return None, not '%t'", *result);
	else if (kind == VM_FRAME_YIELD_FROM)
		frame->base[frame->pc[-1]] = *result;
	else if (kind != VM_FRAME_INIT && !generator)
		deliver_to_for(frame, kind, *result);
	return false;
}

/* One step of FOR that may enter a frame. */
enum for_step { FOR_ITEM, FOR_END, FOR_ENTERED };

static enum for_step
for_slow(struct vm *vm, vm_value *state, unsigned kind, vm_value *item)
{
	vm_value iterator = state[0];
	vm_value method[2];
	vm_value out;

	if (vm_is(iterator, VM_TID_GENERATOR)) {
		if (!vm_generator_enter(
			vm, (struct vm_generator *)iterator, VM_NONE))
			return FOR_END;
		vm->frame->how |= (uint16_t)kind;
		return FOR_ENTERED;
	}
	method[0] = vm_is(iterator, VM_TID_INSTANCE) ?
	    vm_special_method(vm, iterator, VM_NAME(__next__)) :
	    VM_UNDEF;
	if (vm_is(method[0], VM_TID_FUNCTION)) {
		if (vm_call_begin(
			vm, method[0], iterator, 0, 0, NULL, &out)) {
			vm->frame->how |= (uint16_t)kind;
			return FOR_ENTERED;
		}
		*item = out;
		return FOR_ITEM;
	}
	*item = vm_op_iter_next(vm, state);
	return *item == VM_STOP ? FOR_END : FOR_ITEM;
}

/* One round of YFROM. True: a frame was entered or its window holds the
 * result; false: *item is to be yielded. */
static bool
yield_from_step(struct vm *vm, vm_value *window, vm_value *item)
{
	vm_value iterator = window[0];
	vm_value sent = window[1];

	if (vm_is(iterator, VM_TID_GENERATOR) ||
	    vm_is(iterator, VM_TID_COROUTINE)) {
		if (vm_generator_enter(
			vm, (struct vm_generator *)iterator, sent)) {
			vm->frame->how |= VM_FRAME_YIELD_FROM;
			return true;
		}
		window[0] = VM_NONE;
		return true;
	}
	vm->stop_value = VM_NONE;
	if (sent == VM_NONE)
		*item = vm_next(vm, iterator);
	else
		*item = vm_call_method(vm, iterator, VM_NAME(send), 1, &sent);
	if (*item != VM_STOP)
		return false;
	window[0] = vm->stop_value;
	return true;
}

static vm_value run(struct vm *vm);

vm_value
vm_interpret(struct vm *vm, vm_value exception)
{
	struct vm_landing landing;
	vm_value result;

	landing.previous = vm->landing;
	landing.frame = vm->frame;
	landing.repr_count = vm->repr_count;
	landing.exception = exception;
	vm->landing = &landing;
	if (setjmp(landing.state) != 0)
		vm->repr_count = landing.repr_count;
	if (landing.exception != VM_UNDEF &&
	    !vm_unwind(vm, &landing.exception, false)) {
		vm->landing = landing.previous;
		vm_raise(vm, landing.exception);
	}
	landing.exception = VM_UNDEF;
	result = run(vm);
	vm->landing = landing.previous;
	return result;
}

static VM_NOINLINE void
raise_here(struct vm *vm, vm_value exception, bool again)
{
	if (vm_unwind(vm, &exception, again))
		return;
	vm->landing = vm->landing->previous;
	vm_raise(vm, exception);
}

#include "interp_loop.h"
