/* SPDX-License-Identifier: MIT */
/* Images go straight into their slot; the boot code checks every step. */
#include <string.h>

#include "proto/status.h"

#include "agent.h"
#include "log.h"
#include "upload_image.h"

#define HASH_STEP  32768 /* bytes hashed before the links have a turn */
#define HASH_PIECE 256

static struct boot_update *
update_of(struct session *session)
{
	return &session->agent->firmware.update;
}

int
upload_image_open(struct session *session, struct proto_transfer *t, bool fresh,
    uint32_t *have)
{
	struct boot_update *update = update_of(session);
	const struct boot_manifest *manifest = &update->manifest;

	if (t->direction != PROTO_PUT)
		return PROTO_STATUS_UNIMPLEMENTED;
	if (update->phase != BOOT_UPDATE_RECEIVING ||
	    t->size != manifest->payload_size ||
	    memcmp(t->sha256, manifest->payload_hash, sizeof(t->sha256)) != 0)
		return PROTO_STATUS_PRECONDITION;
	if (fresh && update->offset > 0) {
		/* What is there differs: UPDATE_BEGIN has to erase it. */
		boot_update_discard(update);
		return PROTO_STATUS_ABORTED;
	}
	*have = update->offset;
	return PROTO_STATUS_OK;
}

/* Of a payload that is decoded nothing is kept but the hash so far. */
static int
hash_payload(const struct firmware *firmware, uint32_t len,
    uint8_t hash[PROTO_SHA256_LEN])
{
	struct proto_sha256 sha256 = firmware->payload;

	if (len == 0)
		proto_sha256_init(&sha256);
	else if (len != firmware->payload_len)
		return PROTO_STATUS_ABORTED;
	proto_sha256_final(&sha256, hash);
	return PROTO_STATUS_OK;
}

int
upload_image_hash(struct session *session, struct upload *upload, uint32_t len,
    uint8_t hash[PROTO_SHA256_LEN])
{
	uint8_t piece[HASH_PIECE];
	uint32_t end = len;

	if (update_of(session)->manifest.coding != BOOT_CODING_RAW)
		return hash_payload(&session->agent->firmware, len, hash);
	if (upload->hash_len != len) {
		proto_sha256_init(&upload->sha256);
		upload->hash_len = len;
		upload->hashed = 0;
	}
	if (end - upload->hashed > HASH_STEP)
		end = upload->hashed + HASH_STEP;
	while (upload->hashed < end) {
		uint32_t part = end - upload->hashed;

		if (part > sizeof(piece))
			part = sizeof(piece);
		if (boot_update_read(update_of(session), upload->hashed, piece,
			part) != BOOT_OK)
			return PROTO_STATUS_ABORTED;
		proto_sha256_update(&upload->sha256, piece, part);
		upload->hashed += part;
	}
	if (end < len)
		return PROTO_LATER;
	proto_sha256_final(&upload->sha256, hash);
	upload->hash_len = UINT32_MAX;
	return PROTO_STATUS_OK;
}

int
upload_image_write(struct session *session, uint32_t offset,
    const uint8_t *bytes, size_t len)
{
	struct firmware *firmware = &session->agent->firmware;
	int ret =
	    boot_update_write(&firmware->update, offset, bytes, (uint32_t)len);

	if (ret == 1)
		return PROTO_LATER;
	if (firmware->update.manifest.coding != BOOT_CODING_RAW) {
		if (offset == 0)
			proto_sha256_init(&firmware->payload);
		proto_sha256_update(&firmware->payload, bytes, len);
		firmware->payload_len = offset + (uint32_t)len;
	}
	return firmware_status(ret);
}

int
upload_image_commit(struct session *session)
{
	struct agent *agent = session->agent;
	int error = boot_update_check(update_of(session));

	if (error == 1)
		return PROTO_LATER;
	/* It came over a link, so one has to come up again. */
	if (error == BOOT_OK)
		error = boot_update_finish(update_of(session),
		    BOOT_NEEDS_LINK | BOOT_NEEDS_GATEWAY);
	port_flash_sync(agent->port);
	if (error != BOOT_OK)
		log_line(agent, "error", "update: %s", boot_error_text(error));
	return firmware_status(error);
}
