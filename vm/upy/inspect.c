/* SPDX-License-Identifier: MIT */
/*
 * -X compile-only and -vv.
 */
#include "../compiler/compile.h"
#include "../compiler/dis.h"
#include "../object/str.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "inspect.h"

struct request {
	const char *source;
	size_t len;
	const char *name;
	bool dump;
};

static vm_value
compile_and_dump(struct vm *vm, void *arg)
{
	const struct request *request = arg;
	struct vm_code *code = vm_compile(vm, request->source, request->len,
	    vm_str_from(vm, request->name), VM_COMPILE_FILE);
	struct vm_writer out;

	if (request->dump) {
		vm_writer_init_host(vm, &out);
		vm_dis(vm, &out, code);
	}
	return VM_NONE;
}

bool
inspect_source(struct vm *vm, const char *source, size_t len, const char *name,
    bool dump)
{
	struct request request = { source, len, name, dump };
	vm_value result;

	return vm_protect(vm, compile_and_dump, &request, &result) == VM_OK;
}
