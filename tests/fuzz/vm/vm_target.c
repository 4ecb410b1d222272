/* SPDX-License-Identifier: MIT */
/* Starts the VM of a fuzz target and catches what its input raises. */
#include "vm_target.h"

#include <stdlib.h>

#include "compiler/compile.h"
#include "modules/mod_marshal.h"
#include "modules/mod_tls.h"
#include "modules/mod_websocket.h"
#include "object/dict.h"
#include "object/function.h"
#include "object/str.h"
#include "runtime/call.h"
#include "runtime/intern.h"
#include "vm.h"

#define BLOCK_SIZE (512u * 1024u)

/* The input being run; a fuzz target has one thread. */
static struct {
	void (*fn)(struct vm *vm, const uint8_t *data, size_t size);
	const uint8_t *data;
	size_t size;
} input;

/* What an input may work; and polls of the host in which it must end. */
#define BUDGET    100000u
#define POLLS_MAX 1000000u

static unsigned polls;

static void
on_poll(void *ctx)
{
	(void)ctx;
	if (++polls > POLLS_MAX)
		abort();
}

/* What a host adds to the VM's own. */
static const struct vm_module *const modules[] = {
	&vm_module_marshal,
	&vm_module_tls,
	&vm_module_websocket,
};
static struct vm_host host = {
	.platform = "fuzz",
	.poll = on_poll,
	.modules = modules,
	.module_count = sizeof(modules) / sizeof(modules[0]),
};

static uint64_t block[BLOCK_SIZE / sizeof(uint64_t)];

static vm_value
run_input(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	input.fn(vm, input.data, input.size);
	return VM_NONE;
}
VM_DEFINE_NATIVE(run_input_native, run_input, 0, 0);

void
vm_target_run(void (*fn)(struct vm *vm, const uint8_t *data, size_t size),
    const uint8_t *data, size_t size)
{
	static const struct vm_config config = { .budget = BUDGET };
	struct vm *vm;
	vm_value result;

	input.fn = fn;
	input.data = data;
	input.size = size;
	if (vm_init(&vm, block, sizeof(block), &host, &config) != VM_OK)
		abort();
	polls = 0;
	(void)vm_call_function(vm, VM_NATIVE(run_input_native), 0, NULL,
	    &result);
	vm_fini(vm);
}

void
vm_target_exec(struct vm *vm, const char *program, vm_value data)
{
	vm_value globals = vm_main_globals(vm);

	vm_dict_set(vm, globals, vm_intern(vm, "data", 4), data);
	vm_run_code(vm,
	    vm_compile(vm, program, strlen(program), vm_str_from(vm, "fuzz"),
		VM_COMPILE_FILE),
	    globals, globals);
}

void
vm_target_set_file_systems(const struct vm_file_system *const *systems,
    size_t count)
{
	host.file_systems = systems;
	host.file_system_count = count;
}

void
vm_target_set_tls(const struct vm_host_tls *tls)
{
	host.tls = tls;
}
