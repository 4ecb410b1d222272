/* SPDX-License-Identifier: MIT */
/* A request that takes long (hashing a file), done in small steps. */
#ifndef TASK_H
#define TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/sha256.h"

struct agent;
struct session;

struct task {
	struct session *session; /* borrowed: who asked; NULL: none */
	uint16_t request;
	int fd;
	uint32_t size;
	struct proto_sha256 sha256;
};

/* Answers the request with hash and size later; -EBUSY: another one runs. */
int task_hash_file(struct agent *agent, struct session *session,
    uint16_t request, const char *path);
void task_poll(struct agent *agent);
bool task_is_active(const struct agent *agent);
/* The peer gave up. */
void task_cancel(struct agent *agent, struct session *session,
    uint16_t request);

#endif
