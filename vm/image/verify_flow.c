/* SPDX-License-Identifier: MIT */
/*
 * The verifier's second half: what registers hold. The code is walked until
 * nothing changes; where paths meet, a register keeps a kind only if it has
 * it on all of them.
 */
#include "../object/list.h"
#include "../object/str.h"
#include "../runtime/heap.h"
#include "../vm.h"
#include "flow.h"
#include "image_reader.h"

/* Instructions walked for each byte of code until nothing changes. */
#define ROUNDS_MAX 64u

static const struct {
	char a;
	char b;
	char c;
} roles[] = {
#define X(name, a, b, c) [VM_BC_##name] = { a, b, c },
#include "roles.def"
#undef X
};

/* Every instruction has its line in roles.def. */
enum {
#define X(name, a, b, c) ROLE_##name,
#include "roles.def"
#undef X
	ROLE_COUNT
};
_Static_assert((int)ROLE_COUNT == (int)VM_BC_COUNT, "roles.def is incomplete");

/* ---- registers --------------------------------------------------------- */

void
vm_flow_check(const struct vm_flow *f, uint32_t reg)
{
	if (reg >= f->code->register_count)
		vm_image_refuse(f->vm);
}

enum vm_flow_kind
vm_flow_get(const struct vm_flow *f, uint32_t reg)
{
	vm_flow_check(f, reg);
	return (enum vm_flow_kind)f->now[reg];
}

void
vm_flow_read(const struct vm_flow *f, uint32_t reg)
{
	if (vm_flow_get(f, reg) == VM_FLOW_UNSET)
		vm_image_refuse(f->vm);
}

void
vm_flow_read_many(const struct vm_flow *f, uint32_t reg, uint32_t count)
{
	while (count-- > 0)
		vm_flow_read(f, reg++);
}

void
vm_flow_need(const struct vm_flow *f, uint32_t reg, enum vm_flow_kind kind)
{
	if (vm_flow_get(f, reg) != kind)
		vm_image_refuse(f->vm);
}

void
vm_flow_set(struct vm_flow *f, uint32_t reg, enum vm_flow_kind kind)
{
	vm_flow_check(f, reg);
	/* The namespace stays where the interpreter looks for it. */
	if (reg == 0 && vm_flow_has_namespace(f))
		vm_image_refuse(f->vm);
	f->now[reg] = (uint8_t)kind;
}

/* ---- states ------------------------------------------------------------ */

static size_t
find_target(const struct vm_flow *f, uint32_t pc)
{
	size_t low = 0;
	size_t high = f->count;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (f->pcs[middle] <= pc)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* State of a target: reached or not, then the kinds. */
static uint8_t *
state_at(const struct vm_flow *f, uint32_t pc)
{
	return f->states + find_target(f, pc) * (f->code->register_count + 1u);
}

static bool
is_not_zero(uint8_t kind)
{
	return kind >= VM_FLOW_ONE && kind <= VM_FLOW_NOT_ZERO;
}

static uint8_t
join(uint8_t a, uint8_t b)
{
	if (a == b)
		return a;
	if (is_not_zero(a) && is_not_zero(b))
		return VM_FLOW_NOT_ZERO;
	return a == VM_FLOW_UNSET || b == VM_FLOW_UNSET ? VM_FLOW_UNSET :
							  VM_FLOW_VALUE;
}

/* Adds the present state to that of a target. */
static void
flow_to(struct vm_flow *f, uint32_t pc)
{
	uint8_t *state = state_at(f, pc);
	size_t count = f->code->register_count;
	bool changed = !state[0];

	if (changed)
		memcpy(state + 1, f->now, count);
	state[0] = 1;
	for (size_t i = 0; i < count; i++) {
		uint8_t kind = join(state[1 + i], f->now[i]);

		changed = changed || kind != state[1 + i];
		state[1 + i] = kind;
	}
	if (changed && pc <= f->at && pc < f->again)
		f->again = pc;
}

/* An exception may be raised in the instruction that covers pc. */
static void
flow_to_handler(struct vm_flow *f, uint32_t pc)
{
	struct vm_code_tables tables;
	const uint8_t *p;
	struct vm_exception_range range;
	bool handled = false;
	uint8_t kept;

	vm_code_tables(f->code, &tables);
	p = tables.exceptions;
	while (p < tables.lines) {
		vm_exception_range_read(&p, &range);
		if (pc - range.start >= range.len)
			continue;
		/* What an except clause handles is looked at while it runs. */
		if (range.handler == 0)
			vm_flow_read(f, range.target);
		if (range.handler == 0 || handled)
			continue;
		handled = true;
		kept = f->now[range.target];
		vm_flow_set(f, range.target, VM_FLOW_VALUE);
		flow_to(f, range.handler);
		f->now[range.target] = kept;
	}
}

/* A jump; the poll behind it counts as part of what stands before the
 * target. */
void
vm_flow_jump(struct vm_flow *f, const struct vm_insn_view *insn)
{
	uint32_t pc =
	    (uint32_t)(insn->end - vm_code_bytes(f->code)) + (uint32_t)insn->c;

	/* An ENDFIN that never jumps may lead to the end, see verify.c. */
	if (pc >= f->code->code_len)
		vm_image_refuse(f->vm);
	flow_to(f, pc);
	if (pc > 0)
		flow_to_handler(f, pc - 1);
}

/* ---- operands ---------------------------------------------------------- */

static void
read_operand(struct vm_flow *f, char role, uint32_t reg)
{
	switch (role) {
	case 'r':
	case 'x':
		vm_flow_read(f, reg);
		break;
	case 'a':
		vm_flow_check(f, reg);
		break;
	case 'L':
		vm_flow_need(f, reg, VM_FLOW_LIST);
		break;
	case 'S':
		vm_flow_need(f, reg, VM_FLOW_SET);
		break;
	case 'D':
		vm_flow_need(f, reg, VM_FLOW_DICT);
		break;
	case 'E':
		vm_flow_need(f, reg, VM_FLOW_CELL);
		break;
	default:
		break;
	}
}

static void
write_operand(struct vm_flow *f, char role, uint32_t reg)
{
	static const struct {
		char role;
		uint8_t kind;
	} kinds[] = {
		{ 'w', VM_FLOW_VALUE },
		{ 'x', VM_FLOW_VALUE },
		{ 'u', VM_FLOW_UNSET },
		{ 'l', VM_FLOW_LIST },
		{ 's', VM_FLOW_SET },
		{ 'd', VM_FLOW_DICT },
		{ 't', VM_FLOW_TUPLE },
		{ 'q', VM_FLOW_STR },
		{ 'n', VM_FLOW_NONE },
		{ 'e', VM_FLOW_CELL },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].role == role)
			vm_flow_set(f, reg, (enum vm_flow_kind)kinds[i].kind);
	}
}

static bool
is_name(vm_value v)
{
	return vm_is_str(v) && (vm_object(v)->bits & VM_STR_INTERNED);
}

static void
read_last(struct vm_flow *f, char role, const struct vm_insn_view *insn)
{
	const struct vm_unit *unit = f->code->unit;
	uint32_t c = (uint32_t)insn->c;
	uint32_t b = (uint32_t)insn->b;

	switch (role) {
	case 'r':
		vm_flow_read(f, c);
		break;
	case '2':
		vm_flow_read_many(f, c, 2);
		break;
	case 'n':
		vm_flow_read_many(f, b, c);
		break;
	case 'p':
		vm_flow_read_many(f, b, 2 * c);
		break;
	case 'k':
	case 'N':
	case 'F':
		if (c >= unit->k_count ||
		    vm_is(unit->k[c], VM_TID_CODE) != (role == 'F') ||
		    (role == 'N' && !is_name(unit->k[c])))
			vm_image_refuse(f->vm);
		break;
	default:
		break;
	}
}

/* ---- the walk ---------------------------------------------------------- */

static bool
ends_path(unsigned op)
{
	return op == VM_BC_JMP || op == VM_BC_RET || op == VM_BC_RETNONE ||
	    op == VM_BC_RAISE || op == VM_BC_RAISEFROM || op == VM_BC_RERAISE ||
	    op == VM_BC_ASSERTFAIL || op == VM_BC_NORERAISE;
}

static void
step(struct vm_flow *f, uint32_t pc, const struct vm_insn_view *insn)
{
	vm_flow_special special = vm_flow_specials[insn->op];

	flow_to_handler(f, pc);
	read_operand(f, roles[insn->op].a, (uint32_t)insn->a);
	read_operand(f, roles[insn->op].b, (uint32_t)insn->b);
	read_last(f, roles[insn->op].c, insn);
	if (special != NULL)
		special(f, insn);
	if (insn->op != VM_BC_MKTUPLE)
		f->cells = 0;
	write_operand(f, roles[insn->op].a, (uint32_t)insn->a);
	if (vm_form_is_jump(insn->form) && insn->op != VM_BC_FOR &&
	    insn->op != VM_BC_ENDFIN)
		vm_flow_jump(f, insn);
	if (insn->op == VM_BC_JUNDEF && f->now[insn->a] == VM_FLOW_UNSET)
		f->now[insn->a] = VM_FLOW_VALUE;
	flow_to_handler(f, pc);
}

/* From pc to the end; returns how many instructions there are. */
static uint32_t
walk(struct vm_flow *f, uint32_t pc, bool reached)
{
	const uint8_t *bytes = vm_code_bytes(f->code);
	uint32_t count = 0;

	for (; pc < f->code->code_len; count++) {
		struct vm_insn_view insn = vm_decode(bytes + pc);

		vm_poll_work(f->vm, 1);
		f->at = pc;
		if (vm_code_map_has(f->targets, pc)) {
			const uint8_t *state;

			if (reached)
				flow_to(f, pc);
			state = state_at(f, pc);
			reached = state[0] != 0;
			memcpy(f->now, state + 1, f->code->register_count);
			f->cells = 0;
		}
		if (reached) {
			f->ended = ends_path(insn.op);
			step(f, pc, &insn);
			reached = !f->ended;
		}
		pc = (uint32_t)(insn.end - bytes);
	}
	if (reached)
		vm_image_refuse(f->vm);
	return count;
}

static void
set_entry(struct vm_flow *f)
{
	const struct vm_code *code = f->code;
	size_t count = code->parameter_count;

	memset(f->now, VM_FLOW_UNSET, code->register_count);
	memset(f->now, VM_FLOW_VALUE, count);
	if (code->flags & VM_CODE_VARARGS)
		f->now[count++] = VM_FLOW_TUPLE;
	if (code->flags & VM_CODE_VARKEYWORDS)
		f->now[count] = VM_FLOW_DICT;
	if (vm_flow_has_namespace(f))
		f->now[0] = VM_FLOW_DICT;
}

void
vm_verify_flow(struct vm *vm, const struct vm_code *code,
    const struct vm_verify_places *places)
{
	struct vm_flow f = { .vm = vm,
		.code = code,
		.targets = places->targets,
		.again = UINT32_MAX };
	uint32_t count = 0;
	uint64_t walked;

	f.count = places->count;
	f.pcs = vm_heap_new_bytes(vm, (f.count + 1) * sizeof(*f.pcs));
	f.states =
	    vm_heap_new_bytes(vm, (f.count + 1) * (code->register_count + 1u));
	f.now = vm_heap_new_bytes(vm, code->register_count);
	for (uint32_t pc = 0; pc < code->code_len; pc++) {
		if (vm_code_map_has(f.targets, pc))
			f.pcs[count++] = pc;
	}
	set_entry(&f);
	walked = walk(&f, 0, true);
	while (f.again != UINT32_MAX) {
		uint32_t from = f.again;

		if (walked > (uint64_t)ROUNDS_MAX * code->code_len)
			vm_image_refuse(vm);
		f.again = UINT32_MAX;
		walked += walk(&f, from, false);
	}
	vm_heap_free_buffer(vm, f.now);
	vm_heap_free_buffer(vm, f.states);
	vm_heap_free_buffer(vm, f.pcs);
}
