/* SPDX-License-Identifier: MIT */
/* The module sys. */
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/exception.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/module.h"
#include "../object/str.h"
#include "../object/tuple.h"
#include "../runtime/heap.h"
#include "../runtime/interp.h"
#include "../runtime/intern.h"
#include "../runtime/import.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/writer.h"
#include "mod_io.h"

#define IMPLEMENTATION_FIELDS 5
#define VERSION_FIELDS        4

/* The MicroPython release whose language and library this is. */
static const char version_text[] = "3.4.0; MicroPython v1.28.0 (upyd)";

static vm_value
sys_exit(struct vm *vm, size_t argc, vm_value *args)
{
	vm_raise(vm, vm_exception_new(vm, &vm_type_SystemExit, argc, args));
}

static vm_value
print_exception(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_writer out;

	if (argc > 1 && args[1] != VM_NONE)
		vm_writer_init(&out);
	else
		vm_writer_init_host(vm, &out);
	if (vm_is_exception(args[0])) {
		vm_exception_print(vm, &out, args[0]);
	} else {
		vm_write_format(vm, &out, "%v\n", args[0]);
	}
	if (argc > 1 && args[1] != VM_NONE)
		vm_stream_write(vm, args[1], out.data, out.len);
	return VM_NONE;
}

static vm_value
exc_info(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value info[3] = { VM_NONE, VM_NONE, VM_NONE };
	vm_value exception = vm_handled_exception(vm);

	(void)argc;
	(void)args;
	if (exception != VM_UNDEF) {
		info[0] = vm_type_of(vm, exception);
		info[1] = exception;
	}
	return vm_tuple_new(vm, 3, info);
}

static vm_value
intern(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	if (!vm_is_str(args[0]))
		vm_raise_type_error(vm, "argument should be a 'str' not a '%t'",
		    args[0]);
	return vm_intern_str(vm, args[0]);
}

static vm_value
getsizeof(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_int(vm,
	    vm_is_object(args[0]) ?
		(intptr_t)vm_heap_object_size(vm_object(args[0])) :
		0);
}

static vm_value
set_atexit(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value old = VM_ROOT(vm, atexit);

	(void)argc;
	VM_ROOT(vm, atexit) = args[0];
	return old == VM_UNDEF ? VM_NONE : old;
}

/* ---- computed attributes ---------------------------------------------- */

static vm_value
version_tuple(struct vm *vm)
{
	vm_value items[VERSION_FIELDS] = { VM_INT(1), VM_INT(28), VM_INT(0),
		VM_NAME(empty_) };

	return vm_tuple_new(vm, VERSION_FIELDS, items);
}

static const char *
machine_text(const struct vm_host *host)
{
	if (host->board != NULL)
		return host->board;
	return host->machine != NULL ? host->machine : "upyd";
}

static vm_value
implementation(struct vm *vm)
{
	static const struct vm_tuple names VM_ALIGNED = {
		.head = VM_ROM_HEAD(VM_TID_TUPLE),
		.len = IMPLEMENTATION_FIELDS,
		.items = { VM_NAME(name), VM_NAME(version), VM_NAME(_machine),
		    VM_NAME(_mpy), VM_NAME(_build) },
	};
	vm_value items[IMPLEMENTATION_FIELDS];

	items[0] = VM_NAME(micropython);
	items[1] = version_tuple(vm);
	items[2] = vm_str_from(vm, machine_text(vm->host));
	items[3] = VM_INT(0);
	items[4] = vm_str_from(vm, "upyd");
	return vm_attrtuple_new(vm, &names, IMPLEMENTATION_FIELDS, items);
}

static vm_value
version_info(struct vm *vm)
{
	vm_value items[3] = { VM_INT(3), VM_INT(4), VM_INT(0) };

	return vm_tuple_new(vm, 3, items);
}

static vm_value
version(struct vm *vm)
{
	return vm_str_from(vm, version_text);
}

static vm_value
platform(struct vm *vm)
{
	return vm_str_from(vm,
	    vm->host->platform != NULL ? vm->host->platform : "upyd");
}

static vm_value
executable(struct vm *vm)
{
	const struct vm_host *host = vm->host;

	return vm_str_from(vm,
	    host->executable != NULL ? host->executable(host->ctx) : "");
}

static vm_value
maxsize(struct vm *vm)
{
	return vm_new_int(vm, INTPTR_MAX);
}

static vm_value
byteorder(struct vm *vm)
{
	const uint16_t probe = 1;

	(void)vm;
	return *(const uint8_t *)&probe == 1 ? VM_NAME(little) : VM_NAME(big);
}

static vm_value
modules(struct vm *vm)
{
	if (VM_ROOT(vm, modules) == VM_UNDEF)
		VM_ROOT(vm, modules) = vm_dict_new(vm, 0);
	return VM_ROOT(vm, modules);
}

static vm_value
ps1(struct vm *vm)
{
	vm_value v = VM_ROOT(vm, ps1);

	return v == VM_UNDEF ? vm_str_from(vm, ">>> ") : v;
}

static vm_value
ps2(struct vm *vm)
{
	vm_value v = VM_ROOT(vm, ps2);

	return v == VM_UNDEF ? vm_str_from(vm, "... ") : v;
}

static vm_value
standard_input(struct vm *vm)
{
	return vm_standard_stream(vm, VM_STDIN);
}

static vm_value
standard_output(struct vm *vm)
{
	return vm_standard_stream(vm, VM_STDOUT);
}

static vm_value
standard_error(struct vm *vm)
{
	return vm_standard_stream(vm, VM_STDERR);
}

static const struct {
	vm_value name;
	vm_value (*get)(struct vm *vm);
} computed[] = {
	{ VM_NAME(argv), vm_argv_list },
	{ VM_NAME(byteorder), byteorder },
	{ VM_NAME(executable), executable },
	{ VM_NAME(implementation), implementation },
	{ VM_NAME(maxsize), maxsize },
	{ VM_NAME(modules), modules },
	{ VM_NAME(path), vm_path_list },
	{ VM_NAME(platform), platform },
	{ VM_NAME(ps1), ps1 },
	{ VM_NAME(ps2), ps2 },
	{ VM_NAME(stderr), standard_error },
	{ VM_NAME(stdin), standard_input },
	{ VM_NAME(stdout), standard_output },
	{ VM_NAME(version), version },
	{ VM_NAME(version_info), version_info },
};

static vm_value
sys_getattr(struct vm *vm, vm_value name)
{
	for (size_t i = 0; i < sizeof(computed) / sizeof(computed[0]); i++) {
		if (computed[i].name == name)
			return computed[i].get(vm);
	}
	return VM_UNDEF;
}

static bool
sys_setattr(struct vm *vm, vm_value name, vm_value value)
{
	if (value == VM_UNDEF)
		return false;
	if (name == VM_NAME(ps1))
		VM_ROOT(vm, ps1) = value;
	else if (name == VM_NAME(ps2))
		VM_ROOT(vm, ps2) = value;
	else if (name == VM_NAME(path))
		VM_ROOT(vm, path) = value;
	else if (name == VM_NAME(argv))
		VM_ROOT(vm, argv) = value;
	else
		return false;
	return true;
}

VM_DEFINE_NATIVE(atexit_native, set_atexit, 1, 1);
VM_DEFINE_NATIVE(exc_info_native, exc_info, 0, 0);
VM_DEFINE_NATIVE(exit_native, sys_exit, 0, 1);
VM_DEFINE_NATIVE(getsizeof_native, getsizeof, 1, 1);
VM_DEFINE_NATIVE(intern_native, intern, 1, 1);
VM_DEFINE_NATIVE(print_exception_native, print_exception, 1, 2);

/* Those without a value here are computed. */
static const struct vm_member sys_members[] = {
	{ VM_NAME(__name__), VM_NAME(sys) },
	{ VM_NAME(argv), VM_UNDEF },
	{ VM_NAME(atexit), VM_NATIVE(atexit_native) },
	{ VM_NAME(byteorder), VM_UNDEF },
	{ VM_NAME(exc_info), VM_NATIVE(exc_info_native) },
	{ VM_NAME(executable), VM_UNDEF },
	{ VM_NAME(exit), VM_NATIVE(exit_native) },
	{ VM_NAME(getsizeof), VM_NATIVE(getsizeof_native) },
	{ VM_NAME(implementation), VM_UNDEF },
	{ VM_NAME(intern), VM_NATIVE(intern_native) },
	{ VM_NAME(maxsize), VM_UNDEF },
	{ VM_NAME(modules), VM_UNDEF },
	{ VM_NAME(path), VM_UNDEF },
	{ VM_NAME(platform), VM_UNDEF },
	{ VM_NAME(print_exception), VM_NATIVE(print_exception_native) },
	{ VM_NAME(ps1), VM_UNDEF },
	{ VM_NAME(ps2), VM_UNDEF },
	{ VM_NAME(stderr), VM_UNDEF },
	{ VM_NAME(stdin), VM_UNDEF },
	{ VM_NAME(stdout), VM_UNDEF },
	{ VM_NAME(version), VM_UNDEF },
	{ VM_NAME(version_info), VM_UNDEF },
};

VM_DEFINE_MODULE_ATTR(sys, sys_members, sys_getattr, sys_setattr);
