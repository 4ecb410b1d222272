/* SPDX-License-Identifier: MIT */
/*
 * FILE_PUT and FILE_GET streams: transfers of whole files. Both survive a
 * board that goes away and comes back in time.
 */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"
#include "daemon/link/conn.h"
#include "daemon/link/streams.h"
#include "daemon/link/upload.h"

/* What the user of a transfer is: streams_storage asks the kind. */
struct get {
	struct stream *stream; /* borrowed: its owner */
	struct proto_transfer_params params;
	struct proto_transfer *transfer; /* borrowed: conn; NULL: none */
	struct proto_sha256 sha;         /* of everything stored */
	uint32_t stored;
	uint32_t size;
	uint8_t sha256[PROTO_SHA256_LEN];
	bool opened; /* size and sha256 are known and told */
	bool start_due;
};

struct put {
	struct stream *stream; /* borrowed: its owner */
	struct upload upload;
	bool start_due;
};

/* A start that failed for good; true: it may work later. */
static bool
start_may_wait(struct stream *stream, int error)
{
	if (error == PROTO_ERR_AGAIN)
		return true;
	if (error == PROTO_ERR_TOO_LONG)
		stream_finish(stream, PROTO_STATUS_INVALID_ARGUMENT,
		    "the path is too long for this board");
	else if (error != PROTO_OK)
		stream_finish(stream, PROTO_STATUS_INTERNAL, NULL);
	return false;
}

/* ---- put --------------------------------------------------------------- */

static void
put_on_moving(void *owner, uint32_t resumed)
{
	struct put *put = owner;

	stream_send_opened(put->stream, put->upload.size, resumed,
	    put->upload.sha256, 0);
}

static void
put_on_close(void *owner, uint16_t status, uint16_t session)
{
	struct put *put = owner;

	(void)session;
	stream_finish(put->stream, status,
	    status == PROTO_STATUS_OK ? "" : NULL);
}

static void
put_up(struct stream *stream, bool restarted)
{
	struct put *put = stream->state;

	if (put == NULL) {
		stream->state = put = xcalloc(1, sizeof(*put));
		put->stream = stream;
		upload_init(&put->upload, (size_t)stream->start.size);
		memcpy(put->upload.sha256, stream->start.sha256,
		    sizeof(put->upload.sha256));
		put->upload.owner = put;
		put->upload.on_close = put_on_close;
		put->upload.on_moving = put_on_moving;
	}
	/* After a restart of the board the library opens it again itself. */
	put->start_due = !restarted || put->upload.transfer == NULL;
}

static bool
put_data(struct stream *stream, const uint8_t *bytes, size_t len)
{
	struct put *put = stream->state;

	return upload_add(&put->upload, bytes, len);
}

static bool
put_step(struct stream *stream)
{
	struct put *put = stream->state;

	if (put->start_due) {
		put->start_due = start_may_wait(stream,
		    upload_start(&put->upload, stream->conn, stream->start.path,
			PROTO_TRANSFER_FILE));
		return !put->start_due;
	}
	stream_grant(stream, upload_limit(&put->upload));
	return false;
}

static void
put_down(struct stream *stream)
{
	struct put *put = stream->state;

	put->upload.transfer = NULL;
	put->start_due = false;
}

static bool
put_abandon(struct stream *stream)
{
	struct put *put = stream->state;

	upload_abort(&put->upload, stream->conn);
	return false;
}

static void
put_fini(struct stream *stream)
{
	struct put *put = stream->state;

	upload_abort(&put->upload, stream->conn);
	upload_fini(&put->upload);
	free(put);
}

const struct stream_ops stream_put_ops = {
	.up = put_up,
	.data = put_data,
	.step = put_step,
	.down = put_down,
	.abandon = put_abandon,
	.fini = put_fini,
};

/* ---- get --------------------------------------------------------------- */

static void
get_up(struct stream *stream, bool restarted)
{
	struct get *get = stream->state;

	if (get == NULL) {
		stream->state = get = xcalloc(1, sizeof(*get));
		get->stream = stream;
		proto_sha256_init(&get->sha);
	}
	get->start_due = !restarted || get->transfer == NULL;
}

static bool
get_data(struct stream *stream, const uint8_t *bytes, size_t len)
{
	(void)stream;
	(void)bytes;
	(void)len;
	return false;
}

static bool
get_step(struct stream *stream)
{
	struct get *get = stream->state;

	if (!get->start_due)
		return false;
	memset(&get->params, 0, sizeof(get->params));
	get->params.name = stream->start.path;
	get->params.user = get;
	get->params.kind = PROTO_TRANSFER_FILE;
	if (get->opened) {
		get->params.sha256 = get->sha256;
		get->params.size = get->size;
		get->params.have = get->stored;
	}
	get->start_due = start_may_wait(stream,
	    proto_transfer_get(&stream->conn->proto, &get->params,
		&get->transfer));
	return !get->start_due;
}

static void
get_down(struct stream *stream)
{
	struct get *get = stream->state;

	get->transfer = NULL;
	get->start_due = false;
}

static void
get_abort(struct stream *stream)
{
	struct get *get = stream->state;
	struct proto_transfer *transfer = get->transfer;

	get->transfer = NULL;
	if (transfer != NULL && stream->conn != NULL && !stream->conn->closed)
		proto_transfer_abort(&stream->conn->proto, transfer,
		    PROTO_STATUS_ABORTED);
}

static bool
get_abandon(struct stream *stream)
{
	get_abort(stream);
	return false;
}

static void
get_fini(struct stream *stream)
{
	get_abort(stream);
	free(stream->state);
}

const struct stream_ops stream_get_ops = {
	.up = get_up,
	.data = get_data,
	.step = get_step,
	.down = get_down,
	.abandon = get_abandon,
	.fini = get_fini,
};

/* Tells size and hash once; a file that changed meanwhile is an error. */
static int
get_check_opened(struct get *get, const struct proto_transfer *t)
{
	if (get->opened)
		return get->size == t->size &&
			memcmp(get->sha256, t->sha256, PROTO_SHA256_LEN) == 0 ?
		    PROTO_OK :
		    PROTO_STATUS_DATA_LOSS;
	get->opened = true;
	get->size = t->size;
	memcpy(get->sha256, t->sha256, PROTO_SHA256_LEN);
	stream_send_opened(get->stream, t->size, 0, t->sha256, 0);
	return PROTO_OK;
}

static int
get_write_at(struct get *get, const struct proto_transfer *t, uint32_t offset,
    const uint8_t *bytes, size_t len)
{
	int ret = get_check_opened(get, t);

	if (ret != PROTO_OK)
		return ret;
	if (offset != get->stored)
		return PROTO_STATUS_DATA_LOSS;
	if (stream_room(get->stream) < len)
		return PROTO_LATER;
	stream_send(get->stream, bytes, len);
	proto_sha256_update(&get->sha, bytes, len);
	get->stored += (uint32_t)len;
	return PROTO_OK;
}

static void
get_hash(const struct get *get, uint8_t hash[PROTO_SHA256_LEN])
{
	struct proto_sha256 sha = get->sha;

	proto_sha256_final(&sha, hash);
}

static int
get_commit(struct get *get, const struct proto_transfer *t)
{
	uint8_t hash[PROTO_SHA256_LEN];
	int ret = get_check_opened(get, t);

	if (ret != PROTO_OK)
		return ret;
	get_hash(get, hash);
	return memcmp(hash, t->sha256, sizeof(hash)) == 0 ?
	    PROTO_OK :
	    PROTO_STATUS_DATA_LOSS;
}

static void
get_close(struct get *get, uint16_t status)
{
	const char *text = NULL;

	if (get->transfer == NULL)
		return;
	get->transfer = NULL;
	if (status == PROTO_STATUS_OK)
		text = "";
	else if (status == PROTO_STATUS_DATA_LOSS)
		text = "the file changed while it was read";
	stream_finish(get->stream, status, text);
}

/* ---- the storage of all transfers of a connection ---------------------- */

/* Boards may not open transfers towards the gateway. */
static int
storage_open(void *arg, struct proto_transfer *t, const struct proto_span *name,
    bool fresh, uint32_t *have)
{
	(void)arg;
	(void)t;
	(void)name;
	(void)fresh;
	(void)have;
	return PROTO_STATUS_DENIED;
}

static int
storage_hash_prefix(void *arg, struct proto_transfer *t, uint32_t len,
    uint8_t hash[PROTO_SHA256_LEN])
{
	struct get *get = t->user;

	(void)arg;
	if (!proto_transfer_is_sink(t))
		return upload_hash_prefix(t->user, len, hash);
	if (len != get->stored)
		return PROTO_STATUS_DATA_LOSS;
	get_hash(get, hash);
	return PROTO_OK;
}

static int
storage_write_at(void *arg, struct proto_transfer *t, uint32_t offset,
    const uint8_t *bytes, size_t len)
{
	(void)arg;
	return get_write_at(t->user, t, offset, bytes, len);
}

static int
storage_read_at(void *arg, struct proto_transfer *t, uint32_t offset,
    uint8_t *bytes, size_t len)
{
	(void)arg;
	return upload_read_at(t->user, t, offset, bytes, len);
}

static int
storage_commit(void *arg, struct proto_transfer *t)
{
	(void)arg;
	return get_commit(t->user, t);
}

static void
storage_close(void *arg, struct proto_transfer *t, uint16_t status)
{
	(void)arg;
	if (t->user == NULL)
		return;
	if (proto_transfer_is_sink(t))
		get_close(t->user, status);
	else
		upload_close(t->user, t, status);
}

const struct proto_storage streams_storage = {
	.open = storage_open,
	.hash_prefix = storage_hash_prefix,
	.write_at = storage_write_at,
	.read_at = storage_read_at,
	.commit = storage_commit,
	.close = storage_close,
};
