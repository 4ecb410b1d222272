/* SPDX-License-Identifier: MIT */
/*
 * The interpreter loop. Each instruction has a narrow and a wide decoding
 * that join the same body; the fast cases are inline, everything else is a
 * call. frame->pc is stored before anything that can raise.
 */
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/exception.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/range.h"
#include "../object/set.h"
#include "../object/str.h"
#include "attr.h"
#include "call.h"
#include "interp.h"
#include "interp_arith.h"
#include "interp_attr.h"
#include "interp_compare.h"
#include "interp_end.h"
#include "interp_generator.h"
#include "interp_quick.h"
#include "ops.h"
#include "raise.h"
#include "state.h"
#include "viper.h"

static vm_value run(struct vm *vm);

vm_value
vm_interpret(struct vm *vm, vm_value exception)
{
	struct vm_landing landing;
	vm_value result;

	landing.previous = vm->landing;
	landing.frame = vm->frame;
	landing.exception = exception;
	vm->landing = &landing;
	(void)setjmp(landing.state);
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

/* clang-format off */
static vm_value
run(struct vm *vm)
{
#if VM_DISPATCH == VM_DISPATCH_GOTO
	static const void *const narrow[] = {
#define X(name, form) &&L_##name,
#include "opcodes.def"
#undef X
	};
#if !VM_SHARED_ENDS
	static const void *const wide[] = {
#define X(name, form) &&W_##name,
#include "opcodes.def"
#undef X
	};
#endif
	const void *const *table = narrow;
#endif
	struct vm_frame *frame;
	vm_value *b;
	vm_value *state;
	vm_value *args;
	const vm_value *k;
	const uint8_t *pc;
	vm_value x, y;
	unsigned a, bb, c;
	intptr_t i, r;

	LOAD_FRAME();
#if VM_DISPATCH == VM_DISPATCH_GOTO
	KEEP_IN_REGISTER(table);
	NEXT;
#if VM_SHARED_ENDS
	L_WIDE:
	y = 0;
	goto decode;
#else
	W_WIDE:
	W_FAR:
	L_WIDE:
	goto *wide[pc[1]];
#endif
	L_FAR:
#else
dispatch:
	c = *pc;
	if (c == VM_BC_WIDE)
		c = 256u + pc[1];
	switch (c) {
	case VM_BC_FAR:
#endif
	B_WIDE:
	B_FAR:
	y = pc[1];
	pc += 2;
#if VM_SHARED_ENDS
decode:
#endif
	x = pc[1];
	c = 0;
	i = r = 0;
	DECODE_WIDE();
	switch (x) {
#define X(name, form)                                                          \
	case VM_BC_##name:                                                     \
		goto B_##name;
#include "opcodes.def"
#undef X
	default: /* not in a verified unit */
		return VM_UNDEF;
	}

	/* moves */
	OP_AB(MOVE)
	b[a] = b[bb];
	NEXT;
	OP_AI(LOADI)
	b[a] = VM_INT(i);
	NEXT;
	OP_AK(LOADK)
	b[a] = k[c];
	NEXT;
	OP_A(LOADNONE)
	b[a] = VM_NONE;
	NEXT;
	OP_A(LOADTRUE)
	b[a] = VM_TRUE;
	NEXT;
	OP_A(LOADFALSE)
	b[a] = VM_FALSE;
	NEXT;
	OP_A(LOADUNDEF)
	b[a] = VM_UNDEF;
	NEXT;
	OP_AK(CHKLOCAL)
	if (VM_LIKELY(b[a] != VM_UNDEF))
		NEXT;
unbound:
	SAVE();
	vm_raise_unbound(vm);
	OP_AK(DELLOCAL)
	if (VM_UNLIKELY(b[a] == VM_UNDEF))
		goto unbound;
	b[a] = VM_UNDEF;
	NEXT;
	OP_A(MKCELL)
	SLOW_RESULT(vm_cell_new(vm, b[a]));
	OP_ABC(LOADCELL)
	x = ((struct vm_cell *)b[bb])->value;
	if (VM_UNLIKELY(x == VM_UNDEF))
		goto unbound;
	b[a] = x;
	NEXT;
	OP_AB(STORECELL)
	VM_SETREF(vm, (struct vm_cell *)b[a], value, b[bb]);
	NEXT;
	OP_ABC(LOADFREE)
	x = frame->function->extra[bb];
	x = ((struct vm_cell *)x)->value;
	if (VM_UNLIKELY(x == VM_UNDEF))
		goto unbound;
	b[a] = x;
	NEXT;
	OP_AB(STOREFREE)
	x = frame->function->extra[a];
	VM_SETREF(vm, (struct vm_cell *)x, value, b[bb]);
	NEXT;
	OP_AB(GETFREE)
	b[a] = frame->function->extra[bb];
	NEXT;

	/* names and attributes */
	OP_AK(GETG)
	x = quick_global(vm, frame->function, k, c);
	if (VM_UNLIKELY(x == VM_UNDEF)) {
		SAVE();
		x = vm_op_load_global(vm, frame->function, c, k[c]);
	}
	b[a] = x;
	NEXT;
	OP_AK(SETG)
	SAVE();
	vm_op_store_global(vm, frame->function, c, k[c], b[a]);
	SLOW_NEXT;
	OP_AK(DELG)
	SAVE();
	vm_op_delete_name(vm, frame->function->globals, k[c]);
	SLOW_NEXT;
	OP_AK(GETN)
	SLOW_RESULT(vm_op_load_name(vm, b[0], frame->function->globals, k[c]));
	OP_AK(SETN)
	SAVE();
	vm_setitem_name(vm, b[0], k[c], b[a]);
	SLOW_NEXT;
	OP_AK(DELN)
	SAVE();
	vm_op_delete_name(vm, b[0], k[c]);
	SLOW_NEXT;
	OP_ABC(GETA)
	y = b[bb];
	x = quick_attr(vm, y, k[c]);
	if (VM_UNLIKELY(x == VM_UNDEF)) {
		SAVE();
		x = vm_load_attr(vm, y, k[c]);
	}
	b[a] = x;
	NEXT;
	OP_ABC(SETA)
	x = b[bb];
	if (!quick_store_attr(vm, x, k[c], b[a])) {
		SAVE();
		vm_store_attr(vm, x, k[c], b[a]);
	}
	NEXT;
	OP_ABC(DELA)
	SAVE();
	vm_delete_attr(vm, b[bb], k[c]);
	SLOW_NEXT;
	OP_ABC(LDM)
	y = b[bb];
	if (VM_UNLIKELY(!quick_method(vm, y, k[c], &b[a]))) {
		vm_value method[2];

		SAVE();
		vm_load_method(vm, y, k[c], method);
		b[a] = method[0];
		b[a + 1] = method[1];
	}
	NEXT;
	OP_AK(LDSUPER)
	SAVE();
	vm_op_load_super(vm, &b[a], k[c]);
	SLOW_NEXT;

	/* arithmetic */
	ARITH(ADD)
	ARITH(SUB)
	ARITH(MUL)
	ARITH_SHARED(DIV)
	ARITH_SHARED(FDIV)
	ARITH_SHARED(MOD)
	ARITH_SHARED(POW)
	ARITH(AND)
	ARITH(OR)
	ARITH(XOR)
	ARITH_SHARED(SHL)
	ARITH_SHARED(SHR)
	ARITH_SHARED(MATMUL)
	ADD_IMMEDIATE(ADDI, add, VM_OP_ADD)
	ADD_IMMEDIATE(SUBI, sub, VM_OP_SUB)
	MUL_IMMEDIATE(MULI, VM_OP_MUL)
	ARITH_I_SHARED(FDIVI, FDIV, VM_OP_FDIV)
	ARITH_I_SHARED(MODI, MOD, VM_OP_MOD)
	ARITH_I(ANDI, AND, VM_OP_AND)
	ARITH_I_SHARED(SHLI, SHL, VM_OP_SHL)
	ARITH_I_SHARED(SHRI, SHR, VM_OP_SHR)
	ADD_IMMEDIATE(IADDI, add, VM_OP_INPLACE + VM_OP_ADD)
	ADD_IMMEDIATE(ISUBI, sub, VM_OP_INPLACE + VM_OP_SUB)
	ARITH_K(ADDK, ADD)
	ARITH_K(SUBK, SUB)
	ARITH_K(MULK, MUL)
	ARITH_K(DIVK, DIV)
	ARITH_K(ANDK, AND)
	OP_AB(NEG)
	SLOW_RESULT(vm_unary_op(vm, VM_OP_NEG, b[bb]));
	OP_AB(POS)
	SLOW_RESULT(vm_unary_op(vm, VM_OP_POS, b[bb]));
	OP_AB(INVERT)
	SLOW_RESULT(vm_unary_op(vm, VM_OP_INVERT, b[bb]));
	OP_AB(NOT)
	SAVE();
	b[a] = vm_new_bool(!is_true(vm, b[bb]));
	SLOW_NEXT;

	/* comparisons */
	COMPARE_VALUE(EQ, ==)
	COMPARE_VALUE(NE, !=)
	COMPARE_VALUE(LT, <)
	COMPARE_VALUE(LE, <=)
	COMPARE_VALUE(GT, >)
	COMPARE_VALUE(GE, >=)
	OP_ABC(IS)
	b[a] = vm_new_bool(b[bb] == b[c]);
	NEXT;
	OP_ABC(ISNOT)
	b[a] = vm_new_bool(b[bb] != b[c]);
	NEXT;
	OP_ABC(IN)
	SAVE();
	b[a] = vm_new_bool(vm_contains(vm, b[c], b[bb]));
	SLOW_NEXT;
	OP_ABC(NOTIN)
	SAVE();
	b[a] = vm_new_bool(!vm_contains(vm, b[c], b[bb]));
	SLOW_NEXT;
	COMPARE_JUMP(EQ, ==, EQ)
	COMPARE_JUMP(NE, !=, NE)
	COMPARE_JUMP(LT, <, LT)
	COMPARE_JUMP(LE, <=, LE)
	COMPARE_JUMP(GT, >, GT)
	COMPARE_JUMP(GE, >=, GE)
	COMPARE_JUMP_NOT(LT, <, LT)
	COMPARE_JUMP_NOT(LE, <=, LE)
	COMPARE_JUMP_NOT(GT, >, GT)
	COMPARE_JUMP_NOT(GE, >=, GE)
	OP_ABJ(JIS)
	JUMP_IF(b[a] == b[bb]);
	OP_ABJ(JISNOT)
	JUMP_IF(b[a] != b[bb]);
	OP_ABJ(JIN)
	SAVE();
	JUMP_IF(vm_contains(vm, b[bb], b[a]));
	OP_ABJ(JNOTIN)
	SAVE();
	JUMP_IF(!vm_contains(vm, b[bb], b[a]));
	OP_AJ(JT)
	x = b[a];
	if (x == VM_FALSE)
		NEXT;
	SAVE();
	JUMP_IF(is_true(vm, x));
	OP_AJ(JF)
	x = b[a];
	if (x == VM_TRUE)
		NEXT;
	SAVE();
	JUMP_IF(!is_true(vm, x));
	BIT_JUMP(JBIT, true)
	BIT_JUMP(JNBIT, false)
	OP_AJ(JNONE)
	JUMP_IF(b[a] == VM_NONE);
	OP_AJ(JNOTNONE)
	JUMP_IF(b[a] != VM_NONE);
	OP_AJ(JUNDEF)
	JUMP_IF(b[a] == VM_UNDEF);
	OP_J(JMP)
#if VM_SHARED_ENDS
jump:
#endif
	JUMP_HERE();

	/* containers */
	OP_ABC(GETI)
	x = b[bb];
	y = b[c];
	r = (intptr_t)(VM_LIKELY(vm_is_int(y)) ?
		quick_item(x, vm_int_value(y)) :
		VM_UNDEF);
	if (VM_UNLIKELY(r == 0)) {
		SAVE();
		r = (intptr_t)vm_getitem(vm, x, y);
	}
	b[a] = (vm_value)r;
	NEXT;
	OP_ABI(GETII)
	x = b[bb];
	y = quick_item(x, i);
	if (VM_UNLIKELY(y == VM_UNDEF)) {
		SAVE();
		y = vm_getitem(vm, x, VM_INT(i));
	}
	b[a] = y;
	NEXT;
	OP_ABC(SETI)
	x = b[bb];
	y = b[c];
	if (!(VM_LIKELY(vm_is_int(y)) &&
		quick_store(x, vm_int_value(y), b[a]))) {
		SAVE();
		vm_setitem(vm, x, y, b[a]);
	}
	NEXT;
	OP_ABI(SETII)
	x = b[bb];
	if (!quick_store(x, i, b[a])) {
		SAVE();
		vm_setitem(vm, x, VM_INT(i), b[a]);
	}
	NEXT;
	OP_ABC(DELI)
	SAVE();
	vm_delitem(vm, b[bb], b[c]);
	SLOW_NEXT;
	OP_ABC(GETSLICE)
	SLOW_RESULT(vm_getslice(vm, b[bb], b[c], b[c + 1]));
	OP_ABC(SETSLICE)
	SAVE();
	vm_setslice(vm, b[bb], &b[c], b[a]);
	SLOW_NEXT;
	OP_AB(MKSLICE)
	SLOW_RESULT(vm_slice_new(vm, b[bb], b[bb + 1], b[bb + 2]));
	OP_ABC(MKTUPLE)
	SLOW_RESULT(vm_tuple_new(vm, c, &b[bb]));
	OP_ABC(MKLIST)
	SLOW_RESULT(vm_list_new(vm, c, &b[bb]));
	OP_ABC(MKSET)
	SLOW_RESULT(vm_set_new(vm, c, &b[bb]));
	OP_ABC(MKDICT)
	SLOW_RESULT(vm_op_build_dict(vm, c, &b[bb]));
	OP_ABC(MKSTR)
	SLOW_RESULT(vm_str_join(vm, c, &b[bb]));
	OP_ABC(FORMAT)
	SLOW_RESULT(vm_format_value(vm, b[bb], "\0sra"[c & 3u],
	    c & 4u ? b[bb + 1] : VM_UNDEF));
	OP_AB(APPEND)
	SAVE();
	if (!quick_append(b[a], b[bb]))
		vm_list_append(vm, b[a], b[bb]);
	NEXT;
	OP_AB(SETADD)
	SAVE();
	vm_set_add(vm, b[a], b[bb]);
	SLOW_NEXT;
	OP_ABC(DICTADD)
	SAVE();
	vm_dict_set(vm, b[a], b[bb], b[c]);
	SLOW_NEXT;
	OP_AB(LISTEXT)
	SAVE();
	vm_list_extend(vm, b[a], b[bb]);
	SLOW_NEXT;
	OP_AB(SETEXT)
	SAVE();
	vm_set_update(vm, b[a], b[bb]);
	SLOW_NEXT;
	OP_AB(DICTEXT)
	SAVE();
	vm_op_dict_merge(vm, b[a], b[bb], false);
	SLOW_NEXT;
	OP_AB(DICTKW)
	SAVE();
	vm_op_dict_merge(vm, b[a], b[bb], true);
	SLOW_NEXT;
	OP_AB(LISTTUPLE)
	SLOW_RESULT(vm_tuple_from_iterable(vm, b[bb]));
	OP_ABC(UNPACK)
	SAVE();
	vm_op_unpack(vm, &b[a], c, b[bb]);
	SLOW_NEXT;
	HEAD(
	    UNPACKEX, a = pc[2]; bb = pc[3]; c = pc[4]; i = pc[5]; pc += 6;
	    , a = pc[1] & 15u; bb = pc[1] >> 4; c = pc[2] & 15u;
	    i = pc[2] >> 4; pc += 3;)
	SAVE();
	vm_op_unpack_star(vm, &b[a], c & 255u, (size_t)i, b[bb]);
	SLOW_NEXT;

	/* iteration */
	OP_AB(ITER)
	SAVE();
	vm_op_iter(vm, &b[a], b[bb]);
	SLOW_NEXT;
	OP_AB(ITERCALL)
	SAVE();
	vm_op_iter_call(vm, &b[a], bb);
	SLOW_NEXT;
	HEAD(
	    FOR, a = pc[2]; bb = pc[3]; i = IMM16(4); c = VM_FRAME_FOR_WIDE;
	    pc += 6;
	    , a = pc[1] & 15u; bb = pc[1] >> 4; i = IMM8(2);
	    c = VM_FRAME_FOR; pc += 3;)
	state = b + a;
	KEEP_IN_REGISTER(state);
	x = state[0];
	if (vm_is_int(x)) {
		y = state[1];
		if (VM_UNLIKELY(y == VM_INT(0)))
			NEXT;
		b[bb] = x;
		state[1] = y - INT_UNIT;
		state[0] = x + (state[2] - 1u);
		JUMP_BACK();
	}
	if (vm_is(x, VM_TID_LIST) || vm_is(x, VM_TID_TUPLE)) {
		y = quick_next(x, (size_t)vm_int_value(state[1]));
		if (VM_UNLIKELY(y == VM_UNDEF))
			NEXT;
		state[1] += INT_UNIT;
		b[bb] = y;
		JUMP_BACK();
	}
	SAVE();
	if (quick_resume(vm, frame, x, c)) {
		SLOW_FRAME;
	}
	{
		vm_value item; /* x must stay in a machine register */

		switch (vm_op_for(vm, state, c, &item)) {
		case VM_FOR_END:
			break;
		case VM_FOR_ENTERED:
			LOAD_FRAME();
			POLL();
			break;
		case VM_FOR_ITEM:
			b[bb] = item;
			JUMP_BACK();
		}
	}
	NEXT;
	OP_AB(GETITER)
	SLOW_RESULT(vm_iter(vm, b[bb]));

	/* calls: x callee, args the arguments, self included; bb count
	 * of positionals; c keyword pairs */
	OP_AB(CALL)
	x = b[a];
	args = b + a + 1;
	goto call_positional;
	OP_AB(CALLM)
	x = b[a];
	args = b + a + 1;
	if (*args == VM_UNDEF)
		args++;
	else
		bb++;
call_positional:
	SAVE();
	if (VM_LIKELY(vm_is(x, VM_TID_FUNCTION))) {
		struct vm_function *function = (struct vm_function *)x;
		struct vm_code *code = function->code;
		struct vm_frame *callee = frame - 1;

		if (VM_LIKELY((code->flags & VM_CODE_SIMPLE) &&
			!(frame->how & VM_FRAME_GENERATOR) &&
			(uint8_t *)(args + code->register_count) <=
			    (uint8_t *)callee &&
			(code->positional_count == bb ||
			    vm_fill_defaults(function, args, bb)))) {
			callee->previous = frame;
			callee->function = function;
			callee->base = args;
			callee->target = (uint16_t)a;
			callee->how = VM_FRAME_CALL;
			vm->frame = frame = callee;
			b = args;
			pc = callee->pc = vm_code_bytes(code);
			k = code->unit->k;
			POLL();
			NEXT;
		}
	} else if (vm_is(x, VM_TID_NATIVE)) {
		const struct vm_native *native = (const struct vm_native *)x;

		if (VM_LIKELY(!vm_native_has(native, VM_NATIVE_KW) &&
			bb >= vm_native_min(native) &&
			bb <= vm_native_max(native))) {
			x = native->u.fn(vm, bb, args);
			b[a] = x;
			NEXT;
		}
	}
	c = 0;
	goto call_any;
	OP_ABC(CALLMKW)
	x = b[a];
	args = b + a + 1;
	if (*args == VM_UNDEF)
		args++;
	else
		bb++;
	SAVE();
	goto call_any;
	OP_ABC(CALLKW)
	x = b[a];
	args = b + a + 1;
	SAVE();
call_any: {
	vm_value result = VM_UNDEF;

	if (vm_call_begin(vm, x, VM_UNDEF, bb, c, args, &result)) {
		vm->frame->target = (uint16_t)a;
		if (result != VM_UNDEF)
			b[a] = result;
		LOAD_FRAME();
		POLL();
	} else {
		b[a] = result;
	}
	NEXT;
}
	OP_A(CALLX)
	{
		size_t n_pos;
		size_t n_kw;

		SAVE();
		x = b[a];
		args = vm_op_spread(vm, &b[a], &n_pos, &n_kw);
		bb = (unsigned)n_pos;
		c = (unsigned)n_kw;
		goto call_any;
	}
	OP_A(RET)
	x = b[a];
	goto leave;
	OP_0(RETNONE)
	x = VM_NONE;
leave:
	if (VM_LIKELY(frame->how == VM_FRAME_CALL)) {
		a = frame->target;
		frame = frame->previous;
		vm->frame = frame;
		b = frame->base;
		pc = frame->pc;
		k = frame->function->code->unit->k;
		b[a] = x;
		NEXT;
	}
	{
		vm_value result = x;

		SAVE();
		if (vm_op_return(vm, &result))
			return result;
	}
	SLOW_FRAME;
	OP_AK(MKFUN)
	SLOW_RESULT(vm_function_new(
	    vm, (struct vm_code *)k[c], frame->function->globals));
	OP_AK(MKCLOS)
	SLOW_RESULT(vm_closure_new(vm, (struct vm_code *)k[c],
	    frame->function->globals, &b[a]));
	OP_AB(MKCLASS)
	SLOW_RESULT(vm_op_build_class(vm, &b[a], bb));
	OP_A(MKCLASSX)
	SLOW_RESULT(vm_op_build_class(vm, &b[a], VM_BASES_LISTED));

	/* generators */
	OP_A(YIELD)
	SAVE();
	x = b[a];
	if (!quick_yield(vm, frame, x) &&
	    vm_op_yield(vm, x, VM_GENERATOR_SUSPENDED))
		return x;
	LOAD_FRAME();
	POLL();
	NEXT;
	OP_A(YFROM)
	{
		vm_value item = VM_UNDEF;

		SAVE();
		if (!vm_op_yield_from(vm, &b[a], &item)) {
			frame->pc = vm_delegation_start(pc);
			if (vm_op_yield(
				vm, item, VM_GENERATOR_DELEGATING))
				return item;
		}
	}
	SLOW_FRAME;
	OP_AB(AWAIT)
	SLOW_RESULT(vm_op_await(vm, b[bb]));

	/* exceptions */
	OP_A(RAISE)
	SAVE();
	vm_op_raise(vm, vm_exception_from(vm, b[a]), false);
	SLOW_FRAME;
	OP_AB(RAISEFROM)
	SAVE();
	x = vm_exception_from(vm, b[a]);
	vm_exception_set_cause(vm, x, b[bb]);
	vm_op_raise(vm, x, false);
	SLOW_FRAME;
	OP_A(RERAISE)
	SAVE();
	vm_op_raise(vm, b[a], true);
	SLOW_FRAME;
	OP_ABJ(NOMATCH)
	SAVE();
	JUMP_IF(!vm_exception_matches(vm, b[a], b[bb]));
	OP_AJ(ENDFIN)
	if (b[a] == VM_INT(1)) {
		SAVE();
		vm_op_raise(vm, b[a + 1], true);
		SLOW_FRAME;
	}
	if (b[a] != VM_INT(0) && b[a + 1] == VM_UNDEF)
		b[a + 1] = VM_NONE;
	JUMP_IF(b[a] == VM_INT(0));
	OP_AB(TYPEOF)
	b[a] = vm_type_of(vm, b[bb]);
	NEXT;
	OP_A(ASSERTFAIL)
	SAVE();
	x = vm_exception_new(vm, &vm_type_AssertionError,
	    b[a] == VM_UNDEF ? 0 : 1, &b[a]);
	vm_op_raise(vm, x, false);
	SLOW_FRAME;
	OP_0(NORERAISE)
	SAVE();
	x = vm_handled_exception(vm);
	if (x == VM_UNDEF)
		vm_raise_runtime_error(
		    vm, "no active exception to reraise");
	vm_op_raise(vm, x, true);
	SLOW_FRAME;

	/* imports and the rest */
	OP_ABC(IMPORT)
	SLOW_RESULT(vm_op_import(vm, k[c], b[bb], b[bb + 1],
	    frame->function->globals));
	OP_ABC(IMPFROM)
	SLOW_RESULT(vm_import_from(vm, b[bb], k[c]));
	OP_A(IMPSTAR)
	SAVE();
	vm_import_star(vm, b[a],
	    frame->function->code->flags & VM_CODE_NAMES ?
		b[0] :
		frame->function->globals);
	SLOW_NEXT;
	OP_A(PRINTEXPR)
	SAVE();
	vm_op_print_expression(vm, b[a]);
	SLOW_NEXT;
	OP_A(LOADLOCALS)
	b[a] = frame->function->code->flags &
		(VM_CODE_NAMES | VM_CODE_CLASS_BODY) ?
	    b[0] :
	    frame->function->globals;
	NEXT;
	OP_AB(CAST)
	SLOW_RESULT(VM_HAS_VIPER ? vm_viper_cast(vm, b[a], bb) : b[a]);
	OP_AK(LOADBUILD)
	SAVE();
	x = vm_load_builtin(vm, k[c]);
	b[a] = x == VM_UNDEF ? VM_NONE : x;
	SLOW_NEXT;
#if VM_SHARED_ENDS
	SHARED_ARITH(ADD, +)
	SHARED_ARITH(SUB, -)
	SHARED_ARITH(MUL, *)
slow_arith:
	SAVE();
	x = vm_binary_op(vm, c, x, y);
slow_result:
	b[a] = x;
slow_next:
	KEEP_SHARED();
	NEXT;
slow_frame:
	LOAD_FRAME();
	goto slow_next;
compare_jump:
	SAVE();
	JUMP_IF(compare_any(vm, c, x, y) == r);
#endif
#if VM_DISPATCH == VM_DISPATCH_SWITCH
	default: /* not in a verified unit */
		return VM_UNDEF;
	}
#endif
}
/* clang-format on */
