/* SPDX-License-Identifier: MIT */
/* The instructions of which roles.def does not say everything. */
#include "../object/str.h"
#include "flow.h"
#include "image_reader.h"

#define SPECIAL(name) \
	static void name(struct vm_flow *f, const struct vm_insn_view *insn)

static uint32_t
reg_a(const struct vm_insn_view *insn)
{
	return (uint32_t)insn->a;
}

static uint32_t
reg_b(const struct vm_insn_view *insn)
{
	return (uint32_t)insn->b;
}

static void
refuse_unless(const struct vm_flow *f, bool condition)
{
	if (!condition)
		vm_image_refuse(f->vm);
}

/* Registers from here on are those of a callee. */
static void
forget_from(struct vm_flow *f, uint32_t reg)
{
	while (reg < f->code->register_count)
		vm_flow_set(f, reg++, VM_FLOW_UNSET);
}

SPECIAL(move)
{
	enum vm_flow_kind kind = vm_flow_get(f, reg_b(insn));

	if (kind >= VM_FLOW_STATE0 && kind <= VM_FLOW_STATE2)
		kind = VM_FLOW_VALUE;
	vm_flow_set(f, reg_a(insn), kind);
}

SPECIAL(load_int)
{
	static const uint8_t kinds[] = { VM_FLOW_ZERO, VM_FLOW_ONE };

	vm_flow_set(f, reg_a(insn),
	    insn->c == 0 || insn->c == 1 ? (enum vm_flow_kind)kinds[insn->c] :
					   VM_FLOW_MORE);
}

SPECIAL(load_constant)
{
	vm_value v = f->code->unit->k[insn->c];

	vm_flow_set(f, reg_a(insn),
	    vm_is_str(v)               ? VM_FLOW_STR :
		vm_is(v, VM_TID_TUPLE) ? VM_FLOW_TUPLE :
					 VM_FLOW_VALUE);
}

SPECIAL(check_local)
{
	if (vm_flow_get(f, reg_a(insn)) == VM_FLOW_UNSET)
		vm_flow_set(f, reg_a(insn), VM_FLOW_VALUE);
}

SPECIAL(need_namespace)
{
	(void)insn;
	refuse_unless(f, vm_flow_has_namespace(f));
}

SPECIAL(load_method)
{
	vm_flow_set(f, reg_a(insn) + 1, VM_FLOW_UNSET);
}

SPECIAL(load_super)
{
	vm_flow_read(f, reg_a(insn) + 1);
	vm_flow_set(f, reg_a(insn) + 1, VM_FLOW_UNSET);
}

SPECIAL(make_slice)
{
	vm_flow_read_many(f, reg_b(insn), 3);
}

/* A tuple of nothing but cells may become a closure. */
SPECIAL(make_tuple)
{
	uint32_t count = (uint32_t)insn->c;
	enum vm_flow_kind kind = VM_FLOW_TUPLE;
	uint32_t i = 0;

	f->cells = 0;
	while (i < count && vm_flow_get(f, reg_b(insn) + i) == VM_FLOW_CELL)
		i++;
	if (i == count && count > VM_FLOW_CELLS_MAX - VM_FLOW_CELLS) {
		f->cells = count;
		f->cells_reg = reg_a(insn);
	} else if (i == count && count > 0) {
		kind = (enum vm_flow_kind)(VM_FLOW_CELLS + count);
	}
	vm_flow_set(f, reg_a(insn), kind);
}

SPECIAL(make_str)
{
	for (uint32_t i = 0; i < (uint32_t)insn->c; i++)
		vm_flow_need(f, reg_b(insn) + i, VM_FLOW_STR);
}

SPECIAL(format)
{
	refuse_unless(f, insn->c < 8);
	if (insn->c & 4)
		vm_flow_need(f, reg_b(insn) + 1, VM_FLOW_STR);
}

static void
set_many(struct vm_flow *f, uint32_t reg, uint32_t count)
{
	while (count-- > 0)
		vm_flow_set(f, reg++, VM_FLOW_VALUE);
}

SPECIAL(unpack)
{
	set_many(f, reg_a(insn), (uint32_t)insn->c);
}

/* Counts before and after the star: nibbles, or bytes if wide. */
SPECIAL(unpack_star)
{
	unsigned shift = insn->wide ? 8 : 4;
	uint32_t counts = (uint32_t)insn->c;

	set_many(f, reg_a(insn),
	    (counts & ((1u << shift) - 1)) + 1 + (counts >> shift));
}

static void
set_iteration(struct vm_flow *f, uint32_t reg)
{
	vm_flow_set(f, reg, VM_FLOW_STATE0);
	vm_flow_set(f, reg + 1, VM_FLOW_STATE1);
	vm_flow_set(f, reg + 2, VM_FLOW_STATE2);
}

SPECIAL(iterate_call)
{
	refuse_unless(f, insn->b <= 3);
	vm_flow_read_many(f, reg_a(insn), 1 + reg_b(insn));
	set_iteration(f, reg_a(insn));
}

SPECIAL(iterate)
{
	set_iteration(f, reg_a(insn));
}

/* The item exists only where the jump leads. */
SPECIAL(next_item)
{
	uint32_t a = reg_a(insn);
	uint8_t kept;

	vm_flow_need(f, a, VM_FLOW_STATE0);
	vm_flow_need(f, a + 1, VM_FLOW_STATE1);
	vm_flow_need(f, a + 2, VM_FLOW_STATE2);
	refuse_unless(f, reg_b(insn) - a > 2);
	kept = (uint8_t)vm_flow_get(f, reg_b(insn));
	vm_flow_set(f, reg_b(insn), VM_FLOW_VALUE);
	vm_flow_jump(f, insn);
	f->now[insn->b] = kept;
}

/* Pairs of name and value. */
static void
read_pairs(const struct vm_flow *f, uint32_t reg, uint32_t count)
{
	for (; count-- > 0; reg += 2) {
		vm_flow_need(f, reg, VM_FLOW_STR);
		vm_flow_read(f, reg + 1);
	}
}

/* A call with its callee in A, and self behind it or not. */
static void
call(struct vm_flow *f, const struct vm_insn_view *insn, bool is_method)
{
	uint32_t first = reg_a(insn) + (is_method ? 2u : 1u);
	uint32_t n_pos = reg_b(insn);

	vm_flow_read(f, reg_a(insn));
	vm_flow_check(f, first - 1);
	vm_flow_read_many(f, first, n_pos);
	if (insn->form == VM_FORM_ABC)
		read_pairs(f, first + n_pos, (uint32_t)insn->c);
	forget_from(f, reg_a(insn) + 1);
	vm_flow_set(f, reg_a(insn), VM_FLOW_VALUE);
}

SPECIAL(call_plain)
{
	call(f, insn, false);
}

SPECIAL(call_method)
{
	call(f, insn, true);
}

static bool
is_kind_or_none(const struct vm_flow *f, uint32_t reg, enum vm_flow_kind kind)
{
	enum vm_flow_kind found = vm_flow_get(f, reg);

	return found == kind || found == VM_FLOW_NONE;
}

SPECIAL(call_spread)
{
	vm_flow_read_many(f, reg_a(insn), 2);
	refuse_unless(f, is_kind_or_none(f, reg_a(insn) + 2, VM_FLOW_DICT));
	forget_from(f, reg_a(insn) + 1);
	vm_flow_set(f, reg_a(insn), VM_FLOW_VALUE);
}

static unsigned
free_count(const struct vm_flow *f, const struct vm_insn_view *insn)
{
	return vm_code_free_count(
	    (const struct vm_code *)f->code->unit->k[insn->c]);
}

SPECIAL(make_function)
{
	refuse_unless(f, free_count(f, insn) == 0);
}

SPECIAL(make_closure)
{
	uint32_t a = reg_a(insn);
	unsigned need = free_count(f, insn);
	enum vm_flow_kind cells = vm_flow_get(f, a + 2);
	enum vm_flow_kind defaults = vm_flow_get(f, a);

	refuse_unless(f,
	    defaults == VM_FLOW_NONE || defaults == VM_FLOW_TUPLE ||
		defaults >= VM_FLOW_CELLS);
	refuse_unless(f, is_kind_or_none(f, a + 1, VM_FLOW_DICT));
	refuse_unless(f,
	    (cells == VM_FLOW_NONE && need == 0) ||
		(uint32_t)cells >= VM_FLOW_CELLS + need ||
		(f->cells > 0 && f->cells >= need && f->cells_reg == a + 2));
	vm_flow_set(f, a, VM_FLOW_VALUE);
}

SPECIAL(make_class)
{
	uint32_t a = reg_a(insn);

	vm_flow_need(f, a, VM_FLOW_STR);
	vm_flow_need(f, a + 1, VM_FLOW_DICT);
	vm_flow_read_many(f, a + 2, 1 + reg_b(insn));
	vm_flow_set(f, a, VM_FLOW_VALUE);
}

SPECIAL(make_class_listed)
{
	uint32_t a = reg_a(insn);

	vm_flow_need(f, a, VM_FLOW_STR);
	vm_flow_need(f, a + 1, VM_FLOW_DICT);
	vm_flow_read_many(f, a + 2, 2);
	refuse_unless(f, is_kind_or_none(f, a + 4, VM_FLOW_DICT));
	vm_flow_set(f, a, VM_FLOW_VALUE);
}

SPECIAL(yield)
{
	(void)insn;
	refuse_unless(f,
	    f->code->flags & (VM_CODE_GENERATOR | VM_CODE_COROUTINE));
}

SPECIAL(yield_from)
{
	yield(f, insn);
	vm_flow_read(f, reg_a(insn) + 1);
	vm_flow_set(f, reg_a(insn) + 1, VM_FLOW_VALUE);
}

/* The record's kind: 0 jumps, 1 raises, others fall through; there the
 * interpreter has replaced a missing value. */
SPECIAL(end_finally)
{
	enum vm_flow_kind kind = vm_flow_get(f, reg_a(insn));
	uint32_t value = reg_a(insn) + 1;
	enum vm_flow_kind kept = vm_flow_get(f, value);

	if (kind < VM_FLOW_ONE || kind > VM_FLOW_NOT_ZERO)
		vm_flow_jump(f, insn);
	f->ended = kind == VM_FLOW_ZERO || kind == VM_FLOW_ONE;
	vm_flow_set(f, value, kept == VM_FLOW_UNSET ? VM_FLOW_VALUE : kept);
}

SPECIAL(import_module)
{
	vm_flow_read(f, reg_b(insn) + 1);
}

const vm_flow_special vm_flow_specials[VM_BC_COUNT] = {
	[VM_BC_MOVE] = move,
	[VM_BC_LOADI] = load_int,
	[VM_BC_LOADK] = load_constant,
	[VM_BC_CHKLOCAL] = check_local,
	[VM_BC_GETN] = need_namespace,
	[VM_BC_SETN] = need_namespace,
	[VM_BC_DELN] = need_namespace,
	[VM_BC_LDM] = load_method,
	[VM_BC_LDSUPER] = load_super,
	[VM_BC_MKSLICE] = make_slice,
	[VM_BC_MKTUPLE] = make_tuple,
	[VM_BC_MKSTR] = make_str,
	[VM_BC_FORMAT] = format,
	[VM_BC_UNPACK] = unpack,
	[VM_BC_UNPACKEX] = unpack_star,
	[VM_BC_ITER] = iterate,
	[VM_BC_ITERCALL] = iterate_call,
	[VM_BC_FOR] = next_item,
	[VM_BC_CALL] = call_plain,
	[VM_BC_CALLM] = call_method,
	[VM_BC_CALLKW] = call_plain,
	[VM_BC_CALLMKW] = call_method,
	[VM_BC_CALLX] = call_spread,
	[VM_BC_MKFUN] = make_function,
	[VM_BC_MKCLOS] = make_closure,
	[VM_BC_MKCLASS] = make_class,
	[VM_BC_MKCLASSX] = make_class_listed,
	[VM_BC_YIELD] = yield,
	[VM_BC_YFROM] = yield_from,
	[VM_BC_ENDFIN] = end_finally,
	[VM_BC_IMPORT] = import_module,
};
