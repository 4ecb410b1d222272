/* SPDX-License-Identifier: MIT */
/* exec, eval, compile, globals, locals, __import__. */
#include "../compiler/compile.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/module.h"
#include "../object/names.h"
#include "../object/str.h"
#include "../runtime/call.h"
#include "../runtime/code.h"
#include "../runtime/intern.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/writer.h"
#include "builtins.h"
#include "mod_io.h"

vm_value
vm_builtin_globals(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	if (vm->frame == NULL)
		return vm_main_globals(vm);
	return vm->frame->function->globals;
}

/* In a function these are the globals, as in MicroPython. */
vm_value
vm_builtin_locals(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_frame *frame = vm->frame;

	if (frame != NULL &&
	    (frame->function->code->flags &
		(VM_CODE_CLASS_BODY | VM_CODE_NAMES)) != 0)
		return frame->base[0];
	return vm_builtin_globals(vm, argc, args);
}

/* Globals and locals for exec and eval, from arguments 1 and 2. */
static void
get_namespaces(struct vm *vm, size_t argc, const vm_value *args,
    vm_value out[2])
{
	out[0] = vm_builtin_globals(vm, 0, NULL);
	out[1] = vm_builtin_locals(vm, 0, NULL);
	if (argc > 1 && args[1] != VM_NONE)
		out[0] = out[1] = vm_native_value(args[1]);
	if (argc > 2 && args[2] != VM_NONE)
		out[1] = vm_native_value(args[2]);
	for (int i = 0; i < 2; i++) {
		if (!vm_is(out[i], VM_TID_DICT))
			vm_raise_type_error(vm,
			    "argument should be a 'dict' not a '%t'", out[i]);
	}
}

/* The text is copied by nobody: source keeps it alive. */
static struct vm_code *
compile_value(struct vm *vm, vm_value source, vm_value file_name, unsigned mode)
{
	struct vm_bytes_view view;
	const char *text;

	vm_get_bytes_or_str(vm, vm_native_value(source), &view);
	text = (const char *)view.data;
	if ((mode & ~VM_COMPILE_NAMES) == VM_COMPILE_EVAL) {
		while (view.len > 0 && (*text == ' ' || *text == '\t')) {
			vm_poll_round(vm, view.len);
			text++;
			view.len--;
		}
	}
	return vm_compile(vm, text, view.len, file_name, mode);
}

static vm_value
run(struct vm *vm, size_t argc, const vm_value *args, unsigned mode)
{
	vm_value namespaces[2];
	struct vm_code *code;

	get_namespaces(vm, argc, args, namespaces);
	if (vm_is(args[0], VM_TID_CODE)) {
		code = (struct vm_code *)args[0];
		if (!vm_code_runs_alone(code))
			vm_raise_type_error(vm, "code needs arguments");
	} else {
		if (namespaces[0] != namespaces[1])
			mode |= VM_COMPILE_NAMES;
		code = compile_value(vm, args[0], VM_NAME(string_), mode);
	}
	return vm_run_code(vm, code, namespaces[0], namespaces[1]);
}

vm_value
vm_builtin_exec(struct vm *vm, size_t argc, vm_value *args)
{
	run(vm, argc, args, VM_COMPILE_FILE);
	return VM_NONE;
}

vm_value
vm_builtin_eval(struct vm *vm, size_t argc, vm_value *args)
{
	return run(vm, argc, args, VM_COMPILE_EVAL);
}

vm_value
vm_builtin_execfile(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value namespaces[2];
	vm_value text;

	get_namespaces(vm, argc, args, namespaces);
	text = vm_read_whole_file(vm, args[0]);
	vm_run_code(vm,
	    compile_value(vm, text, args[0],
		namespaces[0] == namespaces[1] ?
		    (unsigned)VM_COMPILE_FILE :
		    VM_COMPILE_FILE | VM_COMPILE_NAMES),
	    namespaces[0], namespaces[1]);
	return VM_NONE;
}

vm_value
vm_builtin_compile(struct vm *vm, size_t argc, vm_value *args)
{
	static const struct {
		const char *name;
		unsigned mode;
	} modes[] = {
		{ "exec", VM_COMPILE_FILE },
		{ "eval", VM_COMPILE_EVAL },
		{ "single", VM_COMPILE_SINGLE },
	};
	vm_value name = vm_native_value(args[2]);

	(void)argc;
	for (size_t i = 0; i < 3 && vm_is_str(name); i++) {
		if (strcmp(vm_str_data(name), modes[i].name) == 0)
			/* It is not known yet what namespaces it gets. */
			return VM_PTR(compile_value(vm, args[0], args[1],
			    modes[i].mode | VM_COMPILE_NAMES));
	}
	vm_raise_value_error(vm, "bad compile mode");
}

vm_value
vm_builtin___import__(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value globals = argc > 1 && args[1] != VM_NONE ?
	    args[1] :
	    vm_builtin_globals(vm, 0, NULL);
	vm_value from_list = argc > 3 ? args[3] : VM_NONE;
	intptr_t level = argc > 4 ? vm_get_int(vm, args[4]) : 0;
	vm_value name = vm_native_value(args[0]);

	if (!vm_is_str(name))
		vm_raise_type_error(vm,
		    "can't convert '%t' object to str implicitly", name);
	if (level < 0)
		vm_raise_value_error(vm, "level must be >= 0");
	if (!vm_is(globals, VM_TID_DICT))
		vm_raise_arguments(vm);
	return vm_import(vm, vm_intern_str(vm, name), from_list, level,
	    globals);
}
