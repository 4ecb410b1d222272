/* SPDX-License-Identifier: MIT */
/*
 * The terminal: the host's streams and, with os.dupterm, streams of the
 * program that share it.
 */
#ifndef VM_TERMINAL_H
#define VM_TERMINAL_H

#include "../object/value.h"
#include "../vm_host.h"

#define VM_TERMINAL_SLOTS 2

void vm_terminal_write(struct vm *vm, enum vm_stream stream, const char *data,
    size_t len);
/* As vm_host.read: at least one byte, 0 at the end, or a negated errno. May
 * raise while streams share the terminal. */
int vm_terminal_read(struct vm *vm, char *data, size_t len);

/* Whether reading must not block in the host alone. */
bool vm_terminal_is_shared(struct vm *vm);

#if VM_HAS_DUPTERM
/* The stream in the place before, or None; stream may be None. */
vm_value vm_terminal_share(struct vm *vm, vm_value stream, size_t slot);
/* Takes what the streams have; their interrupt character interrupts. */
void vm_terminal_take(struct vm *vm);
/* The same now and then, while a program runs. */
void vm_terminal_poll(struct vm *vm);
#endif

#endif
