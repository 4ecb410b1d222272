/* SPDX-License-Identifier: MIT */
/* Decoding of single instructions, for everything but the interpreter. */
#ifndef VM_DECODE_H
#define VM_DECODE_H

#include "code.h"

struct vm_insn_view {
	unsigned op;
	unsigned form; /* enum vm_form */
	bool wide;
	int32_t a;
	int32_t b;
	int32_t c; /* last operand, sign-extended where that is its kind */
	const uint8_t *end;
};

/* In place of a register that FAR has. */
#define VM_FAR_MARK 255u

/* The register of the YIELD or YFROM that ends at pc. */
static inline unsigned
vm_resumed_register(const uint8_t *pc)
{
	return VM_LIKELY(pc[-1] != VM_FAR_MARK) ?
	    pc[-1] :
	    (unsigned)(pc[-4] | pc[-3] << 8);
}

/* The start of the YFROM that ends at pc, and the other way round. */
static inline const uint8_t *
vm_delegation_start(const uint8_t *pc)
{
	return pc - (pc[-1] != VM_FAR_MARK ? 2 : 5);
}

static inline const uint8_t *
vm_delegation_end(const uint8_t *pc)
{
	return pc + (*pc != VM_BC_FAR ? 2 : 5);
}

/* Form of each instruction's operands. */
extern const uint8_t vm_op_forms[VM_BC_COUNT];

/* Bytes of the instruction at p; 0: none such. Looks at no more than left
 * bytes. */
size_t vm_insn_size(const uint8_t *p, size_t left);
/* The instruction at p, which vm_insn_size accepts. */
struct vm_insn_view vm_decode(const uint8_t *p);
bool vm_form_is_jump(unsigned form);
/* Registers a and b, which share a byte if it is not wide. */
static inline bool
vm_form_is_pair(unsigned form)
{
	return (1u << form &
		   (1u << VM_FORM_AB | 1u << VM_FORM_ABC | 1u << VM_FORM_ABI |
		       1u << VM_FORM_ABK | 1u << VM_FORM_ABJ |
		       1u << VM_FORM_AIJ)) != 0;
}

#endif
