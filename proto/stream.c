/* SPDX-License-Identifier: MIT */
/* Byte streams. */
#include <string.h>

#include "link_parts.h"

static struct proto_stream *
find_stream(const struct proto_link *link, uint8_t channel)
{
	for (unsigned int i = 0; i < link->config->stream_count; i++)
		if (link->config->streams[i].channel == channel)
			return &link->config->streams[i];
	return NULL;
}

static uint32_t
stream_end(const struct proto_stream *s)
{
	return s->tx.acked + s->ring_len;
}

size_t
proto_stream_write(struct proto_link *link, uint8_t channel, const void *bytes,
    size_t len)
{
	struct proto_stream *s = find_stream(link, channel);
	const uint8_t *from = bytes;
	size_t room;

	if (s == NULL || s->ring_cap == 0)
		return 0;
	room = (size_t)(s->ring_cap - s->ring_len);
	if (len > room) {
		len = room;
		s->space_wanted = true;
	}
	for (size_t i = 0; i < len; i++)
		s->ring[(s->ring_start + s->ring_len + i) % s->ring_cap] =
		    from[i];
	s->ring_len = (uint16_t)(s->ring_len + len);
	return len;
}

size_t
proto_stream_room(const struct proto_link *link, uint8_t channel)
{
	const struct proto_stream *s = find_stream(link, channel);

	return s == NULL ? 0 : (size_t)(s->ring_cap - s->ring_len);
}

size_t
proto_stream_unacked(const struct proto_link *link, uint8_t channel)
{
	const struct proto_stream *s = find_stream(link, channel);

	return s == NULL ? 0 : s->ring_len;
}

static void
extend_credit(struct proto_stream *s)
{
	proto_receiver_extend(&s->rx, s->consumed + s->rx_window,
	    s->rx_window / 4u);
}

void
proto_stream_consumed(struct proto_link *link, uint8_t channel, size_t len)
{
	struct proto_stream *s = find_stream(link, channel);

	if (s == NULL)
		return;
	if (len > s->rx.next - s->consumed)
		len = s->rx.next - s->consumed;
	s->consumed += (uint32_t)len;
	extend_credit(s);
}

/* Forgets len bytes at the front of the ring and tells who waits for room. */
static void
free_ring(struct proto_link *link, struct proto_stream *s, size_t len)
{
	if (len == 0)
		return;
	s->ring_start = (uint16_t)((s->ring_start + len) % s->ring_cap);
	s->ring_len = (uint16_t)(s->ring_len - len);
	if (!s->space_wanted)
		return;
	s->space_wanted = false;
	if (link->config->callbacks->on_stream_space != NULL)
		link->config->callbacks->on_stream_space(link->config->arg,
		    s->channel);
}

/* The stream of a packet of this session, or NULL. */
static struct proto_stream *
find_session(struct proto_link *link, const struct proto_packet *p)
{
	if (p->id == link->stream_session)
		return find_stream(link, p->channel);
	PROTO_COUNT(link, dropped);
	return NULL;
}

void
proto_stream_data(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_stream *s = find_session(link, p);
	int32_t skip;

	if (s == NULL)
		return;
	skip = proto_receiver_data(&s->rx, p->arg, p->len);
	if (skip < 0)
		return;
	s->rx.credit_due = true;
	if (link->config->callbacks->on_stream_data != NULL)
		link->config->callbacks->on_stream_data(link->config->arg,
		    p->channel, p->payload + skip, p->len - (size_t)skip);
	else
		proto_stream_consumed(link, p->channel, p->len);
}

void
proto_stream_credit(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_stream *s = find_session(link, p);
	uint32_t before;

	if (s == NULL)
		return;
	before = s->tx.acked;
	if (proto_sender_on_credit(&s->tx, p->arg, p->payload, p->len,
		link->now_ms))
		free_ring(link, s, s->tx.acked - before);
}

bool
proto_stream_credit_output(struct proto_link *link)
{
	for (unsigned int i = 0; i < link->config->stream_count; i++) {
		struct proto_stream *s = &link->config->streams[i];

		if (!s->rx.credit_due)
			continue;
		proto_link_send_credit(link, s->channel, link->stream_session,
		    &s->rx, s->rx.limit == s->rx.next);
		return true;
	}
	return false;
}

bool
proto_stream_output(struct proto_link *link, struct proto_stream *s)
{
	uint32_t at = s->tx.next;
	size_t len =
	    proto_sender_ready(&s->tx, stream_end(s), proto_link_mtu(link));
	uint8_t *payload = proto_link_payload(link);

	if (len == 0 && !s->tx.probe)
		return false;
	for (size_t i = 0; i < len; i++)
		payload[i] = s->ring[(s->ring_start + (at - s->tx.acked) + i) %
		    s->ring_cap];
	proto_link_send_data(link, s->channel, link->stream_session, &s->tx,
	    len);
	return true;
}

bool
proto_stream_console_output(struct proto_link *link)
{
	struct proto_stream *s = find_stream(link, PROTO_CH_CONSOLE);

	return s != NULL && proto_stream_output(link, s);
}

void
proto_stream_reset(struct proto_link *link, bool keep)
{
	uint32_t pair = link->config->hello->boot_id ^ link->peer_boot;

	link->stream_session = (uint16_t)(pair ^ pair >> 16);
	for (unsigned int i = 0; i < link->config->stream_count; i++) {
		struct proto_stream *s = &link->config->streams[i];

		/* Both directions begin at 0, without credit. */
		memset(&s->consumed, 0,
		    sizeof(*s) - offsetof(struct proto_stream, consumed));
		s->tx.heard_ms = link->now_ms;
		extend_credit(s);
		if (!keep)
			free_ring(link, s, s->ring_len);
	}
}

void
proto_stream_tick(struct proto_link *link)
{
	for (unsigned int i = 0; i < link->config->stream_count; i++) {
		struct proto_stream *s = &link->config->streams[i];

		if (proto_sender_silence(&s->tx, stream_end(s),
			proto_link_patience_ms(link), link->now_ms))
			PROTO_COUNT(link, resent);
	}
}

bool
proto_stream_is_waiting(const struct proto_link *link)
{
	for (unsigned int i = 0; i < link->config->stream_count; i++)
		if (link->config->streams[i].ring_len > 0)
			return true;
	return false;
}
