/* SPDX-License-Identifier: MIT */
/* Code objects, units, and the line table. */
#include "../object/list.h"
#include "../object/names.h"
#include "code.h"
#include "heap.h"
#include "state.h"

struct vm_unit *
vm_unit_new(struct vm *vm, vm_value file_name)
{
	struct vm_unit *unit = vm_heap_alloc(vm, VM_TID_UNIT, sizeof(*unit));

	unit->file_name = file_name;
	return unit;
}

struct vm_unit *
vm_unit_in_ram(struct vm *vm, struct vm_unit *unit)
{
	vm_value list = VM_ROOT(vm, frozen_units);
	struct vm_unit *copy;

	if (VM_LIKELY(!(unit->head.bits & VM_BIT_ROM)))
		return unit;
	if (list == VM_UNDEF)
		VM_ROOT(vm, frozen_units) = list = vm_list_new(vm, 0, NULL);
	while (vm_list(list)->len < unit->frozen_number)
		vm_list_append(vm, list, VM_NONE);
	if (vm_list(list)->items[unit->frozen_number - 1] != VM_NONE)
		return (struct vm_unit *)vm_list(list)
		    ->items[unit->frozen_number - 1];
	copy = vm_unit_new(vm, unit->file_name);
	copy->k = unit->k;
	copy->k_count = unit->k_count;
	vm_list(list)->items[unit->frozen_number - 1] = VM_PTR(copy);
	return copy;
}

struct vm_code *
vm_code_new(struct vm *vm, size_t parameters, size_t len)
{
	struct vm_code *code = vm_heap_alloc(vm, VM_TID_CODE,
	    sizeof(*code) + parameters * sizeof(vm_value) + len);

	code->parameter_count = (uint16_t)parameters;
	code->name = VM_NAME(module_);
	return code;
}

void
vm_code_tables(const struct vm_code *code, struct vm_code_tables *tables)
{
	const uint8_t *p = vm_code_bytes(code) + code->code_len;
	uint32_t exception_len;
	uint32_t line_len;

	tables->first_line = vm_varint_read(&p);
	exception_len = vm_varint_read(&p);
	line_len = vm_varint_read(&p);
	tables->exceptions = p;
	tables->lines = p + exception_len;
	tables->end = tables->lines + line_len;
}

size_t
vm_code_put_head(uint8_t *p, uint32_t first_line, uint32_t exception_len,
    uint32_t line_len)
{
	const uint32_t values[] = { first_line, exception_len, line_len };
	const uint8_t *start = p;

	for (size_t i = 0; i < 3; i++) {
		uint32_t value = values[i];

		for (; value >= 0x80u; value >>= 7)
			*p++ = (uint8_t)(value | 0x80u);
		*p++ = (uint8_t)value;
	}
	return (size_t)(p - start);
}

static vm_value
mark_name(uint32_t mark)
{
	if (mark == VM_LINE_MARK_LIST)
		return VM_NAME(listcomp_);
	return mark == VM_LINE_MARK_SET ? VM_NAME(setcomp_) :
					  VM_NAME(dictcomp_);
}

unsigned
vm_code_places(const struct vm_code *code, uint32_t pc,
    struct vm_code_place *places)
{
	struct vm_code_place *place = places;
	struct vm_code_tables tables;
	const uint8_t *p;
	uint32_t offset = 0;

	vm_code_tables(code, &tables);
	p = tables.lines;
	*place = (struct vm_code_place){ tables.first_line, code->name };
	while (p < tables.end) {
		uint32_t difference;
		uint32_t mark;

		offset += vm_varint_read(&p);
		if (offset > pc)
			break;
		difference = vm_varint_read(&p);
		place->line += (difference >> 1) ^ (0u - (difference & 1u));
		if (difference != 0)
			continue;
		mark = vm_varint_read(&p);
		if (mark != VM_LINE_MARK_END &&
		    place < places + VM_CODE_PLACES_MAX - 1) {
			place[1].line = place->line;
			(++place)->name = mark_name(mark);
		} else if (mark == VM_LINE_MARK_END && place > places) {
			place[-1].line = place->line;
			place--;
		}
	}
	return (unsigned)(place - places) + 1;
}

uint32_t
vm_code_line(const struct vm_code *code, uint32_t pc)
{
	struct vm_code_place places[VM_CODE_PLACES_MAX];

	return places[vm_code_places(code, pc, places) - 1].line;
}
