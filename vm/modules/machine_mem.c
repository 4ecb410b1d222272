/* SPDX-License-Identifier: MIT */
/* Memory by address, for the module machine. */
#include "machine_mem.h"

#include "../object/int.h"
#include "../object/names.h"
#include "../object/slots.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"

static unsigned
size_of(vm_value self)
{
	return (unsigned)vm_int_value(
	    ((const struct vm_machine_mem *)self)->size);
}

VM_NORETURN static void
not_aligned(struct vm *vm, uint32_t address, unsigned size)
{
	const char *zeros = "0000000";

	for (uint32_t rest = address >> 4; rest != 0; rest >>= 4)
		zeros++;
	vm_raise_value_error(vm, "address %s%x is not aligned to %u bytes",
	    zeros, address, size);
}

static uintptr_t
address_argument(struct vm *vm, vm_value v, unsigned size)
{
	uintptr_t address;

	if (!vm_is_integer(v))
		v = VM_INT(vm_get_int(vm, v));
	address = (uintptr_t)vm_get_uint64_truncated(vm, v);
	if (address % size != 0)
		not_aligned(vm, (uint32_t)address, size);
	return address;
}

static vm_value
mem_getitem(struct vm *vm, vm_value self, vm_value key)
{
	unsigned size = size_of(self);
	uintptr_t address = address_argument(vm, key, size);

	if (size == 1)
		return VM_INT(*(const volatile uint8_t *)address);
	if (size == 2)
		return VM_INT(*(const volatile uint16_t *)address);
	return vm_int_from_uint64(vm, *(const volatile uint32_t *)address);
}

static void
mem_setitem(struct vm *vm, vm_value self, vm_value key, vm_value value)
{
	unsigned size = size_of(self);
	uintptr_t address;
	uint32_t bits;

	if (value == VM_UNDEF)
		vm_raise_type_error(vm,
		    "'%t' object doesn't support item deletion", self);
	address = address_argument(vm, key, size);
	if (!vm_is_integer(value))
		value = VM_INT(vm_get_int(vm, value));
	bits = (uint32_t)vm_get_uint64_truncated(vm, value);
	if (size == 1)
		*(volatile uint8_t *)address = (uint8_t)bits;
	else if (size == 2)
		*(volatile uint16_t *)address = (uint16_t)bits;
	else
		*(volatile uint32_t *)address = bits;
}

static void
mem_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "<%u-bit memory>", size_of(self) * 8);
}

static const struct vm_slots mem_slots = {
	.print = mem_print,
	.getitem = mem_getitem,
	.setitem = mem_setitem,
};

static VM_DEFINE_TYPE_PLAIN(mem, mem, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    mem_slots);

#define MEM(bytes)                                                   \
	{                                                            \
		.head = VM_ROM_HEAD(VM_TID_RECORD), .slot_count = 1, \
		.type = &vm_type_mem, .size = VM_INT(bytes),         \
	}

const struct vm_machine_mem vm_machine_mem8 VM_ALIGNED = MEM(1);
const struct vm_machine_mem vm_machine_mem16 VM_ALIGNED = MEM(2);
const struct vm_machine_mem vm_machine_mem32 VM_ALIGNED = MEM(4);
