/* SPDX-License-Identifier: MIT */
/* The exec WebSockets of all targets, in one poll loop. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "job.h"
#include "output.h"
#include "ws.h"

#define STDIN_QUEUE_MAX 65536

struct job {
	struct jobs *jobs;     /* borrowed: the group */
	const char *label;     /* borrowed from the target list */
	struct client *client; /* owned */
	struct ws *ws;         /* owned, NULL before and after */
	bool exited;
	int result;
	bool line_open; /* output stands in the middle of a line */
};

struct jobs {
	const struct ctl_options *options;
	const struct job_settings *settings;
	struct job *job; /* owned array */
	int count;       /* boards, never negative */
	bool prefix;     /* several boards: name each line */
	bool stdin_open;
	int interrupts_sent;
	bool timed_out;
	int64_t deadline_ms; /* 0: none */
};

static void
event_line(const struct job *job, const char *event, const char *key,
    json_t *value)
{
	json_t *line = json_object();

	json_object_set_new(line, "board", json_string(job->label));
	json_object_set_new(line, "event", json_string(event));
	json_object_set_new(line, key, value);
	output_json_line(line);
	json_decref(line);
}

/* One board: bytes as they are. Several: each line behind its board. */
static void
print_output(struct job *job, const char *bytes, size_t len)
{
	size_t at = 0;

	while (job->jobs->prefix && at < len) {
		const char *end = memchr(bytes + at, '\n', len - at);
		size_t part =
		    end != NULL ? (size_t)(end - bytes) + 1 - at : len - at;

		if (!job->line_open)
			printf("%s: ", job->label);
		fwrite(bytes + at, 1, part, stdout);
		job->line_open = end == NULL;
		at += part;
	}
	if (!job->jobs->prefix)
		fwrite(bytes, 1, len, stdout);
	fflush(stdout);
}

static void
on_data(void *arg, const void *bytes, size_t len)
{
	struct job *job = arg;
	json_t *text;

	if (!job->jobs->options->json) {
		print_output(job, bytes, len);
		return;
	}
	text = json_stringn(bytes, len);
	if (text == NULL) { /* not UTF-8: keep every byte, as Latin-1 */
		const unsigned char *in = bytes;
		char *wide = malloc(len * 2 + 1);
		size_t at = 0;
		size_t i;

		if (wide == NULL)
			abort();
		for (i = 0; i < len; i++) {
			if (in[i] >= 0x80)
				wide[at++] = (char)(0xc0 | in[i] >> 6);
			wide[at++] =
			    (char)(in[i] >= 0x80 ? 0x80 | (in[i] & 0x3f) :
						   in[i]);
		}
		text = json_stringn(wide, at);
		free(wide);
	}
	event_line(job, "output", "text", text);
}

/* The exit code that one program's end means. */
static int
outcome_status(const struct job *job, const json_t *message)
{
	const char *outcome = output_member(message, "outcome", "");
	int code =
	    (int)json_integer_value(json_object_get(message, "exit_code"));

	if (strcmp(outcome, "ok") == 0)
		return CTL_OK;
	if (strcmp(outcome, "exit") == 0)
		return job->jobs->settings->pass_exit_code ? code & 0xff :
		    code == 0                              ? CTL_OK :
							     CTL_FAILED;
	if (strcmp(outcome, "interrupted") == 0 && job->jobs->timed_out)
		return CTL_TIMEOUT;
	if (strcmp(outcome, "interrupted") == 0 &&
	    job->jobs->interrupts_sent > 0)
		return CTL_INTERRUPTED;
	return CTL_FAILED;
}

static void
on_exit_message(struct job *job, const json_t *message)
{
	const char *text = output_member(message, "text", "");
	size_t len = strlen(text);

	job->exited = true;
	job->result = outcome_status(job, message);
	if (job->jobs->options->json) {
		json_t *copy = json_deep_copy(message);

		json_object_del(copy, "type");
		event_line(job, "result", "result", copy);
		return;
	}
	if (len == 0)
		return;
	fflush(stdout);
	if (job->jobs->prefix)
		fprintf(stderr, "%s: ", job->label);
	fprintf(stderr, "%s%s", text, text[len - 1] == '\n' ? "" : "\n");
}

static void
fail(struct job *job, const char *code, const char *text)
{
	char hinted[1024];

	if (strcmp(code, "busy") == 0) {
		snprintf(hinted, sizeof(hinted), "%s (--interrupt stops it)",
		    text);
		text = hinted;
	}
	job->exited = true;
	job->result = client_set_error(job->client, code, text);
	if (job->jobs->options->json) {
		json_t *error = json_object();

		json_object_set_new(error, "code", json_string(code));
		json_object_set_new(error, "message", json_string(text));
		event_line(job, "error", "error", error);
	} else {
		client_report(job->client, job->label);
	}
}

static void
on_text(void *arg, const json_t *message)
{
	struct job *job = arg;
	const char *type = output_member(message, "type", "");
	const json_t *error = json_object_get(message, "error");

	if (strcmp(type, "exit") == 0)
		on_exit_message(job, message);
	else if (strcmp(type, "error") == 0)
		fail(job, output_member(error, "code", "failed"),
		    output_member(error, "message", "failed"));
	else if (strcmp(type, "started") == 0 && job->jobs->settings->no_follow)
		job->exited = true;
}

static void
interrupt(struct jobs *jobs)
{
	json_t *message = json_object();
	int i;

	json_object_set_new(message, "type", json_string("interrupt"));
	for (i = 0; i < jobs->count; i++)
		if (jobs->job[i].ws != NULL)
			ws_send_json(jobs->job[i].ws, message);
	json_decref(message);
	jobs->interrupts_sent++;
}

static void
job_close(struct job *job)
{
	ws_close(job->ws);
	job->ws = NULL;
}

static void
job_open(struct job *job, const json_t *start, const struct ws_handler *handler)
{
	char *path = client_board_path(job->client, job->label, "exec");
	int status;

	job->ws = ws_open(job->client, path, handler, &status);
	free(path);
	if (job->ws == NULL) {
		char code[48];
		char text[1024];

		snprintf(code, sizeof(code), "%s",
		    client_error_code(job->client));
		snprintf(text, sizeof(text), "%s",
		    client_error_text(job->client));
		fail(job, code, text);
		job->result = status;
		return;
	}
	ws_send_json(job->ws, start);
}

static void
forward_stdin(struct jobs *jobs)
{
	char buf[4096];
	ssize_t got = read(STDIN_FILENO, buf, sizeof(buf));
	int i;

	if (got == -1 && errno == EINTR)
		return;
	if (got <= 0) {
		jobs->stdin_open = false;
		return;
	}
	for (i = 0; i < jobs->count; i++)
		if (jobs->job[i].ws != NULL)
			ws_send_data(jobs->job[i].ws, buf, (size_t)got);
}

static void
step(struct job *job)
{
	if (job->ws == NULL)
		return;
	ws_step(job->ws);
	if (ws_ended(job->ws) && !job->exited)
		fail(job, "unavailable",
		    "the gateway ended the connection before the program "
		    "did");
	if (job->exited)
		job_close(job);
}

/* True while any program runs; waits for something to do. */
static bool
wait_and_step(struct jobs *jobs, struct pollfd *fds)
{
	int timeout = -1;
	bool room = true;
	int live = 0;
	int i;

	for (i = 0; i < jobs->count; i++) {
		struct job *job = &jobs->job[i];

		step(job);
		fds[i].fd = job->ws != NULL ? ws_fd(job->ws) : -1;
		fds[i].events = job->ws != NULL ? ws_events(job->ws) : 0;
		live += job->ws != NULL;
		room = room &&
		    (job->ws == NULL || ws_queued(job->ws) < STDIN_QUEUE_MAX);
	}
	if (live == 0)
		return false;
	fds[jobs->count].fd = jobs->stdin_open && room ? STDIN_FILENO : -1;
	fds[jobs->count].events = POLLIN;
	fds[jobs->count].revents = 0;
	if (jobs->deadline_ms != 0) {
		int64_t left = jobs->deadline_ms - output_now_ms();

		timeout = left > 0 ? (int)left : 0;
	}
	if (poll(fds, (nfds_t)jobs->count + 1, timeout) > 0 &&
	    fds[jobs->count].revents != 0)
		forward_stdin(jobs);
	return true;
}

/* First Ctrl-C or the deadline interrupts; the next one lets go. */
static bool
give_up(struct jobs *jobs)
{
	bool late =
	    jobs->deadline_ms != 0 && output_now_ms() >= jobs->deadline_ms;

	if (late && jobs->timed_out)
		return true;
	if (late) {
		jobs->timed_out = true;
		jobs->deadline_ms = output_now_ms() + 3000;
		interrupt(jobs);
	}
	if (ctl_interrupts > 1)
		return true;
	if (ctl_interrupts == 1 && jobs->interrupts_sent == 0)
		interrupt(jobs);
	return false;
}

static int
finish(struct jobs *jobs)
{
	int *results = calloc((size_t)jobs->count + 1, sizeof(int));
	int combined;
	int i;

	if (results == NULL)
		abort();
	for (i = 0; i < jobs->count; i++) {
		struct job *job = &jobs->job[i];

		if (!job->exited)
			job->result =
			    jobs->timed_out ? CTL_TIMEOUT : CTL_INTERRUPTED;
		results[i] = job->result;
		if (job->ws != NULL)
			job_close(job);
		client_free(job->client);
	}
	if (jobs->timed_out)
		ctl_error("not finished in time: interrupted");
	combined = target_combine(results, jobs->count);
	free(results);
	free(jobs->job);
	return combined;
}

int
job_run(const struct ctl_options *options, const struct target_list *list,
    const json_t *start, const struct job_settings *settings)
{
	struct jobs jobs = {
		.options = options,
		.settings = settings,
		.count = list->count,
		.prefix = list->count > 1,
		.stdin_open = settings->forward_stdin &&
		    isatty(STDIN_FILENO) != 1 && list->count == 1,
	};
	struct pollfd *fds = calloc((size_t)list->count + 1, sizeof(*fds));
	struct ws_handler *handlers =
	    calloc((size_t)list->count, sizeof(*handlers));
	int i;

	jobs.job = calloc((size_t)list->count + 1, sizeof(*jobs.job));
	if (fds == NULL || handlers == NULL || jobs.job == NULL)
		abort();
	if (options->timeout_ms > 0)
		jobs.deadline_ms = output_now_ms() + options->timeout_ms;
	for (i = 0; i < list->count; i++) {
		struct job *job = &jobs.job[i];

		handlers[i] = (struct ws_handler){ on_text, on_data, job };
		job->jobs = &jobs;
		job->label = list->labels[i];
		job->client = client_new(options);
		job_open(job, start, &handlers[i]);
	}
	while (!give_up(&jobs) && wait_and_step(&jobs, fds))
		continue;
	i = finish(&jobs);
	free(handlers);
	free(fds);
	return i;
}
