/* SPDX-License-Identifier: MIT */
/* Storage of both simulated ends: checks every promise made to storage. */
#include <string.h>

#include "sim_peer.h"

/* Sometimes the storage needs time; true: say PROTO_LATER. */
static bool
is_busy(struct sim *sim, struct sim_job *job)
{
	if (job->busy_until_us == 0) {
		if (!sim_rng_chance(&sim->rng, sim->slow))
			return false;
		job->busy_until_us =
		    sim->now_us + sim_rng_below(&sim->rng, 40000) + 1;
	}
	if (sim->now_us < job->busy_until_us)
		return true;
	job->busy_until_us = 0;
	return false;
}

/* A session the gateway gave up may still be open for the same object. */
static void
end_older_session(struct sim_peer *peer, const struct proto_transfer *t,
    const struct sim_job *job)
{
	for (unsigned int i = 0; i < PROTO_MAX_TRANSFERS; i++) {
		struct proto_transfer *other = &peer->transfers[i];

		if (other != t && other->user == job)
			proto_transfer_abort(&peer->link, other,
			    PROTO_STATUS_ABORTED);
	}
}

static int
on_open(void *arg, struct proto_transfer *t, const struct proto_span *name,
    bool fresh, uint32_t *have)
{
	struct sim_peer *peer = arg;
	struct sim *sim = peer->sim;

	for (unsigned int i = 0; i < sim->job_count; i++) {
		struct sim_job *job = &sim->jobs[i];

		if (strlen(job->name) != name->len ||
		    memcmp(job->name, name->at, name->len) != 0)
			continue;
		end_older_session(peer, t, job);
		t->user = job;
		job->busy_until_us = 0;
		if (job->get) {
			t->size = job->object->size;
			return PROTO_OK;
		}
		if (memcmp(t->sha256, job->object->sha256, PROTO_SHA256_LEN) !=
		    0)
			sim_fail(sim, "put announces another hash");
		if (fresh)
			job->stored_len = 0;
		if (sim->unit != 0)
			job->stored_len -= job->stored_len % sim->unit;
		t->unit = sim->unit;
		job->writable = job->stored_len;
		*have = job->stored_len;
		return PROTO_OK;
	}
	return PROTO_STATUS_NOT_FOUND;
}

static int
on_hash_prefix(void *arg, struct proto_transfer *t, uint32_t len,
    uint8_t hash[PROTO_SHA256_LEN])
{
	struct sim_peer *peer = arg;
	struct sim_job *job = t->user;
	const uint8_t *bytes =
	    proto_transfer_is_sink(t) ? job->stored : job->object->bytes;
	struct proto_sha256 sha;

	if (is_busy(peer->sim, job))
		return PROTO_LATER;
	if (len >
	    (proto_transfer_is_sink(t) ? job->stored_len : job->object->size)) {
		sim_fail(peer->sim, "hash of more than there is");
		return PROTO_STATUS_RANGE;
	}
	proto_sha256_init(&sha);
	proto_sha256_update(&sha, bytes, len);
	proto_sha256_final(&sha, hash);
	return PROTO_OK;
}

static int
on_prepare(void *arg, struct proto_transfer *t, uint32_t offset, uint32_t len)
{
	struct sim_peer *peer = arg;
	struct sim_job *job = t->user;

	if (t->channel.rx.limit != t->channel.rx.next)
		sim_fail(peer->sim, "erase while credit is outstanding");
	if (is_busy(peer->sim, job))
		return PROTO_LATER;
	if (offset != job->writable)
		sim_fail(peer->sim, "erase out of order");
	job->writable = offset + len;
	return PROTO_OK;
}

static int
on_write_at(void *arg, struct proto_transfer *t, uint32_t offset,
    const uint8_t *bytes, size_t len)
{
	struct sim_peer *peer = arg;
	struct sim_job *job = t->user;

	if (is_busy(peer->sim, job))
		return PROTO_LATER;
	if (offset > job->stored_len || offset + len > job->object->size) {
		sim_fail(peer->sim, "write leaves a hole or overflows");
		return PROTO_STATUS_RANGE;
	}
	if (!job->get && peer->sim->unit != 0 && offset + len > job->writable)
		sim_fail(peer->sim, "write to what is not erased");
	memcpy(job->stored + offset, bytes, len);
	job->stored_len = offset + (uint32_t)len;
	return PROTO_OK;
}

static int
on_read_at(void *arg, struct proto_transfer *t, uint32_t offset, uint8_t *bytes,
    size_t len)
{
	struct sim_peer *peer = arg;
	struct sim_job *job = t->user;

	if (is_busy(peer->sim, job))
		return PROTO_LATER;
	if (offset + len > job->object->size) {
		sim_fail(peer->sim, "read beyond the end");
		return PROTO_STATUS_RANGE;
	}
	memcpy(bytes, job->object->bytes + offset, len);
	return PROTO_OK;
}

static int
on_commit(void *arg, struct proto_transfer *t)
{
	struct sim_peer *peer = arg;
	struct sim_job *job = t->user;
	struct proto_sha256 sha;
	uint8_t hash[PROTO_SHA256_LEN];

	if (is_busy(peer->sim, job))
		return PROTO_LATER;
	proto_sha256_init(&sha);
	proto_sha256_update(&sha, job->stored, job->object->size);
	proto_sha256_final(&sha, hash);
	if (job->stored_len != job->object->size ||
	    memcmp(hash, t->sha256, sizeof(hash)) != 0 ||
	    memcmp(hash, job->object->sha256, sizeof(hash)) != 0) {
		sim_fail(peer->sim, "commit of wrong bytes");
		return PROTO_STATUS_DATA_LOSS;
	}
	job->committed = true;
	return PROTO_OK;
}

static void
on_close(void *arg, struct proto_transfer *t, uint16_t status)
{
	struct sim_peer *peer = arg;
	struct sim_job *job = t->user;

	if (peer->is_board || job == NULL)
		return;
	if (job->state != SIM_JOB_RUNNING)
		sim_fail(peer->sim, "close without a running transfer");
	job->transfer = NULL;
	job->busy_until_us = 0;
	job->state = status == PROTO_STATUS_OK ? SIM_JOB_DONE : SIM_JOB_TODO;
	if (status == PROTO_STATUS_OK && !job->committed)
		sim_fail(peer->sim, "success without a commit");
}

const struct proto_storage sim_storage = {
	.open = on_open,
	.hash_prefix = on_hash_prefix,
	.prepare = on_prepare,
	.write_at = on_write_at,
	.read_at = on_read_at,
	.commit = on_commit,
	.close = on_close,
};
