/* SPDX-License-Identifier: MIT */
/* Transfers' storage: staging, resuming, verifying, publishing. */
#include <string.h>

#include "proto/crc32c.h"
#include "proto/status.h"

#include "agent.h"
#include "log.h"
#include "store_path.h"
#include "text.h"
#include "upload.h"
#include "upload_image.h"

#define HASH_STEP   32768 /* bytes hashed before the links have a turn */
#define HASH_PIECE  512
#define SYNC_STEP   16384 /* bytes a power cut may cost */
#define STAGED_HASH 16    /* bytes of the content's hash in the name */

/* ---- helpers ----------------------------------------------------------- */

static struct upload *
find_upload(void *arg, const struct proto_transfer *t)
{
	struct session *session = arg;

	return &session->uploads[proto_transfer_index(t)];
}

static struct upload_program *
find_program(void *arg)
{
	struct session *session = arg;

	return &session->agent->program;
}

static struct store *
find_store(void *arg)
{
	struct session *session = arg;

	return session->agent->store;
}

static int
status_of(int error)
{
	return error < 0 ? PROTO_STATUS_FS_BASE + (-error & 0xff) :
			   PROTO_STATUS_OK;
}

/* The hidden name for exactly this content at exactly this path. */
static void
name_staged(struct upload *upload, const uint8_t *sha256)
{
	char hash[2 * STAGED_HASH + 1];

	text_hex(hash, sha256, STAGED_HASH);
	text_format(upload->staged, sizeof(upload->staged), "%s/%x%s",
	    STORE_STAGING,
	    (unsigned)proto_crc32c(0, upload->path, strlen(upload->path)),
	    hash);
}

/* ---- programs in memory ------------------------------------------------ */

static int
open_program(void *arg, struct proto_transfer *t, bool fresh, uint32_t *have)
{
	struct upload_program *program = find_program(arg);

	if (t->direction != PROTO_PUT)
		return PROTO_STATUS_UNIMPLEMENTED;
	if (t->size > PORT_PROGRAM_MAX)
		return PROTO_STATUS_EXHAUSTED;
	*have = 0;
	if (!fresh && program->owner != NULL && program->size == t->size &&
	    memcmp(program->sha256, t->sha256, sizeof(t->sha256)) == 0)
		*have = program->received;
	program->owner = t;
	program->size = t->size;
	program->received = *have;
	program->complete = false;
	memcpy(program->sha256, t->sha256, sizeof(program->sha256));
	return PROTO_STATUS_OK;
}

static int
hash_program(void *arg, uint32_t len, uint8_t *hash)
{
	struct upload_program *program = find_program(arg);
	struct proto_sha256 sha256;

	proto_sha256_init(&sha256);
	proto_sha256_update(&sha256, program->bytes, len);
	proto_sha256_final(&sha256, hash);
	return PROTO_STATUS_OK;
}

static int
write_program(void *arg, const struct proto_transfer *t, uint32_t offset,
    const uint8_t *bytes, size_t len)
{
	struct upload_program *program = find_program(arg);

	/* Another transfer took the buffer. */
	if (program->owner != t)
		return PROTO_STATUS_ABORTED;
	if (offset > PORT_PROGRAM_MAX || len > PORT_PROGRAM_MAX - offset)
		return PROTO_STATUS_RANGE;
	memcpy(program->bytes + offset, bytes, len);
	program->received = offset + (uint32_t)len;
	return PROTO_STATUS_OK;
}

static int
commit_program(void *arg, struct proto_transfer *t)
{
	struct upload_program *program = find_program(arg);
	uint8_t hash[PROTO_SHA256_LEN];

	if (program->owner != t)
		return PROTO_STATUS_ABORTED;
	hash_program(arg, t->size, hash);
	if (memcmp(hash, t->sha256, sizeof(hash)) != 0)
		return PROTO_STATUS_DATA_LOSS;
	program->session = t->channel.session;
	program->complete = true;
	return PROTO_STATUS_OK;
}

/* ---- files -------------------------------------------------------------- */

static int
open_get(void *arg, struct proto_transfer *t)
{
	struct upload *upload = find_upload(arg, t);
	struct store_stat st;
	int fd;
	int ret = store_stat(find_store(arg), upload->path, &st);

	if (ret == 0 && st.type == STORE_DIRECTORY)
		ret = -STORE_EISDIR;
	if (ret != 0)
		return status_of(ret);
	fd = store_open(find_store(arg), upload->path, STORE_READ);
	if (fd < 0)
		return status_of(fd);
	upload->fd = fd;
	upload->is_open = true;
	t->size = (uint32_t)store_size(find_store(arg), fd);
	return PROTO_STATUS_OK;
}

/* The target may be written: its directory is there, it is none itself. */
static int
check_target(struct store *store, const char *path)
{
	char parent[STORE_PATH_MAX];
	struct store_stat st;
	size_t len = store_path_parent(path);
	int ret;

	memcpy(parent, path, len);
	parent[len] = '\0';
	ret = store_stat(store, parent, &st);
	if (ret == 0 && st.type != STORE_DIRECTORY)
		return -STORE_ENOTDIR;
	if (ret == 0 && store_stat(store, path, &st) == 0 &&
	    st.type == STORE_DIRECTORY)
		return -STORE_EISDIR;
	return ret;
}

/* Room for size more bytes, giving up staged leftovers if need be. */
static int
check_room(struct store *store, const char *staged, uint32_t size)
{
	struct store_space space;
	int ret = store_space(store, &space);

	if (ret != 0 || size <= space.free)
		return ret;
	store_purge_staging(store, staged);
	ret = store_space(store, &space);
	if (ret == 0 && size > space.free)
		return -STORE_ENOSPC;
	return ret;
}

static int
open_staged(void *arg, struct proto_transfer *t, bool fresh, uint32_t *have)
{
	struct upload *upload = find_upload(arg, t);
	struct store *store = find_store(arg);
	int size;
	int fd = store_open(store, upload->staged,
	    STORE_READ | STORE_WRITE | STORE_CREATE | STORE_INTERNAL |
		(fresh ? STORE_TRUNCATE : 0));

	if (fd < 0)
		return fd;
	upload->fd = fd;
	upload->is_open = true;
	size = store_size(store, fd);
	if (size < 0)
		return size;
	if ((uint32_t)size > t->size) {
		size = store_truncate(store, fd, 0);
		if (size < 0)
			return size;
	}
	*have = (uint32_t)size;
	return 0;
}

static int
open_put(void *arg, struct proto_transfer *t, bool fresh, uint32_t *have)
{
	struct upload *upload = find_upload(arg, t);
	struct store *store = find_store(arg);
	int ret = check_target(store, upload->path);

	if (ret != 0)
		return status_of(ret);
	name_staged(upload, t->sha256);
	if (store_is_open(store, upload->staged))
		return PROTO_STATUS_UNAVAILABLE;
	ret = open_staged(arg, t, fresh, have);
	if (ret == 0)
		ret = check_room(store, upload->staged, t->size - *have);
	if (ret != 0 && upload->is_open) {
		store_close(store, upload->fd);
		upload->is_open = false;
	}
	return status_of(ret);
}

static int
upload_open(void *arg, struct proto_transfer *t, const struct proto_span *name,
    bool fresh, uint32_t *have)
{
	struct upload *upload = find_upload(arg, t);
	char path[STORE_PATH_MAX];
	int ret;

	memset(upload, 0, sizeof(*upload));
	upload->hash_len = UINT32_MAX;
	if (t->kind == PROTO_TRANSFER_PROGRAM) {
		upload->is_program = true;
		return open_program(arg, t, fresh, have);
	}
	if (t->kind == PROTO_TRANSFER_IMAGE)
		return upload_image_open(arg, t, fresh, have);
	if (t->kind != PROTO_TRANSFER_FILE)
		return PROTO_STATUS_UNIMPLEMENTED;
	if (name->len == 0 || name->len >= sizeof(path) ||
	    memchr(name->at, '\0', name->len) != NULL)
		return PROTO_STATUS_INVALID_ARGUMENT;
	memcpy(path, name->at, name->len);
	path[name->len] = '\0';
	ret = store_path_join(upload->path, "/", path);
	if (ret != 0)
		return status_of(ret);
	return t->direction == PROTO_GET ? open_get(arg, t) :
					   open_put(arg, t, fresh, have);
}

/* Hashes the next part of the first len bytes in the file. */
static int
hash_step(void *arg, struct upload *upload, uint32_t len)
{
	struct store *store = find_store(arg);
	uint8_t piece[HASH_PIECE];
	uint32_t end = len;

	if (upload->hash_len != len) {
		proto_sha256_init(&upload->sha256);
		upload->hash_len = len;
		upload->hashed = 0;
	}
	if (end - upload->hashed > HASH_STEP)
		end = upload->hashed + HASH_STEP;
	if (store_seek(store, upload->fd, (int32_t)upload->hashed, 0) < 0)
		return PROTO_STATUS_ABORTED;
	while (upload->hashed < end) {
		uint32_t want = end - upload->hashed;
		int n = store_read(store, upload->fd, piece,
		    want < sizeof(piece) ? want : sizeof(piece));

		if (n <= 0)
			return PROTO_STATUS_ABORTED;
		proto_sha256_update(&upload->sha256, piece, (size_t)n);
		upload->hashed += (uint32_t)n;
	}
	upload->position = end;
	return end < len ? PROTO_LATER : PROTO_STATUS_OK;
}

static int
upload_hash_prefix(void *arg, struct proto_transfer *t, uint32_t len,
    uint8_t hash[PROTO_SHA256_LEN])
{
	struct upload *upload = find_upload(arg, t);
	int ret;

	if (upload->is_program)
		return hash_program(arg, len, hash);
	if (t->kind == PROTO_TRANSFER_IMAGE)
		return upload_image_hash(arg, upload, len, hash);
	ret = hash_step(arg, upload, len);
	if (ret == PROTO_STATUS_OK) {
		proto_sha256_final(&upload->sha256, hash);
		upload->hash_len = UINT32_MAX;
	}
	return ret;
}

static int
seek_to(void *arg, struct upload *upload, uint32_t offset)
{
	int ret;

	if (upload->position == offset)
		return 0;
	ret = store_seek(find_store(arg), upload->fd, (int32_t)offset, 0);
	if (ret < 0)
		return ret;
	upload->position = offset;
	return 0;
}

static int
upload_write_at(void *arg, struct proto_transfer *t, uint32_t offset,
    const uint8_t *bytes, size_t len)
{
	struct upload *upload = find_upload(arg, t);
	struct store *store = find_store(arg);
	int ret;

	if (upload->is_program)
		return write_program(arg, t, offset, bytes, len);
	if (t->kind == PROTO_TRANSFER_IMAGE)
		return upload_image_write(arg, offset, bytes, len);
	ret = seek_to(arg, upload, offset);
	if (ret == 0)
		ret = store_write(store, upload->fd, bytes, len);
	if (ret < 0)
		return status_of(ret);
	upload->position += (uint32_t)len;
	upload->unsynced += (uint32_t)len;
	if (upload->unsynced < SYNC_STEP)
		return PROTO_STATUS_OK;
	upload->unsynced = 0;
	return status_of(store_sync(store, upload->fd));
}

static int
upload_read_at(void *arg, struct proto_transfer *t, uint32_t offset,
    uint8_t *bytes, size_t len)
{
	struct upload *upload = find_upload(arg, t);
	struct store *store = find_store(arg);
	int ret;

	/* The file was replaced: the peer may ask for the new one. */
	if (store_is_stale(store, upload->fd))
		return PROTO_STATUS_ABORTED;
	ret = seek_to(arg, upload, offset);
	if (ret == 0)
		ret = store_read(store, upload->fd, bytes, len);
	if (ret < 0)
		return status_of(ret);
	upload->position += (uint32_t)ret;
	return (size_t)ret == len ? PROTO_STATUS_OK : PROTO_STATUS_ABORTED;
}

static int
publish(void *arg, struct upload *upload)
{
	struct store *store = find_store(arg);
	int ret;

	upload->is_open = false;
	ret = store_close(store, upload->fd);
	if (ret == 0)
		ret = store_publish(store, upload->staged, upload->path);
	return status_of(ret);
}

static int
upload_commit(void *arg, struct proto_transfer *t)
{
	struct upload *upload = find_upload(arg, t);
	uint8_t hash[PROTO_SHA256_LEN];
	int ret;

	if (upload->is_program)
		return commit_program(arg, t);
	if (t->kind == PROTO_TRANSFER_IMAGE)
		return upload_image_commit(arg);
	if (upload->unsynced > 0) {
		upload->unsynced = 0;
		ret = store_sync(find_store(arg), upload->fd);
		if (ret < 0)
			return status_of(ret);
	}
	ret = hash_step(arg, upload, t->size);
	if (ret != PROTO_STATUS_OK)
		return ret;
	proto_sha256_final(&upload->sha256, hash);
	upload->hash_len = UINT32_MAX;
	if (memcmp(hash, t->sha256, sizeof(hash)) != 0)
		return PROTO_STATUS_DATA_LOSS;
	return publish(arg, upload);
}

static void
upload_close(void *arg, struct proto_transfer *t, uint16_t status)
{
	struct session *session = arg;
	struct upload *upload = find_upload(arg, t);

	if (upload->is_open)
		store_close(find_store(arg), upload->fd);
	upload->is_open = false;
	if (upload->staged[0] != '\0' &&
	    (status == PROTO_STATUS_DATA_LOSS ||
		status == PROTO_STATUS_CANCELLED))
		store_discard(find_store(arg), upload->staged);
	if (status != PROTO_STATUS_OK)
		log_line(session->agent, "warning",
		    "transfer: %s ended with status %x",
		    upload->is_program                  ? "program" :
			t->kind == PROTO_TRANSFER_IMAGE ? "image" :
							  upload->path,
		    (unsigned)status);
}

const struct proto_storage upload_storage = {
	.open = upload_open,
	.hash_prefix = upload_hash_prefix,
	.write_at = upload_write_at,
	.read_at = upload_read_at,
	.commit = upload_commit,
	.close = upload_close,
};
