/* SPDX-License-Identifier: MIT */
/*
 * Source text: compiles or raises. The first byte chooses the mode. What
 * compiles is disassembled, which checks that its code can be decoded.
 */
#include "compiler/compile.h"
#include "compiler/dis.h"
#include "object/str.h"
#include "runtime/writer.h"
#include "vm_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
drop(struct vm *vm, void *arg, const char *data, size_t len)
{
	(void)vm;
	(void)arg;
	(void)data;
	(void)len;
}

static void
compile(struct vm *vm, const uint8_t *data, size_t size)
{
	static const unsigned modes[] = { VM_COMPILE_FILE, VM_COMPILE_SINGLE,
		VM_COMPILE_EVAL, VM_COMPILE_FILE | VM_COMPILE_NAMES };
	struct vm_writer out;
	struct vm_code *code;

	if (size == 0)
		return;
	code = vm_compile(vm, (const char *)data + 1, size - 1,
	    vm_str_from(vm, "fuzz"), modes[data[0] % 4]);
	vm_writer_init_sink(&out, drop, NULL);
	vm_dis(vm, &out, code);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	vm_target_run(compile, data, size);
	return 0;
}
