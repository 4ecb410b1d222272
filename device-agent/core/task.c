/* SPDX-License-Identifier: MIT */
/* Hashing a file in steps between the links' turns. */
#include "proto/command.h"
#include "proto/status.h"

#include "agent.h"

#define STEP_PIECES 32
#define PIECE_SIZE  512

bool
task_is_active(const struct agent *agent)
{
	return agent->task.session != NULL;
}

int
task_hash_file(struct agent *agent, struct session *session, uint16_t request,
    const char *path)
{
	struct task *task = &agent->task;
	int fd;

	if (task->session != NULL)
		return -STORE_EBUSY;
	fd = store_open(agent->store, path, STORE_READ);
	if (fd < 0)
		return fd;
	task->fd = fd;
	task->session = session;
	task->request = request;
	task->size = 0;
	proto_sha256_init(&task->sha256);
	return 0;
}

static void
end_task(struct agent *agent)
{
	store_close(agent->store, agent->task.fd);
	agent->task.session = NULL;
}

static void
answer(struct agent *agent)
{
	struct task *task = &agent->task;
	uint8_t hash[PROTO_SHA256_LEN];
	uint8_t body[64];
	struct proto_writer w;

	proto_sha256_final(&task->sha256, hash);
	proto_writer_init(&w, body, sizeof(body));
	proto_cbor_put_map(&w, 2);
	proto_cbor_put_uint(&w, PROTO_FS_HASH_R_SHA256);
	proto_cbor_put_bytes(&w, hash, sizeof(hash));
	proto_cbor_put_uint(&w, PROTO_FS_HASH_R_SIZE);
	proto_cbor_put_uint(&w, task->size);
	session_respond(task->session, task->request, PROTO_STATUS_OK, body,
	    w.len);
	end_task(agent);
}

void
task_poll(struct agent *agent)
{
	struct task *task = &agent->task;
	uint8_t piece[PIECE_SIZE];

	for (int i = 0; i < STEP_PIECES && task->session != NULL; i++) {
		int n =
		    store_read(agent->store, task->fd, piece, sizeof(piece));

		if (n < 0) {
			session_respond(task->session, task->request,
			    (uint16_t)(PROTO_STATUS_FS_BASE + (-n & 0xff)),
			    NULL, 0);
			end_task(agent);
		} else if (n == 0) {
			answer(agent);
		} else {
			proto_sha256_update(&task->sha256, piece, (size_t)n);
			task->size += (uint32_t)n;
		}
	}
}

void
task_cancel(struct agent *agent, struct session *session, uint16_t request)
{
	struct task *task = &agent->task;

	if (task->session != session || task->request != request)
		return;
	session_respond(session, request, PROTO_STATUS_CANCELLED, NULL, 0);
	end_task(agent);
}
