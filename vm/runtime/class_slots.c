/* SPDX-License-Identifier: MIT */
/*
 * How many slots the first instance of a class should have: the number of
 * names its __init__ stores in its first register, self.
 */
#include "../object/class.h"
#include "../object/function.h"
#include "../object/names.h"
#include "decode.h"
#include "instance.h"

#define GUESS_MAX 16

/* Adds a name index to those seen, once. */
static size_t
note_name(uint32_t *seen, size_t count, uint32_t name)
{
	for (size_t i = 0; i < count; i++) {
		if (seen[i] == name)
			return count;
	}
	if (count < GUESS_MAX)
		seen[count++] = name;
	return count;
}

static size_t
count_self_stores(const struct vm_code *code)
{
	const uint8_t *p = vm_code_bytes(code);
	const uint8_t *end = p + code->code_len;
	uint32_t seen[GUESS_MAX];
	size_t count = 0;

	while (p < end) {
		struct vm_insn_view insn = vm_decode(p);

		if (insn.op == VM_BC_SETA && insn.b == 0)
			count = note_name(seen, count, (uint32_t)insn.c);
		p = insn.end;
	}
	return count;
}

void
vm_class_guess_slots(struct vm_class *class)
{
	vm_value owner;
	vm_value init = vm_class_find(VM_PTR(class), VM_NAME(__init__), &owner);
	size_t count = class->slot_count;

	if (init == VM_UNDEF || !vm_is(init, VM_TID_FUNCTION))
		return;
	if (vm_is(owner, VM_TID_CLASS) && owner != VM_PTR(class))
		return;
	count += count_self_stores(((struct vm_function *)init)->code);
	class->instance_slots = (uint16_t)count;
}
