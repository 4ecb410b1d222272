/* SPDX-License-Identifier: MIT */
/*
 * Web's end of a stream through fleet to a board: opening, credit both ways,
 * the end. The user of a channel frees it with channel_close, also after
 * on_end.
 */
#ifndef WEB_CHANNEL_H
#define WEB_CHANNEL_H

#include <jansson.h>

#include "daemon/common/stream.h"
#include "daemon/web/web.h"

/* Body of STREAM_OPENED. */
struct channel_opened {
	uint64_t size;
	uint64_t resumed_from;
	uint8_t sha256[STREAM_SHA256_LEN];
	uint32_t job;
};

struct channel_ops {
	void (*on_opened)(void *arg, const struct channel_opened *opened);
	void (*on_data)(void *arg, const uint8_t *bytes, size_t len);
	/* More may be sent. */
	void (*on_credit)(void *arg);
	/* The other side is done; the text of a failure is a JSON error. */
	void (*on_end)(void *arg, const struct stream_end *end);
};

struct channel {
	TAILQ_ENTRY(channel) entry;
	struct web *web;               /* borrowed */
	const struct channel_ops *ops; /* borrowed: static */
	void *arg;
	uint32_t id;
	bool ended;
	struct stream_credit up;   /* towards the board */
	struct stream_credit down; /* towards the client */
	uint64_t consumed;         /* of down */
};

/* Whom and what for. params: borrowed. */
struct channel_target {
	enum stream_kind kind;
	const struct principal *principal;
	const char *board;
	const json_t *params;
};

/* NULL: fleet cannot be reached, or params are too long. */
struct channel *channel_open(struct web *web,
    const struct channel_target *target, const struct channel_ops *ops,
    void *arg);
/* Ends the stream if it has not ended, and frees. NULL is fine. */
void channel_close(struct channel *channel);
/* Sends what credit allows; how many bytes that was. */
size_t channel_send(struct channel *channel, const void *bytes, size_t len);
void channel_ctrl(struct channel *channel, enum stream_ctrl ctrl, uint32_t a,
    uint32_t b);
/* len received bytes have left us: the board may send as many again. */
void channel_consume(struct channel *channel, size_t len);

void channel_on_opened(void *ctx, struct imsg *msg);
void channel_on_data(void *ctx, struct imsg *msg);
void channel_on_credit(void *ctx, struct imsg *msg);
void channel_on_end(void *ctx, struct imsg *msg);

#endif
