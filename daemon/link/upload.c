/* SPDX-License-Identifier: MIT */
/* Bytes from a stream's opener on their way to the board. */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/stream.h"
#include "daemon/common/xmalloc.h"
#include "daemon/link/conn.h"
#include "daemon/link/upload.h"

void
upload_init(struct upload *upload, size_t size)
{
	memset(upload, 0, sizeof(*upload));
	upload->size = size;
	upload->bytes = xmalloc(size);
}

void
upload_fini(struct upload *upload)
{
	free(upload->bytes);
	upload->bytes = NULL;
}

bool
upload_add(struct upload *upload, const uint8_t *bytes, size_t len)
{
	if (len > upload->size - upload->received)
		return false;
	memcpy(upload->bytes + upload->received, bytes, len);
	upload->received += len;
	return true;
}

int
upload_start(struct upload *upload, struct conn *conn, const char *name,
    uint8_t kind)
{
	upload->params.name = name;
	upload->params.user = upload;
	upload->params.sha256 = upload->sha256;
	upload->params.size = (uint32_t)upload->size;
	upload->params.kind = kind;
	return proto_transfer_put(&conn->proto, &upload->params,
	    &upload->transfer);
}

uint64_t
upload_limit(const struct upload *upload)
{
	uint64_t limit = STREAM_CREDIT_INITIAL;

	/* A board that has a beginning already wants its hash first. */
	if (upload->transfer != NULL &&
	    upload->transfer->state == PROTO_TRANSFER_CHECKING)
		limit += upload->transfer->have;
	else if (upload->transfer != NULL)
		limit += proto_transfer_done(upload->transfer);
	return limit < upload->size ? limit : upload->size;
}

void
upload_abort(struct upload *upload, struct conn *conn)
{
	struct proto_transfer *transfer = upload->transfer;

	upload->transfer = NULL;
	if (transfer != NULL && conn != NULL && !conn->closed)
		proto_transfer_abort(&conn->proto, transfer,
		    PROTO_STATUS_ABORTED);
}

int
upload_hash_prefix(struct upload *upload, uint32_t len,
    uint8_t hash[PROTO_SHA256_LEN])
{
	struct proto_sha256 sha;

	if (len > upload->received)
		return PROTO_LATER;
	proto_sha256_init(&sha);
	proto_sha256_update(&sha, upload->bytes, len);
	proto_sha256_final(&sha, hash);
	return PROTO_OK;
}

static void
tell_moving(struct upload *upload, const struct proto_transfer *t)
{
	if (upload->moving_told)
		return;
	upload->moving_told = true;
	upload->on_moving(upload->owner, t->resumed);
}

int
upload_read_at(struct upload *upload, const struct proto_transfer *t,
    uint32_t offset, uint8_t *bytes, size_t len)
{
	tell_moving(upload, t);
	if (offset + len > upload->received)
		return PROTO_LATER;
	memcpy(bytes, upload->bytes + offset, len);
	return PROTO_OK;
}

void
upload_close(struct upload *upload, const struct proto_transfer *t,
    uint16_t status)
{
	/* NULL: ended by upload_abort, nobody waits for it. */
	if (upload->transfer == NULL)
		return;
	upload->transfer = NULL;
	if (status == PROTO_STATUS_OK)
		tell_moving(upload, t);
	upload->on_close(upload->owner, status, (uint16_t)t->channel.session);
}
