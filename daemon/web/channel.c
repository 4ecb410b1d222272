/* SPDX-License-Identifier: MIT */
/* Web's end of a stream through fleet to a board. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"
#include "daemon/web/channel.h"
#include "proto/status.h"

/* Credit is told in steps, not for every byte. */
#define CREDIT_STEP (STREAM_CREDIT_INITIAL / 4)

static bool
send_open(struct channel *channel, const struct channel_target *target)
{
	char *params = json_dumps(target->params, JSON_COMPACT);
	struct imsg_out out;
	bool sent = false;

	imsg_init(&out, IMSG_STREAM_OPEN, channel->id);
	imsg_put_u8(&out, (uint8_t)target->kind);
	imsg_put_u8(&out, target->principal->role);
	imsg_put_str(&out, target->principal->name);
	imsg_put_str(&out, target->board);
	if (params != NULL && strlen(params) <= imsg_room(&out)) {
		imsg_put_bytes(&out, params, strlen(params));
		sent = proc_send(PROC_FLEET, &out);
	}
	free(params);
	return sent;
}

struct channel *
channel_open(struct web *web, const struct channel_target *target,
    const struct channel_ops *ops, void *arg)
{
	struct channel *channel = xcalloc(1, sizeof(*channel));

	channel->web = web;
	channel->ops = ops;
	channel->arg = arg;
	channel->id = web_next_id(web);
	stream_credit_init(&channel->up);
	stream_credit_init(&channel->down);
	if (!send_open(channel, target)) {
		free(channel);
		return NULL;
	}
	TAILQ_INSERT_TAIL(&web->channels, channel, entry);
	return channel;
}

void
channel_close(struct channel *channel)
{
	if (channel == NULL)
		return;
	if (!channel->ended)
		stream_send_end(PROC_FLEET, channel->id, PROTO_STATUS_CANCELLED,
		    "");
	TAILQ_REMOVE(&channel->web->channels, channel, entry);
	free(channel);
}

size_t
channel_send(struct channel *channel, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;
	size_t room = stream_credit_room(&channel->up);
	struct imsg_out out;
	size_t part;
	size_t sent;

	if (channel->ended)
		return len;
	if (len > room)
		len = room;
	for (sent = 0; sent < len; sent += part) {
		part = len - sent;
		if (part > STREAM_DATA_MAX)
			part = STREAM_DATA_MAX;
		imsg_init(&out, IMSG_STREAM_DATA, channel->id);
		imsg_put_bytes(&out, at + sent, part);
		stream_credit_use(&channel->up, part);
		if (!proc_send(PROC_FLEET, &out))
			break;
	}
	return len;
}

void
channel_ctrl(struct channel *channel, enum stream_ctrl ctrl, uint32_t a,
    uint32_t b)
{
	struct imsg_out out;

	if (channel->ended)
		return;
	imsg_init(&out, IMSG_STREAM_CTRL, channel->id);
	imsg_put_u8(&out, (uint8_t)ctrl);
	imsg_put_u32(&out, a);
	imsg_put_u32(&out, b);
	proc_send(PROC_FLEET, &out);
}

void
channel_consume(struct channel *channel, size_t len)
{
	struct imsg_out out;
	uint64_t limit;

	channel->consumed += len;
	limit = channel->consumed + STREAM_CREDIT_INITIAL;
	if (channel->ended || limit < channel->down.limit + CREDIT_STEP)
		return;
	stream_credit_raise(&channel->down, limit);
	imsg_init(&out, IMSG_STREAM_CREDIT, channel->id);
	imsg_put_u64(&out, limit);
	proc_send(PROC_FLEET, &out);
}

/* NULL for a stream that we have ended: its last messages are on their way. */
static struct channel *
channel_find(struct web *web, uint32_t id)
{
	struct channel *channel;

	TAILQ_FOREACH(channel, &web->channels, entry)
		if (channel->id == id && !channel->ended)
			return channel;
	return NULL;
}

void
channel_on_opened(void *ctx, struct imsg *msg)
{
	struct channel *channel = channel_find(ctx, msg->id);
	struct channel_opened opened;

	opened.size = imsg_get_u64(msg);
	opened.resumed_from = imsg_get_u64(msg);
	imsg_get_bytes(msg, opened.sha256, sizeof(opened.sha256));
	opened.job = imsg_get_u32(msg);
	if (channel != NULL && !imsg_failed(msg))
		channel->ops->on_opened(channel->arg, &opened);
}

void
channel_on_data(void *ctx, struct imsg *msg)
{
	struct channel *channel = channel_find(ctx, msg->id);
	const uint8_t *bytes;
	size_t len;

	bytes = imsg_get_rest(msg, &len);
	if (channel == NULL)
		return;
	if (!stream_credit_use(&channel->down, len))
		imsg_refuse(msg);
	else
		channel->ops->on_data(channel->arg, bytes, len);
}

void
channel_on_credit(void *ctx, struct imsg *msg)
{
	struct channel *channel = channel_find(ctx, msg->id);
	uint64_t limit = imsg_get_u64(msg);

	if (channel == NULL || imsg_failed(msg))
		return;
	if (!stream_credit_raise(&channel->up, limit))
		imsg_refuse(msg);
	else if (channel->ops->on_credit != NULL)
		channel->ops->on_credit(channel->arg);
}

void
channel_on_end(void *ctx, struct imsg *msg)
{
	struct channel *channel = channel_find(ctx, msg->id);
	struct stream_end end;

	stream_end_get(msg, &end);
	if (channel == NULL || imsg_failed(msg))
		return;
	channel->ended = true;
	channel->ops->on_end(channel->arg, &end);
}
