/* SPDX-License-Identifier: MIT */
/*
 * UPDATE streams: a firmware image for a board. Asks the board to take it,
 * sends it, restarts the board into it. When the board or its line goes away
 * in between, it is asked again and says how far it had got.
 */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"
#include "daemon/link/call.h"
#include "daemon/link/conn.h"
#include "daemon/link/streams.h"
#include "daemon/link/upload.h"
#include "proto/command.h"
#include "proto/status.h"

#define BEGIN_MS    120000 /* a large slot is erased in that time */
#define ACTIVATE_MS 10000
#define BEGINS_MAX  20 /* in a row without a byte more */
#define OBJECT_NAME "firmware"
#define BEGIN_ARGS  (STREAM_MANIFEST_LEN + 16)
#define MESSAGE_MAX 160

enum update_state {
	UPDATE_IDLE, /* the board has to be asked */
	UPDATE_ASKED,
	UPDATE_OPENING, /* it agreed: the transfer is to be started */
	UPDATE_SENDING,
	UPDATE_SENT, /* to be activated */
	UPDATE_ACTIVATING
};

struct update {
	struct stream *stream; /* borrowed: its owner */
	struct upload upload;
	enum update_state state;
	unsigned int begins;
	uint32_t reached; /* offset of the last begin */
};

/* ---- ends -------------------------------------------------------------- */

/* Ends the stream with the board's own words, if it had any. */
static void
finish_with_answer(struct update *update, uint16_t status, const uint8_t *body,
    size_t len)
{
	char message[MESSAGE_MAX];
	struct proto_span text;

	if (proto_cbor_get_text(body, len, PROTO_KEY_MESSAGE, &text) &&
	    text.len < sizeof(message)) {
		memcpy(message, text.at, text.len);
		message[text.len] = '\0';
		stream_finish(update->stream, status, message);
	} else {
		stream_finish(update->stream, status, NULL);
	}
}

/* Whether asking again may help: the line or the board was away. */
static bool
may_ask_again(uint16_t status)
{
	return status == PROTO_STATUS_UNAVAILABLE ||
	    status == PROTO_STATUS_ABORTED || status == PROTO_STATUS_DEADLINE ||
	    status == PROTO_STATUS_PRECONDITION ||
	    status == PROTO_STATUS_ANSWER_LOST;
}

static void
ask_again(struct update *update, uint16_t status, const uint8_t *body,
    size_t len)
{
	if (may_ask_again(status) && update->begins < BEGINS_MAX)
		update->state = UPDATE_IDLE;
	else
		finish_with_answer(update, status, body, len);
}

/* ---- begin ------------------------------------------------------------- */

static void
on_begin(void *arg, uint16_t status, const uint8_t *body, size_t len)
{
	struct update *update = arg;
	uint64_t offset = 0;

	if (update->state != UPDATE_ASKED)
		return;
	if (status == PROTO_STATUS_OTA_PENDING) {
		update->state = UPDATE_SENT;
		return;
	}
	if (status != PROTO_STATUS_OK) {
		ask_again(update, status, body, len);
		return;
	}
	proto_cbor_get_uint(body, len, PROTO_UPDATE_BEGIN_R_OFFSET, &offset);
	if (offset > update->reached) {
		update->reached = (uint32_t)offset;
		update->begins = 0;
	}
	update->state = UPDATE_OPENING;
}

static void
begin(struct update *update)
{
	const struct stream_start *start = &update->stream->start;
	uint8_t args[BEGIN_ARGS];
	struct proto_writer w;
	struct call_request request = {
		.method = PROTO_CMD_UPDATE_BEGIN,
		.deadline_ms = BEGIN_MS,
		.args = args,
		.on_result = on_begin,
		.arg = update,
	};

	proto_writer_init(&w, args, sizeof(args));
	proto_cbor_put_map(&w, 3);
	proto_cbor_put_uint(&w, PROTO_UPDATE_BEGIN_MANIFEST);
	proto_cbor_put_bytes(&w, start->manifest, sizeof(start->manifest));
	proto_cbor_put_uint(&w, PROTO_UPDATE_BEGIN_RETRY);
	proto_cbor_put_bool(&w, start->retry);
	proto_cbor_put_uint(&w, PROTO_UPDATE_BEGIN_ANY_VERSION);
	proto_cbor_put_bool(&w, start->any_version);
	request.args_len = w.len;
	update->begins++;
	update->state = UPDATE_ASKED;
	call_start(update->stream->conn, &request);
}

/* ---- transfer ---------------------------------------------------------- */

static void
on_moving(void *owner, uint32_t resumed)
{
	struct update *update = owner;

	stream_send_opened(update->stream, update->upload.size, resumed,
	    update->upload.sha256, 0);
}

static void
on_close(void *owner, uint16_t status, uint16_t session)
{
	struct update *update = owner;

	(void)session;
	if (status == PROTO_STATUS_OK)
		update->state = UPDATE_SENT;
	else
		ask_again(update, status, NULL, 0);
}

static void
start_transfer(struct update *update)
{
	int error = upload_start(&update->upload, update->stream->conn,
	    OBJECT_NAME, PROTO_TRANSFER_IMAGE);

	if (error == PROTO_OK)
		update->state = UPDATE_SENDING;
	else if (error != PROTO_ERR_AGAIN)
		stream_finish(update->stream, PROTO_STATUS_INTERNAL, NULL);
}

/* ---- activate ---------------------------------------------------------- */

static void
on_activate(void *arg, uint16_t status, const uint8_t *body, size_t len)
{
	struct update *update = arg;

	if (update->state != UPDATE_ACTIVATING)
		return;
	if (status == PROTO_STATUS_OK)
		stream_finish(update->stream, PROTO_STATUS_OK, "");
	else
		ask_again(update, status, body, len);
}

static void
activate(struct update *update)
{
	const struct call_request request = {
		.method = PROTO_CMD_UPDATE_ACTIVATE,
		.deadline_ms = ACTIVATE_MS,
		.on_result = on_activate,
		.arg = update,
	};

	update->state = UPDATE_ACTIVATING;
	call_start(update->stream->conn, &request);
}

/* ---- the stream's operations ------------------------------------------- */

static struct update *
update_new(struct stream *stream)
{
	struct update *update = xcalloc(1, sizeof(*update));

	update->stream = stream;
	upload_init(&update->upload, (size_t)stream->start.size);
	memcpy(update->upload.sha256, stream->start.sha256,
	    sizeof(update->upload.sha256));
	update->upload.owner = update;
	update->upload.on_close = on_close;
	update->upload.on_moving = on_moving;
	return update;
}

static void
update_up(struct stream *stream, bool restarted)
{
	struct update *update = stream->state;

	(void)restarted;
	if (update == NULL) {
		stream->state = update = update_new(stream);
		return;
	}
	/* A board that restarted has forgotten the session. */
	upload_abort(&update->upload, stream->conn);
	call_forget(stream->conn, update);
	update->state = UPDATE_IDLE;
}

static bool
update_data(struct stream *stream, const uint8_t *bytes, size_t len)
{
	struct update *update = stream->state;

	return upload_add(&update->upload, bytes, len);
}

static bool
update_step(struct stream *stream)
{
	struct update *update = stream->state;
	enum update_state before = update->state;

	switch (update->state) {
	case UPDATE_IDLE:
		begin(update);
		break;
	case UPDATE_OPENING:
		start_transfer(update);
		break;
	case UPDATE_SENDING:
		stream_grant(stream, upload_limit(&update->upload));
		break;
	case UPDATE_SENT:
		/* The opener's bytes must not meet a closed stream. */
		if (update->upload.received < update->upload.size)
			stream_grant(stream, update->upload.size);
		else
			activate(update);
		break;
	case UPDATE_ASKED:
	case UPDATE_ACTIVATING:
		break;
	}
	return update->state != before;
}

static void
update_down(struct stream *stream)
{
	struct update *update = stream->state;

	update->upload.transfer = NULL;
	update->state = UPDATE_IDLE;
}

static bool
update_abandon(struct stream *stream)
{
	struct update *update = stream->state;

	upload_abort(&update->upload, stream->conn);
	return false;
}

static void
update_fini(struct stream *stream)
{
	struct update *update = stream->state;

	if (stream->conn != NULL)
		call_forget(stream->conn, update);
	upload_abort(&update->upload, stream->conn);
	upload_fini(&update->upload);
	free(update);
}

const struct stream_ops stream_update_ops = {
	.up = update_up,
	.data = update_data,
	.step = update_step,
	.down = update_down,
	.abandon = update_abandon,
	.fini = update_fini,
};
