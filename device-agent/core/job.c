/* SPDX-License-Identifier: MIT */
/* What runs and what comes next; stopping, in growing earnest. */
#include <string.h>

#include "proto/command.h"
#include "proto/status.h"

#include "agent.h"
#include "log.h"
#include "runner.h"

#define STOP_WINDOW_MS  2000
#define STOPS_TOLERATED 3
#define START_WAIT_MS   2000 /* for what runs to end or start to finish */
#define EVENT_MAX       192
#define END_MAX         PORT_NOTICE_MAX
#define END_OVERHEAD    48 /* of the event around the text */

uint32_t
job_new_id(struct agent *agent)
{
	return ++agent->jobs.last_id;
}

bool
job_is_running(const struct agent *agent)
{
	return agent->jobs.current.id != 0 || !runner_is_editing(agent->runner);
}

void
job_stop(struct agent *agent)
{
	struct jobs *jobs = &agent->jobs;
	uint32_t now = agent_now_ms(agent);

	if (!job_is_running(agent))
		return;
	if (jobs->stop_count == 0 || now - jobs->stop_ms > STOP_WINDOW_MS) {
		jobs->stop_count = 0;
		jobs->stop_ms = now;
	}
	jobs->stop_count++;
	jobs->stop_wanted = true;
	if (jobs->stop_count >= STOPS_TOLERATED) {
		log_line(agent, "warning", "job %u: does not stop, resetting",
		    (unsigned)jobs->current.id);
		jobs->abort_wanted = true;
	}
	runner_interrupt(agent->runner);
}

void
job_soft_reset(struct agent *agent, bool safe)
{
	agent->jobs.reset_wanted = true;
	agent->jobs.reset_safe = safe;
	agent->jobs.abort_wanted = true;
}

bool
job_is_wanted(const struct agent *agent)
{
	return agent->jobs.next.id != 0 || agent->jobs.reset_wanted ||
	    agent->jobs.redraw_wanted;
}

void
job_cancel(struct agent *agent, struct session *session, uint16_t request)
{
	struct jobs *jobs = &agent->jobs;

	if (jobs->next.id == 0 || jobs->next_session != session ||
	    jobs->next_request != request)
		return;
	jobs->next.id = 0;
	session_respond(session, request, PROTO_STATUS_CANCELLED, NULL, 0);
}

/* It was let in while the board started, and now main.py goes on. */
static void
refuse_next(struct jobs *jobs)
{
	jobs->next.id = 0;
	session_refuse(jobs->next_session, jobs->next_request,
	    PROTO_STATUS_PRECONDITION, JOB_BUSY_TEXT);
}

void
job_poll(struct agent *agent, uint32_t now_ms)
{
	struct jobs *jobs = &agent->jobs;

	if (jobs->next.id == 0 || jobs->abort_wanted ||
	    !job_is_running(agent) ||
	    now_ms - jobs->next_since_ms <= START_WAIT_MS)
		return;
	if (jobs->next_interrupts)
		jobs->abort_wanted = true;
	else if (jobs->current.id != 0)
		refuse_next(jobs);
}

void
job_tell_start(struct agent *agent)
{
	uint8_t body[EVENT_MAX];
	struct proto_writer w;

	proto_writer_init(&w, body, sizeof(body));
	proto_cbor_put_map(&w, 2);
	proto_cbor_put_uint(&w, PROTO_JOB_STARTED_JOB);
	proto_cbor_put_uint(&w, agent->jobs.current.id);
	proto_cbor_put_uint(&w, PROTO_JOB_STARTED_NAME);
	proto_cbor_put_text(&w, agent->jobs.current.name);
	agent_event(agent, PROTO_EVENT_JOB_STARTED, body, w.len);
}

/* Encodes the end; of a long text the last lines count most. */
static size_t
encode_end(uint8_t *body, size_t cap, uint32_t id, const struct job_end *end)
{
	struct proto_writer w;
	const char *text = end->text;
	size_t len = end->text_len;
	bool cut = end->is_cut;

	if (len > cap - END_OVERHEAD) {
		text += len - (cap - END_OVERHEAD);
		len = cap - END_OVERHEAD;
		cut = true;
		while (len > 0 && ((uint8_t)*text & 0xc0) == 0x80) {
			text++;
			len--;
		}
	}
	proto_writer_init(&w, body, cap);
	proto_cbor_put_map(&w, 5);
	proto_cbor_put_uint(&w, PROTO_JOB_EXIT_JOB);
	proto_cbor_put_uint(&w, id);
	proto_cbor_put_uint(&w, PROTO_JOB_EXIT_OUTCOME);
	proto_cbor_put_uint(&w, end->outcome);
	proto_cbor_put_uint(&w, PROTO_JOB_EXIT_CODE);
	proto_cbor_put_int(&w, end->code);
	proto_cbor_put_uint(&w, PROTO_JOB_EXIT_TEXT);
	proto_cbor_put_text_len(&w, text, len);
	proto_cbor_put_uint(&w, PROTO_JOB_EXIT_CUT);
	proto_cbor_put_bool(&w, cut);
	return w.failed ? 0 : w.len;
}

void
job_tell_end(struct agent *agent, const struct job_end *end)
{
	uint8_t body[END_MAX];

	for (size_t i = 0; i < agent->session_count; i++) {
		struct session *session = &agent->sessions[i];
		size_t cap = proto_link_mtu(&session->link);
		size_t len;

		if (cap > sizeof(body))
			cap = sizeof(body);
		if (!session_is_up(session) && cap > PROTO_MTU_MIN)
			cap = PROTO_MTU_MIN;
		len = encode_end(body, cap, agent->jobs.current.id, end);
		session_notify(session, PROTO_EVENT_JOB_EXIT, body, len);
	}
}
