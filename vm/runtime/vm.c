/* SPDX-License-Identifier: MIT */
/* The embedding API: life of a VM, running code, errors, polling. */
#include "../compiler/compile.h"
#include "../image/image.h"
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/exception.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/module.h"
#include "../object/names.h"
#include "../object/str.h"
#include "attr.h"
#include "call.h"
#include "code.h"
#include "heap_internal.h"
#include "import.h"
#include "intern.h"
#include "interp.h"
#include "ops.h"
#include "raise.h"
#include "stack.h"
#include "state.h"
#include "terminal.h"
#include "thread.h"
#include "writer.h"

#define SMALL_BLOCK   (24 * 1024)
#define POLL_INTERVAL 1024u

/* ---- life -------------------------------------------------------------- */

static vm_value
set_up(struct vm *vm, void *arg)
{
	vm_value globals;

	(void)arg;
	VM_ROOT(vm, memory_error) =
	    vm_exception_new(vm, &vm_type_MemoryError, 0, NULL);
	VM_ROOT(vm, modules) = vm_dict_new(vm, 1);
	globals = vm_namespace_new(vm, 0);
	vm_dict_set(vm, globals, VM_NAME(__name__), VM_NAME(__main__));
	VM_ROOT(vm, main_module) =
	    vm_module_new(vm, VM_NAME(__main__), globals);
	vm_dict_set(vm, VM_ROOT(vm, modules), VM_NAME(__main__),
	    VM_ROOT(vm, main_module));
	return VM_NONE;
}

struct protected_call {
	vm_value (*fn)(struct vm *vm, void *arg);
	void *arg;
};

/* The kind of an exception that nobody caught. */
static enum vm_result
classify(struct vm *vm, vm_value exception)
{
	vm_value first = vm_exception_first_arg(exception);

	if (vm_exception_is(exception, &vm_type_SystemExit)) {
		if (vm_is_integer(first))
			vm->exit_code = (int)vm_get_uint64_truncated(vm, first);
		else
			vm->exit_code = first != VM_NONE;
		return VM_EXIT;
	}
	if (vm_exception_is(exception, &vm_type_KeyboardInterrupt))
		return VM_INTERRUPTED;
	if (vm_exception_is(exception, &vm_type_MemoryError))
		return VM_NO_MEMORY;
	return VM_RAISED;
}

/* Runs fn with a landing pad under it; the C stack's top is here when no
 * other call of this VM is on it. */
static VM_NOINLINE enum vm_result
protect(struct vm *vm, vm_value (*fn)(struct vm *vm, void *arg), void *arg,
    vm_value *result)
{
	struct vm_frame *frame = vm->frame;
	size_t c_stack = vm->config != NULL && vm->config->c_stack_size > 0 ?
	    vm->config->c_stack_size :
	    VM_C_STACK_SIZE;
	vm_value exception;
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);

	if (vm->landing == NULL) {
		vm->heap.c_stack_top = here + 64;
		vm->c_stack_limit = here > c_stack ? here - c_stack : 0;
	}
	if (vm_try(vm, fn, arg, result, &exception))
		return VM_OK;
	while (vm->frame != frame)
		vm_frame_pop(vm);
	vm->last_exception = exception;
	return classify(vm, exception);
}

enum vm_result
vm_protect(struct vm *vm, vm_value (*fn)(struct vm *vm, void *arg), void *arg,
    vm_value *result)
{
	return protect(vm, fn, arg, result);
}

/* A power of two of entries in at most 1/32 of the block, and in half of that
 * where every byte counts. */
static size_t
attr_cache_size(size_t len)
{
	size_t count = VM_ATTR_CACHE_SIZE;
	size_t most = len / (len < SMALL_BLOCK ? 64 : 32);

	while (count > 4 && count * sizeof(struct vm_attr_cache_entry) > most)
		count /= 2;
	return count;
}

/* Places the caches of names and of handlers behind the attribute cache, all
 * empty; where they end. */
static uint8_t *
start_caches(struct vm *vm, size_t attrs, bool is_zero)
{
	void *end = &vm->attr_cache[attrs];

	vm->attr_cache_mask = attrs - 1;
#if VM_QUICK_CASES
	size_t names = attrs / 2;
	size_t handlers = attrs / 4;

	if (names > VM_NAME_CACHE_SIZE)
		names = VM_NAME_CACHE_SIZE;
	if (handlers > VM_HANDLER_CACHE_SIZE)
		handlers = VM_HANDLER_CACHE_SIZE;
	vm->name_cache = end;
	vm->name_cache_size = (uint32_t)names;
	vm->handler_cache = (void *)(vm->name_cache + names);
	vm->handler_cache_size = (uint32_t)handlers;
	end = vm->handler_cache + handlers;
#endif
	if (!is_zero)
		memset(vm->attr_cache, 0,
		    (size_t)((uint8_t *)end - (uint8_t *)vm->attr_cache));
	return end;
}

static uint32_t
poll_interval(const struct vm *vm)
{
	return vm->config != NULL && vm->config->poll_interval > 0 ?
	    vm->config->poll_interval :
	    POLL_INTERVAL;
}

/* The block: the VM's state, the caches, first stack segment, heap. */
static enum vm_result
start(struct vm *vm, size_t len, bool is_zero)
{
	uint8_t *end = start_caches(vm, attr_cache_size(len), is_zero);
	size_t used = (size_t)(end - (uint8_t *)vm);
	size_t segment = vm_stack_segment_size(len);
	vm_value ignored;

	used = (used + 15u) & ~(size_t)15;
	if (len < used + segment + 1024)
		return VM_NO_MEMORY;
	if (!is_zero)
		memset((uint8_t *)vm + used, 0, segment);
	vm_stack_init(vm, (uint8_t *)vm + used, segment);
	used += segment;
	if (vm_heap_init(vm, (uint8_t *)vm + used, len - used) != 0)
		return VM_NO_MEMORY;
	vm->block_len = len;
	vm->poll_count = poll_interval(vm);
	vm->interrupt_char = VM_INTERRUPT_CHAR;
	vm->stack_limit = vm->config != NULL && vm->config->stack_limit > 0 ?
	    vm->config->stack_limit :
	    len / 4;
	if (vm->config != NULL) {
		vm->optimise = vm->config->optimise;
		vm->frozen = vm->config->frozen;
		vm->budget = vm->config->budget;
	}
	return protect(vm, set_up, NULL, &ignored);
}

enum vm_result
vm_init(struct vm **out, void *block, size_t len, const struct vm_host *host,
    const struct vm_config *cfg)
{
	struct vm *vm = block;

	if (len < sizeof(*vm) + 1024)
		return VM_NO_MEMORY;
	memset(vm, 0, sizeof(*vm));
	vm->host = host;
	vm->config = cfg;
	*out = vm;
	return start(vm, len, cfg != NULL && cfg->block_is_zero);
}

void
vm_fini(struct vm *vm)
{
	vm->frame = NULL;
	vm_heap_finalise_all(vm);
}

void
vm_soft_reset(struct vm *vm)
{
	const struct vm_host *host = vm->host;
	const struct vm_config *config = vm->config;
	size_t len = vm->block_len;

	vm_fini(vm);
	memset(vm, 0, sizeof(*vm));
	vm->host = host;
	vm->config = config;
	(void)start(vm, len, false);
}

/* ---- running ----------------------------------------------------------- */

struct source {
	const char *text;
	size_t len;
	const char *file_name;
	enum vm_exec_mode mode;
};

/* What it has scheduled and not waited for runs at its end. */
static vm_value
run_program(struct vm *vm, struct vm_code *code, vm_value globals)
{
	vm_value result = vm_run_code(vm, code, globals, globals);

	vm_poll(vm);
	return result;
}

static vm_value
exec_source(struct vm *vm, void *arg)
{
	static const uint8_t modes[] = {
		[VM_EXEC_FILE] = VM_COMPILE_FILE,
		[VM_EXEC_SINGLE] = VM_COMPILE_SINGLE,
		[VM_EXEC_EVAL] = VM_COMPILE_EVAL,
	};
	struct source *source = arg;
	vm_value file = vm_str_known(vm, source->file_name);
	vm_value globals = vm_main_globals(vm);
	struct vm_code *code = vm_compile(vm, source->text, source->len, file,
	    modes[source->mode]);

	if (source->mode == VM_EXEC_FILE)
		vm_dict_set(vm, globals, VM_NAME(__file__), file);
	vm->interrupt_char = VM_INTERRUPT_CHAR;
	return run_program(vm, code, globals);
}

enum vm_result
vm_exec_source(struct vm *vm, const char *text, size_t len,
    const char *file_name, enum vm_exec_mode mode)
{
	struct source source = { text, len, file_name, mode };
	vm_value result;
	enum vm_result status = protect(vm, exec_source, &source, &result);

	if (status == VM_OK)
		vm->last_value = result;
	return status;
}

/* The code of a program: its text, or what upy-cross made of it. */
static struct vm_code *
load_program(struct vm *vm, const char *path, vm_value file)
{
	size_t len = strlen(path);

	if (VM_HAS_IMAGES && len > 4 && strcmp(path + len - 4, ".mpy") == 0)
		return vm_image_load_file(vm, path);
	return vm_compile_file(vm, path, file, VM_COMPILE_FILE);
}

static vm_value
exec_file(struct vm *vm, void *arg)
{
	const char *path = arg;
	vm_value file = vm_str_known(vm, path);
	vm_value globals = vm_main_globals(vm);

	vm_dict_set(vm, globals, VM_NAME(__file__), file);
	return run_program(vm, load_program(vm, path, file), globals);
}

enum vm_result
vm_exec_file(struct vm *vm, const char *path)
{
	uintptr_t arg = (uintptr_t)path;
	vm_value ignored;

	return protect(vm, exec_file, (void *)arg, &ignored);
}

static vm_value
exec_module(struct vm *vm, void *arg)
{
	const char *name = arg;
	vm_value module =
	    vm_import_as_main(vm, vm_intern(vm, name, strlen(name)));

	vm_poll(vm);
	return module;
}

enum vm_result
vm_exec_module(struct vm *vm, const char *name)
{
	uintptr_t arg = (uintptr_t)name;
	vm_value ignored;

	return protect(vm, exec_module, (void *)arg, &ignored);
}

struct function_call {
	vm_value function;
	size_t argc;
	const vm_value *args;
};

static vm_value
call_function(struct vm *vm, void *arg)
{
	struct function_call *call = arg;

	return vm_call(vm, call->function, call->argc, 0, call->args);
}

enum vm_result
vm_call_function(struct vm *vm, vm_value function, size_t argc,
    const vm_value *args, vm_value *result)
{
	struct function_call call = { function, argc, args };

	return protect(vm, call_function, &call, result);
}

static vm_value
call_atexit(struct vm *vm, void *arg)
{
	vm_value function = VM_ROOT(vm, atexit);

	(void)arg;
	VM_ROOT(vm, atexit) = VM_UNDEF;
	return function == VM_UNDEF || function == VM_NONE ?
	    VM_NONE :
	    vm_call_0(vm, function);
}

enum vm_result
vm_run_atexit(struct vm *vm)
{
	vm_value ignored;

	return protect(vm, call_atexit, NULL, &ignored);
}

vm_value
vm_last_value(struct vm *vm)
{
	return vm->last_value;
}

vm_value
vm_main_globals(struct vm *vm)
{
	return ((struct vm_module *)VM_ROOT(vm, main_module))->dict;
}

/* ---- errors ------------------------------------------------------------ */

vm_value
vm_last_exception(struct vm *vm)
{
	return vm->last_exception;
}

int
vm_exit_code(struct vm *vm)
{
	return vm->exit_code;
}

struct text_buffer {
	char *data;
	size_t len;
	size_t used;
	bool line_only;
};

static void
buffer_sink(struct vm *vm, void *arg, const char *data, size_t len)
{
	struct text_buffer *buffer = arg;

	(void)vm;
	for (size_t i = 0; i < len; i++, buffer->used++) {
		if (buffer->used + 1 < buffer->len)
			buffer->data[buffer->used] = data[i];
	}
}

static void
stderr_sink(struct vm *vm, void *arg, const char *data, size_t len)
{
	(void)arg;
	if (vm->host->write != NULL)
		vm->host->write(vm->host->ctx, VM_STDERR, data, len);
}

static vm_value
print_error(struct vm *vm, void *arg)
{
	struct text_buffer *buffer = arg;
	struct vm_writer out;

	if (buffer == NULL)
		vm_writer_init_sink(&out, stderr_sink, NULL);
	else
		vm_writer_init_sink(&out, buffer_sink, buffer);
	if (buffer != NULL && buffer->line_only)
		vm_exception_print_line(vm, &out, vm->last_exception);
	else
		vm_exception_print(vm, &out, vm->last_exception);
	return VM_NONE;
}

static size_t
error_to_buffer(struct vm *vm, char *buf, size_t len, bool line_only)
{
	struct text_buffer buffer = { buf, len, 0, line_only };
	vm_value exception = vm->last_exception;
	vm_value ignored;

	if (exception != VM_UNDEF)
		(void)protect(vm, print_error, &buffer, &ignored);
	vm->last_exception = exception;
	if (len > 0)
		buf[buffer.used < len ? buffer.used : len - 1] = '\0';
	return buffer.used;
}

size_t
vm_error_text(struct vm *vm, char *buf, size_t len)
{
	return error_to_buffer(vm, buf, len, false);
}

size_t
vm_error_line(struct vm *vm, char *buf, size_t len)
{
	return error_to_buffer(vm, buf, len, true);
}

void
vm_print_last_error(struct vm *vm)
{
	vm_value exception = vm->last_exception;
	vm_value ignored;

	if (exception != VM_UNDEF)
		(void)protect(vm, print_error, NULL, &ignored);
	vm->last_exception = exception;
}

static vm_value
print_exit(struct vm *vm, void *arg)
{
	struct vm_writer out;

	(void)arg;
	vm_writer_init_sink(&out, stderr_sink, NULL);
	vm_print_to(vm, &out, vm_exception_first_arg(vm->last_exception),
	    VM_PRINT_STR);
	vm_write_char(vm, &out, '\n');
	return VM_NONE;
}

void
vm_print_exit_message(struct vm *vm)
{
	vm_value exception = vm->last_exception;
	vm_value first;
	vm_value ignored;

	if (exception == VM_UNDEF ||
	    !vm_exception_is(exception, &vm_type_SystemExit))
		return;
	first = vm_exception_first_arg(exception);
	if (first == VM_NONE || vm_is_integer(first))
		return;
	(void)protect(vm, print_exit, NULL, &ignored);
	vm->last_exception = exception;
}

/* ---- polling ----------------------------------------------------------- */

void
vm_interrupt(struct vm *vm)
{
	vm->pending = 1;
	vm->poll_count = 1;
}

int
vm_interrupt_char(const struct vm *vm)
{
	return vm->interrupt_char;
}

bool
vm_schedule(struct vm *vm, vm_value function, vm_value arg)
{
	size_t i;

	if (vm->scheduled_count >= VM_SCHEDULE_MAX)
		return false;
	i = (vm->scheduled_head + vm->scheduled_count) % VM_SCHEDULE_MAX;
	vm->scheduled[i][0] = function;
	vm->scheduled[i][1] = arg;
	vm->scheduled_count++;
	vm->poll_count = 1;
	return true;
}

static vm_value
call_scheduled(struct vm *vm, void *arg)
{
	vm_value *entry = arg;

	return vm_call_1(vm, entry[0], entry[1]);
}

/* What a scheduled function raises is shown, not passed on. */
static void
run_scheduled(struct vm *vm)
{
	vm_value entry[2];
	vm_value result;
	vm_value exception;
	struct vm_writer out;

	if (vm->in_scheduled)
		return;
	vm->in_scheduled = true;
	/* What these schedule waits for the next poll. */
	for (size_t n = vm->scheduled_count; n > 0 && vm->scheduled_count > 0;
	     n--) {
		memcpy(entry, vm->scheduled[vm->scheduled_head], sizeof(entry));
		vm->scheduled_head =
		    (uint8_t)((vm->scheduled_head + 1u) % VM_SCHEDULE_MAX);
		vm->scheduled_count--;
		if (vm_try(vm, call_scheduled, entry, &result, &exception))
			continue;
		vm_writer_init_sink(&out, stderr_sink, NULL);
		vm_exception_print(vm, &out, exception);
	}
	vm->in_scheduled = false;
	if (vm->scheduled_count > 0)
		vm->poll_count = 1;
}

static bool
is_main_thread(struct vm *vm)
{
	return !VM_HAS_THREADS || vm_thread_is_main(vm);
}

bool
vm_interrupt_is_due(struct vm *vm)
{
	if (vm->landing == NULL)
		return false; /* there is nowhere to raise it */
	if (vm->host->poll != NULL)
		vm->host->poll(vm->host->ctx);
	return vm->pending != 0 && is_main_thread(vm);
}

static void
serve_interrupt(struct vm *vm)
{
	bool collecting = vm->heap.collecting;
	vm_value exception;

	if (!vm_interrupt_is_due(vm))
		return;
	vm->pending = 0;
	vm->poll_count = poll_interval(vm); /* it was set to 1 */
	vm->heap.collecting = true;         /* now there is no time for that */
	exception = vm_exception_or_spare(vm, &vm_type_KeyboardInterrupt);
	vm->heap.collecting = collecting;
	vm_raise(vm, exception);
}

void
vm_poll(struct vm *vm)
{
	serve_interrupt(vm);
	if (vm->scheduled_count > 0 && is_main_thread(vm))
		run_scheduled(vm);
#if VM_HAS_DUPTERM
	if (vm->terminal_streams > 0)
		vm_terminal_poll(vm);
#endif
	if (VM_HAS_THREADS && vm->threads != NULL)
		vm_thread_switch(vm);
}

/* Starts the next interval; the budget pays for the last one. */
static void
next_interval(struct vm *vm)
{
	uint32_t interval = poll_interval(vm);

	vm->poll_count = interval;
	if (vm->budget > 0) {
		if (vm->budget <= interval) {
			vm->budget = interval;
			vm->budget_over = vm->budget_over == 0 ? 1 : 2;
			vm_raise_runtime_error(vm,
			    "instruction budget exceeded");
		}
		vm->budget -= interval;
	}
}

void
vm_poll_slow(struct vm *vm)
{
	next_interval(vm);
	vm_poll(vm);
}

/* What is scheduled is left to the interpreter's next poll. */
void
vm_poll_work(struct vm *vm, size_t work)
{
	bool waiting;

	if (VM_LIKELY(vm->poll_count > work)) {
		vm->poll_count -= (uint32_t)work;
		return;
	}
	waiting = vm->scheduled_count > 0 && !vm->in_scheduled;
	if (!waiting)
		next_interval(vm);
	serve_interrupt(vm);
	if (waiting)
		vm->poll_count = 1;
}

void
vm_copy_long(struct vm *vm, void *to, const void *from, size_t size)
{
	uint8_t *target = to;
	const uint8_t *source = from;

	for (; size > VM_COPY_STEP; size -= VM_COPY_STEP) {
		memcpy(target, source, VM_COPY_STEP);
		target += VM_COPY_STEP;
		source += VM_COPY_STEP;
		vm_poll_work(vm, VM_COPY_STEP / 64);
	}
	memcpy(target, source, size);
}

void
vm_set_budget(struct vm *vm, uint64_t polls)
{
	vm->budget = polls;
	vm->budget_over = 0;
}

/* ---- argv, path, handles ----------------------------------------------- */

static vm_value
add_handle(struct vm *vm, void *arg)
{
	vm_value v = *(vm_value *)arg;
	vm_value list;

	if (VM_ROOT(vm, handles) == VM_UNDEF)
		VM_ROOT(vm, handles) = vm_list_new(vm, 0, NULL);
	list = VM_ROOT(vm, handles);
	for (size_t i = 0; i < vm_list(list)->len; i++) {
		if (vm_list(list)->items[i] == VM_STOP) {
			vm_list(list)->items[i] = v;
			return VM_INT(i);
		}
	}
	vm_list_append(vm, list, v);
	return VM_INT(vm_list(list)->len - 1);
}

int
vm_handle_new(struct vm *vm, vm_value v)
{
	vm_value index;

	if (protect(vm, add_handle, &v, &index) != VM_OK)
		return -1;
	return (int)vm_int_value(index);
}

vm_value
vm_handle_get(struct vm *vm, int handle)
{
	return vm_list(VM_ROOT(vm, handles))->items[handle];
}

void
vm_handle_free(struct vm *vm, int handle)
{
	vm_list(VM_ROOT(vm, handles))->items[handle] = VM_STOP;
}

void *
vm_host_ctx(struct vm *vm)
{
	return vm->host->ctx;
}

void
vm_memory_used(struct vm *vm, size_t *used, size_t *total)
{
	struct vm_heap_info info;

	vm_heap_get_info(vm, &info, false);
	*used = info.used;
	*total = info.total;
}
