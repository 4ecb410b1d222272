/* SPDX-License-Identifier: MIT */
/* What only a gateway does: heartbeat, probe, taking events. */
#include <string.h>

#include "link_parts.h"

/* ---- heartbeat ------------------------------------------------------- */

static uint32_t
ping_interval_ms(const struct proto_link *link)
{
	return link->config->ping_ms != 0 ? link->config->ping_ms :
					    PROTO_PING_INTERVAL_MS;
}

void
proto_gateway_init(struct proto_link *link)
{
	link->gateway.rtt_ms = PROTO_RTT_GUESS_MS;
	link->gateway.peer_transfers = (uint8_t)link->config->transfer_count;
}

void
proto_gateway_hello(struct proto_link *link)
{
	link->gateway.pings = 0;
	link->gateway.ping_at = link->now_ms;
}

void
proto_gateway_agree(struct proto_link *link, const struct proto_hello *peer)
{
	uint32_t count = link->config->transfer_count;

	if (peer->transfers > 0 && peer->transfers < count)
		count = peer->transfers;
	link->gateway.peer_transfers = (uint8_t)count;
}

void
proto_gateway_heard(struct proto_link *link)
{
	link->gateway.pings = 0;
}

void
proto_gateway_pong(struct proto_link *link, uint32_t id)
{
	if (id == (uint16_t)link->gateway.ping_at)
		link->gateway.rtt_ms = link->now_ms - link->gateway.ping_at +
		    ping_interval_ms(link);
}

void
proto_gateway_tick(struct proto_link *link)
{
	struct proto_gateway *gateway = &link->gateway;

	if (link->state == PROTO_LINK_DOWN ||
	    !proto_link_is_due(link, gateway->ping_at))
		return;
	gateway->ping_at = link->now_ms + ping_interval_ms(link);
	if (link->state == PROTO_LINK_UP &&
	    gateway->pings >= PROTO_PINGS_MISSED)
		proto_link_set_state(link, PROTO_LINK_LOST);
	if (link->state == PROTO_LINK_LOST || !link->hello_seen) {
		proto_link_probe(link);
		return;
	}
	if (gateway->pings > 0)
		PROTO_COUNT(link, pings_missed);
	gateway->pings++;
	proto_link_control(link, PROTO_DUE_PING, PROTO_CH_CONTROL,
	    (uint16_t)gateway->ping_at);
}

/* ---- probe ----------------------------------------------------------- */

void
proto_link_probe(struct proto_link *link)
{
	proto_link_control(link, PROTO_DUE_PROBE, PROTO_CH_PROBE, 0);
}

/* Its id fits none of the heartbeat's: it measures nothing. */
void
proto_link_ping(struct proto_link *link)
{
	proto_link_control(link, PROTO_DUE_PING, PROTO_CH_CONTROL,
	    (uint16_t)~link->gateway.ping_at);
}

void
proto_link_bye(struct proto_link *link)
{
	if (link->state == PROTO_LINK_UP)
		proto_link_control(link, PROTO_DUE_BYE, PROTO_CH_CONTROL, 0);
}

bool
proto_gateway_output(struct proto_link *link, unsigned int due)
{
	if (due != PROTO_DUE_PROBE ||
	    link->config->framing != PROTO_FRAMING_SERIAL)
		return false;
	memcpy(link->config->tx_buf, proto_probe, PROTO_PROBE_LEN);
	link->tx_at = link->config->tx_buf;
	link->tx_left = PROTO_PROBE_LEN;
	return true;
}

/* ---- events ---------------------------------------------------------- */

void
proto_gateway_reset(struct proto_link *link)
{
	link->gateway.peer_event_seq = 0;
	link->gateway.peer_event_lost = 0;
}

void
proto_gateway_event(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_gateway *gateway = &link->gateway;
	uint16_t lost = (uint16_t)(p->arg >> 16);
	uint16_t ahead = (uint16_t)(p->id - gateway->peer_event_seq);
	uint32_t missed;

	if (ahead == 0 || ahead > INT16_MAX)
		return; /* repeated, or overtaken by a later one */
	missed =
	    (uint32_t)(ahead - 1) + (uint16_t)(lost - gateway->peer_event_lost);
	gateway->peer_event_seq = (uint16_t)p->id;
	gateway->peer_event_lost = lost;
	if (link->config->callbacks->on_event != NULL)
		link->config->callbacks->on_event(link->config->arg,
		    (uint16_t)p->arg, p->payload, p->len, missed);
}
