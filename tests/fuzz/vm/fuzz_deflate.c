/* SPDX-License-Identifier: MIT */
/*
 * Packed data: a byte of format and window, then what DeflateIO reads. What
 * comes out must survive being packed and unpacked.
 */
#include <stdlib.h>

#include "modules/deflate_writer.h"
#include "modules/mod_io.h"
#include "object/bytes.h"
#include "runtime/call.h"
#include "vm_target.h"

#define OUT_MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static vm_value
new_stream(struct vm *vm, const uint8_t *data, size_t size)
{
	vm_value bytes = vm_bytes_new(vm, data, size);

	return vm_call_1(vm, VM_PTR(&vm_type_BytesIO), bytes);
}

static vm_value
new_deflate(struct vm *vm, vm_value stream, unsigned format, unsigned wbits)
{
	vm_value args[3] = { stream, VM_INT(format), VM_INT(wbits) };

	return vm_call(vm, VM_PTR(&vm_type_DeflateIO), 3, 0, args);
}

static void
unpack(struct vm *vm, const uint8_t *data, size_t size)
{
	static uint8_t out[OUT_MAX], again[OUT_MAX];
	unsigned format = size == 0 ? 0 : data[0] & 3u;
	unsigned wbits = size == 0 || data[0] < 4 ? 0 : 5 + data[0] % 11u;
	vm_value packed, d;
	size_t n;

	if (size == 0)
		return;
	d = new_deflate(vm, new_stream(vm, data + 1, size - 1), format, wbits);
	n = vm_stream_ops_of(d)->read(vm, d, out, sizeof(out));
	if (n == 0)
		return;
	packed = new_stream(vm, NULL, 0);
	d = new_deflate(vm, packed, 2, wbits);
	vm_stream_ops_of(d)->write(vm, d, out, n);
	vm_stream_ops_of(d)->close(vm, d);
	vm_stream_ops_of(packed)->seek(vm, packed, 0, 0);
	d = new_deflate(vm, packed, 0, 15);
	if (vm_stream_ops_of(d)->read(vm, d, again, n) != n ||
	    memcmp(out, again, n) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	vm_target_run(unpack, data, size);
	return 0;
}
