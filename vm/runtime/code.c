/* SPDX-License-Identifier: MIT */
/* Code objects, units, and the line table. */
#include "../object/names.h"
#include "code.h"
#include "heap.h"

struct vm_unit *
vm_unit_new(struct vm *vm, vm_value file_name)
{
	struct vm_unit *unit = vm_heap_alloc(vm, VM_TID_UNIT, sizeof(*unit));

	unit->file_name = file_name;
	return unit;
}

struct vm_code *
vm_code_new(struct vm *vm)
{
	struct vm_code *code = vm_heap_alloc(vm, VM_TID_CODE, sizeof(*code));

	code->name = VM_NAME(module_);
	return code;
}

uint32_t
vm_code_line(const struct vm_code *code, uint32_t pc)
{
	const uint8_t *p = code->bytes + code->code_len + code->exception_len;
	const uint8_t *end = p + code->line_len;
	uint32_t offset = 0;
	uint32_t line = code->first_line;

	while (p < end) {
		uint32_t difference;

		offset += vm_varint_read(&p);
		if (offset > pc)
			break;
		difference = vm_varint_read(&p);
		line += (difference >> 1) ^ (0u - (difference & 1u));
	}
	return line;
}
