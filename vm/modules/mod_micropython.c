/* SPDX-License-Identifier: MIT */
/* The module micropython. */
#include "../object/function.h"
#include "../object/int.h"
#include "../object/module.h"
#include "../object/exception.h"
#include "../object/str.h"
#include "../runtime/intern.h"
#include "../runtime/heap.h"
#include "../runtime/heap_layout.h"
#include "../runtime/import.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/writer.h"
#include "ring_io.h"

/* const(x), and the decorators whose effect is speed only. */
static vm_value
same(struct vm *vm, size_t argc, vm_value *args)
{
	(void)vm;
	(void)argc;
	return args[0];
}

#define EMERGENCY_TEXT_MAX  1000
#define EMERGENCY_TEXT_HOST 200 /* on a computer, without being asked for */

static void
reserve(struct vm *vm, intptr_t size)
{
	struct vm_chars *text;

	vm_exception_reserve(vm);
	text = vm_heap_alloc(vm, VM_TID_STR,
	    sizeof(*text) + 1 +
		(size_t)(size < EMERGENCY_TEXT_MAX ? size :
						     EMERGENCY_TEXT_MAX));
	text->head.bits |= VM_STR_ASCII;
	VM_ROOT(vm, emergency_text) = VM_PTR(text);
}

static vm_value
emergency(struct vm *vm, size_t argc, vm_value *args)
{
	intptr_t size = vm_get_int(vm, args[0]);

	(void)argc;
	if (size > 0)
		reserve(vm, size);
	return VM_NONE;
}

static vm_value
opt_level(struct vm *vm, size_t argc, vm_value *args)
{
	intptr_t level;

	if (argc == 0)
		return VM_INT(vm->optimise);
	level = vm_get_int(vm, args[0]);
	vm->optimise = (uint8_t)(level < 0 ? 0 : level > 3 ? 3 : level);
	return VM_NONE;
}

static vm_value
heap_lock(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	if (VM_WORD_64 && vm->heap.lock_depth == 0) {
		if (VM_ROOT(vm, emergency_text) == VM_UNDEF)
			reserve(vm, EMERGENCY_TEXT_HOST);
		else
			vm_exception_reserve(vm);
	}
	if (vm->heap.lock_depth == 0) {
		vm_argv_list(vm);
		vm_path_list(vm);
	}
	vm_heap_lock(vm);
	return VM_NONE;
}

static vm_value
heap_unlock(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	vm_heap_unlock(vm);
	return VM_INT(vm->heap.lock_depth);
}

static vm_value
heap_locked(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return VM_INT(vm->heap.lock_depth);
}

static vm_value
kbd_intr(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	vm->interrupt_char = (int8_t)vm_get_int(vm, args[0]);
	return VM_NONE;
}

static vm_value
schedule(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	if (!vm_schedule(vm, args[0], args[1]))
		vm_raise_runtime_error(vm, "schedule queue full");
	return VM_NONE;
}

static size_t
stack_in_use(struct vm *vm)
{
	char here;

	return vm->heap.c_stack_top - (uintptr_t)&here;
}

static vm_value
stack_use(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return vm_new_int(vm, (intptr_t)stack_in_use(vm));
}

/* MicroPython counts in blocks of four words. */
#define BLOCK_SIZE (4 * sizeof(void *))

static vm_value
mem_info(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_heap_layout layout;
	struct vm_heap_info info;
	struct vm_writer out;

	(void)args;
	vm_heap_get_layout(vm, &layout);
	vm_heap_get_info(vm, &info, true);
	vm_writer_init_host(vm, &out);
	vm_write_format(vm, &out,
	    "mem: total=%u, current=%u, peak=%u\n"
	    "stack: %u out of %u\nGC: total: %u, used: %u, free: %u\n"
	    " No. of 1-blocks: %u, 2-blocks: %u, max blk sz: %u, "
	    "max free sz: %u\n",
	    (unsigned)info.total, (unsigned)info.used, (unsigned)info.used,
	    (unsigned)stack_in_use(vm),
	    (unsigned)(vm->heap.c_stack_top - vm->c_stack_limit),
	    (unsigned)info.total, (unsigned)info.used, (unsigned)info.free,
	    (unsigned)layout.one_unit, (unsigned)layout.two_units,
	    (unsigned)layout.largest, (unsigned)(info.max_free / BLOCK_SIZE));
	if (argc > 0)
		vm_heap_print_layout(vm, &out);
	return VM_NONE;
}

/* The interned strings of the heap, MicroPython's qstrs. */
static vm_value
qstr_info(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_intern_info info;
	struct vm_writer out;

	(void)args;
	vm_writer_init_host(vm, &out);
	vm_intern_get_info(vm, &info, NULL);
	vm_write_format(vm, &out,
	    "qstr pool: n_pool=1, n_qstr=%u, n_str_data_bytes=%u, "
	    "n_total_bytes=%u\n",
	    (unsigned)info.count, (unsigned)info.text_bytes,
	    (unsigned)info.total_bytes);
	if (argc > 0)
		vm_intern_get_info(vm, &info, &out);
	return VM_NONE;
}

static vm_value
mem_current(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_heap_info info;

	(void)argc;
	(void)args;
	vm_heap_get_info(vm, &info, true);
	return vm_new_int(vm, (intptr_t)info.used);
}

static vm_value
mem_total(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_heap_info info;

	(void)argc;
	(void)args;
	vm_heap_get_info(vm, &info, true);
	return vm_new_int(vm, (intptr_t)info.total);
}

VM_DEFINE_NATIVE(same_native, same, 1, 1);
VM_DEFINE_NATIVE(emergency_native, emergency, 1, 1);
VM_DEFINE_NATIVE(qstr_info_native, qstr_info, 0, 1);
VM_DEFINE_NATIVE(opt_level_native, opt_level, 0, 1);
VM_DEFINE_NATIVE(heap_lock_native, heap_lock, 0, 0);
VM_DEFINE_NATIVE(heap_locked_native, heap_locked, 0, 0);
VM_DEFINE_NATIVE(heap_unlock_native, heap_unlock, 0, 0);
VM_DEFINE_NATIVE(kbd_intr_native, kbd_intr, 1, 1);
VM_DEFINE_NATIVE(mem_current_native, mem_current, 0, 0);
VM_DEFINE_NATIVE(mem_info_native, mem_info, 0, 1);
VM_DEFINE_NATIVE(mem_total_native, mem_total, 0, 0);
VM_DEFINE_NATIVE(schedule_native, schedule, 2, 2);
VM_DEFINE_NATIVE(stack_use_native, stack_use, 0, 0);

static const struct vm_member micropython_members[] = {
	{ VM_NAME(__name__), VM_NAME(micropython) },
#if VM_HAS_RING_IO
	{ VM_NAME(RingIO), VM_PTR(&vm_type_RingIO) },
#endif
	{ VM_NAME(alloc_emergency_exception_buf), VM_NATIVE(emergency_native) },
	{ VM_NAME(asm_thumb), VM_NATIVE(same_native) },
	{ VM_NAME(bytecode), VM_NATIVE(same_native) },
	{ VM_NAME(const), VM_NATIVE(same_native) },
	{ VM_NAME(heap_lock), VM_NATIVE(heap_lock_native) },
	{ VM_NAME(heap_locked), VM_NATIVE(heap_locked_native) },
	{ VM_NAME(heap_unlock), VM_NATIVE(heap_unlock_native) },
	{ VM_NAME(kbd_intr), VM_NATIVE(kbd_intr_native) },
	{ VM_NAME(mem_current), VM_NATIVE(mem_current_native) },
	{ VM_NAME(mem_info), VM_NATIVE(mem_info_native) },
	{ VM_NAME(mem_peak), VM_NATIVE(mem_current_native) },
	{ VM_NAME(mem_total), VM_NATIVE(mem_total_native) },
	{ VM_NAME(native), VM_NATIVE(same_native) },
	{ VM_NAME(opt_level), VM_NATIVE(opt_level_native) },
	{ VM_NAME(qstr_info), VM_NATIVE(qstr_info_native) },
	{ VM_NAME(schedule), VM_NATIVE(schedule_native) },
	{ VM_NAME(stack_use), VM_NATIVE(stack_use_native) },
	{ VM_NAME(viper), VM_NATIVE(same_native) },
};

VM_DEFINE_MODULE(micropython, micropython_members);
