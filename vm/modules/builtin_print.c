/* SPDX-License-Identifier: MIT */
/* print and input. */
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/names.h"
#include "../object/str.h"
#include "../repl/repl.h"
#include "../runtime/call.h"
#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/writer.h"
#include "builtins.h"
#include "mod_io.h"

static void
write_arguments(struct vm *vm, struct vm_writer *out, size_t n,
    const vm_value *args, vm_value separator, vm_value end)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			vm_write_str(vm, out, separator);
		vm_print_to(vm, out, args[i], VM_PRINT_STR);
	}
	vm_write_str(vm, out, end);
}

/* A program's own stream gets each part by itself, as in MicroPython. */
static void
print_in_parts(struct vm *vm, vm_value stream, size_t n, const vm_value *args,
    vm_value separator, vm_value end)
{
	for (size_t i = 0; i <= n; i++) {
		vm_value text = i < n ? vm_str_of(vm, args[i]) : end;

		if (i > 0 && i < n)
			vm_stream_write(vm, stream, vm_str_data(separator),
			    vm_str_len(separator));
		vm_stream_write(vm, stream, vm_str_data(text),
		    vm_str_len(text));
	}
}

static vm_value
string_or(struct vm *vm, vm_value v, vm_value absent)
{
	if (v == VM_NONE)
		return absent;
	if (!vm_is_str(vm_native_value(v)))
		vm_raise_type_error(vm,
		    "can't convert '%t' object to str implicitly", v);
	return vm_native_value(v);
}

vm_value
vm_builtin_print(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(sep), VM_NAME(end),
		VM_NAME(file), VM_NAME(flush) };
	vm_value options[4] = { VM_NONE, VM_NONE, VM_NONE, VM_FALSE };
	struct vm_writer out;

	vm_bind_keywords(vm, 0, n_kw, args + n_pos, 4, 0, names, options);
	options[0] = string_or(vm, options[0], VM_CHAR_STR(' '));
	options[1] = string_or(vm, options[1], VM_CHAR_STR('\n'));
	if (vm_is(options[2], VM_TID_INSTANCE)) {
		print_in_parts(vm, options[2], n_pos, args, options[0],
		    options[1]);
		return VM_NONE;
	}
	if (options[2] == VM_NONE)
		vm_writer_init_host(vm, &out);
	else
		vm_writer_init(&out);
	write_arguments(vm, &out, n_pos, args, options[0], options[1]);
	if (options[2] != VM_NONE)
		vm_stream_write(vm, options[2], out.data, out.len);
	return VM_NONE;
}

vm_value
vm_builtin_input(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_writer out;
	struct vm_writer line;
	bool ended;

	vm_writer_init(&line);
	if (VM_HAS_COMPILER && vm->host->repl != NULL) {
		vm_repl_input(vm, vm->host->repl, argc > 0 ? args[0] : VM_UNDEF,
		    &line);
		return vm_writer_str(vm, &line);
	}
	vm_writer_init_host(vm, &out);
	if (argc > 0)
		vm_print_to(vm, &out, args[0], VM_PRINT_STR);
	ended = !vm_stdin_read_line(vm, &line);
	if (ended && line.len == 0)
		vm_raise_error(vm, &vm_type_EOFError, "");
	if (line.len > 0 && line.data[line.len - 1] == '\n')
		line.len--;
	return vm_writer_str(vm, &line);
}
