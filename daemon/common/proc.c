/* SPDX-License-Identifier: MIT */
/* Event loop, channels and life of a process. */

#include "config.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/common/sandbox.h"
#include "daemon/common/xmalloc.h"

#define QUEUE_MAX      (8 * 1024 * 1024) /* bytes waiting for one peer */
#define MESSAGES_BATCH 64 /* handled before other events get a turn */
#define STOP_LIMIT_S   2
#define FLUSH_LIMIT_MS 500

/* Descriptors of a freshly executed child. */
enum { CHILD_FD_PARENT = 3, CHILD_FD_FLEET = 4 };

struct queued {
	TAILQ_ENTRY(queued) entry;
	int fd; /* owned; or -1 */
	size_t len;
	uint8_t bytes[];
};

struct peer {
	int fd;                 /* owned; -1: no channel */
	struct event *readable; /* owned */
	struct event *writable; /* owned */
	TAILQ_HEAD(, queued) queue;
	size_t queued;
};

static struct {
	enum proc_id id;
	struct event_base *base; /* owned */
	const struct proc_ops *ops;
	void *ctx;
	struct peer peers[PROC_COUNT];
	struct event *stop_timer; /* owned */
	bool stopping;
	bool leaving;
	int exit_code;
} self;

static void peer_lost(enum proc_id id);
static void stop_self(void);

static const char *const names[PROC_COUNT] = {
#define X(value, NAME, name, sandbox) [(value)] = #name,
#include "procs.def"
#undef X
};

const char *
proc_name(unsigned int id)
{
	return id < PROC_COUNT ? names[id] : NULL;
}

int
proc_by_name(const char *name)
{
	int id;

	for (id = 0; id < PROC_COUNT; id++)
		if (strcmp(names[id], name) == 0)
			return id;
	return -1;
}

enum proc_id
proc_self(void)
{
	return self.id;
}

/* ---- sending ----------------------------------------------------------- */

bool
proc_has_peer(enum proc_id peer)
{
	return self.peers[peer].fd != -1;
}

size_t
proc_queued(enum proc_id peer)
{
	return self.peers[peer].queued;
}

/* One datagram with at most one descriptor; as sendmsg. */
static ssize_t
send_datagram(int channel, const uint8_t *bytes, size_t len, int fd)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov = {
		/* sendmsg does not write, its type just says so. */
		.iov_base = (void *)(uintptr_t)bytes,
		.iov_len = len,
	};
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t n;

	if (fd != -1) {
		memset(&control, 0, sizeof(control));
		msg.msg_control = &control;
		msg.msg_controllen = sizeof(control.space);
		control.header.cmsg_len = CMSG_LEN(sizeof(int));
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		memcpy(CMSG_DATA(&control.header), &fd, sizeof(int));
	}
	do
		n = sendmsg(channel, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (n == -1 && errno == EINTR);
	return n;
}

static void
queue_free(struct peer *peer)
{
	struct queued *item;

	while ((item = TAILQ_FIRST(&peer->queue)) != NULL) {
		TAILQ_REMOVE(&peer->queue, item, entry);
		if (item->fd != -1)
			close(item->fd);
		free(item);
	}
	peer->queued = 0;
}

/* Sends what the kernel takes; false: the channel is broken. */
static bool
peer_flush(struct peer *peer)
{
	struct queued *item;

	while ((item = TAILQ_FIRST(&peer->queue)) != NULL) {
		if (send_datagram(peer->fd, item->bytes, item->len, item->fd) ==
		    -1)
			return errno == EAGAIN || errno == ENOBUFS;
		TAILQ_REMOVE(&peer->queue, item, entry);
		peer->queued -= item->len;
		if (item->fd != -1)
			close(item->fd);
		free(item);
	}
	event_del(peer->writable);
	return true;
}

static void
peer_on_writable(evutil_socket_t fd, short what, void *arg)
{
	/* A broken channel is noticed, and handled, by reading. */
	(void)fd;
	(void)what;
	if (!peer_flush(arg))
		event_del(((struct peer *)arg)->writable);
}

static bool
peer_queue(enum proc_id id, const uint8_t *bytes, size_t len, int fd)
{
	struct peer *peer = &self.peers[id];
	struct queued *item;

	if (peer->queued + len > QUEUE_MAX) {
		log_errorx("%s does not read its messages", names[id]);
		if (fd != -1)
			close(fd);
		peer_lost(id);
		return false;
	}
	item = xmalloc(sizeof(*item) + len);
	item->fd = fd;
	item->len = len;
	memcpy(item->bytes, bytes, len);
	TAILQ_INSERT_TAIL(&peer->queue, item, entry);
	peer->queued += len;
	event_add(peer->writable, NULL);
	return true;
}

bool
proc_send_fd(enum proc_id to, struct imsg_out *out, int fd)
{
	struct peer *peer = &self.peers[to];
	size_t len = imsg_finish(out, self.id, to, fd != -1);

	if (len == 0)
		fatalx("message %s to %s breaks its rule (%zu bytes)",
		    imsg_name((uint16_t)out->type), names[to], out->body.len);
	if (peer->fd == -1) {
		if (fd != -1)
			close(fd);
		return false;
	}
	if (!TAILQ_EMPTY(&peer->queue))
		return peer_queue(to, out->buf, len, fd);
	if (send_datagram(peer->fd, out->buf, len, fd) == -1) {
		if (errno == EAGAIN || errno == ENOBUFS)
			return peer_queue(to, out->buf, len, fd);
		if (fd != -1)
			close(fd);
		return false;
	}
	if (fd != -1)
		close(fd);
	return true;
}

bool
proc_send(enum proc_id to, struct imsg_out *out)
{
	return proc_send_fd(to, out, -1);
}

bool
proc_send_empty(enum proc_id to, enum imsg_type type, uint32_t id)
{
	struct imsg_out out;

	imsg_init(&out, type, id);
	return proc_send(to, &out);
}

/* ---- receiving --------------------------------------------------------- */

/* fleet and parent outlive a broken peer; a broken peer ends the others. */
static void
violation(const struct imsg *msg, const char *what)
{
	if (self.id != PROC_PARENT && self.id != PROC_FLEET)
		fatalx("message %s from %s: %s", imsg_name((uint16_t)msg->type),
		    names[msg->from], what);
	log_errorx("message %s from %s: %s; its channel is closed",
	    imsg_name((uint16_t)msg->type), names[msg->from], what);
	peer_lost(msg->from);
}

/* Messages that proc.c itself understands; false: not one of them. */
static bool
handle_own(struct imsg *msg)
{
	unsigned int id;

	if (msg->type == IMSG_STOP) {
		stop_self();
		return true;
	}
	if (msg->type == IMSG_PING) {
		proc_send_empty(PROC_PARENT, IMSG_PONG, msg->id);
		return true;
	}
	if (msg->type != IMSG_PEER)
		return false;
	id = imsg_get_u8(msg);
	if (id >= PROC_COUNT || id == PROC_PARENT || id == PROC_FLEET) {
		imsg_refuse(msg);
		return true;
	}
	proc_set_peer((enum proc_id)id, imsg_take_fd(msg));
	if (self.ops->on_peer != NULL)
		self.ops->on_peer(self.ctx, (enum proc_id)id, true);
	return true;
}

static void
dispatch(struct imsg *msg)
{
	const struct proc_handler *row = self.ops->handlers;
	const struct proc_handler *end = row + self.ops->handler_count;
	const char *wrong;

	if (!handle_own(msg)) {
		while (row < end &&
		    (row->type != msg->type || row->from != msg->from))
			row++;
		if (row == end) {
			violation(msg, "nobody handles it");
			return;
		}
		row->handle(self.ctx, msg);
	}
	wrong = imsg_check_end(msg);
	if (wrong != NULL)
		violation(msg, wrong);
}

/* Takes the descriptor out of a received datagram; false: it is broken. */
static bool
take_descriptor(struct msghdr *header, int *fd)
{
	struct cmsghdr *control;
	bool good = (header->msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0;

	*fd = -1;
	for (control = CMSG_FIRSTHDR(header); control != NULL;
	     control = CMSG_NXTHDR(header, control)) {
		if (control->cmsg_level != SOL_SOCKET ||
		    control->cmsg_type != SCM_RIGHTS ||
		    control->cmsg_len != CMSG_LEN(sizeof(int)) || *fd != -1)
			good = false;
		else
			memcpy(fd, CMSG_DATA(control), sizeof(int));
	}
	return good;
}

/* Receives and handles one message; false: nothing more now. */
static bool
peer_receive(enum proc_id id)
{
	static uint8_t bytes[IMSG_MAX];
	char space[CMSG_SPACE(sizeof(int))]
	    __attribute__((__aligned__(__alignof__(struct cmsghdr))));
	struct iovec iov = { .iov_base = bytes, .iov_len = sizeof(bytes) };
	struct msghdr header = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = space,
		.msg_controllen = sizeof(space),
	};
	struct imsg msg = { .from = id };
	const char *wrong;
	ssize_t n;

	n = recvmsg(self.peers[id].fd, &header,
	    MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		peer_lost(id);
		return false;
	}
	wrong = take_descriptor(&header, &msg.fd) ? NULL : "broken datagram";
	if (wrong == NULL)
		wrong = imsg_parse(&msg, bytes, (size_t)n, id, self.id);
	if (wrong != NULL)
		violation(&msg, wrong);
	else
		dispatch(&msg);
	if (msg.fd != -1)
		close(msg.fd);
	return true;
}

static void
peer_on_readable(evutil_socket_t fd, short what, void *arg)
{
	enum proc_id id = (enum proc_id)((struct peer *)arg - self.peers);
	int i;

	(void)fd;
	(void)what;
	for (i = 0; i < MESSAGES_BATCH; i++)
		if (self.leaving || self.peers[id].fd == -1 ||
		    !peer_receive(id))
			break;
}

/* ---- peers ------------------------------------------------------------- */

void
proc_close_peer(enum proc_id id)
{
	struct peer *peer = &self.peers[id];

	if (peer->fd == -1)
		return;
	event_free(peer->readable);
	event_free(peer->writable);
	close(peer->fd);
	peer->fd = -1;
	queue_free(peer);
}

void
proc_set_peer(enum proc_id id, int fd)
{
	struct peer *peer = &self.peers[id];

	if (peer->fd != -1) {
		proc_close_peer(id);
		if (self.ops->on_peer != NULL)
			self.ops->on_peer(self.ctx, id, false);
	}
	evutil_make_socket_nonblocking(fd);
	evutil_make_socket_closeonexec(fd);
	peer->fd = fd;
	peer->readable = event_new(self.base, fd, EV_READ | EV_PERSIST,
	    peer_on_readable, peer);
	peer->writable = event_new(self.base, fd, EV_WRITE | EV_PERSIST,
	    peer_on_writable, peer);
	if (peer->readable == NULL || peer->writable == NULL ||
	    event_add(peer->readable, NULL) == -1)
		fatalx("cannot watch the channel to %s", names[id]);
}

/* A channel is gone: the end for a child that lost parent or fleet. */
static void
peer_lost(enum proc_id id)
{
	proc_close_peer(id);
	if (id != PROC_PARENT &&
	    (self.id == PROC_PARENT || self.id == PROC_FLEET)) {
		if (self.ops->on_peer != NULL)
			self.ops->on_peer(self.ctx, id, false);
		return;
	}
	log_debug("%s is gone", names[id]);
	stop_self();
}

/* ---- life -------------------------------------------------------------- */

static void
on_stop_timeout(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
	log_warnx("stopping takes too long");
	proc_exit(1);
}

static void
stop_self(void)
{
	static const struct timeval limit = { .tv_sec = STOP_LIMIT_S };

	if (self.stopping)
		return;
	self.stopping = true;
	if (self.ops->on_stop == NULL) {
		proc_exit(0);
		return;
	}
	self.stop_timer = evtimer_new(self.base, on_stop_timeout, NULL);
	if (self.stop_timer == NULL || evtimer_add(self.stop_timer, &limit))
		fatalx("cannot make a timer");
	self.ops->on_stop(self.ctx);
}

void
proc_exit(int code)
{
	self.leaving = true;
	self.exit_code = code;
	event_base_loopbreak(self.base);
}

/* What was queued before the end still goes out, within a limit. */
static void
flush_peers(void)
{
	int id;

	for (id = 0; id < PROC_COUNT; id++) {
		struct peer *peer = &self.peers[id];
		struct pollfd wait = { .fd = peer->fd, .events = POLLOUT };

		while (peer->fd != -1 && !TAILQ_EMPTY(&peer->queue))
			if (poll(&wait, 1, FLUSH_LIMIT_MS) != 1 ||
			    !peer_flush(peer))
				break;
		proc_close_peer((enum proc_id)id);
	}
}

static int
loop(void)
{
	while (!self.leaving)
		if (event_base_dispatch(self.base) != 0)
			fatalx("event loop failed");
	flush_peers();
	if (self.stop_timer != NULL)
		event_free(self.stop_timer);
	return self.exit_code;
}

static void
init_self(enum proc_id id, const struct proc_ops *ops)
{
	struct event_config *config = event_config_new();
	int i;

	self.id = id;
	self.ops = ops;
	for (i = 0; i < PROC_COUNT; i++) {
		self.peers[i].fd = -1;
		TAILQ_INIT(&self.peers[i].queue);
	}
	if (config == NULL)
		fatalx("cannot make an event loop");
	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
	self.base = event_base_new_with_config(config);
	event_config_free(config);
	if (self.base == NULL)
		fatalx("cannot make an event loop");
}

struct event_base *
proc_init_parent(const struct proc_ops *ops, void *ctx)
{
	init_self(PROC_PARENT, ops);
	self.ctx = ctx;
	signal(SIGPIPE, SIG_IGN);
	return self.base;
}

int
proc_loop_parent(void)
{
	return loop();
}

void
proc_run(enum proc_id id, const struct proc_ops *ops, struct conf *conf)
{
	int code;

	/* The terminal's Ctrl-C and systemd's SIGTERM are for parent. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_NAME, names[id]);
	init_self(id, ops);
	sandbox_drop_user(id, conf);
	if (ops->open != NULL)
		self.ctx = ops->open(self.base, conf);
	sandbox_enter(id, conf);
	proc_set_peer(PROC_PARENT, CHILD_FD_PARENT);
	if (id != PROC_FLEET)
		proc_set_peer(PROC_FLEET, CHILD_FD_FLEET);
	proc_send_empty(PROC_PARENT, IMSG_READY, 0);
	if (ops->start != NULL)
		ops->start(self.ctx);
	code = loop();
	event_base_free(self.base);
	sandbox_exit(code);
}

/* ---- starting a child -------------------------------------------------- */

/* Places a descriptor at its number; both stay open across exec. */
static bool
place_fd(int fd, int target)
{
	return fd == -1 || dup2(fd, target) == target;
}

/*
 * In the new process; only async-signal-safe calls. Everything else is
 * close-on-exec.
 */
static void
exec_child(const struct proc_start *start, char *const argv[])
{
	int fds[] = { start->parent_fd, start->fleet_fd, start->conf_fd };
	sigset_t none;
	size_t i;
	int null;

	/* Out of the way of the targets, whatever numbers they have now. */
	for (i = 0; i < 3; i++)
		if (fds[i] != -1)
			fds[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 16);
	null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	sigemptyset(&none);
	if (null == -1 || !place_fd(null, STDIN_FILENO) ||
	    !place_fd(fds[0], CHILD_FD_PARENT) ||
	    !place_fd(fds[1], CHILD_FD_FLEET) ||
	    !place_fd(fds[2], PROC_CONF_FD) ||
	    sigprocmask(SIG_SETMASK, &none, NULL) == -1)
		_exit(127);
	execv("/proc/self/exe", argv);
	_exit(127);
}

int
proc_spawn(const struct proc_start *start)
{
	const struct conf *conf = start->conf;
	char name[16], state[CONF_PATH_MAX + 1], runtime[CONF_PATH_MAX + 1];
	char web[CONF_PATH_MAX + 1];
	char program[] = "upyd", process[] = "--process";
	char state_dir[] = "--state-dir", runtime_dir[] = "--runtime-dir";
	char web_dir[] = "--web-dir", foreground[] = "--foreground";
	char verbose[] = "-v";
	char *argv[12] = { program, process, name, state_dir, state,
		runtime_dir, runtime, web_dir, web };
	size_t count = 9;
	pid_t pid;

	(void)snprintf(name, sizeof(name), "%s", names[start->id]);
	(void)snprintf(state, sizeof(state), "%s", conf->state_dir);
	(void)snprintf(runtime, sizeof(runtime), "%s", conf->runtime_dir);
	(void)snprintf(web, sizeof(web), "%s", conf->web_dir);
	if (conf->foreground)
		argv[count++] = foreground;
	if (conf->log_level == LOG_LEVEL_DEBUG)
		argv[count++] = verbose;
	pid = fork();
	if (pid == 0)
		exec_child(start, argv);
	close(start->parent_fd);
	if (start->fleet_fd != -1)
		close(start->fleet_fd);
	return pid;
}
