/* SPDX-License-Identifier: MIT */
/* A connected link with storage, to be fed hostile packets. */
#include <stdlib.h>
#include <string.h>

#include "link_target.h"

#define OBJECT 2000

static uint8_t object[OBJECT];

static int
on_open(void *arg, struct proto_transfer *t, const struct proto_span *name,
    bool fresh, uint32_t *have)
{
	(void)arg;
	if (name->len > PAIR_MTU)
		abort();
	if (!proto_transfer_is_sink(t))
		t->size = OBJECT;
	else if (t->size > OBJECT)
		return PROTO_STATUS_EXHAUSTED;
	t->unit = name->len > 0 && name->at[0] == 'u' ? 256 : 0;
	*have = fresh ? 0 : t->size / 2;
	return PROTO_OK;
}

static int
on_hash_prefix(void *arg, struct proto_transfer *t, uint32_t len,
    uint8_t hash[PROTO_SHA256_LEN])
{
	(void)arg;
	(void)t;
	if (len > OBJECT)
		return PROTO_STATUS_RANGE;
	memset(hash, (int)(len & 0xff), PROTO_SHA256_LEN);
	return len % 5 == 4 ? PROTO_LATER : PROTO_OK;
}

static int
on_prepare(void *arg, struct proto_transfer *t, uint32_t offset, uint32_t len)
{
	(void)arg;
	if (offset + len > t->size || len == 0)
		abort();
	return PROTO_OK;
}

static int
on_write_at(void *arg, struct proto_transfer *t, uint32_t offset,
    const uint8_t *bytes, size_t len)
{
	(void)arg;
	if (offset + len > t->size || t->size > OBJECT || len == 0)
		abort();
	memcpy(object + offset, bytes, len);
	return PROTO_OK;
}

static int
on_read_at(void *arg, struct proto_transfer *t, uint32_t offset, uint8_t *bytes,
    size_t len)
{
	(void)arg;
	if (offset + len > t->size || t->size > OBJECT || len == 0)
		abort();
	memcpy(bytes, object + offset, len);
	return PROTO_OK;
}

static int
on_commit(void *arg, struct proto_transfer *t)
{
	(void)arg;
	return t->size % 2 == 0 ? PROTO_OK : PROTO_STATUS_DATA_LOSS;
}

static void
on_close(void *arg, struct proto_transfer *t, uint16_t status)
{
	(void)arg;
	(void)t;
	(void)status;
}

static const struct proto_storage storage = {
	.open = on_open,
	.hash_prefix = on_hash_prefix,
	.prepare = on_prepare,
	.write_at = on_write_at,
	.read_at = on_read_at,
	.commit = on_commit,
	.close = on_close,
};

void
link_target_connect(struct pair *p)
{
	pair_init(p, PROTO_FRAMING_SERIAL);
	p->gateway.config.storage = &storage;
	p->board.config.storage = &storage;
	pair_run(p);
}

void
link_target_feed(struct pair *p, bool to_board, const uint8_t *packet,
    size_t len)
{
	struct pair_end *end = to_board ? &p->board : &p->gateway;
	uint8_t frame[PROTO_TX_SIZE(PAIR_MTU)];
	uint8_t out[4096];
	size_t frame_len;

	if (len > PAIR_MTU + PROTO_HEADER_LEN)
		len = PAIR_MTU + PROTO_HEADER_LEN;
	memcpy(proto_frame_place(PROTO_FRAMING_SERIAL, frame, sizeof(frame)),
	    packet, len);
	frame_len =
	    proto_frame_encode(PROTO_FRAMING_SERIAL, frame, sizeof(frame), len);
	/* The logs of the pair are for tests that know what comes. */
	end->text_len = 0;
	end->console_len = 0;
	p->now_ms += 40;
	proto_link_input(&end->link, frame, frame_len, p->now_ms);
	proto_link_tick(&end->link, p->now_ms);
	if (end->requests % 3 == 1)
		proto_respond(&end->link, end->request.id, PROTO_STATUS_OK,
		    end->request_args, end->request.args_len);
	proto_link_next_timeout_ms(&end->link, p->now_ms);
	proto_link_output(&end->link, out, sizeof(out), p->now_ms);
}
