/* SPDX-License-Identifier: MIT */
/* The connection: HELLO, heartbeat, packets in, scheduler of packets out. */
#include <string.h>

#include "link_parts.h"

/* Under way, nothing is so urgent that it needs an exact timer. */
#define POLL_MS             10
#define PATIENCE_MS         250
#define BOARD_LOST_AFTER_MS (PROTO_PING_INTERVAL_MS * (PROTO_PINGS_MISSED + 1))

/* ---- services for the parts ------------------------------------------ */

void
proto_link_set_state(struct proto_link *link, enum proto_link_state state)
{
	enum proto_link_state old = link->state;

	if (old == state)
		return;
	link->state = state;
	if (link->config->callbacks->on_state != NULL)
		link->config->callbacks->on_state(link->config->arg, old,
		    state);
}

bool
proto_link_is_due(const struct proto_link *link, uint32_t at_ms)
{
	return proto_ahead(link->now_ms, at_ms) >= 0;
}

uint32_t
proto_link_patience_ms(const struct proto_link *link)
{
	return PATIENCE_MS + 2u * PROTO_RTT_MS(link);
}

uint32_t
proto_link_next_id(struct proto_link *link)
{
	link->next_id = (uint16_t)(link->next_id + 1);
	if (link->next_id == 0)
		link->next_id = 1;
	return link->next_id;
}

static enum proto_framing
framing(const struct proto_link *link)
{
	return link->config->framing;
}

static uint8_t *
packet_place(struct proto_link *link)
{
	return proto_frame_place(framing(link), link->config->tx_buf,
	    link->config->tx_cap);
}

uint8_t *
proto_link_payload(struct proto_link *link)
{
	return packet_place(link) + PROTO_HEADER_LEN;
}

static void
write_out(struct proto_link *link, size_t len)
{
	link->tx_at = link->config->tx_buf;
	link->tx_left = len;
}

void
proto_link_send(struct proto_link *link, uint32_t head, uint32_t arg,
    size_t len)
{
	uint8_t *packet = packet_place(link);

	proto_store(packet, head, 4);
	proto_store(packet + 4, arg, 4);
	write_out(link,
	    proto_frame_encode(framing(link), link->config->tx_buf,
		link->config->tx_cap, PROTO_HEADER_LEN + len));
}

void
proto_link_control(struct proto_link *link, enum proto_due due,
    uint32_t channel, uint32_t id)
{
	link->due[due] = proto_head(PROTO_CTRL, channel, id);
}

void
proto_link_abort(struct proto_link *link, uint32_t channel, uint32_t session,
    uint32_t status)
{
	link->abort_status = (uint16_t)status;
	proto_link_control(link, PROTO_DUE_ABORT, channel, session);
}

/* ---- HELLO and heartbeat --------------------------------------------- */

/* Says HELLO and holds everything else until the peer answers. */
static void
ask_hello(struct proto_link *link)
{
	link->hello_seen = false;
	link->hello_at = link->now_ms + PROTO_HELLO_INTERVAL_MS;
	proto_link_control(link, PROTO_DUE_HELLO, PROTO_CH_CONTROL, 0);
}

/* Applies what both sides can do. */
static void
negotiate(struct proto_link *link, const struct proto_hello *peer)
{
	size_t mtu =
	    proto_frame_payload_max(framing(link), link->config->tx_cap);

	link->tx_mtu = peer->rx_mtu < mtu ? peer->rx_mtu : mtu;
	link->peer_max_req = (uint8_t)peer->max_open_req;
	proto_gateway_agree(link, peer);
}

static void
on_hello(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_hello peer;
	bool first = link->peer_boot == 0;
	bool changed;

	if (proto_hello_decode(&peer, p->payload, p->len) != PROTO_OK) {
		PROTO_COUNT(link, dropped);
		return;
	}
	changed = link->peer_boot != peer.boot_id;
	link->peer_boot = peer.boot_id;
	negotiate(link, &peer);
	link->hello_seen = true;
	link->due[PROTO_DUE_HELLO] = 0;
	proto_gateway_hello(link);
	if ((p->id & PROTO_HELLO_ACK) == 0)
		proto_link_control(link, PROTO_DUE_HELLO, PROTO_CH_CONTROL,
		    PROTO_HELLO_ACK);
	if (changed) {
		if (!first)
			PROTO_COUNT(link, restarts);
		proto_stream_reset(link, first);
		proto_transfer_reset(link);
		proto_rpc_reset(link);
	}
	proto_link_set_state(link,
	    proto_hello_version(link->config->hello, &peer) == 0 ?
		PROTO_LINK_INCOMPATIBLE :
		PROTO_LINK_UP);
	if (link->config->callbacks->on_hello != NULL)
		link->config->callbacks->on_hello(link->config->arg, &peer,
		    changed && !first);
}

/* PING and PONG carry the sender's boot_id: notices a restart. */
static void
on_ping(struct proto_link *link, const struct proto_packet *p, bool is_ping)
{
	if (p->len < 4 || proto_load(p->payload, 4) != link->peer_boot) {
		ask_hello(link);
		return;
	}
	if (is_ping)
		proto_link_control(link, PROTO_DUE_PONG, PROTO_CH_CONTROL,
		    p->id);
	else
		proto_gateway_pong(link, p->id);
}

static void
on_control(struct proto_link *link, const struct proto_packet *p)
{
	if (p->channel == PROTO_CH_PROBE) {
		if (PROTO_IS_BOARD(link))
			ask_hello(link);
		return;
	}
	switch ((enum proto_ctrl)(p->arg & 0xffff)) {
	case PROTO_CTRL_HELLO:
		on_hello(link, p);
		break;
	case PROTO_CTRL_PING:
		on_ping(link, p, true);
		break;
	case PROTO_CTRL_PONG:
		on_ping(link, p, false);
		break;
	case PROTO_CTRL_CANCEL:
		proto_rpc_cancelled(link, p->id);
		break;
	case PROTO_CTRL_ABORT:
		proto_transfer_on_abort(link, p);
		break;
	case PROTO_CTRL_UNSUPPORTED:
		proto_rpc_unsupported(link, p->id);
		break;
	case PROTO_CTRL_ACCEPTED:
		proto_rpc_accepted(link, p->id);
		break;
	case PROTO_CTRL_BYE:
		if (link->state == PROTO_LINK_UP)
			proto_link_set_state(link, PROTO_LINK_LOST);
		break;
	}
}

static void
heartbeat(struct proto_link *link)
{
	if (!PROTO_IS_BOARD(link)) {
		proto_gateway_tick(link);
		return;
	}
	if ((link->hello_seen || link->state == PROTO_LINK_UP) &&
	    proto_link_is_due(link, link->heard_ms + BOARD_LOST_AFTER_MS)) {
		proto_link_set_state(link, PROTO_LINK_LOST);
		ask_hello(link);
	}
}

/* ---- packets in ------------------------------------------------------ */

static void
on_packet(struct proto_link *link)
{
	static void (*const handlers[])(struct proto_link * link,
	    const struct proto_packet *p) = {
		[PROTO_DATA] = proto_channel_data,
		[PROTO_CREDIT] = proto_channel_credit,
		[PROTO_REQ] = proto_rpc_request,
		[PROTO_RSP] = proto_rpc_answer,
		[PROTO_EVT] = proto_gateway_event,
	};
	struct proto_packet p;
	bool talks;

	if (proto_packet_decode(&p, link->decoder.buf, link->decoder.len) !=
		PROTO_OK ||
	    p.version != PROTO_VERSION) {
		PROTO_COUNT(link, dropped);
		return;
	}
	link->heard_ms = link->now_ms;
	proto_gateway_heard(link);
	if (link->state == PROTO_LINK_LOST && link->hello_seen)
		proto_link_set_state(link, PROTO_LINK_UP);
	talks = link->hello_seen &&
	    (link->state == PROTO_LINK_UP || p.kind == PROTO_REQ ||
		p.kind == PROTO_RSP);
	if (p.kind == PROTO_CTRL)
		on_control(link, &p);
	else if (!talks)
		PROTO_COUNT(link, dropped);
	else if (p.kind > PROTO_EVT ||
	    (p.flags & PROTO_FLAG_MUST_UNDERSTAND) != 0)
		proto_link_control(link, PROTO_DUE_UNSUPPORTED,
		    PROTO_CH_CONTROL, p.id);
	else
		handlers[p.kind](link, &p);
}

static void
give_text(struct proto_link *link, const uint8_t *bytes, size_t len)
{
	if (len > 0 && link->config->callbacks->on_text != NULL)
		link->config->callbacks->on_text(link->config->arg, bytes, len);
}

void
proto_link_input(struct proto_link *link, const uint8_t *bytes, size_t len,
    uint32_t now_ms)
{
	size_t text = 0; /* bytes before i that are text */

	link->now_ms = now_ms;
	if (len == 0)
		return;
	link->busy = true; /* until tick knows better */
	proto_decoder_silence(&link->decoder, now_ms);
	link->decoder.last_ms = now_ms;
	for (size_t i = 0; i < len; i++) {
		enum proto_frame_event event =
		    proto_decoder_byte(&link->decoder, bytes[i]);

		if (event == PROTO_FRAME_TEXT) {
			text++;
			continue;
		}
		give_text(link, bytes + i - text, text);
		text = 0;
		if (event == PROTO_FRAME_PACKET)
			on_packet(link);
	}
	give_text(link, bytes + len - text, text);
	proto_transfer_tick(link);
}

/* ---- packets out ----------------------------------------------------- */

/* Writes HELLO, as long as the peer is sure to take; returns its length. */
static size_t
put_hello(struct proto_link *link)
{
	struct proto_writer w;

	proto_writer_init(&w, proto_link_payload(link), link->tx_mtu);
	proto_hello_encode(link->config->hello, &w);
	return w.len;
}

static void
send_control(struct proto_link *link, uint32_t head, unsigned int due)
{
	static const uint8_t types[] = {
		[PROTO_DUE_HELLO] = PROTO_CTRL_HELLO,
		[PROTO_DUE_PONG] = PROTO_CTRL_PONG,
		[PROTO_DUE_ABORT] = PROTO_CTRL_ABORT,
		[PROTO_DUE_ACCEPTED] = PROTO_CTRL_ACCEPTED,
		[PROTO_DUE_UNSUPPORTED] = PROTO_CTRL_UNSUPPORTED,
		[PROTO_DUE_PING] = PROTO_CTRL_PING,
		[PROTO_DUE_PROBE] = 0,
		[PROTO_DUE_BYE] = PROTO_CTRL_BYE,
	};
	uint8_t *payload = proto_link_payload(link);
	uint32_t arg = types[due];
	size_t len = 0;

	if (proto_gateway_output(link, due))
		return;
	if (arg == PROTO_CTRL_HELLO) {
		len = put_hello(link);
	} else if (arg == PROTO_CTRL_PONG || arg == PROTO_CTRL_PING) {
		len = sizeof(link->config->hello->boot_id);
		proto_store(payload, link->config->hello->boot_id, len);
	} else if (arg == PROTO_CTRL_ABORT) {
		arg |= (uint32_t)link->abort_status << 16;
	}
	proto_link_send(link, head, arg, len);
}

static bool
control_output(struct proto_link *link)
{
	for (unsigned int due = 0; due < PROTO_DUE_COUNT; due++) {
		uint32_t head = link->due[due];

		if (head == 0)
			continue;
		link->due[due] = 0;
		send_control(link, head, due);
		return true;
	}
	return false;
}

/* Events, other streams and transfers take turns. */
static bool
shared_output(struct proto_link *link)
{
	const struct proto_channel *first = link->turn;
	bool sent;

	do {
		struct proto_channel *c = link->turn;

		link->turn = c == NULL ? link->channels : c->next;
		sent = c == NULL ? proto_rpc_event_output(link) :
				   proto_channel_output(link, c);
	} while (!sent && link->turn != first);
	return sent;
}

static bool
console_output(struct proto_link *link)
{
	struct proto_channel *c = proto_channel_find(link, PROTO_CH_CONSOLE);

	return c != NULL && proto_channel_output(link, c);
}

/* Strict priority. Answers go before credit, so that an answer to OPEN comes
 * before the first credit of its session. */
static bool
next_packet(struct proto_link *link)
{
	if (control_output(link))
		return true;
	if (!link->hello_seen || link->state == PROTO_LINK_LOST)
		return false;
	if (link->state == PROTO_LINK_INCOMPATIBLE)
		return proto_rpc_output(link);
	return proto_rpc_output(link) || proto_channel_credit_output(link) ||
	    (PROTO_INITIATOR(link) != NULL &&
		PROTO_INITIATOR(link)->output(link)) ||
	    console_output(link) || shared_output(link);
}

size_t
proto_link_output(struct proto_link *link, uint8_t *bytes, size_t cap,
    uint32_t now_ms)
{
	size_t len = 0;

	link->now_ms = now_ms;
	while (len < cap) {
		size_t left = link->tx_left;

		if (left == 0) {
			if (!next_packet(link))
				break;
			continue;
		}
		if (left > cap - len)
			left = cap - len;
		memcpy(bytes + len, link->tx_at, left);
		link->tx_at += left;
		link->tx_left -= left;
		len += left;
	}
	return len;
}

/* ---- time and life --------------------------------------------------- */

void
proto_link_tick(struct proto_link *link, uint32_t now_ms)
{
	bool up;

	link->now_ms = now_ms;
	link->busy = false;
	proto_decoder_silence(&link->decoder, now_ms);
	if (PROTO_IS_BOARD(link) && !link->hello_seen &&
	    proto_link_is_due(link, link->hello_at))
		ask_hello(link);
	heartbeat(link);
	/* Callbacks in there may start something, too. */
	if (proto_rpc_tick(link))
		link->busy = true;
	up = link->state == PROTO_LINK_UP;
	if (proto_channel_tick(link) && up)
		link->busy = true;
}

uint32_t
proto_link_next_timeout_ms(const struct proto_link *link, uint32_t now_ms)
{
	uint32_t at = link->hello_at;
	int32_t wait;

	if (link->busy)
		return POLL_MS;
	if (!PROTO_IS_BOARD(link)) {
		if (link->state == PROTO_LINK_DOWN)
			return UINT32_MAX;
		at = PROTO_PING_AT(link);
	} else if (link->hello_seen) {
		at = link->heard_ms + BOARD_LOST_AFTER_MS;
	}
	wait = proto_ahead(at, now_ms);
	return wait > 0 ? (uint32_t)wait : 0;
}

int
proto_link_init(struct proto_link *link, const struct proto_config *config,
    uint32_t now_ms)
{
	if (config->rx_cap < PROTO_RX_SIZE(PROTO_MTU_MIN) ||
	    config->tx_cap < PROTO_TX_SIZE(PROTO_MTU_MIN) ||
	    config->hello->boot_id == 0 ||
	    config->hello->rx_mtu > config->rx_cap - PROTO_RX_SIZE(0) ||
	    config->transfer_count > PROTO_MAX_TRANSFERS)
		return PROTO_ERR_ARG;
	memset(link, 0, sizeof(*link));
	link->config = config;
	proto_gateway_init(link);
	link->tx_mtu = PROTO_MTU_MIN; /* until the peer said HELLO */
	/* Answers to requests from before a restart fit none of ours. */
	link->next_id = (uint16_t)config->hello->boot_id;
	proto_decoder_init(&link->decoder, config->framing, config->rx_buf,
	    config->rx_cap);
	proto_link_reconnect(link, now_ms);
	proto_channel_init(link);
	proto_stream_reset(link, false);
	proto_rpc_reset(link);
	return PROTO_OK;
}

void
proto_link_reconnect(struct proto_link *link, uint32_t now_ms)
{
	link->now_ms = now_ms;
	proto_decoder_reset(&link->decoder);
	proto_gateway_hello(link);
	link->tx_left = 0;
	link->hello_seen = false;
	link->hello_at = now_ms;
	link->heard_ms = now_ms;
}

enum proto_link_state
proto_link_get_state(const struct proto_link *link)
{
	return link->state;
}

size_t
proto_link_mtu(const struct proto_link *link)
{
	return link->tx_mtu;
}
