/* SPDX-License-Identifier: MIT */
/* Numbers of the instructions and their operand forms. */
#ifndef VM_OPCODES_H
#define VM_OPCODES_H

enum vm_opcode {
#define X(name, form) VM_BC_##name,
#include "opcodes.def"
#undef X
	VM_BC_COUNT
};

/* Operand forms, see opcodes.def. */
enum vm_form {
	VM_FORM_0,
	VM_FORM_A,
	VM_FORM_AB,
	VM_FORM_ABC,
	VM_FORM_ABI,
	VM_FORM_ABK,
	VM_FORM_ABJ,
	VM_FORM_AIJ,
	VM_FORM_AJ,
	VM_FORM_AI,
	VM_FORM_AK,
	VM_FORM_J,
	VM_FORM_W,
	VM_FORM_F,
};

#endif
