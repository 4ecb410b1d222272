/* SPDX-License-Identifier: MIT */
/*
 * Channels between processes: a fleet of this test's own, run as proc.c runs
 * every process, with the test as parent and as a peer that misbehaves.
 */

#include "config.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/common/sandbox.h"

#define PATIENCE_MS 10000

static pid_t pid;
static int parent_fd;
static int link_fd;
static struct imsg_out out;

/* ---- the process under test -------------------------------------------- */

/* What fleet hears it tells parent, as a PONG whose id is the news. */
enum news {
	NEWS_LINK_UP = 1000,
	NEWS_LINK_DOWN = 1001,
	NEWS_ALIVE = 1002,
	NEWS_STOPPED = 1003
};

static void
tell(enum news news)
{
	proc_send_empty(PROC_PARENT, IMSG_PONG, (uint32_t)news);
}

static void
on_peer(void *ctx, enum proc_id peer, bool up)
{
	(void)ctx;
	if (peer == PROC_LINK)
		tell(up ? NEWS_LINK_UP : NEWS_LINK_DOWN);
}

static void
on_alive(void *ctx, struct imsg *msg)
{
	(void)ctx;
	(void)imsg_get_u32(msg);
	/* The second field is left unread when it is 1. */
	if (imsg_left(msg) == 4 && *msg->body.at != 1)
		(void)imsg_get_u32(msg);
	tell(NEWS_ALIVE);
}

/* A flood towards a peer that does not read. */
static void
on_flood(void *ctx, struct imsg *msg)
{
	static const uint8_t block[16000];
	struct imsg_out data;
	size_t rest;
	int i;

	(void)ctx;
	imsg_get_rest(msg, &rest);
	for (i = 0; i < 10000; i++) {
		imsg_init(&data, IMSG_STREAM_DATA, 1);
		imsg_put_bytes(&data, block, sizeof(block));
		if (!proc_send(PROC_LINK, &data))
			break;
	}
	if (proc_has_peer(PROC_LINK) || proc_queued(PROC_LINK) != 0)
		fatalx("the flood was not stopped");
}

static void
on_stop(void *ctx)
{
	(void)ctx;
	tell(NEWS_STOPPED);
	proc_exit(7);
}

static const struct proc_handler handlers[] = {
	{ IMSG_BOARD_ALIVE, PROC_LINK, on_alive },
	{ IMSG_BOARD_LOG, PROC_LINK, on_flood },
};

static const struct proc_ops test_ops = {
	.handlers = handlers,
	.handler_count = sizeof(handlers) / sizeof(handlers[0]),
	.on_peer = on_peer,
	.on_stop = on_stop,
};

static void
run_fleet(int end)
{
	struct conf conf;

	conf_init(&conf);
	if (dup2(end, 3) == -1)
		_exit(99);
	close_range(4, ~0U, 0);
	log_init("fleet", true, -1);
	sandbox_harden();
	proc_run(PROC_FLEET, &test_ops, &conf);
}

/* ---- the test as parent and link --------------------------------------- */

static void
send_out(int fd, enum proc_id from, const int *pass, size_t pass_count)
{
	size_t len = imsg_finish(&out, from, PROC_FLEET, pass_count == 1);
	struct iovec iov = { .iov_base = out.buf, .iov_len = len };
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(2 * sizeof(int))];
	} control;
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };

	CHECK(len != 0 || pass_count > 1);
	if (len == 0)
		iov.iov_len = IMSG_HEADER + 8;
	if (pass_count != 0) {
		memset(&control, 0, sizeof(control));
		msg.msg_control = &control;
		msg.msg_controllen = CMSG_SPACE(pass_count * sizeof(int));
		control.header.cmsg_len = CMSG_LEN(pass_count * sizeof(int));
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		memcpy(CMSG_DATA(&control.header), pass,
		    pass_count * sizeof(int));
	}
	CHECK(sendmsg(fd, &msg, MSG_NOSIGNAL) != -1);
}

/* The next message to parent: its type and id; false: none in time. */
static bool
hear(enum imsg_type *type, uint32_t *id)
{
	struct pollfd ready = { .fd = parent_fd, .events = POLLIN };
	static uint8_t bytes[IMSG_MAX];
	struct imsg msg = { .fd = -1 };
	ssize_t n;

	if (poll(&ready, 1, PATIENCE_MS) != 1)
		return false;
	n = recv(parent_fd, bytes, sizeof(bytes), 0);
	if (n <= 0 ||
	    imsg_parse(&msg, bytes, (size_t)n, PROC_FLEET, PROC_PARENT) != NULL)
		return false;
	*type = msg.type;
	*id = msg.id;
	return true;
}

static bool
hear_news(enum news news)
{
	enum imsg_type type;
	uint32_t id;

	return hear(&type, &id) && type == IMSG_PONG && id == (uint32_t)news;
}

static void
give_link(void)
{
	int pair[2];

	CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
	imsg_init(&out, IMSG_PEER, 0);
	imsg_put_u8(&out, PROC_LINK);
	send_out(parent_fd, PROC_PARENT, &pair[1], 1);
	close(pair[1]);
	link_fd = pair[0];
	CHECK(hear_news(NEWS_LINK_UP));
}

static void
start(void)
{
	int pair[2];
	enum imsg_type type;
	uint32_t id;

	CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
	pid = fork();
	if (pid == 0)
		run_fleet(pair[1]);
	close(pair[1]);
	parent_fd = pair[0];
	CHECK(hear(&type, &id) && type == IMSG_READY);
	give_link();
}

/* The exit code after STOP, minus a signal. */
static int
stop(void)
{
	int status;

	imsg_init(&out, IMSG_STOP, 0);
	send_out(parent_fd, PROC_PARENT, NULL, 0);
	CHECK(hear_news(NEWS_STOPPED));
	waitpid(pid, &status, 0);
	close(parent_fd);
	if (link_fd != -1)
		close(link_fd);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void
alive(uint32_t second)
{
	imsg_init(&out, IMSG_BOARD_ALIVE, 1);
	imsg_put_u32(&out, 5);
	imsg_put_u32(&out, second);
}

/* Is the channel to link closed by fleet, and is fleet well? */
static void
expect_hung_up(void)
{
	char byte;

	CHECK(hear_news(NEWS_LINK_DOWN));
	CHECK(recv(link_fd, &byte, 1, 0) <= 0);
	close(link_fd);
	give_link();
	alive(0);
	send_out(link_fd, PROC_LINK, NULL, 0);
	CHECK(hear_news(NEWS_ALIVE));
}

TEST(messages_arrive_and_stop_is_obeyed)
{
	start();
	alive(0);
	send_out(link_fd, PROC_LINK, NULL, 0);
	CHECK(hear_news(NEWS_ALIVE));
	imsg_init(&out, IMSG_PING, 1);
	send_out(parent_fd, PROC_PARENT, NULL, 0);
	CHECK(hear_news((enum news)1));
	CHECK_INT(stop(), 7);
}

TEST(peer_that_ends_is_told_and_may_return)
{
	start();
	close(link_fd);
	CHECK(hear_news(NEWS_LINK_DOWN));
	give_link();
	CHECK_INT(stop(), 7);
}

TEST(newer_channel_replaces_the_older)
{
	int pair[2];
	char byte;

	start();
	CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
	imsg_init(&out, IMSG_PEER, 0);
	imsg_put_u8(&out, PROC_LINK);
	send_out(parent_fd, PROC_PARENT, &pair[1], 1);
	close(pair[1]);
	CHECK(hear_news(NEWS_LINK_DOWN));
	CHECK(hear_news(NEWS_LINK_UP));
	CHECK(recv(link_fd, &byte, 1, 0) == 0);
	close(link_fd);
	link_fd = pair[0];
	CHECK_INT(stop(), 7);
}

TEST(broken_datagram_costs_the_channel_only)
{
	start();
	CHECK(send(link_fd, "garbage", 7, 0) == 7);
	expect_hung_up();
	CHECK_INT(stop(), 7);
}

TEST(unread_body_costs_the_channel_only)
{
	start();
	alive(1);
	send_out(link_fd, PROC_LINK, NULL, 0);
	CHECK(hear_news(NEWS_ALIVE));
	expect_hung_up();
	CHECK_INT(stop(), 7);
}

TEST(message_nobody_handles_costs_the_channel_only)
{
	start();
	imsg_init(&out, IMSG_BOARD_DOWN, 1);
	imsg_put_u8(&out, 0);
	imsg_put_str(&out, "x");
	send_out(link_fd, PROC_LINK, NULL, 0);
	expect_hung_up();
	CHECK_INT(stop(), 7);
}

TEST(unwanted_descriptors_cost_the_channel_only)
{
	int fds[2] = { 0, 1 };

	start();
	alive(0);
	send_out(link_fd, PROC_LINK, fds, 2);
	expect_hung_up();
	CHECK_INT(stop(), 7);
}

TEST(peer_that_does_not_read_is_hung_up_on)
{
	start();
	imsg_init(&out, IMSG_BOARD_LOG, 1);
	imsg_put_u8(&out, 0);
	send_out(link_fd, PROC_LINK, NULL, 0);
	CHECK(hear_news(NEWS_LINK_DOWN));
	close(link_fd);
	give_link();
	CHECK_INT(stop(), 7);
}

TEST(loss_of_parent_is_the_end)
{
	int status;

	start();
	close(parent_fd);
	waitpid(pid, &status, 0);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	close(link_fd);
}

int
main(void)
{
	signal(SIGPIPE, SIG_IGN);
	RUN(messages_arrive_and_stop_is_obeyed);
	RUN(peer_that_ends_is_told_and_may_return);
	RUN(newer_channel_replaces_the_older);
	RUN(broken_datagram_costs_the_channel_only);
	RUN(unread_body_costs_the_channel_only);
	RUN(message_nobody_handles_costs_the_channel_only);
	RUN(unwanted_descriptors_cost_the_channel_only);
	RUN(peer_that_does_not_read_is_hung_up_on);
	RUN(loss_of_parent_is_the_end);
	return check_done();
}
