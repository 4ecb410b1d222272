/* SPDX-License-Identifier: MIT */
/* The verifier's first half: each code object by itself. */
#include "verify.h"
#include "../object/list.h"
#include "../object/str.h"
#include "../runtime/heap.h"
#include "../vm.h"
#include "image_reader.h"

/* A varint that ends before end, or false. */
static bool
read_varint(const uint8_t **p, const uint8_t *end, uint32_t *value)
{
	const uint8_t *q = *p;

	while (q < end && (*q & 0x80u))
		q++;
	if (q == end || q - *p > 4)
		return false;
	*value = vm_varint_read(p);
	return true;
}

void
vm_exception_range_read(const uint8_t **p, struct vm_exception_range *r)
{
	r->start = vm_varint_read(p);
	r->len = vm_varint_read(p);
	r->handler = vm_varint_read(p);
	r->target = vm_varint_read(p);
}

static void
set_bit(vm_code_map map, uint32_t pc)
{
	map[pc / 8] = (uint8_t)(map[pc / 8] | 1u << (pc % 8));
}

/* Notes a place that is jumped to. */
static void
add_target(struct vm *vm, const struct vm_code *code,
    struct vm_verify_places *places, int64_t pc)
{
	if (pc < 0 || pc >= (int64_t)code->code_len)
		vm_image_refuse(vm);
	if (!vm_code_map_has(places->targets, (uint32_t)pc))
		places->count++;
	set_bit(places->targets, (uint32_t)pc);
}

/* Marks where instructions start and where jumps lead. */
static void
scan(struct vm *vm, const struct vm_code *code, vm_code_map starts,
    struct vm_verify_places *places)
{
	uint32_t pc = 0;

	while (pc < code->code_len) {
		const uint8_t *p = vm_code_bytes(code) + pc;
		size_t size = vm_insn_size(p, code->code_len - pc);
		struct vm_insn_view insn;

		if (size == 0)
			vm_image_refuse(vm);
		vm_poll_work(vm, 1);
		set_bit(starts, pc);
		pc += (uint32_t)size;
		insn = vm_decode(p);
		if (insn.op == VM_BC_ENDFIN &&
		    (int64_t)pc + insn.c == (int64_t)code->code_len)
			continue;
		if (vm_form_is_jump(insn.form))
			add_target(vm, code, places, (int64_t)pc + insn.c);
	}
}

static void
scan_exceptions(struct vm *vm, const struct vm_code *code,
    struct vm_verify_places *places)
{
	struct vm_code_tables tables;
	const uint8_t *p;
	const uint8_t *end;

	vm_code_tables(code, &tables);
	p = tables.exceptions;
	end = tables.lines;
	while (p < end) {
		uint32_t start;
		uint32_t len;
		uint32_t handler;
		uint32_t target;

		if (!read_varint(&p, end, &start) ||
		    !read_varint(&p, end, &len) ||
		    !read_varint(&p, end, &handler) ||
		    !read_varint(&p, end, &target) || start > code->code_len ||
		    len > code->code_len - start ||
		    target >= code->register_count)
			vm_image_refuse(vm);
		/* 0: an except clause that is running, see code.h */
		if (handler != 0)
			add_target(vm, code, places, handler);
	}
}

static void
check_lines(struct vm *vm, const struct vm_code *code)
{
	struct vm_code_tables tables;
	const uint8_t *p;
	const uint8_t *end;
	uint32_t ignored;
	uint32_t difference;

	vm_code_tables(code, &tables);
	p = tables.lines;
	end = tables.end;
	while (p < end) {
		if (!read_varint(&p, end, &ignored) ||
		    !read_varint(&p, end, &difference) ||
		    (difference == 0 && !read_varint(&p, end, &ignored)))
			vm_image_refuse(vm);
	}
}

static bool
flags_are_sound(const struct vm_code *code, bool is_module)
{
	unsigned flags = code->flags;
	unsigned function = VM_CODE_GENERATOR | VM_CODE_COROUTINE |
	    VM_CODE_VARARGS | VM_CODE_VARKEYWORDS;

	if (is_module)
		return (flags & ~VM_CODE_NAMES) == VM_CODE_MODULE;
	if (flags == VM_CODE_SIMPLE)
		return code->parameter_count == code->positional_count;
	if (flags == VM_CODE_CLASS_BODY)
		return code->positional_count == 1;
	return (flags & ~function) == 0;
}

static void
check_header(struct vm *vm, const struct vm_code *code, bool is_module)
{
	size_t parameters = code->parameter_count;
	size_t registers = parameters;

	if (code->flags & VM_CODE_VARARGS)
		registers++;
	if (code->flags & VM_CODE_VARKEYWORDS)
		registers++;
	if (!flags_are_sound(code, is_module) || code->code_len == 0 ||
	    code->register_count == 0 || registers > code->register_count ||
	    code->position_only_count > code->positional_count ||
	    (parameters > 0 && is_module))
		vm_image_refuse(vm);
}

static void
check_code(struct vm *vm, const struct vm_code *code, bool is_module)
{
	size_t size = code->code_len / 8 + 1;
	vm_code_map starts = vm_heap_new_bytes(vm, size);
	struct vm_verify_places places = { vm_heap_new_bytes(vm, size), 0 };

	check_header(vm, code, is_module);
	scan(vm, code, starts, &places);
	scan_exceptions(vm, code, &places);
	check_lines(vm, code);
	for (size_t i = 0; i < size; i++) {
		if (places.targets[i] & ~starts[i])
			vm_image_refuse(vm);
	}
	vm_heap_free_buffer(vm, starts);
	vm_verify_flow(vm, code, &places);
	vm_heap_free_buffer(vm, places.targets);
}

void
vm_verify(struct vm *vm, struct vm_unit *unit, const vm_value *codes,
    size_t count)
{
	(void)unit;
	for (size_t i = 0; i < count; i++)
		check_code(vm, (const struct vm_code *)codes[i],
		    i + 1 == count);
	if (vm_code_free_count((const struct vm_code *)codes[count - 1]) > 0)
		vm_image_refuse(vm);
}
