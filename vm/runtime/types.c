/* SPDX-License-Identifier: MIT */
/* The type of each layout; NULL for one that nothing in the link makes. */
#include "../object/object.h"

#define X(tid, name, trace)
#define W(tid, name, trace) \
	extern const struct vm_type vm_type_##name __attribute__((weak));
#define Y(tid, trace)
#include "../object/types.def"
#undef X
#undef W
#undef Y

const struct vm_type *const vm_type_of_tid[VM_TID_COUNT] = {
#define X(tid, name, trace) [VM_TID_##tid] = &vm_type_##name,
#define W                   X
#define Y(tid, trace)       [VM_TID_##tid] = NULL,
#include "../object/types.def"
#undef X
#undef W
#undef Y
};
