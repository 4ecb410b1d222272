/* SPDX-License-Identifier: MIT */
/* The checksum of the instruction set. */
#include "../runtime/code.h"
#include "image.h"

/* Name (its first letters and length), number and form of an instruction. */
#define LETTER(s, i) \
	((i) < sizeof(s) ? (unsigned char)(s)[(i) % sizeof(s)] : 0u)
#define MIX(s, number, form)                                             \
	(((number) + 1u) *                                               \
	    (LETTER(s, 0u) + 31u * LETTER(s, 1u) + 61u * LETTER(s, 2u) + \
		89u * LETTER(s, 3u) + 127u * LETTER(s, 4u) +             \
		191u * (unsigned)sizeof(s) + 251u * (form)))

uint16_t
vm_image_instruction_set(void)
{
	uint32_t sum = 0
#define X(name, form) \
	+MIX(#name, (uint32_t)VM_BC_##name, (uint32_t)VM_FORM_##form)
#include "../runtime/opcodes.def"
#undef X
	    ;

	return (uint16_t)(sum ^ sum >> 16);
}
