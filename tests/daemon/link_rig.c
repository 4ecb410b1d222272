/* SPDX-License-Identifier: MIT */
/* The real link process with a test around it. */

#include "config.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/common/sandbox.h"
#include "daemon/common/xmalloc.h"
#include "link_rig.h"

#define PATIENCE_MS 15000

extern const struct proc_ops link_ops;

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
rig_deadline_ms(void)
{
	return now_ms() + PATIENCE_MS;
}

bool
rig_late(int64_t deadline_ms)
{
	return now_ms() >= deadline_ms;
}

static void
run_link(struct link_rig *rig, int parent_end, int fleet_end)
{
	int a = fcntl(parent_end, F_DUPFD, 20);
	int b = fcntl(fleet_end, F_DUPFD, 20);

	if (dup2(a, 3) == -1 || dup2(b, 4) == -1)
		_exit(99);
	close_range(5, ~0U, 0);
	log_init("link", true,
	    getenv("TEST_VERBOSE") != NULL ? LOG_LEVEL_DEBUG :
					     LOG_LEVEL_WARNING);
	sandbox_harden();
	proc_run(PROC_LINK, &link_ops, &rig->conf);
}

void
rig_start(struct link_rig *rig)
{
	int to_parent[2], to_fleet[2];

	memset(rig, 0, sizeof(*rig));
	signal(SIGPIPE, SIG_IGN);
	conf_init(&rig->conf);
	rig->conf.heartbeat_ms = 300;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, to_parent) ==
		-1 ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, to_fleet) ==
		-1)
		abort();
	rig->pid = fork();
	if (rig->pid == 0)
		run_link(rig, to_parent[1], to_fleet[1]);
	close(to_parent[1]);
	close(to_fleet[1]);
	rig->parent_fd = to_parent[0];
	rig->fleet_fd = to_fleet[0];
	if (rig_wait(rig, IMSG_READY, 0) == NULL)
		abort();
}

int
rig_stop(struct link_rig *rig)
{
	size_t i;
	int status;

	close(rig->fleet_fd);
	close(rig->parent_fd);
	waitpid(rig->pid, &status, 0);
	for (i = 0; i < rig->count; i++) {
		free(rig->messages[i].bytes);
		if (rig->messages[i].msg.fd != -1)
			close(rig->messages[i].msg.fd);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
send_as(int fd, struct imsg_out *out, enum proc_id from, int pass)
{
	size_t len = imsg_finish(out, from, PROC_LINK, pass != -1);
	struct iovec iov = { .iov_base = out->buf, .iov_len = len };
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };

	if (len == 0)
		abort();
	if (pass != -1) {
		memset(&control, 0, sizeof(control));
		msg.msg_control = &control;
		msg.msg_controllen = sizeof(control.space);
		control.header.cmsg_len = CMSG_LEN(sizeof(int));
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		memcpy(CMSG_DATA(&control.header), &pass, sizeof(int));
	}
	if (sendmsg(fd, &msg, MSG_NOSIGNAL) == -1 && getenv("TEST_VERBOSE"))
		perror("sendmsg");
}

void
rig_send(struct link_rig *rig, struct imsg_out *out)
{
	send_as(rig->fleet_fd, out, PROC_FLEET, -1);
}

/* Takes one message, if there is one. */
static bool
receive(struct link_rig *rig, int fd, enum proc_id as)
{
	static uint8_t bytes[IMSG_MAX];
	struct rig_message *slot = &rig->messages[rig->count];
	ssize_t n = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	const char *wrong;

	if (n <= 0)
		return false;
	if (rig->count == RIG_MESSAGES) {
		fprintf(stderr, "# too many messages\n");
		abort();
	}
	slot->bytes = xmemdup(bytes, (size_t)n);
	slot->msg.fd = -1;
	wrong = imsg_parse(&slot->msg, slot->bytes, (size_t)n, PROC_LINK, as);
	if (wrong != NULL) {
		fprintf(stderr, "# bad message: %s\n", wrong);
		abort();
	}
	rig->count++;
	return true;
}

void
rig_pump(struct link_rig *rig, int ms)
{
	struct pollfd fds[2 + RIG_BOARDS] = {
		{ .fd = rig->parent_fd, .events = POLLIN },
		{ .fd = rig->fleet_fd, .events = POLLIN },
	};
	int i;

	for (i = 0; i < RIG_BOARDS; i++) {
		fds[2 + i].fd = rig->boards[i] == NULL || rig->boards[i]->mute ?
		    -1 :
		    rig->boards[i]->fd;
		fds[2 + i].events = POLLIN;
		if (rig->boards[i] != NULL)
			board_pump(rig->boards[i]);
	}
	(void)poll(fds, 2 + RIG_BOARDS, ms);
	while (receive(rig, rig->parent_fd, PROC_PARENT))
		continue;
	while (receive(rig, rig->fleet_fd, PROC_FLEET))
		continue;
}

struct imsg *
rig_wait_ms(struct link_rig *rig, enum imsg_type type, uint32_t id,
    int limit_ms)
{
	int64_t end = now_ms() + limit_ms;
	size_t i = 0;

	for (;;) {
		for (; i < rig->count; i++) {
			struct rig_message *slot = &rig->messages[i];

			if (slot->taken || slot->msg.type != type ||
			    (id != 0 && slot->msg.id != id))
				continue;
			slot->taken = true;
			return &slot->msg;
		}
		if (now_ms() >= end)
			return NULL;
		rig_pump(rig, 5);
	}
}

struct imsg *
rig_wait(struct link_rig *rig, enum imsg_type type, uint32_t id)
{
	return rig_wait_ms(rig, type, id, PATIENCE_MS);
}

int
rig_open_tty(struct link_rig *rig, uint32_t port, const char *path)
{
	struct imsg_out out;
	struct termios raw;
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	int slave;

	if (master == -1 || grantpt(master) == -1 || unlockpt(master) == -1)
		abort();
	slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (slave == -1 || tcgetattr(slave, &raw) == -1)
		abort();
	cfmakeraw(&raw);
	tcsetattr(slave, TCSANOW, &raw);
	imsg_init(&out, IMSG_TTY_OPENED, port);
	imsg_put_str(&out, path);
	imsg_put_u32(&out, 115200);
	imsg_put_u32(&out, 0);
	send_as(rig->parent_fd, &out, PROC_PARENT, slave);
	close(slave);
	return master;
}

uint32_t
rig_wait_up(struct link_rig *rig, char *device_id, size_t size)
{
	struct imsg *msg = rig_wait(rig, IMSG_BOARD_UP, 0);

	if (msg == NULL)
		return 0;
	imsg_get_str(msg, device_id, size);
	return msg->id;
}

void
rig_call(struct link_rig *rig, uint32_t op, uint32_t conn, uint16_t method,
    uint32_t deadline_ms)
{
	static const uint8_t args[] = { 0xa1, 0x00, 0x18, 0x2a }; /* {0: 42} */
	struct imsg_out out;

	imsg_init(&out, IMSG_CALL, op);
	imsg_put_u32(&out, conn);
	imsg_put_u16(&out, method);
	imsg_put_u32(&out, deadline_ms);
	imsg_put_bytes(&out, args, sizeof(args));
	rig_send(rig, &out);
}

void
rig_stream(struct link_rig *rig, uint32_t id, const struct stream_start *start)
{
	struct imsg_out out;

	imsg_init(&out, IMSG_STREAM_START, id);
	stream_start_put(&out, start);
	rig_send(rig, &out);
}

void
rig_data(struct link_rig *rig, uint32_t id, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;
	struct imsg_out out;

	while (len > 0) {
		size_t piece = len < STREAM_DATA_MAX ? len : STREAM_DATA_MAX;

		imsg_init(&out, IMSG_STREAM_DATA, id);
		imsg_put_bytes(&out, at, piece);
		rig_send(rig, &out);
		at += piece;
		len -= piece;
	}
}

void
rig_credit(struct link_rig *rig, uint32_t id, uint64_t limit)
{
	struct imsg_out out;

	imsg_init(&out, IMSG_STREAM_CREDIT, id);
	imsg_put_u64(&out, limit);
	rig_send(rig, &out);
}

long
rig_read_stream(struct link_rig *rig, uint32_t id, uint8_t *buf, size_t size,
    struct stream_end *end)
{
	int64_t limit = now_ms() + PATIENCE_MS;
	size_t total = 0;

	while (now_ms() < limit) {
		struct imsg *msg = rig_wait_ms(rig, IMSG_STREAM_DATA, id, 5);
		size_t len;
		const uint8_t *bytes;

		if (msg != NULL) {
			bytes = imsg_get_rest(msg, &len);
			if (len > size - total)
				return -1;
			memcpy(buf + total, bytes, len);
			total += len;
			rig_credit(rig, id, total + STREAM_CREDIT_INITIAL);
			limit = now_ms() + PATIENCE_MS;
			continue;
		}
		msg = rig_wait_ms(rig, IMSG_STREAM_END, id, 0);
		if (msg != NULL) {
			stream_end_get(msg, end);
			return (long)total;
		}
	}
	return -1;
}
