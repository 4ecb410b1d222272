/* SPDX-License-Identifier: MIT */
/*
 * Assembler: shortest encodings, jump distances, and the two side tables.
 */
#include <string.h>

#include "../runtime/decode.h"
#include "../runtime/heap.h"
#include "emit.h"

#define FAR_EXTRA 9 /* a short and a wide JMP behind a conditional one */

struct assembler {
	struct vm_emitter *emitter;
	struct vm_insn *code;
	const struct vm_label *labels;
	size_t count;
	uint32_t *offsets; /* of each instruction, and of the end */
	struct vm_scratch out;
	uint8_t prefix; /* of the next wide instruction */
};

static bool
fits(int32_t value, int bits)
{
	int32_t limit = (int32_t)1 << (bits - 1);

	return value >= -limit && value < limit;
}

static bool
narrow_registers(const struct vm_insn *insn)
{
	return insn->a < 16 && insn->b < 16;
}

/* Counts of UNPACKEX: bytes here, nibbles in the narrow form. */
static bool
narrow_counts(const struct vm_insn *insn)
{
	return (insn->c & 0xff) < 16 && insn->c >> 8 < 16;
}

static bool
narrow_operand(const struct assembler *assembler, size_t i, unsigned form)
{
	const struct vm_insn *insn = &assembler->code[i];

	if (i > 0 && insn[-1].op == VM_BC_FAR)
		return false;
	switch (form) {
	case VM_FORM_AB:
	case VM_FORM_ABJ:
		return narrow_registers(insn);
	case VM_FORM_ABC:
		if (insn->op == VM_BC_UNPACKEX)
			return narrow_registers(insn) && narrow_counts(insn);
		return narrow_registers(insn) && insn->c < 256;
	case VM_FORM_ABK:
		return narrow_registers(insn) && insn->c < 256;
	case VM_FORM_ABI:
		return narrow_registers(insn) && fits(insn->c, 8);
	case VM_FORM_AIJ:
		return narrow_registers(insn);
	case VM_FORM_AK:
		return insn->c < 256;
	case VM_FORM_AI:
		return fits(insn->c, 8);
	default:
		return true;
	}
}

/* Sizes of the narrow and the wide encoding. */
static const uint8_t narrow_size[] = {
	[VM_FORM_0] = 1,
	[VM_FORM_A] = 2,
	[VM_FORM_AB] = 2,
	[VM_FORM_ABC] = 3,
	[VM_FORM_ABI] = 3,
	[VM_FORM_ABK] = 3,
	[VM_FORM_ABJ] = 3,
	[VM_FORM_AIJ] = 3,
	[VM_FORM_AJ] = 3,
	[VM_FORM_AI] = 3,
	[VM_FORM_AK] = 3,
	[VM_FORM_J] = 3,
	[VM_FORM_F] = 2,
};

static const uint8_t wide_size[] = {
	[VM_FORM_0] = 1,
	[VM_FORM_A] = 3,
	[VM_FORM_AB] = 4,
	[VM_FORM_ABC] = 6,
	[VM_FORM_ABI] = 6,
	[VM_FORM_ABK] = 6,
	[VM_FORM_ABJ] = 6,
	[VM_FORM_AIJ] = 6,
	[VM_FORM_AJ] = 5,
	[VM_FORM_AI] = 5,
	[VM_FORM_AK] = 5,
	[VM_FORM_J] = 6,
	[VM_FORM_F] = 2,
};

static int32_t
jump_distance(const struct assembler *assembler, size_t i, unsigned size)
{
	const struct vm_label *label = &assembler->labels[assembler->code[i].c];

	return (int32_t)(assembler->offsets[label->position] -
	    assembler->offsets[i] - size);
}

static uint8_t
jump_size(const struct assembler *assembler, size_t i, unsigned form)
{
	const struct vm_insn *insn = &assembler->code[i];
	bool is_plain = form == VM_FORM_J;
	unsigned size = narrow_size[form];

	if (insn->size <= size && narrow_operand(assembler, i, form) &&
	    fits(jump_distance(assembler, i, size), is_plain ? 16 : 8))
		return (uint8_t)size;
	size = wide_size[form];
	if (is_plain ||
	    (insn->size <= size && fits(jump_distance(assembler, i, size), 16)))
		return (uint8_t)size;
	return (uint8_t)(size + FAR_EXTRA);
}

static void
compute_offsets(struct assembler *assembler)
{
	uint32_t offset = 0;
	size_t i;

	for (i = 0; i < assembler->count; i++) {
		assembler->offsets[i] = offset;
		offset += assembler->code[i].size;
	}
	assembler->offsets[i] = offset;
}

/* Jumps only ever grow, so this ends. */
static void
relax(struct assembler *assembler)
{
	struct vm_insn *insn;
	unsigned form;
	bool changed;
	uint8_t size;
	size_t i;

	for (i = 0; i < assembler->count; i++) {
		insn = &assembler->code[i];
		form = vm_op_forms[insn->op];
		insn->size = narrow_operand(assembler, i, form) ?
		    narrow_size[form] :
		    wide_size[form];
	}
	do {
		compute_offsets(assembler);
		changed = false;
		for (i = 0; i < assembler->count; i++) {
			insn = &assembler->code[i];
			form = vm_op_forms[insn->op];
			if (!vm_form_is_jump(form))
				continue;
			size = jump_size(assembler, i, form);
			changed = changed || size != insn->size;
			insn->size = size;
		}
	} while (changed);
}

static void
put(struct assembler *assembler, uint32_t value, unsigned bytes)
{
	while (bytes-- > 0) {
		vm_scratch_push(assembler->emitter->vm, &assembler->out,
		    (uint8_t)(value & 0xffu));
		value >>= 8;
	}
}

static void
put_varint(struct assembler *assembler, uint32_t value)
{
	while (value >= 0x80) {
		put(assembler, (value & 0x7f) | 0x80, 1);
		value >>= 7;
	}
	put(assembler, value, 1);
}

/* Encodes an instruction with its last operand given. */
static void
put_insn(struct assembler *assembler, const struct vm_insn *insn, bool wide,
    int32_t last)
{
	unsigned form = vm_op_forms[insn->op];
	unsigned last_size = wide ? 2 : 1;

	if (wide)
		put(assembler, assembler->prefix, 1);
	else if (insn->op == VM_BC_UNPACKEX)
		last = (last & 15) | (last >> 8) << 4;
	assembler->prefix = VM_BC_WIDE;
	put(assembler, insn->op, 1);
	if (form == VM_FORM_0)
		return;
	if (form == VM_FORM_J) {
		put(assembler, (uint32_t)last, wide ? 4 : 2);
		return;
	}
	if (!vm_form_is_pair(form)) {
		put(assembler, insn->a, 1);
	} else if (wide) {
		put(assembler, insn->a, 1);
		put(assembler, insn->b, 1);
	} else {
		put(assembler, (uint32_t)(insn->b << 4 | insn->a), 1);
	}
	if (form == VM_FORM_F)
		assembler->prefix = insn->b;
	else if (form != VM_FORM_A && form != VM_FORM_AB)
		put(assembler, (uint32_t)last, last_size);
}

/* A conditional jump over a JMP to a JMP that reaches the target. */
static void
put_far_jump(struct assembler *assembler, size_t i)
{
	const struct vm_insn *insn = &assembler->code[i];
	struct vm_insn jump = { .op = VM_BC_JMP };

	put_insn(assembler, insn, true, narrow_size[VM_FORM_J]);
	put_insn(assembler, &jump, false, wide_size[VM_FORM_J]);
	put_insn(assembler, &jump, true,
	    jump_distance(assembler, i, insn->size));
}

static void
put_code(struct assembler *assembler)
{
	const struct vm_insn *insn;
	unsigned form;
	size_t i;

	for (i = 0; i < assembler->count; i++) {
		insn = &assembler->code[i];
		form = vm_op_forms[insn->op];
		if (!vm_form_is_jump(form)) {
			put_insn(assembler, insn,
			    insn->size != narrow_size[form], insn->c);
		} else if (insn->size > wide_size[form]) {
			put_far_jump(assembler, i);
		} else {
			put_insn(assembler, insn,
			    insn->size != narrow_size[form],
			    jump_distance(assembler, i, insn->size));
		}
	}
}

static void
put_exceptions(struct assembler *assembler)
{
	const struct vm_scratch *table = &assembler->emitter->exceptions;
	const struct vm_exception_entry *entry = (const void *)table->data;
	const uint32_t *offsets = assembler->offsets;
	size_t i;

	for (i = 0; i < table->len / sizeof(*entry); i++) {
		put_varint(assembler, offsets[entry[i].start]);
		put_varint(assembler,
		    offsets[entry[i].end] - offsets[entry[i].start]);
		put_varint(assembler,
		    entry[i].label == VM_NO_LABEL ?
			0 :
			offsets[assembler->labels[entry[i].label].position]);
		put_varint(assembler, entry[i].target);
	}
}

static void
put_lines(struct assembler *assembler)
{
	const struct vm_scratch *table = &assembler->emitter->lines;
	const struct vm_line_entry *entry = (const void *)table->data;
	uint32_t offset = 0;
	uint32_t line = assembler->emitter->first_line;
	int32_t step;
	size_t i;

	for (i = 0; i < table->len / sizeof(*entry); i++) {
		put_varint(assembler,
		    assembler->offsets[entry[i].position] - offset);
		offset = assembler->offsets[entry[i].position];
		if (entry[i].is_mark) {
			put_varint(assembler, 0);
			put_varint(assembler, entry[i].line);
			continue;
		}
		step = (int32_t)(entry[i].line - line);
		put_varint(assembler,
		    (uint32_t)step << 1 ^ (uint32_t)(step >> 31));
		line = entry[i].line;
	}
}

struct vm_code *
vm_emit_assemble(struct vm_emitter *emitter, size_t parameters)
{
	struct assembler assembler = { .emitter = emitter };
	struct vm_scratch *out = &assembler.out;
	struct vm_code *code;
	uint8_t head[VM_CODE_HEAD_MAX];
	uint8_t *bytes;
	uint32_t code_len;
	uint32_t exception_len;
	size_t head_len;

	assembler.code = (struct vm_insn *)(void *)emitter->code.data;
	assembler.labels =
	    (const struct vm_label *)(void *)emitter->labels.data;
	assembler.count = vm_emit_position(emitter);
	assembler.offsets = vm_heap_new_scratch(emitter->vm,
	    (assembler.count + 1) * sizeof(*assembler.offsets));
	vm_scratch_init(out);
	relax(&assembler);
	put_code(&assembler);
	code_len = (uint32_t)out->len;
	put_exceptions(&assembler);
	exception_len = (uint32_t)out->len - code_len;
	put_lines(&assembler);
	head_len = vm_code_put_head(head, emitter->first_line, exception_len,
	    (uint32_t)out->len - code_len - exception_len);
	code = vm_code_new(emitter->vm, parameters, out->len + head_len);
	code->code_len = code_len;
	bytes = (uint8_t *)(code + 1) + parameters * sizeof(vm_value);
	memcpy(bytes, out->data, code_len);
	memcpy(bytes + code_len, head, head_len);
	memcpy(bytes + code_len + head_len, out->data + code_len,
	    out->len - code_len);
	vm_scratch_fini(emitter->vm, out);
	vm_heap_free_buffer(emitter->vm, assembler.offsets);
	return code;
}
