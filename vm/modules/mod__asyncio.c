/* SPDX-License-Identifier: MIT */
/*
 * The module _asyncio: what asyncio's speed depends on. The event loop's
 * variables (cur_task, _task_queue) lie in the globals that a Task is given
 * when it is made; all tasks are expected to be given the same ones.
 */
#include "../object/arguments.h"
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/record.h"
#include "../runtime/call.h"
#include "../runtime/attr.h"
#include "../runtime/heap.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/writer.h"
#include "asyncio_queue.h"
#include "modules.h"
#include "ticks.h"

extern const struct vm_type vm_type_TaskQueue;

/* A global variable of the event loop; VM_NONE: there is no loop yet. */
static vm_value
loop_variable(struct vm *vm, vm_value name)
{
	vm_value globals = VM_ROOT(vm, asyncio_globals);
	vm_value v = VM_UNDEF;

	if (globals != VM_UNDEF)
		v = vm_dict_get(vm, globals, name);
	return v == VM_UNDEF ? VM_NONE : v;
}

static vm_value
now(struct vm *vm)
{
	return vm_new_int(vm, (intptr_t)vm_ticks_ms(vm));
}

static struct vm_task *
get_task(struct vm *vm, vm_value v)
{
	if (!vm_is(v, VM_TID_TASK))
		vm_raise_type_error(vm,
		    "argument should be a 'Task' not a '%t'", v);
	return vm_task(v);
}

static bool
is_done(const struct vm_task *task)
{
	return task->state == VM_FALSE || task->state == VM_NONE;
}

/* A task that is queued already would tear the heap's links. */
static void
enqueue(struct vm *vm, vm_value *root, vm_value task, vm_value key)
{
	if (vm_task(task)->parent != VM_UNDEF)
		vm_raise_runtime_error(vm, "task is queued already");
	vm_task_push(vm, root, task, key);
}

/* ---- TaskQueue -------------------------------------------------------- */

static vm_value *
get_queue(struct vm *vm, vm_value v)
{
	if (!vm_is_record(v, &vm_type_TaskQueue))
		vm_raise_type_error(vm,
		    "argument should be a 'TaskQueue' not a '%t'", v);
	return &vm_record(v)->slots[0];
}

static vm_value
queue_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	(void)args;
	vm_check_arguments(vm, n_pos, n_kw, 0, 0);
	return vm_record_new(vm, type, 1);
}

static vm_value
queue_peek(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value root = *get_queue(vm, args[0]);

	(void)argc;
	return root == VM_UNDEF ? VM_NONE : root;
}

/* The task waits in nothing any longer (or will say so afterwards). */
static vm_value
queue_push(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value *root = get_queue(vm, args[0]);
	intptr_t key;

	if (!is_done(get_task(vm, args[1])))
		vm_task(args[1])->data = VM_NONE;
	if (argc < 3) {
		enqueue(vm, root, args[1], now(vm));
		return VM_NONE;
	}
	key = vm_get_int(vm, args[2]);
	if (!vm_int_fits(key))
		vm_raise_overflow(vm, "ticks interval overflow");
	enqueue(vm, root, args[1], VM_INT(key));
	return VM_NONE;
}

static vm_value
queue_pop(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value *root = get_queue(vm, args[0]);

	(void)argc;
	if (*root == VM_UNDEF)
		vm_raise_index_error(vm, "empty heap");
	return vm_task_pop(vm, root);
}

static vm_value
queue_remove(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value *root = get_queue(vm, args[0]);

	(void)argc;
	get_task(vm, args[1]);
	if (vm_task_is_in(*root, args[1]))
		vm_task_remove(vm, root, args[1]);
	return VM_NONE;
}

static void
queue_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)self;
	(void)kind;
	vm_write_text(vm, out, "<TaskQueue>");
}

static const struct vm_slots queue_slots = {
	.make = queue_make,
	.print = queue_print,
};

VM_DEFINE_NATIVE(queue_peek_native, queue_peek, 1, 1);
VM_DEFINE_NATIVE(queue_pop_native, queue_pop, 1, 1);
VM_DEFINE_NATIVE(queue_push_native, queue_push, 2, 3);
VM_DEFINE_NATIVE(queue_remove_native, queue_remove, 2, 2);

static const struct vm_member queue_members[] = {
	{ VM_NAME(peek), VM_NATIVE(queue_peek_native) },
	{ VM_NAME(pop), VM_NATIVE(queue_pop_native) },
	{ VM_NAME(push), VM_NATIVE(queue_push_native) },
	{ VM_NAME(remove), VM_NATIVE(queue_remove_native) },
};

VM_DEFINE_TYPE(TaskQueue, TaskQueue, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    queue_slots, queue_members);

/* ---- Task ------------------------------------------------------------- */

static vm_value
task_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	struct vm_task *task;

	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 1, 2);
	if (n_pos > 1 && vm_is(args[1], VM_TID_DICT))
		VM_ROOT(vm, asyncio_globals) = args[1];
	task = vm_heap_alloc(vm, VM_TID_TASK, sizeof(*task));
	task->value_count = VM_TASK_VALUES;
	task->coro = args[0];
	task->data = VM_NONE;
	task->state = VM_TRUE;
	task->key = VM_INT(0);
	return VM_PTR(task);
}

static vm_value
task_done(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_new_bool(is_done(get_task(vm, args[0])));
}

/* The task that really waits: the one at the end of a chain of awaits. */
static struct vm_task *
innermost(struct vm_task *task)
{
	while (vm_is(task->data, VM_TID_TASK))
		task = vm_task(task->data);
	return task;
}

/* Takes the task out of what it waits in; it is due at once. */
static void
make_due(struct vm *vm, vm_value v)
{
	struct vm_task *task = vm_task(v);
	vm_value queue = loop_variable(vm, VM_NAME(_task_queue));
	vm_value *root = get_queue(vm, queue);

	if (vm_is_record(task->data, &vm_type_TaskQueue)) {
		vm_value *waiting = &vm_record(task->data)->slots[0];

		if (vm_task_is_in(*waiting, v))
			vm_task_remove(vm, waiting, v);
	} else if (task->data != VM_NONE &&
	    vm_find_attr(vm, task->data, VM_NAME(remove)) != VM_UNDEF) {
		vm_call_method(vm, task->data, VM_NAME(remove), 1, &v);
	} else if (vm_task_is_in(*root, v)) {
		if (vm_ticks_diff((uint64_t)vm_int_value(task->key),
			vm_ticks_ms(vm)) <= 0)
			return;
		vm_task_remove(vm, root, v);
	}
	enqueue(vm, root, v, now(vm));
}

static vm_value
task_cancel(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_task *task = get_task(vm, args[0]);
	vm_value error;

	(void)argc;
	if (is_done(task))
		return VM_FALSE;
	if (args[0] == loop_variable(vm, VM_NAME(cur_task)))
		vm_raise_runtime_error(vm, "can't cancel self");
	error = loop_variable(vm, VM_NAME(CancelledError));
	task = innermost(task);
	make_due(vm, VM_PTR(task));
	VM_SETREF(vm, task, data, error);
	return VM_TRUE;
}

/* `await task` begins. */
static vm_value
task_iter(struct vm *vm, vm_value self)
{
	struct vm_task *task = vm_task(self);

	if (is_done(task))
		task->state = VM_FALSE; /* somebody looked */
	else if (task->state == VM_TRUE)
		VM_SETREF(vm, task, state,
		    vm_record_new(vm, &vm_type_TaskQueue, 1));
	else if (!vm_is_record(task->state, &vm_type_TaskQueue))
		vm_raise_runtime_error(vm, "can't wait");
	return self;
}

/* A result that is an exception lies in a StopIteration. */
static vm_value
raise_or_stop(struct vm *vm, vm_value e)
{
	if (!vm_exception_is(e, &vm_type_StopIteration))
		vm_raise(vm, e);
	vm->stop_value = vm_exception_first_arg(e);
	return VM_STOP;
}

static vm_value
task_next(struct vm *vm, vm_value self)
{
	struct vm_task *task = vm_task(self);
	vm_value current;

	if (is_done(task)) {
		if (vm_is_exception(task->data))
			return raise_or_stop(vm, task->data);
		vm->stop_value = task->data;
		return VM_STOP;
	}
	current = loop_variable(vm, VM_NAME(cur_task));
	get_task(vm, current);
	if (!vm_is_record(task->state, &vm_type_TaskQueue))
		vm_raise_runtime_error(vm, "can't wait");
	enqueue(vm, &vm_record(task->state)->slots[0], current, now(vm));
	VM_SETREF(vm, vm_task(current), data, self);
	return VM_NONE;
}

static vm_value
task_getattr(struct vm *vm, vm_value self, vm_value name)
{
	const struct vm_task *task = vm_task(self);

	(void)vm;
	if (name == VM_NAME(coro))
		return task->coro;
	if (name == VM_NAME(data))
		return task->data;
	if (name == VM_NAME(state))
		return task->state;
	if (name == VM_NAME(ph_key))
		return task->key;
	return VM_UNDEF;
}

static bool
task_setattr(struct vm *vm, vm_value self, vm_value name, vm_value value)
{
	struct vm_task *task = vm_task(self);

	if (value == VM_UNDEF)
		return false;
	if (name == VM_NAME(data))
		VM_SETREF(vm, task, data, value);
	else if (name == VM_NAME(state))
		VM_SETREF(vm, task, state, value);
	else
		return false;
	return true;
}

static void
task_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)self;
	(void)kind;
	vm_write_text(vm, out, "<Task>");
}

static const struct vm_slots task_slots = {
	.make = task_make,
	.print = task_print,
	.iter = task_iter,
	.next = task_next,
	.getattr = task_getattr,
	.setattr = task_setattr,
};

VM_DEFINE_NATIVE(task_cancel_native, task_cancel, 1, 1);
VM_DEFINE_NATIVE(task_done_native, task_done, 1, 1);

static const struct vm_member task_members[] = {
	{ VM_NAME(cancel), VM_NATIVE(task_cancel_native) },
	{ VM_NAME(done), VM_NATIVE(task_done_native) },
};

VM_DEFINE_TYPE(Task, Task, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL, task_slots,
    task_members);

/* ---- sleeping --------------------------------------------------------- */

/*
 * What sleep_ms gives: the first step queues the current task, the second
 * one ends. One object serves all sleeps, so that they allocate nothing.
 */
extern const struct vm_type vm_type_SingletonGenerator;

static vm_value
sleep_ms(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value name = VM_CHAR_STR('t');
	vm_value t = VM_UNDEF;
	vm_value self = VM_ROOT(vm, asyncio_sleep);
	uint64_t due;
	intptr_t ms;

	vm_bind_keywords(vm, n_pos, n_kw, args, 1, 1, &name, &t);
	ms = vm_get_int(vm, t);
	due = (vm_ticks_ms(vm) + (uint64_t)(ms < 0 ? 0 : ms)) & VM_TICKS_MASK;
	if (self == VM_UNDEF || vm_record(self)->slots[0] != VM_NONE) {
		self = vm_record_new(vm, &vm_type_SingletonGenerator, 1);
		VM_ROOT(vm, asyncio_sleep) = self;
	}
	vm_record(self)->slots[0] = vm_new_int(vm, (intptr_t)due);
	return self;
}

static vm_value
sleep_iter(struct vm *vm, vm_value self)
{
	(void)vm;
	return self;
}

static vm_value
sleep_next(struct vm *vm, vm_value self)
{
	vm_value due = vm_record(self)->slots[0];
	vm_value current;

	if (due == VM_NONE)
		return VM_STOP;
	vm_record(self)->slots[0] = VM_NONE;
	current = loop_variable(vm, VM_NAME(cur_task));
	get_task(vm, current);
	enqueue(vm, get_queue(vm, loop_variable(vm, VM_NAME(_task_queue))),
	    current, due);
	return VM_NONE;
}

static const struct vm_slots sleep_slots = {
	.iter = sleep_iter,
	.next = sleep_next,
};

VM_DEFINE_TYPE_PLAIN(SingletonGenerator, SingletonGenerator, NULL,
    VM_TYPE_HASHABLE | VM_TYPE_FINAL, sleep_slots);

VM_DEFINE_NATIVE_KW(sleep_ms_native, sleep_ms, 0, 1);

static const struct vm_member asyncio_members[] = {
	{ VM_NAME(__name__), VM_NAME(_asyncio) },
	{ VM_NAME(SingletonGenerator), VM_PTR(&vm_type_SingletonGenerator) },
	{ VM_NAME(Task), VM_PTR(&vm_type_Task) },
	{ VM_NAME(TaskQueue), VM_PTR(&vm_type_TaskQueue) },
	{ VM_NAME(sleep_ms), VM_NATIVE(sleep_ms_native) },
};

VM_DEFINE_MODULE(_asyncio, asyncio_members);
