/* SPDX-License-Identifier: MIT */
/*
 * Compiled code: what the compiler hands to the interpreter. All code of
 * one source shares a unit with its constants.
 */
#ifndef VM_CODE_H
#define VM_CODE_H

#include "../object/object.h"
#include "opcodes.h"
#include "varint.h"

/* Constants and names of one source; k indices of instructions. */
struct vm_unit {
	struct vm_object head;
	uint16_t k_count;
	uint16_t frozen_number; /* read-only units: from 1, see frozen.h */
	vm_value *k; /* owned: VALUES_BUFFER; names in it are interned */
	vm_value file_name;
	struct vm_hints *hints; /* owned: BYTES_BUFFER, or NULL */
};

/* The interpreter's cache of where the unit's names are. */
struct vm_hints {
	vm_value globals; /* the namespace they are about */
	uint32_t epoch;
	uint16_t of_k[];
};

#define VM_CODE_GENERATOR   1u
#define VM_CODE_COROUTINE   2u  /* async def; with GENERATOR: yields too */
#define VM_CODE_VARARGS     4u  /* *args */
#define VM_CODE_VARKEYWORDS 8u  /* **kwargs */
#define VM_CODE_CLASS_BODY  16u /* register 0: the namespace dict */
#define VM_CODE_NAMES       32u /* top level with separate locals: likewise */
#define VM_CODE_MODULE      64u
#define VM_CODE_SIMPLE      128u /* no flags, no keyword-only arguments */

/*
 * Registers on entry: positional parameters (position-only first), then
 * keyword-only ones, then the *args tuple, then the **kwargs dict. Other
 * registers hold anything; the compiler clears where it matters.
 *
 * Behind the struct: the parameters' names, positional ones first; then
 * code_len bytes of instructions; three varints: the first line, the
 * lengths of the exception table and of the line table; then these tables.
 *
 * Exception table: entries of four varints: start, length, handler (byte
 * offsets in the code), register for the exception; innermost first. A pc
 * is covered if start <= pc < start + length, pc being the offset of the
 * instruction that raises. A handler offset of 0 is none: it says that
 * an except clause is running here whose exception is in the register.
 *
 * Line table: pairs of varints: code bytes since the last pair, then line
 * difference as zigzag (first pair relative to offset 0, the first line). A
 * pair says: from this offset on, this line. The difference 0 is none: a
 * third varint says that a comprehension with a frame of its own in
 * tracebacks begins (its vm_line_mark) or the innermost one ends here.
 */
struct vm_code {
	struct vm_object head;
	uint8_t flags;
	uint8_t position_only_count;
	uint16_t register_count;   /* at most VM_REGISTERS_MAX */
	uint16_t positional_count; /* including position-only */
	uint16_t parameter_count;  /* these and keyword-only ones */
	uint32_t code_len;
	struct vm_unit *unit;
	vm_value name;
};

#define VM_REGISTERS_MAX 4095
/* Those that instructions name without FAR in front. */
#define VM_NEAR_REGISTERS 250

static inline const vm_value *
vm_code_parameters(const struct vm_code *code)
{
	return (const vm_value *)(code + 1);
}

static inline const uint8_t *
vm_code_bytes(const struct vm_code *code)
{
	return (
	    const uint8_t *)(vm_code_parameters(code) + code->parameter_count);
}

struct vm_unit *vm_unit_new(struct vm *vm, vm_value file_name);
/* The unit itself or, for a frozen one, its copy in RAM, which has the name
 * cache. */
struct vm_unit *vm_unit_in_ram(struct vm *vm, struct vm_unit *unit);
/* With parameters, which the caller names, and len bytes. */
struct vm_code *vm_code_new(struct vm *vm, size_t parameters, size_t len);

/* What lies behind the instructions. */
struct vm_code_tables {
	uint32_t first_line;
	const uint8_t *exceptions;
	const uint8_t *lines; /* and the end of exceptions */
	const uint8_t *end;
};

void vm_code_tables(const struct vm_code *code, struct vm_code_tables *tables);
#define VM_CODE_HEAD_MAX 15
/* Writes the varints before the tables; how many bytes they are. */
size_t vm_code_put_head(uint8_t *p, uint32_t first_line, uint32_t exception_len,
    uint32_t line_len);
/* May it run without a call: module code, or a plain function's without
 * parameters and outer variables. */
bool vm_code_runs_alone(const struct vm_code *code);
/* Cells a closure of this code needs. */
unsigned vm_code_free_count(const struct vm_code *code);
enum vm_line_mark {
	VM_LINE_MARK_END,
	VM_LINE_MARK_LIST,
	VM_LINE_MARK_SET,
	VM_LINE_MARK_DICT,
};

struct vm_code_place {
	uint32_t line;
	vm_value name;
};

#define VM_CODE_PLACES_MAX 8
/* The traceback of a code offset, the function first, then comprehensions
 * in it; returns how many there are. */
unsigned vm_code_places(const struct vm_code *code, uint32_t pc,
    struct vm_code_place *places);
uint32_t vm_code_line(const struct vm_code *code, uint32_t pc);

#endif
