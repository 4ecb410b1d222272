/* SPDX-License-Identifier: MIT */
/*
 * The real link process, sandbox and all, with this test in the place of
 * parent and fleet, and fake boards on ptys or TCP.
 */
#ifndef LINK_RIG_H
#define LINK_RIG_H

#include <sys/types.h>

#include "daemon/common/conf.h"
#include "daemon/common/imsg.h"
#include "daemon/common/stream.h"
#include "fake_board.h"

#define RIG_BOARDS   2
#define RIG_MESSAGES 4096

/* A received message; body as for the imsg getters. */
struct rig_message {
	struct imsg msg;
	uint8_t *bytes; /* owned */
	bool taken;
};

struct link_rig {
	pid_t pid;
	int parent_fd;
	int fleet_fd;
	struct conf conf;
	struct fake_board *boards[RIG_BOARDS]; /* borrowed: the test */
	struct rig_message messages[RIG_MESSAGES];
	size_t count;
};

void rig_start(struct link_rig *rig);
/* Ends link in an orderly way; its exit code, -1 when it was killed. */
int rig_stop(struct link_rig *rig);
void rig_send(struct link_rig *rig, struct imsg_out *out);
/*
 * The oldest message of this type and id (0: any) that was not taken yet;
 * boards are pumped meanwhile. NULL after the deadline.
 */
struct imsg *rig_wait(struct link_rig *rig, enum imsg_type type, uint32_t id);
/* The same with another deadline than the usual one. */
struct imsg *rig_wait_ms(struct link_rig *rig, enum imsg_type type, uint32_t id,
    int limit_ms);
/* For loops that wait: when to give up, and whether that time has come. */
int64_t rig_deadline_ms(void);
bool rig_late(int64_t deadline_ms);
void rig_pump(struct link_rig *rig, int ms);

/* A pty whose slave goes to link as port; the master is the result. */
int rig_open_tty(struct link_rig *rig, uint32_t port, const char *path);
/* BOARD_UP; its connection, 0 when it did not come. */
uint32_t rig_wait_up(struct link_rig *rig, char *device_id, size_t size);
void rig_call(struct link_rig *rig, uint32_t op, uint32_t conn, uint16_t method,
    uint32_t deadline_ms);
void rig_stream(struct link_rig *rig, uint32_t id,
    const struct stream_start *start);
void rig_data(struct link_rig *rig, uint32_t id, const void *bytes, size_t len);
void rig_credit(struct link_rig *rig, uint32_t id, uint64_t limit);
/* All STREAM_DATA of a stream up to its END, giving credit; length or -1. */
long rig_read_stream(struct link_rig *rig, uint32_t id, uint8_t *buf,
    size_t size, struct stream_end *end);

#endif
