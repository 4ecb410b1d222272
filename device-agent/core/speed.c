/* SPDX-License-Identifier: MIT */
/* The speed of a serial line. */
#include "agent.h"

#define TRIAL_MS     1500 /* the gateway tries for 1000 */
#define TRIAL_FRAMES 3
#define SILENCE_MS   4000 /* the gateway is heard every second */

static void
change(struct session *session, uint32_t baud, uint32_t now_ms)
{
	struct speed *speed = &session->speed;

	port_link_set_speed(session->agent->port, session->index,
	    baud != 0 ? baud : session->hello.bauds[0]);
	/* What came half cannot be the begin of what comes now. */
	proto_decoder_reset(&session->link.decoder);
	speed->baud = baud;
	speed->since_ms = now_ms;
	speed->frames = session->link.decoder.counters.frames;
	speed->state = baud != 0 ? SPEED_TRIAL : SPEED_STEADY;
}

static uint16_t
frames_heard(const struct session *session)
{
	return (uint16_t)(session->link.decoder.counters.frames -
	    session->speed.frames);
}

void
speed_init(struct session *session)
{
	if (session->is_serial)
		port_link_speeds(session->agent->port, session->index,
		    session->hello.bauds, PROTO_HELLO_MAX_BAUDS);
}

uint16_t
speed_ask(struct session *session, uint16_t request, uint32_t baud)
{
	const uint32_t *known = session->hello.bauds;
	struct speed *speed = &session->speed;
	size_t i = 0;

	if (known[0] == 0)
		return PROTO_STATUS_UNIMPLEMENTED;
	while (baud != 0 && i < PROTO_HELLO_MAX_BAUDS && known[i] != baud)
		i++;
	if (i == PROTO_HELLO_MAX_BAUDS)
		return PROTO_STATUS_RANGE;
	if (speed->state != SPEED_STEADY)
		return PROTO_STATUS_UNAVAILABLE;
	speed->asked = baud == known[0] ? 0 : baud;
	if (speed->asked != speed->baud) {
		speed->request = request;
		speed->state = SPEED_ANSWERING;
	}
	return PROTO_STATUS_OK;
}

void
speed_reset(struct session *session)
{
	struct speed *speed = &session->speed;

	if (speed->baud != 0)
		change(session, 0, agent_now_ms(session->agent));
	speed->state = SPEED_STEADY;
}

/* When the gateway must have been heard, if that matters now. */
static bool
deadline_ms(const struct session *session, uint32_t *at_ms)
{
	const struct speed *speed = &session->speed;

	*at_ms = speed->state == SPEED_TRIAL ?
	    speed->since_ms + TRIAL_MS :
	    session->link.heard_ms + SILENCE_MS;
	return speed->baud != 0;
}

void
speed_poll(struct session *session, uint32_t now_ms)
{
	struct speed *speed = &session->speed;
	uint32_t at_ms;

	if (speed->state == SPEED_TRIAL &&
	    frames_heard(session) >= TRIAL_FRAMES)
		speed->state = SPEED_STEADY;
	if (deadline_ms(session, &at_ms) && agent_is_after(now_ms, at_ms))
		speed_reset(session);
}

uint32_t
speed_next_timeout_ms(const struct session *session, uint32_t now_ms)
{
	uint32_t at_ms;

	if (session->speed.state == SPEED_ANSWERING)
		return 0;
	if (!deadline_ms(session, &at_ms))
		return UINT32_MAX;
	return agent_is_after(now_ms, at_ms) ? 0 : at_ms - now_ms;
}

bool
speed_is_noisy(const struct session *session)
{
	return session->speed.state != SPEED_STEADY || session->speed.baud != 0;
}

size_t
speed_limit_output(struct session *session, size_t cap, uint32_t now_ms)
{
	struct proto_link *link = &session->link;
	struct speed *speed = &session->speed;
	bool is_between = link->tx_left == 0;

	if (speed->state == SPEED_ANSWERING && is_between &&
	    !proto_answer_waits(link, speed->request))
		change(session, speed->asked, now_ms);
	if (speed->state == SPEED_TRIAL && frames_heard(session) == 0)
		return 0;
	/* One frame and no begin of another: then is the time. */
	if (speed->state == SPEED_ANSWERING)
		return is_between       ? 1 :
		    link->tx_left < cap ? link->tx_left :
					  cap;
	return cap;
}
