/* SPDX-License-Identifier: MIT */
/* What the verifier knows of registers at one place of a function. */
#ifndef VM_FLOW_H
#define VM_FLOW_H

#include "verify.h"

enum vm_flow_kind {
	VM_FLOW_UNSET, /* anything, UNDEF too */
	VM_FLOW_VALUE, /* a value */
	VM_FLOW_ZERO,  /* ints that are known, of completion records */
	VM_FLOW_ONE,
	VM_FLOW_MORE,
	VM_FLOW_NOT_ZERO, /* one of the two above */
	VM_FLOW_NONE,
	VM_FLOW_STR,
	VM_FLOW_TUPLE,
	VM_FLOW_LIST,
	VM_FLOW_SET,
	VM_FLOW_DICT,
	VM_FLOW_CELL,
	VM_FLOW_STATE0, /* the three registers of an iteration */
	VM_FLOW_STATE1,
	VM_FLOW_STATE2,
	VM_FLOW_CELLS, /* + n: a tuple of n cells */
	VM_FLOW_CELLS_MAX = 255,
};

struct vm_flow {
	struct vm *vm;
	const struct vm_code *code;
	const uint8_t *targets; /* map of jump targets */
	uint32_t *pcs;          /* owned: the targets, ascending */
	uint8_t *states;        /* owned: state at each target */
	uint8_t *now;           /* owned: kind of each register */
	size_t count;           /* of targets */
	uint32_t cells;     /* in the tuple just made, if too many to note */
	uint32_t cells_reg; /* where it is */
	bool ended;         /* no way leads past the instruction */
	uint32_t at;        /* the instruction being looked at */
	uint32_t again;     /* first target to walk from again */
};

/* Register 0 is the dict of names. */
static inline bool
vm_flow_has_namespace(const struct vm_flow *f)
{
	return (f->code->flags & (VM_CODE_CLASS_BODY | VM_CODE_NAMES)) != 0;
}

typedef void (
    *vm_flow_special)(struct vm_flow *f, const struct vm_insn_view *insn);

/* What roles.def does not say of an instruction, or NULL. */
extern const vm_flow_special vm_flow_specials[VM_BC_COUNT];

void vm_flow_check(const struct vm_flow *f, uint32_t reg);
enum vm_flow_kind vm_flow_get(const struct vm_flow *f, uint32_t reg);
void vm_flow_read(const struct vm_flow *f, uint32_t reg);
void vm_flow_read_many(const struct vm_flow *f, uint32_t reg, uint32_t count);
void vm_flow_need(const struct vm_flow *f, uint32_t reg,
    enum vm_flow_kind kind);
void vm_flow_set(struct vm_flow *f, uint32_t reg, enum vm_flow_kind kind);
void vm_flow_jump(struct vm_flow *f, const struct vm_insn_view *insn);

#endif
