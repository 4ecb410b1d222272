/* SPDX-License-Identifier: MIT */
/* A look at the radio's state every so often, while somebody wants to know. */
#include "agent.h"
#include "port_features.h"
#include "radio.h"
#include "runner.h"

#if PORT_HAS_RADIO

#include "port_radio.h"

#define LOOK_MS 20

static bool
is_connected(struct agent *agent)
{
	return port_radio_state(agent->port) == PORT_RADIO_CONNECTED;
}

void
radio_watch(struct agent *agent)
{
	agent->radio.is_watched = true;
	agent->radio.was_connected = is_connected(agent);
	agent->radio.next_ms = agent_now_ms(agent);
}

void
radio_poll(struct agent *agent, uint32_t now_ms)
{
	struct radio *radio = &agent->radio;

	if (!radio->is_watched || !agent_is_after(now_ms, radio->next_ms))
		return;
	radio->next_ms = now_ms + LOOK_MS;
	if (is_connected(agent) == radio->was_connected ||
	    !runner_schedule(agent->runner, RUNNER_RADIO_SLOT))
		return;
	radio->was_connected = !radio->was_connected;
	radio->has_changed = true;
}

uint32_t
radio_next_timeout_ms(const struct agent *agent, uint32_t now_ms)
{
	const struct radio *radio = &agent->radio;

	if (!radio->is_watched)
		return UINT32_MAX;
	return agent_is_after(now_ms, radio->next_ms) ? 0 :
							radio->next_ms - now_ms;
}

#else

void
radio_poll(struct agent *agent, uint32_t now_ms)
{
	(void)agent;
	(void)now_ms;
}

uint32_t
radio_next_timeout_ms(const struct agent *agent, uint32_t now_ms)
{
	(void)agent;
	(void)now_ms;
	return UINT32_MAX;
}

#endif
