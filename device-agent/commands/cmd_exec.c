/* SPDX-License-Identifier: MIT */
/* Commands that start and stop programs, and attach to the console. */
#include <string.h>

#include "command.h"
#include "core/runner.h"

#define TERMINAL_MAX 1000

static const char *const default_names[] = {
	[JOB_SOURCE] = "<stdin>",
	[JOB_EVAL] = "<eval>",
	[JOB_FILE] = "",
};

/* ---- arguments of EXEC_START ------------------------------------------- */

/* The text of the program: in the request, or sent before. */
static uint16_t
take_source(struct command *command, struct job *job)
{
	struct agent *agent = command->agent;
	const struct upload_program *program = &agent->program;
	struct proto_span source;
	uint64_t session;

	if (proto_cbor_get_text(command->args, command->args_len,
		PROTO_EXEC_START_SOURCE, &source)) {
		if (source.len > sizeof(agent->jobs.source))
			return PROTO_STATUS_EXHAUSTED;
		memcpy(agent->jobs.source, source.at, source.len);
		job->source = agent->jobs.source;
		job->source_len = source.len;
		return PROTO_STATUS_OK;
	}
	session = command_get_uint(command, PROTO_EXEC_START_SESSION, 0);
	if (session == 0)
		return command_fail(command, PROTO_STATUS_INVALID_ARGUMENT,
		    "neither source nor session given");
	if (!program->complete || program->session != session)
		return PROTO_STATUS_EXEC_NO_PROGRAM;
	job->source = (const char *)program->bytes;
	job->source_len = program->size;
	return PROTO_STATUS_OK;
}

static uint16_t
take_path(struct command *command, struct job *job)
{
	struct store_stat st;
	int ret;

	if (!command_get_text(command, PROTO_EXEC_START_PATH, job->name,
		sizeof(job->name)) ||
	    job->name[0] == '\0')
		return command_fail(command, PROTO_STATUS_INVALID_ARGUMENT,
		    "the path is missing or too long");
	ret = store_stat(command->agent->store, job->name, &st);
	if (ret == 0 && st.type == STORE_DIRECTORY)
		ret = -STORE_EISDIR;
	return command_store_status(ret);
}

static uint16_t
take_args(struct command *command, struct job *job)
{
	struct proto_cbor list;
	struct proto_span arg;
	size_t count;

	if (!proto_cbor_find(command->args, command->args_len,
		PROTO_EXEC_START_ARGS, &list))
		return PROTO_STATUS_OK;
	if (!proto_cbor_enter_array(&list, &count))
		return PROTO_STATUS_INVALID_ARGUMENT;
	if (count > JOB_ARG_COUNT)
		return PROTO_STATUS_EXHAUSTED;
	for (; count > 0; count--) {
		if (!proto_cbor_text(&list, &arg) ||
		    memchr(arg.at, '\0', arg.len) != NULL)
			return PROTO_STATUS_INVALID_ARGUMENT;
		if (arg.len >= sizeof(job->args) - job->args_len)
			return PROTO_STATUS_EXHAUSTED;
		memcpy(job->args + job->args_len, arg.at, arg.len);
		job->args_len += arg.len;
		job->args[job->args_len++] = '\0';
		job->arg_count++;
	}
	return PROTO_STATUS_OK;
}

static uint16_t
take_program(struct command *command, struct job *job)
{
	uint64_t kind =
	    command_get_uint(command, PROTO_EXEC_START_KIND, JOB_SOURCE);
	uint16_t status;

	if (kind > JOB_FILE)
		return PROTO_STATUS_INVALID_ARGUMENT;
	job->kind = (enum job_kind)kind;
	job->is_remote = true;
	if (job->kind == JOB_FILE)
		status = take_path(command, job);
	else
		status = take_source(command, job);
	if (status != PROTO_STATUS_OK)
		return status;
	if (job->kind != JOB_FILE &&
	    !command_get_text(command, PROTO_EXEC_START_NAME, job->name,
		sizeof(job->name)))
		memcpy(job->name, default_names[job->kind],
		    strlen(default_names[job->kind]) + 1);
	return take_args(command, job);
}

/* Between programs a board is busy for a moment: that is waited for. */
static bool
is_busy(const struct agent *agent)
{
	return (job_is_running(agent) &&
		   !runner_is_between_programs(agent->runner)) ||
	    runner_is_raw(agent->runner);
}

uint16_t
cmd_exec_start(struct command *command)
{
	struct jobs *jobs = &command->agent->jobs;
	bool interrupt = command_get_bool(command, PROTO_EXEC_START_INTERRUPT);
	uint16_t status;

	if (jobs->next.id != 0)
		return command_fail(command, PROTO_STATUS_PRECONDITION,
		    "busy: another program is about to start");
	if (!interrupt && is_busy(command->agent))
		return command_fail(command, PROTO_STATUS_PRECONDITION,
		    JOB_BUSY_TEXT);
	memset(&jobs->next, 0, sizeof(jobs->next));
	status = take_program(command, &jobs->next);
	if (status != PROTO_STATUS_OK)
		return status;
	jobs->next.id = job_new_id(command->agent);
	jobs->next_session = command->session;
	jobs->next_request = command->request;
	jobs->next_since_ms = agent_now_ms(command->agent);
	jobs->next_interrupts = interrupt;
	if (interrupt)
		job_stop(command->agent);
	return COMMAND_LATER;
}

/* ---- the others --------------------------------------------------------- */

uint16_t
cmd_exec_stop(struct command *command)
{
	struct jobs *jobs = &command->agent->jobs;
	uint64_t id = command_get_uint(command, PROTO_EXEC_STOP_JOB, 0);

	/* A job that ended meanwhile is stopped, which is what was asked. */
	if (id == 0 || id == jobs->current.id)
		job_stop(command->agent);
	return PROTO_STATUS_OK;
}

uint16_t
cmd_exec_status(struct command *command)
{
	const struct job *job = &command->agent->jobs.current;
	struct proto_writer *w = &command->result;

	proto_cbor_put_map(w, 3);
	proto_cbor_put_uint(w, PROTO_EXEC_STATUS_R_JOB);
	proto_cbor_put_uint(w, job->id);
	proto_cbor_put_uint(w, PROTO_EXEC_STATUS_R_NAME);
	proto_cbor_put_text(w, job->id == 0 ? "" : job->name);
	proto_cbor_put_uint(w, PROTO_EXEC_STATUS_R_RUNNING_MS);
	proto_cbor_put_uint(w,
	    job->id == 0 ? 0 : agent_now_ms(command->agent) - job->started_ms);
	return PROTO_STATUS_OK;
}

uint16_t
cmd_console_open(struct command *command)
{
	uint64_t rows = command_get_uint(command, PROTO_CONSOLE_OPEN_ROWS, 24);
	uint64_t cols = command_get_uint(command, PROTO_CONSOLE_OPEN_COLS, 80);
	bool was_viewing = command->session->is_viewing;

	if (rows > TERMINAL_MAX || cols > TERMINAL_MAX)
		return PROTO_STATUS_RANGE;
	command->session->is_viewing = true;
	/* A resize alone must not disturb the line that is being typed. */
	if (!was_viewing)
		command->agent->jobs.redraw_wanted = true;
	return PROTO_STATUS_OK;
}

uint16_t
cmd_console_close(struct command *command)
{
	command->session->is_viewing = false;
	return PROTO_STATUS_OK;
}
