/* SPDX-License-Identifier: MIT */
/* The type of each layout. */
#include "../object/object.h"

const struct vm_type *const vm_type_of_tid[VM_TID_COUNT] = {
#define X(tid, name, trace) [VM_TID_##tid] = &vm_type_##name,
#define Y(tid, trace)       [VM_TID_##tid] = NULL,
#include "../object/types.def"
#undef X
#undef Y
};
