/* SPDX-License-Identifier: MIT */
/* The module gc. */
#include "../object/function.h"
#include "../object/int.h"
#include "../object/module.h"
#include "../runtime/heap.h"
#include "../runtime/state.h"

static vm_value
collect(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_heap *heap = &vm->heap;
	size_t unused = (size_t)(heap->limit - heap->cursor);
	size_t used = heap->live + heap->since_collect;

	(void)argc;
	(void)args;
	used = used > unused ? used - unused : 0;
	vm_heap_collect_all(vm);
	/* Something that grows with what was found; no walk over the heap. */
	return VM_INT(used > heap->live ? (used - heap->live) / 64u : 0u);
}

static vm_value
disable(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	vm->heap.disabled = true;
	return VM_NONE;
}

static vm_value
enable(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	vm->heap.disabled = false;
	return VM_NONE;
}

static vm_value
isenabled(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return vm_new_bool(!vm->heap.disabled);
}

static vm_value
mem_alloc(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_heap_info info;

	(void)argc;
	(void)args;
	vm_heap_get_info(vm, &info, true);
	return vm_new_int(vm, (intptr_t)info.used);
}

static vm_value
mem_free(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_heap_info info;

	(void)argc;
	(void)args;
	vm_heap_get_info(vm, &info, true);
	return vm_new_int(vm, (intptr_t)info.free);
}

static vm_value
threshold(struct vm *vm, size_t argc, vm_value *args)
{
	intptr_t bytes;

	if (argc == 0)
		return vm->heap.threshold == 0 ?
		    VM_INT(-1) :
		    vm_new_int(vm, (intptr_t)vm->heap.threshold);
	bytes = vm_get_int(vm, args[0]);
	vm->heap.threshold = bytes < 0 ? 0 : (size_t)bytes;
	return VM_NONE;
}

VM_DEFINE_NATIVE(collect_native, collect, 0, 1);
VM_DEFINE_NATIVE(disable_native, disable, 0, 0);
VM_DEFINE_NATIVE(enable_native, enable, 0, 0);
VM_DEFINE_NATIVE(isenabled_native, isenabled, 0, 0);
VM_DEFINE_NATIVE(mem_alloc_native, mem_alloc, 0, 0);
VM_DEFINE_NATIVE(mem_free_native, mem_free, 0, 0);
VM_DEFINE_NATIVE(threshold_native, threshold, 0, 1);

static const struct vm_member gc_members[] = {
	{ VM_NAME(__name__), VM_NAME(gc) },
	{ VM_NAME(collect), VM_NATIVE(collect_native) },
	{ VM_NAME(disable), VM_NATIVE(disable_native) },
	{ VM_NAME(enable), VM_NATIVE(enable_native) },
	{ VM_NAME(isenabled), VM_NATIVE(isenabled_native) },
	{ VM_NAME(mem_alloc), VM_NATIVE(mem_alloc_native) },
	{ VM_NAME(mem_free), VM_NATIVE(mem_free_native) },
	{ VM_NAME(threshold), VM_NATIVE(threshold_native) },
};

VM_DEFINE_MODULE(gc, gc_members);
