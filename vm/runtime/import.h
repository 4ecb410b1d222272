/* SPDX-License-Identifier: MIT */
/* What the import system shares with the embedding API. */
#ifndef VM_IMPORT_H
#define VM_IMPORT_H

#include "../object/module.h"

/* The code of a source file, modes as of vm_compile; raises OSError. */
struct vm_code *vm_compile_file(struct vm *vm, const char *path,
    vm_value file_name, unsigned mode);
/* Runs the module (or package's __main__) as __main__. */
vm_value vm_import_as_main(struct vm *vm, vm_value name);
/* sys.argv and sys.path; may raise. */
vm_value vm_argv_list(struct vm *vm);
vm_value vm_path_list(struct vm *vm);

#endif
