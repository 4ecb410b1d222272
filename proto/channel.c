/* SPDX-License-Identifier: MIT */
/* Sessions of streams and transfers: DATA, CREDIT, silence. */
#include "link_parts.h"

/* A channel is the first member of its stream or transfer. */
static struct proto_stream *
stream_of(struct proto_channel *c)
{
	return (struct proto_stream *)c;
}

static struct proto_transfer *
transfer_of(struct proto_channel *c)
{
	return (struct proto_transfer *)c;
}

void
proto_channel_init(struct proto_link *link)
{
	const struct proto_config *config = link->config;
	struct proto_channel **tail = &link->channels;
	struct proto_stream *s = config->streams;
	struct proto_transfer *t = config->transfers;

	for (unsigned int i = 0; i < config->stream_count; i++, s++) {
		*tail = &s->channel;
		tail = &s->channel.next;
	}
	for (unsigned int i = 0; i < config->transfer_count; i++, t++) {
		*tail = &t->channel;
		tail = &t->channel.next;
		t->channel.number = (uint8_t)(PROTO_CH_TRANSFER + i);
		t->channel.open = false;
		t->state = PROTO_TRANSFER_FREE;
	}
	*tail = NULL;
}

struct proto_channel *
proto_channel_find(const struct proto_link *link, uint32_t number)
{
	struct proto_channel *c = link->channels;

	while (c != NULL && c->number != number)
		c = c->next;
	return c;
}

uint32_t
proto_channel_unacked(const struct proto_channel *c)
{
	return c->tx.end - c->tx.acked;
}

void
proto_channel_put(struct proto_channel *c, uint32_t at, const uint8_t *bytes,
    size_t len)
{
	for (at += c->ring_start; len > 0; len--)
		c->ring[at++ % c->ring_cap] = *bytes++;
}

void
proto_channel_take(const struct proto_channel *c, uint32_t at, uint8_t *bytes,
    size_t len)
{
	for (at += c->ring_start; len > 0; len--)
		*bytes++ = c->ring[at++ % c->ring_cap];
}

/* The channel of a packet when it is of the open session there, or NULL. */
static struct proto_channel *
find_session(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_channel *c = proto_channel_find(link, p->channel);

	if (c != NULL && c->open && c->session == p->id)
		return c;
	proto_transfer_refuse(link, p);
	return NULL;
}

void
proto_channel_data(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_channel *c = find_session(link, p);
	int32_t skip;

	if (c == NULL)
		return;
	skip = proto_receiver_data(&c->rx, p->arg, p->len);
	if (skip < 0)
		return;
	if (proto_is_transfer(c->number))
		proto_transfer_receive(link, transfer_of(c), p->payload + skip,
		    p->len - (size_t)skip);
	else
		proto_stream_receive(link, stream_of(c), p->payload + skip,
		    p->len - (size_t)skip);
}

void
proto_channel_credit(struct proto_link *link, const struct proto_packet *p)
{
	struct proto_channel *c = find_session(link, p);
	uint32_t before;

	if (c == NULL)
		return;
	before = c->tx.acked;
	proto_sender_on_credit(&c->tx, p->arg, p->payload, p->len,
	    link->now_ms);
	if (!proto_is_transfer(c->number))
		proto_stream_acked(link, stream_of(c), c->tx.acked - before);
}

bool
proto_channel_credit_output(struct proto_link *link)
{
	struct proto_channel *c = link->channels;
	uint8_t *payload = proto_link_payload(link);

	while (c != NULL && !(c->open && c->rx.credit_due))
		c = c->next;
	if (c == NULL)
		return false;
	proto_store(payload, c->rx.limit, 4);
	payload[4] = (uint8_t)c->rx.reason;
	if (c->rx.reason == PROTO_CREDIT_CONTINUE && c->rx.limit == c->rx.next)
		payload[4] = PROTO_CREDIT_DRAIN;
	c->rx.credit_due = false;
	c->rx.reason = PROTO_CREDIT_CONTINUE;
	proto_link_send(link, proto_head(PROTO_CREDIT, c->number, c->session),
	    c->rx.next, PROTO_CREDIT_LEN);
	return true;
}

bool
proto_channel_output(struct proto_link *link, struct proto_channel *c)
{
	uint8_t *payload = proto_link_payload(link);
	uint32_t at;
	size_t len;

	if (!c->open)
		return false;
	at = c->tx.next;
	len = proto_sender_ready(&c->tx, proto_link_mtu(link));
	if (len == 0 && !c->tx.probe)
		return false;
	if (!proto_is_transfer(c->number))
		proto_channel_take(c, at - c->tx.acked, payload, len);
	else if (!proto_transfer_read(link, transfer_of(c), payload, len))
		return false;
	proto_sender_sent(&c->tx, len, link->now_ms);
	proto_link_send(link, proto_head(PROTO_DATA, c->number, c->session), at,
	    len);
	return true;
}

bool
proto_channel_tick(struct proto_link *link)
{
	bool waiting = false;

	for (struct proto_channel *c = link->channels; c != NULL; c = c->next) {
		if (!c->open)
			continue;
		if (link->state == PROTO_LINK_UP &&
		    proto_sender_silence(&c->tx, proto_link_patience_ms(link),
			link->now_ms))
			PROTO_COUNT(link, resent);
		waiting |= proto_channel_unacked(c) != 0;
	}
	return proto_transfer_tick(link) || waiting;
}
