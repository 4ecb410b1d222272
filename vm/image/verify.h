/* SPDX-License-Identifier: MIT */
/*
 * The verifier: proves of code that came from outside what the interpreter
 * takes for granted. First each code object by itself (verify.c): known
 * instructions, operands in range, jumps to instructions, tables in bounds.
 * Then what registers hold at each place (verify_flow.c), by following all
 * paths: nothing unset is read, and cells, iterator states and collections
 * under construction are what they are taken for.
 */
#ifndef VM_VERIFY_H
#define VM_VERIFY_H

#include "../runtime/decode.h"

/* Raises ValueError unless the codes of the unit, the last of which is the
 * module's, are sound. */
void vm_verify(struct vm *vm, struct vm_unit *unit, const vm_value *codes,
    size_t count);

/* ---- between the two halves -------------------------------------------- */

/* A bit per byte of code; owned: a BYTES_BUFFER. */
typedef uint8_t *vm_code_map;

static inline bool
vm_code_map_has(const uint8_t *map, uint32_t pc)
{
	return ((unsigned)map[pc / 8] >> (pc % 8) & 1u) != 0;
}

/* Where jumps and exception handlers lead. */
struct vm_verify_places {
	vm_code_map targets;
	uint32_t count; /* of targets */
};

struct vm_exception_range {
	uint32_t start;
	uint32_t len;
	uint32_t handler;
	uint32_t target; /* register */
};

void vm_verify_flow(struct vm *vm, const struct vm_code *code,
    const struct vm_verify_places *places);
/* The next entry of a table that is known to be sound. */
void vm_exception_range_read(const uint8_t **p, struct vm_exception_range *r);

#endif
