/* SPDX-License-Identifier: MIT */
/*
 * struct: the first byte is the length of the format, the rest data to
 * unpack by it. What was unpacked packs to as many bytes again.
 */
#include <stdlib.h>

#include "modules/modules.h"
#include "object/bytes.h"
#include "object/list.h"
#include "object/str.h"
#include "runtime/call.h"
#include "runtime/ops.h"
#include "vm_target.h"

#define VALUES_MAX 100

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
unpack_and_pack(struct vm *vm, const uint8_t *data, size_t size)
{
	vm_value module = VM_PTR(&vm_module_struct);
	size_t format_len = size > 0 ? data[0] % 24u : 0;
	vm_value args[VALUES_MAX + 1];
	vm_value unpacked;
	vm_value packed;
	size_t count;

	if (size < 1 + format_len)
		return;
	args[0] = vm_bytes_new(vm, data + 1, format_len);
	args[1] =
	    vm_bytes_new(vm, data + 1 + format_len, size - 1 - format_len);
	args[2] = VM_INT(0);
	(void)vm_call_method(vm, module, VM_NAME(calcsize), 1, args);
	unpacked = vm_call_method(vm, module, VM_NAME(unpack_from), 3, args);
	count = vm_tuple(unpacked)->len;
	if (count > VALUES_MAX)
		return;
	for (size_t i = 0; i < count; i++)
		args[i + 1] = vm_tuple(unpacked)->items[i];
	packed = vm_call_method(vm, module, VM_NAME(pack), count + 1, args);
	if (VM_INT(vm_bytes_len(packed)) !=
	    vm_call_method(vm, module, VM_NAME(calcsize), 1, args))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	vm_target_run(unpack_and_pack, data, size);
	return 0;
}
