/* SPDX-License-Identifier: MIT */
/* What the import system shares with the embedding API. */
#ifndef VM_IMPORT_H
#define VM_IMPORT_H

#include "../object/module.h"

/* The text of a file in a bytes buffer; raises OSError. */
char *vm_read_source(struct vm *vm, const char *path, size_t *len);
/* Runs the module (or package's __main__) as __main__. */
vm_value vm_import_as_main(struct vm *vm, vm_value name);

#endif
