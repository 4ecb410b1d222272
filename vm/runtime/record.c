/* SPDX-License-Identifier: MIT */
/* Records: instances of native types without a layout of their own. */
#include "../object/names.h"
#include "../object/record.h"
#include "../object/slots.h"
#include "heap.h"

vm_value
vm_record_new(struct vm *vm, const struct vm_type *type, size_t slot_count)
{
	struct vm_record *record = vm_heap_alloc(vm, VM_TID_RECORD,
	    sizeof(*record) + slot_count * sizeof(vm_value));

	record->slot_count = (uint32_t)slot_count;
	record->type = type;
	return VM_PTR(record);
}

static const struct vm_slots record_slots = { 0 };

VM_DEFINE_TYPE_PLAIN(native_object, native_object, NULL,
    VM_TYPE_FINAL | VM_TYPE_HASHABLE, record_slots);
