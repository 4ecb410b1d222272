/* SPDX-License-Identifier: MIT */
/* Byte streams. */
#include <string.h>

#include "link_parts.h"

static struct proto_stream *
find_stream(const struct proto_link *link, uint32_t channel)
{
	return (struct proto_stream *)proto_channel_find(link, channel);
}

size_t
proto_stream_unacked(const struct proto_link *link, uint32_t channel)
{
	const struct proto_stream *s = find_stream(link, channel);

	return s == NULL ? 0 : proto_channel_unacked(&s->channel);
}

size_t
proto_stream_room(const struct proto_link *link, uint32_t channel)
{
	const struct proto_stream *s = find_stream(link, channel);

	return s == NULL ?
	    0 :
	    s->channel.ring_cap - proto_channel_unacked(&s->channel);
}

size_t
proto_stream_write(struct proto_link *link, uint32_t channel, const void *bytes,
    size_t len)
{
	struct proto_stream *s = find_stream(link, channel);
	size_t room = proto_stream_room(link, channel);

	if (s == NULL)
		return 0;
	if (len > room) {
		len = room;
		s->space_wanted = true;
	}
	proto_channel_put(&s->channel, proto_channel_unacked(&s->channel),
	    bytes, len);
	s->channel.tx.end += (uint32_t)len;
	link->busy = true;
	return len;
}

static void
extend_credit(struct proto_stream *s)
{
	proto_receiver_extend(&s->channel.rx, s->consumed + s->rx_window,
	    s->rx_window / 4u);
}

void
proto_stream_consumed(struct proto_link *link, uint32_t channel, size_t len)
{
	struct proto_stream *s = find_stream(link, channel);

	if (s == NULL)
		return;
	if (len > s->channel.rx.next - s->consumed)
		len = s->channel.rx.next - s->consumed;
	s->consumed += (uint32_t)len;
	extend_credit(s);
}

void
proto_stream_acked(struct proto_link *link, struct proto_stream *s,
    uint32_t len)
{
	if (len == 0)
		return;
	s->channel.ring_start =
	    (s->channel.ring_start + len) % s->channel.ring_cap;
	if (!s->space_wanted)
		return;
	s->space_wanted = false;
	if (link->config->callbacks->on_stream_space != NULL)
		link->config->callbacks->on_stream_space(link->config->arg,
		    s->channel.number);
}

void
proto_stream_receive(struct proto_link *link, struct proto_stream *s,
    const uint8_t *bytes, size_t len)
{
	s->channel.rx.credit_due = true;
	if (link->config->callbacks->on_stream_data != NULL)
		link->config->callbacks->on_stream_data(link->config->arg,
		    s->channel.number, bytes, len);
	else
		proto_stream_consumed(link, s->channel.number, len);
}

void
proto_stream_reset(struct proto_link *link, bool keep)
{
	uint32_t pair = link->config->hello->boot_id ^ link->peer_boot;
	struct proto_stream *s = link->config->streams;

	for (unsigned int i = link->config->stream_count; i > 0; i--, s++) {
		struct proto_channel *c = &s->channel;
		uint32_t written = proto_channel_unacked(c);

		/* Both directions begin at 0, without credit. */
		c->session = (pair ^ pair >> 16) & 0xffff;
		c->open = true;
		proto_sender_start(&c->tx, 0, 0, keep ? written : 0,
		    link->now_ms);
		proto_receiver_start(&c->rx, 0);
		s->consumed = 0;
		extend_credit(s);
		if (!keep)
			proto_stream_acked(link, s, written);
	}
}
