/* SPDX-License-Identifier: MIT */
/* Reads JSON text into Python objects. */
#ifndef VM_JSON_READER_H
#define VM_JSON_READER_H

#include "../object/value.h"

/* One value and nothing else; ValueError when the text is not JSON. */
vm_value vm_json_read(struct vm *vm, const char *text, size_t len);

#endif
