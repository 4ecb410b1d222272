/* SPDX-License-Identifier: MIT */
/* The import system: sys.modules, built-in modules, files, packages. */
#include "../compiler/compile.h"
#include "../image/frozen.h"
#include "../image/image.h"
#include "../modules/modules.h"
#include "../modules/mount.h"
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/exception.h"
#include "../object/list.h"
#include "../object/module.h"
#include "../object/names.h"
#include "../object/str.h"
#include "attr.h"
#include "call.h"
#include "heap.h"
#include "import.h"
#include "intern.h"
#include "ops.h"
#include "raise.h"
#include "state.h"
#include "writer.h"

#define PATH_MAX_LEN 255

/* ---- files ------------------------------------------------------------- */

#define FROZEN_FOLDER ".frozen/"

/* Where the code of a module is, and in what form. */
enum code_form { CODE_SOURCE, CODE_IMAGE, CODE_FROZEN };

struct load {
	vm_value module;
	enum code_form form;
	const struct vm_frozen_module *frozen;
	char path[PATH_MAX_LEN + 1];
};

static unsigned
path_mode(struct vm *vm, const char *path)
{
	size_t prefix = sizeof(FROZEN_FOLDER) - 1;

	if (strncmp(path, FROZEN_FOLDER, prefix) == 0)
		return vm->frozen != NULL &&
			vm_frozen_is_folder(vm->frozen, path + prefix) ?
		    VM_MODE_DIR :
		    0;
	return vm_path_mode(vm, path);
}

/* dir/name, or name alone for an empty dir; false: too long. */
static bool
join_path(char out[PATH_MAX_LEN + 1], vm_value dir, const char *name,
    size_t name_len, const char *suffix)
{
	size_t dir_len = vm_str_len(dir);
	size_t suffix_len = strlen(suffix);
	size_t n = 0;

	if (dir_len + 1 + name_len + suffix_len > PATH_MAX_LEN)
		return false;
	if (dir_len > 0) {
		memcpy(out, vm_str_data(dir), dir_len);
		n = dir_len;
		if (out[n - 1] != '/')
			out[n++] = '/';
	}
	memcpy(out + n, name, name_len);
	memcpy(out + n + name_len, suffix, suffix_len + 1);
	return true;
}

/* Looks for dir/name + base with .py, then .mpy; among frozen modules when
 * the path leads there. Leaves the path in load. */
static bool
find_code(struct vm *vm, struct load *load, vm_value dir, const char *name,
    size_t name_len, const char *base)
{
	size_t prefix = sizeof(FROZEN_FOLDER) - 1;
	char suffix[16];
	size_t len = strlen(base);

	memcpy(suffix, base, len);
	memcpy(suffix + len, ".py", 4);
	if (!join_path(load->path, dir, name, name_len, suffix))
		return false;
	if (strncmp(load->path, FROZEN_FOLDER, prefix) == 0) {
		load->form = CODE_FROZEN;
		load->frozen = vm->frozen == NULL ?
		    NULL :
		    vm_frozen_find(vm->frozen, load->path + prefix);
		return load->frozen != NULL;
	}
	load->form = CODE_SOURCE;
	if (VM_HAS_COMPILER && (path_mode(vm, load->path) & VM_MODE_FILE))
		return true;
	if (!VM_HAS_IMAGES)
		return false;
	load->form = CODE_IMAGE;
	memcpy(suffix + len, ".mpy", 5);
	return join_path(load->path, dir, name, name_len, suffix) &&
	    (path_mode(vm, load->path) & VM_MODE_FILE);
}

/* ---- loading ----------------------------------------------------------- */

static struct vm_code *
load_code(struct vm *vm, const struct load *load, vm_value file)
{
	uintptr_t frozen;

	if (load->form == CODE_FROZEN) {
		frozen = (uintptr_t)load->frozen->code;
		return (struct vm_code *)frozen;
	}
	if (VM_HAS_IMAGES && load->form == CODE_IMAGE)
		return vm_image_load_file(vm, load->path);
	return vm_compile_file(vm, load->path, file, VM_COMPILE_FILE);
}

static vm_value
run_module(struct vm *vm, void *arg)
{
	struct load *load = arg;
	vm_value dict = ((struct vm_module *)load->module)->dict;
	const char *path = load->form == CODE_FROZEN ?
	    load->path + sizeof(FROZEN_FOLDER) - 1 :
	    load->path;
	vm_value file = vm_intern(vm, path, strlen(path));

	vm_check_recursion(vm);
	vm_dict_set(vm, dict, VM_NAME(__file__), file);
	vm_run_code(vm, load_code(vm, load, file), dict, dict);
	return VM_NONE;
}

/* A module that is in sys.modules while it runs, and stays if it ends well */
static void
load_module(struct vm *vm, struct load *load, vm_value name)
{
	vm_value result;
	vm_value exception;

	vm_dict_set(vm, VM_ROOT(vm, modules), name, load->module);
	if (vm_try(vm, run_module, load, &result, &exception))
		return;
	vm_dict_remove(vm, VM_ROOT(vm, modules), name);
	vm_raise(vm, exception);
}

static vm_value
new_module(struct vm *vm, vm_value name)
{
	vm_value dict = vm_namespace_new(vm, 4);

	vm_dict_set(vm, dict, VM_NAME(__name__), name);
	return vm_module_new(vm, name, dict);
}

/* Looks for the module in one directory. */
static bool
load_from(struct vm *vm, vm_value dir, const char *leaf, size_t leaf_len,
    vm_value name, vm_value *module)
{
	struct load load;
	vm_value package;

	if (!join_path(load.path, dir, leaf, leaf_len, ""))
		return false;
	if (path_mode(vm, load.path) & VM_MODE_DIR) {
		package = vm_intern(vm, load.path, strlen(load.path));
		*module = load.module = new_module(vm, name);
		vm_dict_set(vm, ((struct vm_module *)*module)->dict,
		    VM_NAME(__path__), package);
		if (find_code(vm, &load, dir, leaf, leaf_len, "/__init__"))
			load_module(vm, &load, name);
		else
			vm_dict_set(vm, VM_ROOT(vm, modules), name, *module);
		return true;
	}
	if (!find_code(vm, &load, dir, leaf, leaf_len, ""))
		return false;
	*module = load.module = new_module(vm, name);
	load_module(vm, &load, name);
	return true;
}

VM_NORETURN static void
raise_no_module(struct vm *vm, vm_value name)
{
	vm_raise_error(vm, &vm_type_ImportError, "no module named '%S'", name);
}

static vm_value
load_top(struct vm *vm, vm_value name)
{
	bool extensible = false;
	const struct vm_module *builtin =
	    vm_find_builtin_module(vm, name, &extensible);
	vm_value path;
	vm_value module;

	if (builtin != NULL && !extensible)
		return VM_PTR(builtin);
	path = vm_path_list(vm);
	for (size_t i = 0; i < vm_list(path)->len; i++) {
		vm_value dir = vm_list(path)->items[i];

		if (vm_is_str(dir) &&
		    load_from(vm, dir, vm_str_data(name), vm_str_len(name),
			name, &module))
			return module;
	}
	if (builtin == NULL)
		raise_no_module(vm, name);
	vm_dict_set(vm, VM_ROOT(vm, modules), name, VM_PTR(builtin));
	return VM_PTR(builtin);
}

static vm_value
load_child(struct vm *vm, vm_value parent, vm_value name, size_t leaf_start)
{
	const char *leaf = vm_str_data(name) + leaf_start;
	size_t leaf_len = vm_str_len(name) - leaf_start;
	vm_value path = vm_module_get(vm, parent, VM_NAME(__path__));
	vm_value module;

	if (path == VM_UNDEF || !vm_is_str(path) ||
	    !load_from(vm, path, leaf, leaf_len, name, &module))
		raise_no_module(vm, name);
	vm_store_attr(vm, parent, vm_intern(vm, leaf, leaf_len), module);
	return module;
}

/* Imports a.b.c: *top is a, the result a.b.c. */
static vm_value
import_dotted(struct vm *vm, vm_value name, vm_value *top)
{
	vm_value module = VM_UNDEF;
	size_t start = 0;

	for (size_t i = 0; i <= vm_str_len(name); i++) {
		vm_value prefix;
		vm_value loaded;

		if (i < vm_str_len(name) && vm_str_data(name)[i] != '.')
			continue;
		prefix = vm_intern(vm, vm_str_data(name), i);
		loaded = vm_dict_get(vm, VM_ROOT(vm, modules), prefix);
		if (loaded == VM_UNDEF)
			loaded = start == 0 ?
			    load_top(vm, prefix) :
			    load_child(vm, module, prefix, start);
		module = loaded;
		if (start == 0)
			*top = module;
		start = i + 1;
	}
	return module;
}

/* ---- the instructions -------------------------------------------------- */

/* What relative imports start from, and how many levels up that is. */
static vm_value
import_base(struct vm *vm, vm_value globals, intptr_t *up)
{
	vm_value package = vm_dict_get(vm, globals, VM_NAME(__package__));

	if (package != VM_UNDEF && vm_is_str(package)) {
		*up -= 1;
		return package;
	}
	if (vm_dict_get(vm, globals, VM_NAME(__path__)) != VM_UNDEF)
		*up -= 1;
	return vm_dict_get(vm, globals, VM_NAME(__name__));
}

/* The absolute name of a relative import. */
static vm_value
absolute_name(struct vm *vm, vm_value name, intptr_t level, vm_value globals)
{
	intptr_t drop = level;
	vm_value current = import_base(vm, globals, &drop);
	size_t len;
	struct vm_writer out;

	if (current == VM_UNDEF || !vm_is_str(current))
		vm_raise_error(vm, &vm_type_ImportError,
		    "can't perform relative import");
	len = vm_str_len(current);
	for (; drop > 0; drop--) {
		while (len > 0 && vm_str_data(current)[len - 1] != '.')
			len--;
		if (len == 0)
			vm_raise_error(vm, &vm_type_ImportError,
			    "can't perform relative import");
		len--;
	}
	vm_writer_init(&out);
	vm_write(vm, &out, vm_str_data(current), len);
	if (vm_str_len(name) > 0) {
		vm_write_char(vm, &out, '.');
		vm_write_str(vm, &out, name);
	}
	return vm_intern_str(vm, vm_writer_str(vm, &out));
}

vm_value
vm_import(struct vm *vm, vm_value name, vm_value from_list, intptr_t level,
    vm_value globals)
{
	vm_value top = VM_UNDEF;
	vm_value module;

	if (level > 0)
		name = absolute_name(vm, name, level, globals);
	if (vm_str_len(name) == 0)
		vm_raise_value_error(vm, "empty module name");
	module = import_dotted(vm, name, &top);
	return from_list != VM_NONE || level > 0 ? module : top;
}

/* The import statement, which asks a program's own builtins.__import__. */
vm_value
vm_op_import(struct vm *vm, vm_value name, vm_value from_list, vm_value level,
    vm_value globals)
{
	vm_value own = vm_builtin_override(vm, VM_NAME(__import__));
	vm_value args[5] = { name, globals, VM_NONE, from_list, level };

	if (own != VM_UNDEF)
		return vm_call(vm, own, 5, 0, args);
	return vm_import(vm, name, from_list, vm_int_value(level), globals);
}

static vm_value
submodule(struct vm *vm, vm_value module, vm_value name)
{
	struct vm_module *m = (struct vm_module *)module;
	struct vm_writer out;
	vm_value top;

	if (!vm_is(module, VM_TID_MODULE) ||
	    vm_module_get(vm, module, VM_NAME(__path__)) == VM_UNDEF)
		return VM_UNDEF;
	vm_writer_init(&out);
	vm_write_str(vm, &out, m->name);
	vm_write_char(vm, &out, '.');
	vm_write_str(vm, &out, name);
	return import_dotted(vm, vm_intern_str(vm, vm_writer_str(vm, &out)),
	    &top);
}

/* An attribute, else a module of the package; VM_UNDEF: neither. */
static vm_value
find_in_module(struct vm *vm, vm_value module, vm_value name)
{
	vm_value value = vm_find_attr(vm, module, name);

	return value == VM_UNDEF ? submodule(vm, module, name) : value;
}

vm_value
vm_import_from(struct vm *vm, vm_value module, vm_value name)
{
	vm_value value = find_in_module(vm, module, name);

	if (value == VM_UNDEF)
		vm_raise_error(vm, &vm_type_ImportError, "can't import name %S",
		    name);
	return value;
}

static void
import_all_names(struct vm *vm, vm_value module, vm_value all, vm_value globals)
{
	vm_value iterator = vm_iter(vm, all);
	vm_value name;
	vm_value value;

	while ((name = vm_next(vm, iterator)) != VM_STOP) {
		if (!vm_is_str(name))
			vm_raise_type_error(vm,
			    "can't convert '%t' object "
			    "to str implicitly",
			    name);
		name = vm_intern_str(vm, name);
		value = find_in_module(vm, module, name);
		if (value == VM_UNDEF)
			value = vm_load_attr(vm, module, name);
		vm_dict_set(vm, globals, name, value);
	}
}

void
vm_import_star(struct vm *vm, vm_value module, vm_value globals)
{
	struct vm_module *m = (struct vm_module *)module;
	vm_value all = vm_find_attr(vm, module, VM_NAME(__all__));
	size_t pos = 0;
	struct vm_dict_entry *entry;

	if (all != VM_UNDEF) {
		import_all_names(vm, module, all, globals);
		return;
	}
	if (!vm_is(module, VM_TID_MODULE))
		return;
	for (size_t i = 0; i < m->member_count; i++) {
		if (vm_str_data(m->members[i].name)[0] != '_')
			vm_dict_set(vm, globals, m->members[i].name,
			    vm_module_get(vm, VM_PTR(m), m->members[i].name));
	}
	if (m->dict == VM_UNDEF)
		return;
	while ((entry = vm_dict_next(m->dict, &pos)) != NULL) {
		if (vm_is_str(entry->key) && vm_str_data(entry->key)[0] != '_')
			vm_dict_set(vm, globals, entry->key, entry->value);
	}
}

/* ---- upy -m ------------------------------------------------------------ */

/* The code of a module or of its __main__, looked for as import does. */
static bool
find_main(struct vm *vm, vm_value name, struct load *load)
{
	static const char *const bases[] = { "/__main__", "" };
	char leaf[PATH_MAX_LEN + 1];
	size_t len = vm_str_len(name);
	vm_value dirs = vm_path_list(vm);

	if (len > PATH_MAX_LEN)
		return false;
	for (size_t i = 0; i < len; i++)
		leaf[i] =
		    vm_str_data(name)[i] == '.' ? '/' : vm_str_data(name)[i];
	for (size_t i = 0; i < vm_list(dirs)->len; i++) {
		for (size_t k = 0; k < 2; k++) {
			if (vm_is_str(vm_list(dirs)->items[i]) &&
			    find_code(vm, load, vm_list(dirs)->items[i], leaf,
				len, bases[k]))
				return true;
		}
	}
	return false;
}

/* Imports the package a module to run is in, itself where it is one. */
static void
import_package(struct vm *vm, vm_value name, bool is_package)
{
	size_t len = vm_str_len(name) + 1;
	vm_value package;
	vm_value top;

	if (!is_package) {
		len--;
		while (len > 0 && vm_str_data(name)[len - 1] != '.')
			len--;
	}
	if (len <= 1)
		return;
	package = vm_intern(vm, vm_str_data(name), len - 1);
	import_dotted(vm, package, &top);
	vm_dict_set(vm, vm_main_globals(vm), VM_NAME(__package__), package);
}

vm_value
vm_import_as_main(struct vm *vm, vm_value name)
{
	static const char leaf[] = "__main__.py";
	struct load load = { .module = VM_ROOT(vm, main_module) };
	bool ignored;
	size_t len;

	if (!find_main(vm, name, &load)) {
		import_package(vm, name, true);
		if (vm_find_builtin_module(vm, name, &ignored) != NULL)
			return VM_NONE;
		vm_raise_error(vm, &vm_type_ImportError,
		    "no module named '%S.__main__'", name);
	}
	len = strlen(load.path);
	import_package(vm, name,
	    len >= sizeof(leaf) &&
		strcmp(load.path + len - (sizeof(leaf) - 1), leaf) == 0);
	return run_module(vm, &load);
}
