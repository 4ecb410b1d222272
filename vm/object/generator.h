/* SPDX-License-Identifier: MIT */
/* Generators and coroutines: a function's frame kept in the heap. */
#ifndef VM_GENERATOR_H
#define VM_GENERATOR_H

#include "object.h"

struct vm_function;

enum vm_generator_state {
	VM_GENERATOR_NEW,
	VM_GENERATOR_SUSPENDED,  /* behind a YIELD */
	VM_GENERATOR_DELEGATING, /* at a YFROM */
	VM_GENERATOR_RUNNING,
	VM_GENERATOR_DONE,
};

/* Flag of the state: the next resumption raises what pend_throw left. */
#define VM_GENERATOR_PENDING 0x100u

struct vm_generator {
	struct vm_object head;
	uint16_t state;
	uint16_t register_count;
	struct vm_function *function;
	const uint8_t *pc; /* where to resume */
	vm_value registers[];
};

vm_value vm_generator_new(struct vm *vm, struct vm_function *function,
    const vm_value *registers, size_t count);
/* Next value sent in; VM_STOP at the end with vm->stop_value set. */
vm_value vm_generator_send(struct vm *vm, vm_value generator, vm_value v);
vm_value vm_generator_throw(struct vm *vm, vm_value generator, vm_value e);
void vm_generator_close(struct vm *vm, vm_value generator);

/* What calling a function that is both async and a generator makes. */
vm_value vm_async_generator_new(struct vm *vm, vm_value body);

#endif
