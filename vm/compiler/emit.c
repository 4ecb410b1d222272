/* SPDX-License-Identifier: MIT */
/*
 * Collecting the instructions of a function: labels, lines, ranges, and
 * what is known about bound registers on the way.
 */
#include <string.h>

#include "../runtime/decode.h"
#include "../runtime/state.h"
#include "emit.h"

#define NO_LINES_LEVEL 3 /* of optimisation */

void
vm_emit_init(struct vm_emitter *emitter, struct vm *vm, uint32_t line)
{
	memset(emitter, 0, sizeof(*emitter));
	emitter->vm = vm;
	emitter->line = line;
	emitter->first_line = vm->optimise < NO_LINES_LEVEL ? line : 1;
	emitter->noted_line = emitter->first_line;
	emitter->reachable = true;
}

void
vm_emit_fini(struct vm_emitter *emitter)
{
	vm_scratch_fini(emitter->vm, &emitter->code);
	vm_scratch_fini(emitter->vm, &emitter->labels);
	vm_scratch_fini(emitter->vm, &emitter->lines);
	vm_scratch_fini(emitter->vm, &emitter->exceptions);
}

static struct vm_label *
label_at(const struct vm_emitter *emitter, vm_label_id label)
{
	return (struct vm_label *)(void *)emitter->labels.data + label;
}

uint32_t
vm_emit_position(const struct vm_emitter *emitter)
{
	return (uint32_t)(emitter->code.len / sizeof(struct vm_insn));
}

static void
note_line(struct vm_emitter *emitter)
{
	struct vm_line_entry entry = { vm_emit_position(emitter), emitter->line,
		false };

	if (emitter->vm->optimise >= NO_LINES_LEVEL ||
	    emitter->line == emitter->noted_line)
		return;
	emitter->noted_line = emitter->line;
	vm_scratch_append(emitter->vm, &emitter->lines, &entry, sizeof(entry));
}

void
vm_emit_mark(struct vm_emitter *emitter, enum vm_line_mark mark)
{
	struct vm_line_entry entry = { 0, mark, true };

	note_line(emitter);
	entry.position = vm_emit_position(emitter);
	vm_scratch_append(emitter->vm, &emitter->lines, &entry, sizeof(entry));
}

static bool
ends_flow(enum vm_opcode op)
{
	switch ((int)op) {
	case VM_BC_JMP:
	case VM_BC_RET:
	case VM_BC_RETNONE:
	case VM_BC_RAISE:
	case VM_BC_RAISEFROM:
	case VM_BC_RERAISE:
	case VM_BC_ASSERTFAIL:
	case VM_BC_NORERAISE:
		return true;
	default:
		return false;
	}
}

/* The prefix of an instruction that has registers it cannot name. */
static void
emit_far(struct vm_emitter *emitter, struct vm_insn *insn, unsigned a,
    unsigned b)
{
	struct vm_insn far = { .op = VM_BC_FAR,
		.a = (uint8_t)(a >> 8),
		.b = (uint8_t)(b >> 8) };

	if (vm_op_forms[insn->op] == VM_FORM_A) {
		far.a = (uint8_t)a;
		far.b = (uint8_t)(a >> 8);
		insn->a = VM_FAR_MARK;
	}
	vm_scratch_append(emitter->vm, &emitter->code, &far, sizeof(far));
}

void
vm_emit(struct vm_emitter *emitter, enum vm_opcode op, unsigned a, unsigned b,
    int32_t c)
{
	struct vm_insn insn = { .op = (uint8_t)op,
		.a = (uint8_t)a,
		.b = (uint8_t)b,
		.c = c };

	if (!emitter->reachable)
		return;
	note_line(emitter);
	if (a >= VM_NEAR_REGISTERS ||
	    (b >= VM_NEAR_REGISTERS && vm_op_forms[op] != VM_FORM_AIJ))
		emit_far(emitter, &insn, a, b);
	vm_scratch_append(emitter->vm, &emitter->code, &insn, sizeof(insn));
	if (ends_flow(op))
		emitter->reachable = false;
}

void
vm_emit_ab(struct vm_emitter *emitter, enum vm_opcode op, unsigned a,
    unsigned b)
{
	vm_emit(emitter, op, a, b, 0);
}

void
vm_emit_a(struct vm_emitter *emitter, enum vm_opcode op, unsigned a)
{
	vm_emit(emitter, op, a, 0, 0);
}

void
vm_emit_jump(struct vm_emitter *emitter, enum vm_opcode op, unsigned a,
    unsigned b, vm_label_id id)
{
	struct vm_label *label = label_at(emitter, id);

	if (!emitter->reachable)
		return;
	if (label->used)
		label->assigned &= emitter->assigned;
	else
		label->assigned = emitter->assigned;
	label->used = true;
	vm_emit(emitter, op, a, b, (int32_t)id);
}

void
vm_emit_go(struct vm_emitter *emitter, vm_label_id label)
{
	vm_emit_jump(emitter, VM_BC_JMP, 0, 0, label);
}

vm_label_id
vm_emit_new_label(struct vm_emitter *emitter)
{
	struct vm_label label = { 0, false, 0 };

	vm_scratch_append(emitter->vm, &emitter->labels, &label, sizeof(label));
	return (vm_label_id)(emitter->labels.len / sizeof(label) - 1);
}

void
vm_emit_label(struct vm_emitter *emitter, vm_label_id id)
{
	struct vm_label *label = label_at(emitter, id);

	label->position = vm_emit_position(emitter);
	if (!label->used)
		return;
	if (emitter->reachable)
		emitter->assigned &= label->assigned;
	else
		emitter->assigned = label->assigned;
	emitter->reachable = true;
}

void
vm_emit_handler_label(struct vm_emitter *emitter, vm_label_id id,
    uint64_t assigned)
{
	struct vm_label *label = label_at(emitter, id);

	label->position = vm_emit_position(emitter);
	label->used = true;
	emitter->assigned = assigned;
	emitter->reachable = true;
}

bool
vm_emit_label_used(const struct vm_emitter *emitter, vm_label_id label)
{
	return label_at(emitter, label)->used;
}

void
vm_emit_exception_range(struct vm_emitter *emitter, uint32_t start,
    uint32_t end, vm_label_id label, unsigned target)
{
	struct vm_exception_entry entry = { start, end, label, target };

	if (start != end)
		vm_scratch_append(emitter->vm, &emitter->exceptions, &entry,
		    sizeof(entry));
}

void
vm_emit_handled_range(struct vm_emitter *emitter, uint32_t start, uint32_t end,
    unsigned target)
{
	vm_emit_exception_range(emitter, start, end, VM_NO_LABEL, target);
}

static void
shift_tables(struct vm_emitter *emitter, uint32_t count)
{
	struct vm_label *label = (void *)emitter->labels.data;
	struct vm_line_entry *line = (void *)emitter->lines.data;
	struct vm_exception_entry *entry = (void *)emitter->exceptions.data;
	size_t i;

	for (i = 0; i < emitter->labels.len / sizeof(*label); i++)
		label[i].position += count;
	for (i = 0; i < emitter->lines.len / sizeof(*line); i++)
		line[i].position += count;
	for (i = 0; i < emitter->exceptions.len / sizeof(*entry); i++) {
		entry[i].start += count;
		entry[i].end += count;
	}
}

void
vm_emit_move_to_front(struct vm_emitter *emitter, uint32_t count)
{
	size_t size = count * sizeof(struct vm_insn);
	size_t rest = emitter->code.len - size;

	if (count == 0)
		return;
	vm_scratch_reserve(emitter->vm, &emitter->code, size);
	memmove(emitter->code.data + size, emitter->code.data,
	    emitter->code.len);
	memcpy(emitter->code.data, emitter->code.data + size + rest, size);
	shift_tables(emitter, count);
}
