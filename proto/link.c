/* SPDX-License-Identifier: MIT */
/* The connection: HELLO, heartbeat, packets in, scheduler of packets out. */
#include <string.h>

#include "link_parts.h"

/* Control packets waiting to be sent, in order of urgency. */
enum due {
	DUE_PROBE,
	DUE_HELLO,
	DUE_HELLO_ACK,
	DUE_PONG,
	DUE_PING,
	DUE_ABORT,
	DUE_ACCEPTED,
	DUE_UNSUPPORTED,
	DUE_COUNT
};
#define FIRST_ID DUE_PONG /* of those that carry a number */

/* Under way, nothing is so urgent that it needs an exact timer. */
#define POLL_MS             10
#define RTT_GUESS_MS        50
#define PATIENCE_MS         250
#define BOARD_LOST_AFTER_MS (PROTO_PING_INTERVAL_MS * (PROTO_PINGS_MISSED + 1))

static void
mark_due(struct proto_link *link, enum due due)
{
	link->due = (uint8_t)(link->due | 1u << due);
}

/* The latest of each sort wins. */
static void
mark_due_id(struct proto_link *link, enum due due, uint16_t id)
{
	link->due_ids[due - FIRST_ID] = id;
	mark_due(link, due);
}

static void
set_state(struct proto_link *link, enum proto_link_state state)
{
	enum proto_link_state old = (enum proto_link_state)link->state;

	if (old == state)
		return;
	link->state = (uint8_t)state;
	if (link->config->callbacks->on_state != NULL)
		link->config->callbacks->on_state(link->config->arg, old,
		    state);
}

/* ---- services for the parts ------------------------------------------ */

bool
proto_link_is_due(const struct proto_link *link, uint32_t at_ms)
{
	return proto_ahead(link->now_ms, at_ms) >= 0;
}

uint32_t
proto_link_patience_ms(const struct proto_link *link)
{
	return PATIENCE_MS + 2u * link->rtt_ms;
}

uint16_t
proto_link_next_id(struct proto_link *link)
{
	if (++link->next_id == 0)
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

void
proto_link_send(struct proto_link *link, enum proto_kind kind, uint8_t channel,
    uint16_t id, uint32_t arg, size_t len)
{
	const struct proto_packet packet = {
		.kind = (uint8_t)kind,
		.version = PROTO_VERSION,
		.channel = channel,
		.id = id,
		.arg = arg,
	};

	proto_packet_put(&packet, packet_place(link));
	link->tx_len = (uint16_t)proto_frame_encode(framing(link),
	    link->config->tx_buf, link->config->tx_cap, PROTO_HEADER_LEN + len);
	link->tx_at = 0;
}

void
proto_link_send_credit(struct proto_link *link, uint8_t channel,
    uint16_t session, struct proto_receiver *rx, bool slow)
{
	uint8_t *payload = proto_link_payload(link);

	proto_store(payload, rx->limit, 4);
	payload[4] = rx->reason == PROTO_CREDIT_CONTINUE && slow ?
	    PROTO_CREDIT_DRAIN :
	    rx->reason;
	rx->credit_due = false;
	rx->reason = PROTO_CREDIT_CONTINUE;
	proto_link_send(link, PROTO_CREDIT, channel, session, rx->next,
	    PROTO_CREDIT_LEN);
}

void
proto_link_send_data(struct proto_link *link, uint8_t channel, uint16_t session,
    struct proto_sender *tx, size_t len)
{
	uint32_t at = tx->next;

	proto_sender_sent(tx, len, link->now_ms);
	proto_link_send(link, PROTO_DATA, channel, session, at, len);
}

void
proto_link_accepted(struct proto_link *link, uint16_t request)
{
	mark_due_id(link, DUE_ACCEPTED, request);
}

void
proto_link_abort(struct proto_link *link, uint8_t channel, uint16_t session,
    uint16_t status)
{
	link->abort_channel = channel;
	link->abort_status = status;
	mark_due_id(link, DUE_ABORT, session);
}

/* ---- HELLO and heartbeat --------------------------------------------- */

/* Says HELLO and holds everything else until the peer answers. */
static void
ask_hello(struct proto_link *link)
{
	link->hello_seen = false;
	link->hello_at = link->now_ms + PROTO_HELLO_INTERVAL_MS;
	mark_due(link, DUE_HELLO);
}

/* Applies what both sides can do. */
static void
negotiate(struct proto_link *link, const struct proto_hello *peer)
{
	size_t mtu =
	    proto_frame_payload_max(framing(link), link->config->tx_cap);

	link->tx_mtu = (uint16_t)(peer->rx_mtu < mtu ? peer->rx_mtu : mtu);
	link->peer_max_req = peer->max_open_req;
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
	link->due = (uint8_t)(link->due & ~(1u << DUE_HELLO));
	link->pings = 0;
	link->ping_at = link->now_ms;
	if ((p->id & PROTO_HELLO_ACK) == 0)
		mark_due(link, DUE_HELLO_ACK);
	if (changed) {
		if (!first) {
			PROTO_COUNT(link, restarts);
		}
		proto_stream_reset(link, first);
		proto_transfer_reset(link);
		proto_rpc_reset(link);
	}
	set_state(link,
	    proto_hello_version(link->config->hello, &peer) == 0 ?
		PROTO_LINK_INCOMPATIBLE :
		PROTO_LINK_UP);
	if (link->config->callbacks->on_hello != NULL)
		link->config->callbacks->on_hello(link->config->arg, &peer,
		    changed && !first);
}

static uint32_t
ping_interval_ms(const struct proto_link *link)
{
	return link->config->ping_ms != 0 ? link->config->ping_ms :
					    PROTO_PING_INTERVAL_MS;
}

/* PING and PONG carry the sender's boot_id: notices a restart. */
static void
on_ping(struct proto_link *link, const struct proto_packet *p, bool is_ping)
{
	if (p->len < 4 || proto_load(p->payload, 4) != link->peer_boot) {
		ask_hello(link);
		return;
	}
	if (is_ping) {
		mark_due_id(link, DUE_PONG, p->id);
	} else if (!PROTO_ONLY_BOARD && p->id == (uint16_t)link->ping_at) {
		link->rtt_ms = (uint16_t)(link->now_ms - link->ping_at +
		    ping_interval_ms(link));
	}
}

static void
on_control(struct proto_link *link, const struct proto_packet *p)
{
	uint16_t detail = (uint16_t)(p->arg >> 16);

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
		proto_transfer_on_abort(link, p->channel, p->id, detail);
		break;
	case PROTO_CTRL_UNSUPPORTED:
		proto_rpc_unsupported(link, p->id);
		break;
	case PROTO_CTRL_ACCEPTED:
		proto_rpc_accepted(link, p->id);
		break;
	}
}

static void
heartbeat(struct proto_link *link)
{
	bool up = link->state == PROTO_LINK_UP;

	if (PROTO_IS_BOARD(link)) {
		if (up &&
		    proto_link_is_due(link,
			link->heard_ms + BOARD_LOST_AFTER_MS)) {
			set_state(link, PROTO_LINK_LOST);
			ask_hello(link);
		}
		return;
	}
	if (link->state == PROTO_LINK_DOWN ||
	    !proto_link_is_due(link, link->ping_at))
		return;
	link->ping_at = link->now_ms + ping_interval_ms(link);
	if (up && link->pings >= PROTO_PINGS_MISSED)
		set_state(link, PROTO_LINK_LOST);
	if (link->state == PROTO_LINK_LOST || !link->hello_seen) {
		mark_due(link, DUE_PROBE);
		return;
	}
	if (link->pings > 0) {
		PROTO_COUNT(link, pings_missed);
	}
	link->pings++;
	mark_due_id(link, DUE_PING, (uint16_t)link->ping_at);
}

void
proto_link_probe(struct proto_link *link)
{
	mark_due(link, DUE_PROBE);
}

/* ---- packets in ------------------------------------------------------ */

static bool
is_transfer_channel(uint8_t channel)
{
	return channel >= PROTO_CH_TRANSFER &&
	    channel < PROTO_CH_TRANSFER + PROTO_MAX_TRANSFERS;
}

static void
on_data(struct proto_link *link, const struct proto_packet *p)
{
	if (is_transfer_channel(p->channel))
		proto_transfer_data(link, p);
	else
		proto_stream_data(link, p);
}

static void
on_credit(struct proto_link *link, const struct proto_packet *p)
{
	if (is_transfer_channel(p->channel))
		proto_transfer_credit(link, p);
	else
		proto_stream_credit(link, p);
}

/* A gateway has no events for a board. */
static void
on_event(struct proto_link *link, const struct proto_packet *p)
{
	if (!PROTO_ONLY_BOARD)
		proto_rpc_event(link, p);
}

static void
on_packet(struct proto_link *link)
{
	static void (*const handlers[])(struct proto_link * link,
	    const struct proto_packet *p) = {
		[PROTO_DATA] = on_data,
		[PROTO_CREDIT] = on_credit,
		[PROTO_REQ] = proto_rpc_request,
		[PROTO_RSP] = proto_rpc_answer,
		[PROTO_EVT] = on_event,
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
	link->pings = 0;
	if (link->state == PROTO_LINK_LOST && link->hello_seen)
		set_state(link, PROTO_LINK_UP);
	talks = link->hello_seen &&
	    (link->state == PROTO_LINK_UP || p.kind == PROTO_REQ ||
		p.kind == PROTO_RSP);
	if (p.kind == PROTO_CTRL)
		on_control(link, &p);
	else if (!talks)
		PROTO_COUNT(link, dropped);
	else if (p.kind > PROTO_EVT ||
	    (p.flags & PROTO_FLAG_MUST_UNDERSTAND) != 0)
		mark_due_id(link, DUE_UNSUPPORTED, p.id);
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
send_probe(struct proto_link *link)
{
	if (link->config->framing == PROTO_FRAMING_TCP) {
		proto_link_send(link, PROTO_CTRL, PROTO_CH_PROBE, 0, 0, 0);
		return;
	}
	memcpy(link->config->tx_buf, proto_probe, PROTO_PROBE_LEN);
	link->tx_len = PROTO_PROBE_LEN;
	link->tx_at = 0;
}

static void
send_due(struct proto_link *link, enum due due)
{
	static const uint8_t types[] = {
		[DUE_HELLO] = PROTO_CTRL_HELLO,
		[DUE_HELLO_ACK] = PROTO_CTRL_HELLO,
		[DUE_PONG] = PROTO_CTRL_PONG,
		[DUE_PING] = PROTO_CTRL_PING,
		[DUE_ABORT] = PROTO_CTRL_ABORT,
		[DUE_ACCEPTED] = PROTO_CTRL_ACCEPTED,
		[DUE_UNSUPPORTED] = PROTO_CTRL_UNSUPPORTED,
	};
	uint32_t arg = types[due];
	uint8_t channel = PROTO_CH_CONTROL;
	uint16_t id = due == DUE_HELLO_ACK ? PROTO_HELLO_ACK : 0;
	size_t len = 0;

	if (!PROTO_IS_BOARD(link) && due == DUE_PROBE) {
		send_probe(link);
		return;
	}
	if (due >= FIRST_ID)
		id = link->due_ids[due - FIRST_ID];
	if (due <= DUE_HELLO_ACK) {
		len = put_hello(link);
	} else if (due <= DUE_PING) {
		len = sizeof(link->config->hello->boot_id);
		proto_store(proto_link_payload(link),
		    link->config->hello->boot_id, len);
	} else if (due == DUE_ABORT) {
		channel = link->abort_channel;
		arg |= (uint32_t)link->abort_status << 16;
	}
	proto_link_send(link, PROTO_CTRL, channel, id, arg, len);
}

static bool
control_output(struct proto_link *link)
{
	for (unsigned int due = 0; due < DUE_COUNT; due++)
		if ((link->due & 1u << due) != 0) {
			link->due = (uint8_t)(link->due & ~(1u << due));
			send_due(link, (enum due)due);
			return true;
		}
	return false;
}

/* Events, other streams and transfers take turns. */
static bool
shared_output(struct proto_link *link)
{
	const struct proto_config *config = link->config;
	unsigned int count = 1u + config->stream_count + config->transfer_count;

	for (unsigned int i = 0; i < count; i++) {
		unsigned int who = link->turn;
		bool sent;

		link->turn = (uint8_t)(who + 1 < count ? who + 1 : 0);
		if (who < config->stream_count)
			sent = proto_stream_output(link, &config->streams[who]);
		else if (who < count - 1)
			sent = proto_transfer_output(link,
			    &config->transfers[who - config->stream_count]);
		else
			sent = proto_rpc_event_output(link);
		if (sent)
			return true;
	}
	return false;
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
	return proto_rpc_output(link) || proto_stream_credit_output(link) ||
	    proto_transfer_credit_output(link) ||
	    (PROTO_INITIATOR(link) != NULL &&
		PROTO_INITIATOR(link)->output(link)) ||
	    proto_stream_console_output(link) || shared_output(link);
}

size_t
proto_link_output(struct proto_link *link, uint8_t *bytes, size_t cap,
    uint32_t now_ms)
{
	size_t len = 0;

	link->now_ms = now_ms;
	while (len < cap) {
		size_t left = (size_t)(link->tx_len - link->tx_at);

		if (left == 0) {
			if (!next_packet(link))
				break;
			continue;
		}
		if (left > cap - len)
			left = cap - len;
		memcpy(bytes + len, link->config->tx_buf + link->tx_at, left);
		link->tx_at = (uint16_t)(link->tx_at + left);
		len += left;
	}
	return len;
}

/* ---- time and life --------------------------------------------------- */

void
proto_link_tick(struct proto_link *link, uint32_t now_ms)
{
	link->now_ms = now_ms;
	proto_decoder_silence(&link->decoder, now_ms);
	if (PROTO_IS_BOARD(link) && !link->hello_seen &&
	    proto_link_is_due(link, link->hello_at))
		ask_hello(link);
	heartbeat(link);
	proto_rpc_tick(link);
	if (link->state == PROTO_LINK_UP)
		proto_stream_tick(link);
	proto_transfer_tick(link);
}

uint32_t
proto_link_next_timeout_ms(const struct proto_link *link, uint32_t now_ms)
{
	bool up = link->state == PROTO_LINK_UP;
	uint32_t at = link->ping_at;
	int32_t wait;

	if (proto_rpc_is_waiting(link) ||
	    (up &&
		(proto_stream_is_waiting(link) ||
		    proto_transfer_is_waiting(link))))
		return POLL_MS;
	if (PROTO_IS_BOARD(link))
		at = up && link->hello_seen ?
		    link->heard_ms + BOARD_LOST_AFTER_MS :
		    link->hello_at;
	else if (link->state == PROTO_LINK_DOWN)
		return UINT32_MAX;
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
	link->rtt_ms = RTT_GUESS_MS;
	link->tx_mtu = PROTO_MTU_MIN; /* until the peer said HELLO */
	/* Answers to requests from before a restart fit none of ours. */
	link->next_id = (uint16_t)config->hello->boot_id;
	proto_decoder_init(&link->decoder, config->framing, config->rx_buf,
	    config->rx_cap);
	proto_link_reconnect(link, now_ms);
	for (unsigned int i = 0; i < config->transfer_count; i++) {
		config->transfers[i].index = (uint8_t)i;
		config->transfers[i].state = PROTO_TRANSFER_FREE;
	}
	proto_stream_reset(link, false);
	proto_rpc_reset(link);
	return PROTO_OK;
}

void
proto_link_reconnect(struct proto_link *link, uint32_t now_ms)
{
	link->now_ms = now_ms;
	proto_decoder_reset(&link->decoder);
	link->tx_len = 0;
	link->tx_at = 0;
	link->hello_seen = false;
	link->hello_at = now_ms;
	link->ping_at = now_ms;
	link->heard_ms = now_ms;
}

enum proto_link_state
proto_link_get_state(const struct proto_link *link)
{
	return (enum proto_link_state)link->state;
}

size_t
proto_link_mtu(const struct proto_link *link)
{
	return link->tx_mtu;
}
