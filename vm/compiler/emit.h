/* SPDX-License-Identifier: MIT */
/*
 * Instructions of one function before encoding, with symbolic jumps, and
 * the assembler that chooses the shortest forms.
 */
#ifndef VM_COMPILER_EMIT_H
#define VM_COMPILER_EMIT_H

#include <stdbool.h>

#include "../runtime/code.h"
#include "scratch.h"

struct vm_insn {
	uint8_t op;
	uint8_t a;
	uint8_t b;
	uint8_t size; /* bytes when encoded; only the assembler uses it */
	int32_t c;    /* register, immediate, constant index or label */
};

/* A jump target and which locals are surely bound when it is reached. */
struct vm_label {
	uint32_t position; /* instruction index */
	bool used;         /* a jump to it was emitted */
	uint64_t assigned; /* registers bound on all ways here */
};

struct vm_line_entry {
	uint32_t position;
	uint32_t line; /* or one of vm_line_mark */
	bool is_mark;
};

struct vm_exception_entry {
	uint32_t start; /* instruction index */
	uint32_t end;
	uint32_t label;  /* of the handler, or VM_NO_LABEL */
	uint32_t target; /* register of the exception */
};

typedef uint32_t vm_label_id;

#define VM_NO_LABEL UINT32_MAX

struct vm_emitter {
	struct vm *vm;
	struct vm_scratch code;       /* struct vm_insn */
	struct vm_scratch labels;     /* struct vm_label */
	struct vm_scratch lines;      /* struct vm_line_entry */
	struct vm_scratch exceptions; /* struct vm_exception_entry */
	uint32_t line;                /* of the next instruction */
	uint32_t noted_line;          /* the last in lines */
	uint32_t first_line;
	uint64_t assigned; /* registers < 64 surely bound here */
	bool reachable;    /* code emitted now can run */
};

void vm_emit_init(struct vm_emitter *emitter, struct vm *vm, uint32_t line);
void vm_emit_fini(struct vm_emitter *emitter);

/* Adds an instruction; nothing happens where code cannot be reached. */
void vm_emit(struct vm_emitter *emitter, enum vm_opcode op, unsigned a,
    unsigned b, int32_t c);
/* The same without c, and without b. */
void vm_emit_ab(struct vm_emitter *emitter, enum vm_opcode op, unsigned a,
    unsigned b);
void vm_emit_a(struct vm_emitter *emitter, enum vm_opcode op, unsigned a);
void vm_emit_jump(struct vm_emitter *emitter, enum vm_opcode op, unsigned a,
    unsigned b, vm_label_id label);
/* A jump that is always taken. */
void vm_emit_go(struct vm_emitter *emitter, vm_label_id label);
uint32_t vm_emit_position(const struct vm_emitter *emitter);
/* A comprehension begins or ends here. */
void vm_emit_mark(struct vm_emitter *emitter, enum vm_line_mark mark);

vm_label_id vm_emit_new_label(struct vm_emitter *emitter);
/* The label is here; reached from above and by the jumps so far. */
void vm_emit_label(struct vm_emitter *emitter, vm_label_id label);
/* The label of an exception handler: bound registers are as given. */
void vm_emit_handler_label(struct vm_emitter *emitter, vm_label_id label,
    uint64_t assigned);
bool vm_emit_label_used(const struct vm_emitter *emitter, vm_label_id label);

/* Exceptions in [start, here) go to label; their object to a register. */
void vm_emit_exception_range(struct vm_emitter *emitter, uint32_t start,
    uint32_t end, vm_label_id label, unsigned target);

/* An except clause runs in [start, end) with its exception in a register. */
void vm_emit_handled_range(struct vm_emitter *emitter, uint32_t start,
    uint32_t end, unsigned target);

/* Puts count instructions that were emitted last at the front. */
void vm_emit_move_to_front(struct vm_emitter *emitter, uint32_t count);

/* Encodes everything: a new code object with its bytes. */
/* Code with so many parameters, which the caller names. */
struct vm_code *vm_emit_assemble(struct vm_emitter *emitter, size_t parameters);

#endif
