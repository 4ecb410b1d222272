/* SPDX-License-Identifier: MIT */
/* One life of the interpreter after another. */
#include <setjmp.h>
#include <string.h>

#include "proto/command.h"
#include "proto/status.h"

#include "image/frozen.h"
#include "object/function.h"
#include "object/str.h"
#include "repl/repl.h"
#include "runtime/state.h"
#include "runtime/writer.h"
#include "vm.h"

#include "agent.h"
#include "boot_guard.h"
#include "log.h"
#include "port_config.h"
#include "runner.h"
#include "runner_parts.h"
#include "text.h"

#define ERROR_TEXT_MAX (PORT_NOTICE_MAX + ERROR_LINE_MAX)
#define ERROR_LINE_MAX 256
#define SETTLE_MS      1000 /* for gateways to hear of a job's end */
#define END_DRAIN_MS   2000
#define EVENT_MAX      48
#define BANNER_MAX     80
#define CTRL_C         3
#define HOME_FILE_MAX  32 /* a file at home */

struct runner {
	struct agent *agent; /* borrowed: for ever */
	struct vm *vm;       /* in the heap block; NULL: between lives */
	struct vm_host host;
	struct vm_repl repl;
	jmp_buf leave; /* where runner_check goes when a reset is due */
	struct host_directory directory;
	uint64_t polled_us;
	bool is_settling; /* a job ended, gateways are being told */
	bool is_between;  /* programs: the prompt is about to come (back) */
	bool has_scheduled;
	bool is_first;                /* life since the board started */
	int handler[RUNNER_HANDLERS]; /* VM handles + 1; 0: none */
	const char *argv[JOB_ARG_COUNT + 1];
	char error[ERROR_TEXT_MAX];
	char banner[BANNER_MAX];
};

static void runner_on_editing(void *ctx, bool editing);

/* ---- for the rest of the agent ------------------------------------------ */

struct runner *
runner_new(struct agent *agent, struct arena *arena)
{
	struct runner *runner = arena_take(arena, sizeof(*runner));
	struct vm_repl_config config = {
		.reset_text = "MPY: soft reboot",
	};

	if (runner == NULL)
		return NULL;
	runner->agent = agent;
	runner->is_first = true;
	runner->is_between = true;
	text_format(runner->banner, sizeof(runner->banner),
	    "upyd device-agent %s; %s board", agent->firmware.version,
	    port_identity(agent->port)->model);
	config.banner = runner->banner;
	config.on_editing = runner_on_editing;
	config.on_editing_ctx = runner;
	vm_repl_init(&runner->repl, &config);
	host_init(&runner->host, agent);
	runner->host.repl = &runner->repl;
	return runner;
}

void
runner_interrupt(struct runner *runner)
{
	if (runner->vm != NULL)
		vm_interrupt(runner->vm);
}

int
runner_interrupt_char(const struct runner *runner)
{
	return runner->vm == NULL ? CTRL_C : vm_interrupt_char(runner->vm);
}

bool
runner_is_editing(const struct runner *runner)
{
	return runner->is_settling ||
	    (runner->agent->jobs.current.id == 0 &&
		vm_repl_is_editing(&runner->repl));
}

bool
runner_is_between_programs(const struct runner *runner)
{
	return runner->is_between;
}

bool
runner_is_raw(const struct runner *runner)
{
	return runner->repl.mode == VM_REPL_RAW;
}

bool
runner_get_memory(const struct runner *runner, struct runner_memory *memory)
{
	size_t used;
	size_t total;

	if (runner->vm == NULL)
		return false;
	vm_memory_used(runner->vm, &used, &total);
	memory->used = (uint32_t)used;
	memory->total = (uint32_t)total;
	memory->gc_count = runner->vm->heap.collections;
	return true;
}

const char *
runner_vm_version(void)
{
	return AGENT_VERSION;
}

/* ---- for the hooks ------------------------------------------------------ */

void
runner_check(struct runner *runner)
{
	if (runner->agent->jobs.abort_wanted)
		longjmp(runner->leave, 1);
}

bool
runner_poll_is_due(struct runner *runner, uint32_t interval_us)
{
	uint64_t now = port_ticks_us(runner->agent->port);

	runner->has_scheduled = false;
	if (now - runner->polled_us < interval_us)
		return false;
	runner->polled_us = now;
	return true;
}

bool
runner_has_scheduled(const struct runner *runner)
{
	return runner->has_scheduled;
}

bool
runner_is_interrupted(const struct runner *runner)
{
	return runner->vm != NULL && vm_interrupt_is_due(runner->vm);
}

struct host_directory *
runner_directory(struct runner *runner)
{
	return &runner->directory;
}

bool
runner_schedule(struct runner *runner, size_t slot)
{
	int handle = runner->handler[slot];

	if (runner->vm == NULL || handle == 0)
		return true; /* nobody to tell */
	if (!vm_schedule(runner->vm, vm_handle_get(runner->vm, handle - 1),
		VM_NONE))
		return false;
	runner->has_scheduled = true;
	return true;
}

int
runner_set_handler(struct runner *runner, size_t slot, vm_value handler)
{
	if (runner->handler[slot] != 0)
		vm_handle_free(runner->vm, runner->handler[slot] - 1);
	runner->handler[slot] = 0;
	if (handler == VM_NONE)
		return 0;
	runner->handler[slot] = vm_handle_new(runner->vm, handler) + 1;
	return runner->handler[slot] == 0 ? -1 : 0;
}

vm_value
runner_get_handler(const struct runner *runner, size_t slot)
{
	return runner->handler[slot] == 0 ?
	    VM_NONE :
	    vm_handle_get(runner->vm, runner->handler[slot] - 1);
}

static void
forget_handlers(struct runner *runner)
{
	memset(runner->handler, 0, sizeof(runner->handler));
	pins_forget_handlers(runner->agent);
	timers_stop_all(runner->agent);
	uarts_forget(runner->agent);
	memset(&runner->agent->wake, 0, sizeof(runner->agent->wake));
	runner->agent->radio.is_watched = false;
}

/*
 * Garbage left between what stays would cut the free memory into pieces too
 * small for the next program; before each one is the time to clear it away.
 */
static void
tidy_heap(struct runner *runner)
{
	if (runner->vm != NULL)
		vm_heap_collect(runner->vm);
}

static void
runner_on_editing(void *ctx, bool editing)
{
	struct runner *runner = ctx;

	/* Without a line to run the prompt was left to be printed again. */
	runner->is_between = !editing && job_is_wanted(runner->agent);
	if (editing)
		tidy_heap(runner);
}

/* ---- running one program ------------------------------------------------ */

static vm_value
print_repr(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_writer out;

	(void)argc;
	vm_writer_init_host(vm, &out);
	vm_write_str(vm, &out, vm_repr_of(vm, args[0]));
	vm_write(vm, &out, "\n", 1);
	return VM_NONE;
}

VM_DEFINE_NATIVE(print_repr_native, print_repr, 1, 1);

static enum vm_result
evaluate(struct runner *runner, const struct job *job)
{
	vm_value value;
	vm_value result;
	enum vm_result ret = vm_exec_source(runner->vm, job->source,
	    job->source_len, job->name, VM_EXEC_EVAL);

	if (ret != VM_OK)
		return ret;
	value = vm_last_value(runner->vm);
	return vm_call_function(runner->vm, VM_NATIVE(print_repr_native), 1,
	    &value, &result);
}

static enum vm_result
execute(struct runner *runner, const struct job *job)
{
	switch (job->kind) {
	case JOB_SOURCE:
		return vm_exec_source(runner->vm, job->source, job->source_len,
		    job->name, VM_EXEC_FILE);
	case JOB_EVAL:
		return evaluate(runner, job);
	case JOB_FILE:
		return vm_exec_file(runner->vm, job->name);
	}
	return VM_RAISED;
}

static void
set_argv(struct runner *runner, const struct job *job)
{
	const char *arg = job->args;

	runner->argv[0] = job->kind == JOB_FILE ? job->name : "";
	for (size_t i = 0; i < job->arg_count; i++) {
		runner->argv[i + 1] = arg;
		arg += strlen(arg) + 1;
	}
	vm_set_argv(runner->vm, (int)job->arg_count + 1, runner->argv);
}

/* Of a traceback that is too long the middle is left out: where it began and
 * what it says matter. */
static void
shorten_error(struct runner *runner, struct job_end *end)
{
	static const char gap[] = "\n...\n";
	char line[ERROR_LINE_MAX];
	size_t room = sizeof(runner->error) - 1;
	size_t len = vm_error_line(runner->vm, line, sizeof(line));
	char *at;

	if (len >= sizeof(line))
		len = sizeof(line) - 1;
	at = runner->error + room - len - strlen(gap);
	memcpy(at, gap, strlen(gap));
	memcpy(at + strlen(gap), line, len);
	end->text_len = room;
	end->is_cut = true;
}

static void
describe_end(struct runner *runner, enum vm_result result, struct job_end *end)
{
	static const uint8_t outcomes[] = {
		[-VM_OK] = PROTO_JOB_OK,
		[-VM_RAISED] = PROTO_JOB_EXCEPTION,
		[-VM_INTERRUPTED] = PROTO_JOB_INTERRUPTED,
		[-VM_NO_MEMORY] = PROTO_JOB_NO_MEMORY,
		[-VM_EXIT] = PROTO_JOB_SYSTEM_EXIT,
	};

	*end = (struct job_end){
		.outcome = outcomes[-result],
		.code = result == VM_OK ? 0 : 1,
		.text = "",
	};
	if (result == VM_EXIT)
		end->code = vm_exit_code(runner->vm);
	else if (result == VM_INTERRUPTED)
		end->code = 130;
	if (result == VM_OK || result == VM_EXIT)
		return;
	end->text = runner->error;
	end->text_len =
	    vm_error_text(runner->vm, runner->error, sizeof(runner->error));
	if (end->text_len >= sizeof(runner->error))
		shorten_error(runner, end);
}

/* Nothing more is printed until the gateways have output and end. */
static void
settle(struct runner *runner, const struct job_end *end)
{
	struct agent *agent = runner->agent;
	uint32_t started_ms;
	bool waiting = true;

	console_drain(agent, END_DRAIN_MS);
	agent->console.raw = false;
	job_tell_end(agent, end);
	agent->jobs.current.id = 0;
	agent->jobs.stop_wanted = false;
	agent->jobs.stop_count = 0;
	runner->is_settling = true;
	started_ms = agent_now_ms(agent);
	while (waiting && agent_now_ms(agent) - started_ms < SETTLE_MS) {
		agent_poll(agent);
		waiting = false;
		for (size_t i = 0; i < agent->session_count; i++)
			waiting |= session_has_notices(&agent->sessions[i]);
		if (waiting)
			agent_idle(agent, SETTLE_MS);
	}
	runner->is_settling = false;
}

static void
run_job(struct runner *runner)
{
	struct agent *agent = runner->agent;
	struct job *job = &agent->jobs.current;
	struct job_end end;
	enum vm_result result;

	job->started_ms = agent_now_ms(agent);
	job_tell_start(agent);
	set_argv(runner, job);
	agent->console.raw = job->is_remote;
	/* A gateway gives input as it is; nobody sees an echo. */
	runner->host.repl = job->is_remote ? NULL : &runner->repl;
	tidy_heap(runner);
	result = execute(runner, job);
	runner->host.repl = &runner->repl;
	describe_end(runner, result, &end);
	if (!job->is_remote)
		heartbeat_note_end(agent,
		    end.outcome == PROTO_JOB_EXCEPTION ||
			end.outcome == PROTO_JOB_NO_MEMORY);
	if (!job->is_remote && end.text_len > 0)
		vm_print_last_error(runner->vm);
	settle(runner, &end);
}

/* ---- jobs of gateways --------------------------------------------------- */

/* What was printed before must not look like the job's output. */
static void
start_next(struct runner *runner)
{
	struct agent *agent = runner->agent;
	struct jobs *jobs = &agent->jobs;
	uint8_t body[16];
	struct proto_writer w;

	console_drain_session(jobs->next_session, END_DRAIN_MS);
	if (jobs->next.id == 0)
		return; /* cancelled meanwhile */
	runner->is_between = false;
	jobs->current = jobs->next;
	jobs->next.id = 0;
	jobs->stop_wanted = false;
	jobs->stop_count = 0;
	proto_writer_init(&w, body, sizeof(body));
	proto_cbor_put_map(&w, 1);
	proto_cbor_put_uint(&w, PROTO_EXEC_START_R_JOB);
	proto_cbor_put_uint(&w, jobs->current.id);
	session_respond(jobs->next_session, jobs->next_request, PROTO_STATUS_OK,
	    body, w.len);
	run_job(runner);
}

/* ---- the sequence of a life --------------------------------------------- */

static void
tell_booted(struct runner *runner, bool safe)
{
	struct agent *agent = runner->agent;
	uint8_t body[EVENT_MAX];
	struct proto_writer w;

	proto_writer_init(&w, body, sizeof(body));
	proto_cbor_put_map(&w, 3);
	proto_cbor_put_uint(&w, PROTO_BOOTED_BOOT_ID);
	proto_cbor_put_uint(&w, agent->boot_id);
	proto_cbor_put_uint(&w, PROTO_BOOTED_RESET_CAUSE);
	proto_cbor_put_text(&w,
	    agent_reset_cause_name(runner->is_first ?
		    port_reset_cause(agent->port) :
		    PORT_RESET_SOFT));
	proto_cbor_put_uint(&w, PROTO_BOOTED_SAFE);
	proto_cbor_put_bool(&w, safe);
	agent_notify(agent, PROTO_EVENT_BOOTED, body, w.len);
	runner->is_first = false;
}

/* The directory programs start in; "" for the root. */
static const char *
home_of(const struct runner *runner)
{
	const char *home = port_identity(runner->agent->port)->home;

	return home == NULL ? "" : home;
}

/* False: there is no such file. */
static bool
run_start_file(struct runner *runner, const char *directory, const char *name)
{
	struct agent *agent = runner->agent;
	struct job *job = &agent->jobs.current;
	char path[HOME_FILE_MAX];
	struct store_stat st;

	text_format(path, sizeof(path), "%s/%s", directory, name);
	if (store_stat(agent->store, path, &st) != 0 || st.type != STORE_FILE)
		return false;
	memset(job, 0, sizeof(*job));
	job->id = job_new_id(agent);
	job->kind = JOB_FILE;
	memcpy(job->name, path, strlen(path) + 1);
	run_job(runner);
	return true;
}

/* At home, or else in the root, where gateways may have put it. */
static void
run_boot(struct runner *runner)
{
	if (!run_start_file(runner, home_of(runner), "boot.py") &&
	    *home_of(runner) != '\0')
		run_start_file(runner, "", "boot.py");
}

/* The text of a program wins over its compiled form. */
static bool
run_main_of(struct runner *runner, const char *directory)
{
	return run_start_file(runner, directory, "main.py") ||
	    run_start_file(runner, directory, "main.mpy");
}

static void
run_main(struct runner *runner)
{
	if (!run_main_of(runner, home_of(runner)) && *home_of(runner) != '\0')
		run_main_of(runner, "");
}

/* Once the file system is there. */
static void
enter_home(struct runner *runner)
{
	const char *home = home_of(runner);
	struct store_stat st;

	if (*home == '\0')
		return;
	if (store_stat(runner->agent->store, home, &st) != 0)
		store_mkdir(runner->agent->store, home);
	memcpy(runner->directory.path, home, strlen(home) + 1);
}

static void
set_import_path(struct runner *runner)
{
	const char *home = home_of(runner);
	char home_lib[HOME_FILE_MAX];
	const char *path[] = { "", ".frozen", "/lib", home, home_lib };

	text_format(home_lib, sizeof(home_lib), "%s/lib", home);
	vm_set_path(runner->vm, *home == '\0' ? 3 : 5, path);
}

static bool
start_vm(struct runner *runner)
{
	static const struct vm_config config = { .frozen = &vm_frozen_modules };
	struct agent *agent = runner->agent;
	size_t len;
	void *heap = port_heap(agent->port, &len);

	memcpy(runner->directory.path, "/", 2);
	if (vm_init(&runner->vm, heap, len, &runner->host, &config) != VM_OK) {
		runner->vm = NULL;
		log_line(agent, "error", "program: heap is too small");
		return false;
	}
	set_import_path(runner);
	return true;
}

static void
stop_vm(struct runner *runner)
{
	runner->is_between = true;
	vm_fini(runner->vm);
	runner->vm = NULL;
}

/* Also where boot.py and main.py are left out. */
static void
run_frozen_boot(struct runner *runner)
{
	static const char source[] = "__import__('_boot')";

	if (vm_exec_source(runner->vm, source, sizeof(source) - 1, "_boot",
		VM_EXEC_FILE) != VM_OK)
		vm_print_last_error(runner->vm);
}

static void
serve_prompt(struct runner *runner)
{
	struct jobs *jobs = &runner->agent->jobs;
	enum vm_repl_result result = VM_REPL_END;

	runner->repl.config.quiet = false;
	while (result == VM_REPL_END) {
		/* What was accepted after a reset runs after it. */
		if (jobs->reset_wanted)
			runner_check(runner);
		if (jobs->next.id != 0) {
			start_next(runner);
			continue;
		}
		jobs->redraw_wanted = false;
		runner->is_between = true;
		result = vm_repl_run(runner->vm, &runner->repl);
		runner->repl.config.quiet = true;
	}
}

static void
live(struct runner *runner)
{
	struct agent *agent = runner->agent;
	bool safe = agent->jobs.reset_safe || agent->settings.safe_once ||
	    (runner->is_first && agent->firmware.start.is_safe);

	if (agent->settings.safe_once) {
		agent->settings.safe_once = false;
		settings_save(&agent->settings, agent->port);
	}
	agent->jobs.reset_safe = false;
	agent_poll(agent);
	if (!start_vm(runner)) {
		agent_idle(agent, SETTLE_MS);
		return;
	}
	safe |= boot_guard_start(agent);
	heartbeat_start(agent);
	tell_booted(runner, safe);
	run_frozen_boot(runner);
	enter_home(runner);
	if (!safe) {
		run_boot(runner);
		if (runner->repl.mode == VM_REPL_FRIENDLY)
			run_main(runner);
	}
	serve_prompt(runner);
	stop_vm(runner);
}

/* The interpreter was left in the middle of something; its block is simply
 * used anew. */
static void
clean_up(struct runner *runner)
{
	struct agent *agent = runner->agent;
	struct jobs *jobs = &agent->jobs;
	struct job_end end = { .outcome = PROTO_JOB_RESET, .code = 1 };
	bool was_job = jobs->current.id != 0;

	runner->vm = NULL;
	runner->is_between = true;
	runner->repl.editing = false;
	agent->is_reading = false;
	jobs->abort_wanted = false;
	jobs->reset_wanted = false;
	end.text = "stopped by reset";
	end.text_len = strlen(end.text);
	if (was_job)
		settle(runner, &end);
	console_write(agent, "\nMPY: soft reboot\n", 18);
}

_Noreturn void
runner_run(struct runner *runner)
{
	for (;;) {
		if (setjmp(runner->leave) == 0)
			live(runner);
		else
			clean_up(runner);
		forget_handlers(runner);
		store_close_program(runner->agent->store);
#if PORT_HAS_SOCKETS
		sockets_close_all(runner->agent);
#endif
		runner->is_settling = false;
	}
}
