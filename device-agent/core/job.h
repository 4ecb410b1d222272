/* SPDX-License-Identifier: MIT */
/*
 * Programs: what runs, what a gateway asked to run next, and how it is
 * stopped. The runner does the running; commands only leave requests here.
 */
#ifndef JOB_H
#define JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port_config.h"

struct agent;
struct session;

#define JOB_NAME_MAX   64
#define JOB_ARGS_MAX   512
#define JOB_ARG_COUNT  16
#define JOB_INLINE_MAX PORT_TCP_MTU
#define JOB_BUSY_TEXT  "busy: a program is running"

enum job_kind {
	JOB_SOURCE, /* as in enum proto_exec_kind */
	JOB_EVAL,
	JOB_FILE
};

struct job {
	uint32_t id; /* 0: none */
	enum job_kind kind;
	char name[JOB_NAME_MAX + 1]; /* file name in tracebacks, or path */
	const char *source;          /* borrowed: jobs' or program buffer */
	size_t source_len;
	size_t arg_count;
	size_t args_len;
	char args[JOB_ARGS_MAX]; /* each ends with NUL */
	bool is_remote;          /* asked for by a gateway */
	uint32_t started_ms;
};

struct jobs {
	struct job current;           /* id 0: none */
	struct job next;              /* asked for, not started; id 0: none */
	struct session *next_session; /* borrowed: who asked */
	uint16_t next_request;        /* to answer when it starts */
	uint32_t next_since_ms;
	bool next_interrupts;
	uint32_t last_id;
	uint32_t stop_ms; /* of the first stop in a row */
	uint8_t stop_count;
	bool stop_wanted;   /* KeyboardInterrupt asked for, still running */
	bool abort_wanted;  /* leave the interpreter, whatever it does */
	bool reset_wanted;  /* soft reset */
	bool reset_safe;    /* the next start skips boot.py and main.py */
	bool redraw_wanted; /* print the prompt again */
	char source[JOB_INLINE_MAX];
};

/* An id for a new job. */
uint32_t job_new_id(struct agent *agent);
/* Something runs that Ctrl-C would stop. */
bool job_is_running(const struct agent *agent);
/* KeyboardInterrupt for what runs; the third in a row within two seconds
 * stops it by a soft reset. */
void job_stop(struct agent *agent);
/* Soft reset, as soon as the interpreter can be left. */
void job_soft_reset(struct agent *agent, bool safe);
/* The prompt must be left: there is something else to do. */
bool job_is_wanted(const struct agent *agent);
/* The gateway gave up waiting for the job of this request to start. */
void job_cancel(struct agent *agent, struct session *session, uint16_t request);
/* A request that may interrupt lost its patience. */
void job_poll(struct agent *agent, uint32_t now_ms);

/* Tells the gateways. code and text as in the JOB_EXIT event. */
void job_tell_start(struct agent *agent);
struct job_end {
	uint8_t outcome; /* enum proto_job_outcome */
	int32_t code;
	const char *text; /* borrowed: during the call */
	size_t text_len;
	bool is_cut; /* the text is not all of it */
};
void job_tell_end(struct agent *agent, const struct job_end *end);

#endif
