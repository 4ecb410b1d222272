/* SPDX-License-Identifier: MIT */
/* Code generator: the statements around the one being generated. */
#ifndef VM_COMPILER_CODEGEN_BLOCK_H
#define VM_COMPILER_CODEGEN_BLOCK_H

#include "emit.h"

/* What a jump out of a block does; the values are completion kinds. */
enum vm_exit {
	VM_EXIT_RETURN = 2,
	VM_EXIT_BREAK = 3,
	VM_EXIT_CONTINUE = 4,
};

enum vm_block_kind {
	VM_BLOCK_LOOP,
	VM_BLOCK_FINALLY, /* exits run its code first */
	VM_BLOCK_HANDLER, /* exits unbind the exception's name */
};

/* A statement around the current one; lives on the C stack. */
struct vm_block {
	struct vm_block *outer;
	uint8_t kind;       /* enum vm_block_kind */
	uint8_t exits;      /* FINALLY: bit mask of enum vm_exit seen */
	uint16_t record;    /* FINALLY: registers of kind and value */
	uint16_t exception; /* HANDLER: register of the exception */
	uintptr_t name;     /* HANDLER: to unbind, or VM_NO_INDEX */
	vm_label_id label;  /* LOOP: break; FINALLY: its code */
	vm_label_id next;   /* LOOP: continue */
	/* FINALLY: the finally clause it stands in */
	const struct vm_block *cleanup;
};

#endif
