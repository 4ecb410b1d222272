/* SPDX-License-Identifier: MIT */
/* The module platform: names of the host and of the tools behind it. */
#include "../object/function.h"
#include "../object/list.h"
#include "../object/str.h"
#include "../runtime/state.h"
#include "../runtime/writer.h"
#include "modules.h"

#define LANGUAGE_VERSION "1.28.0"

#ifdef __clang__
#define COMPILER "Clang " __clang_version__
#else
#define COMPILER "GCC " __VERSION__
#endif

static const char *
or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

/* The host's name with a capital. */
static void
write_system(struct vm *vm, struct vm_writer *out)
{
	const char *name = or_empty(vm->host->platform);
	bool is_lower = *name >= 'a' && *name <= 'z';

	if (is_lower)
		vm_write_char(vm, out, (uint32_t)*name++ - 'a' + 'A');
	vm_write_text(vm, out, name);
}

static vm_value
platform(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_writer out;

	(void)argc;
	(void)args;
	vm_writer_init(&out);
	write_system(vm, &out);
	vm_write_format(vm, &out, "-" LANGUAGE_VERSION "-%s",
	    or_empty(vm->host->machine));
	if (vm->host->libc != NULL)
		vm_write_format(vm, &out, "--with-%s%s", vm->host->libc,
		    or_empty(vm->host->libc_version));
	return vm_writer_str(vm, &out);
}

static vm_value
python_compiler(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return vm_str_from(vm, COMPILER);
}

static vm_value
libc_ver(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value items[2];

	(void)argc;
	(void)args;
	items[0] = vm_str_from(vm, or_empty(vm->host->libc));
	items[1] = vm_str_from(vm, or_empty(vm->host->libc_version));
	return vm_tuple_new(vm, 2, items);
}

VM_DEFINE_NATIVE(libc_ver_native, libc_ver, 0, 0);
VM_DEFINE_NATIVE(platform_native, platform, 0, 0);
VM_DEFINE_NATIVE(python_compiler_native, python_compiler, 0, 0);

static const struct vm_member platform_members[] = {
	{ VM_NAME(__name__), VM_NAME(platform) },
	{ VM_NAME(libc_ver), VM_NATIVE(libc_ver_native) },
	{ VM_NAME(platform), VM_NATIVE(platform_native) },
	{ VM_NAME(python_compiler), VM_NATIVE(python_compiler_native) },
};

VM_DEFINE_MODULE(platform, platform_members);
