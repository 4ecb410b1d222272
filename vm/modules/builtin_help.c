/* SPDX-License-Identifier: MIT */
/* help(): what an object is and has, and which modules there are. */
#include "../image/frozen.h"
#include "../object/class.h"
#include "../object/list.h"
#include "../object/function.h"
#include "../object/names.h"
#include "../object/str.h"
#include "../runtime/attr.h"
#include "../runtime/ops.h"
#include "../runtime/state.h"
#include "../runtime/writer.h"
#include "builtins.h"
#include "modules.h"

#define COLUMNS      4
#define COLUMN_WIDTH 18

static const char general_help[] =
    "Welcome to MicroPython!\n"
    "\n"
    "For online docs please visit http://docs.micropython.org/\n"
    "\n"
    "Control commands:\n"
    "  CTRL-A        -- on a blank line, enter raw REPL mode\n"
    "  CTRL-B        -- on a blank line, enter normal REPL mode\n"
    "  CTRL-C        -- interrupt a running program\n"
    "  CTRL-D        -- on a blank line, exit or do a soft reset\n"
    "  CTRL-E        -- on a blank line, enter paste mode\n"
    "\n"
    "For further help on a specific object, type help(obj)\n";

static void
add_module(struct vm *vm, void *arg, vm_value name)
{
	vm_list_append(vm, *(const vm_value *)arg, name);
}

/* By their paths without .py, as MicroPython shows them. */
static void
add_frozen_modules(struct vm *vm, vm_value list)
{
	const struct vm_frozen *frozen = vm->frozen;

	for (size_t i = 0; frozen != NULL && i < frozen->module_count; i++) {
		const char *path = frozen->modules[i].path;

		vm_list_append(vm, list,
		    vm_str_new(vm, path, strlen(path) - strlen(".py")));
	}
}

static void
write_modules(struct vm *vm, struct vm_writer *out)
{
	vm_value list = vm_list_new(vm, 0, NULL);
	size_t n, rows;

	vm_list_append(vm, list, VM_NAME(__main__));
	vm_visit_builtin_modules(vm, add_module, &list);
	add_frozen_modules(vm, list);
	vm_list_sort(vm, list, VM_NONE, false);
	n = vm_list(list)->len;
	rows = (n + COLUMNS - 1) / COLUMNS;
	for (size_t row = 0; row < rows; row++) {
		for (size_t i = row; i < n; i += rows) {
			vm_value name = vm_list(list)->items[i];
			size_t len = vm_str_len(name);

			vm_write_str(vm, out, name);
			if (i + rows < n)
				vm_write_repeated(vm, out, ' ',
				    len < COLUMN_WIDTH ? COLUMN_WIDTH - len :
							 1);
		}
		vm_write_char(vm, out, '\n');
	}
	vm_write_text(vm, out, "Plus any modules on the filesystem\n");
}

static bool
is_class_method(vm_value v)
{
	return vm_is(v, VM_TID_NATIVE) &&
	    vm_native_has((const struct vm_native *)v,
		VM_NATIVE_STATIC | VM_NATIVE_CLASS);
}

/* Writes one attribute; arg is the object. */
static void
write_attribute(struct vm *vm, void *arg, vm_value name)
{
	vm_value object = *(const vm_value *)arg;
	vm_value value = vm_find_attr(vm, object, name);
	struct vm_writer out;

	if (value == VM_UNDEF)
		return;
	if (vm_is(value, VM_TID_BOUND_METHOD))
		value = ((const struct vm_bound_method *)value)->function;
	if (value == vm_type_member(&vm_type_object, name))
		return; /* every object has it */
	vm_writer_init_host(vm, &out);
	vm_write_format(vm, &out, "  %S -- ", name);
	if (is_class_method(value))
		vm_write_text(vm, &out, "<classmethod>");
	else
		vm_print_to(vm, &out, value, VM_PRINT_STR);
	vm_write_char(vm, &out, '\n');
}

vm_value
vm_builtin_help(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_writer out;

	vm_writer_init_host(vm, &out);
	if (argc == 0) {
		vm_write_text(vm, &out, general_help);
		return VM_NONE;
	}
	if (vm_is_str(args[0]) &&
	    strcmp(vm_str_data(args[0]), "modules") == 0) {
		write_modules(vm, &out);
		return VM_NONE;
	}
	vm_write_text(vm, &out, "object ");
	vm_print_to(vm, &out, args[0], VM_PRINT_STR);
	vm_write_format(vm, &out, " is of type %t\n", args[0]);
	/* A type shows its own members, not those of the type `type`. */
	vm_visit_attrs(vm, args[0], write_attribute, args);
	return VM_NONE;
}
