/* SPDX-License-Identifier: MIT */
/* Console text to and from all links. */
#include "proto/packet.h"

#include "agent.h"
#include "runner.h"

#define WAIT_MS   20
#define STOP_MS   500 /* how long a stopped program's output may wait */
#define PIECE_MAX 128

/* ---- output ------------------------------------------------------------ */

/* Waits for room, unless there is no hope or no patience. */
static bool
may_wait(struct agent *agent, const struct session *session,
    uint32_t started_ms)
{
	if (session->agent->is_polling || agent->jobs.abort_wanted ||
	    agent->jobs.reset_wanted)
		return false;
	if (agent->jobs.stop_wanted &&
	    agent_now_ms(agent) - started_ms > STOP_MS)
		return false;
	return session_is_up(session) ||
	    (session->is_serial && !session->is_stalled);
}

/* One link's share of the text; what finds no room is lost and counted. */
static void
write_to(struct session *session, const uint8_t *bytes, size_t len)
{
	struct agent *agent = session->agent;
	uint32_t started_ms = agent_now_ms(agent);

	while (len > 0) {
		size_t n;

		if (session_is_up(session))
			n = proto_stream_write(&session->link, PROTO_CH_CONSOLE,
			    bytes, len);
		else
			n = ring_put(&session->text_out, bytes, len);
		bytes += n;
		len -= n;
		if (len == 0)
			return;
		if (!may_wait(agent, session, started_ms))
			break;
		agent->console.is_waiting = true;
		agent_idle(agent, WAIT_MS);
		agent->console.is_waiting = false;
	}
	if (session_is_up(session))
		session->lost_text += (uint32_t)len;
	else
		session->lost_text +=
		    (uint32_t)ring_push(&session->text_out, bytes, len);
}

static bool
wants_raw(const struct agent *agent, const struct session *session)
{
	return agent->console.raw && session_is_up(session);
}

static void
write_all(struct agent *agent, const uint8_t *bytes, size_t len,
    const uint8_t *cooked, size_t cooked_len)
{
	for (size_t i = 0; i < agent->session_count; i++) {
		struct session *session = &agent->sessions[i];

		/* The prompt is for those who look at it. */
		if (session_is_up(session) && !session->is_viewing &&
		    runner_is_editing(agent->runner))
			continue;
		if (wants_raw(agent, session))
			write_to(session, bytes, len);
		else
			write_to(session, cooked, cooked_len);
	}
}

/* Terminals want \r\n; a program's plain \n becomes that on its way. */
void
console_write(struct agent *agent, const char *text, size_t len)
{
	const uint8_t *bytes = (const uint8_t *)text;
	uint8_t cooked[2 * PIECE_MAX];

	while (len > 0) {
		size_t piece = len < PIECE_MAX ? len : PIECE_MAX;
		size_t n = 0;

		for (size_t i = 0; i < piece; i++) {
			if (bytes[i] == '\n' && !agent->console.ends_with_cr)
				cooked[n++] = '\r';
			agent->console.ends_with_cr = bytes[i] == '\r';
			cooked[n++] = bytes[i];
		}
		write_all(agent, bytes, piece, cooked, n);
		bytes += piece;
		len -= piece;
	}
}

void
console_write_binary(struct agent *agent, const char *bytes, size_t len)
{
	const uint8_t *data = (const uint8_t *)bytes;

	write_all(agent, data, len, data, len);
}

void
console_drain_session(struct session *session, uint32_t limit_ms)
{
	struct agent *agent = session->agent;
	uint32_t started_ms = agent_now_ms(agent);

	agent_poll(agent);
	while (session_has_console_output(session) &&
	    agent_now_ms(agent) - started_ms < limit_ms) {
		agent_idle(agent, WAIT_MS);
		agent_poll(agent);
	}
}

void
console_drain(struct agent *agent, uint32_t limit_ms)
{
	uint32_t started_ms = agent_now_ms(agent);
	uint32_t passed_ms;

	for (size_t i = 0; i < agent->session_count; i++) {
		passed_ms = agent_now_ms(agent) - started_ms;
		console_drain_session(&agent->sessions[i],
		    passed_ms < limit_ms ? limit_ms - passed_ms : 0);
	}
}

void
console_on_attach(struct session *session)
{
	const uint8_t *bytes;

	/* On a serial line the text went out already. */
	if (session->is_serial)
		return;
	while (session->text_out.len > 0) {
		size_t len = ring_front(&session->text_out, &bytes);
		size_t n = proto_stream_write(&session->link, PROTO_CH_CONSOLE,
		    bytes, len);

		ring_drop(&session->text_out, n);
		if (n < len)
			return;
	}
}

/* ---- input ------------------------------------------------------------- */

static void
interrupt(struct agent *agent)
{
	console_drop_input(agent);
	agent->jobs.stop_wanted = true;
	runner_interrupt(agent->runner);
}

static bool
interrupts(struct agent *agent, uint8_t byte)
{
	return byte == runner_interrupt_char(agent->runner) &&
	    job_is_running(agent);
}

void
console_on_text(struct session *session, const uint8_t *bytes, size_t len)
{
	struct agent *agent = session->agent;

	for (size_t i = 0; i < len; i++) {
		if (interrupts(agent, bytes[i]))
			interrupt(agent);
		else if (ring_put(&session->text_in, bytes + i, 1) == 0)
			session->lost_text++;
	}
}

void
console_on_stream(struct session *session, const uint8_t *bytes, size_t len)
{
	struct agent *agent = session->agent;

	for (size_t i = 0; i < len; i++) {
		bool taken = interrupts(agent, bytes[i]);

		if (taken)
			interrupt(agent);
		/* Credit never exceeds the ring, unless the peer cheats. */
		if (taken || ring_put(&session->stream_in, bytes + i, 1) == 0)
			proto_stream_consumed(&session->link, PROTO_CH_CONSOLE,
			    1);
	}
}

size_t
console_read(struct agent *agent, uint8_t *bytes, size_t cap)
{
	for (size_t i = 0; i < agent->session_count; i++) {
		struct session *session = &agent->sessions[i];
		size_t len = ring_get(&session->text_in, bytes, cap);

		if (len > 0)
			return len;
		len = ring_get(&session->stream_in, bytes, cap);
		if (len > 0) {
			proto_stream_consumed(&session->link, PROTO_CH_CONSOLE,
			    len);
			return len;
		}
	}
	return 0;
}

bool
console_has_input(const struct agent *agent)
{
	for (size_t i = 0; i < agent->session_count; i++) {
		if (agent->sessions[i].text_in.len > 0 ||
		    agent->sessions[i].stream_in.len > 0)
			return true;
	}
	return false;
}

void
console_drop_input(struct agent *agent)
{
	uint8_t bytes[PIECE_MAX];

	while (console_read(agent, bytes, sizeof(bytes)) > 0)
		continue;
}
