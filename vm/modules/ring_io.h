/* SPDX-License-Identifier: MIT */
/* micropython.RingIO: a byte queue of fixed size. */
#ifndef VM_RING_IO_H
#define VM_RING_IO_H

#include "../object/object.h"

extern const struct vm_type vm_type_RingIO;

#endif
