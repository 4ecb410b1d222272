/* SPDX-License-Identifier: MIT */
/* JSON text: what is accepted must survive being written and read again. */
#include <stdlib.h>

#include "modules/modules.h"
#include "object/bytes.h"
#include "object/str.h"
#include "runtime/call.h"
#include "runtime/ops.h"
#include "vm_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_and_write(struct vm *vm, const uint8_t *data, size_t size)
{
	vm_value json = VM_PTR(&vm_module_json);
	vm_value text = vm_bytes_new(vm, data, size);
	vm_value value = vm_call_method(vm, json, VM_NAME(loads), 1, &text);
	vm_value written = vm_call_method(vm, json, VM_NAME(dumps), 1, &value);
	vm_value again;

	/* Infinity and NaN have no JSON. */
	if (strstr(vm_str_data(written), "inf") != NULL ||
	    strstr(vm_str_data(written), "nan") != NULL)
		return;
	again = vm_call_method(vm, json, VM_NAME(loads), 1, &written);
	if (!vm_equal(vm, value, again))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	vm_target_run(read_and_write, data, size);
	return 0;
}
