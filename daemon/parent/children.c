/* SPDX-License-Identifier: MIT */
/* The child table: start, watch, restart with back-off, stop. */

#include "config.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"
#include "daemon/parent/children.h"

#define BACKOFF_MIN_MS  100
#define BACKOFF_MAX_MS  30000
#define STABLE_S        60 /* running that long: the back-off starts anew */
#define PING_INTERVAL_S 5
#define PONG_LIMIT_S    30
#define STOP_LIMIT_S    4

struct child {
	struct children *children; /* borrowed: the owner */
	struct event *restart;     /* owned */
	enum proc_id id;
	enum proc_state state;
	pid_t pid; /* 0: not running */
	uint32_t restarts;
	uint32_t backoff_ms;
	time_t started_wall;
	time_t started; /* monotonic s, also below */
	time_t heard;
	bool wanted;
	bool expected_end; /* fleet is gone, so this one ends too */
};

struct children {
	struct child list[PROC_COUNT];
	const struct conf *conf;            /* borrowed: parent */
	const struct children_hooks *hooks; /* borrowed: parent */
	void *arg;
	struct event_base *base;  /* borrowed: parent */
	struct event *ping_timer; /* owned */
	struct event *stop_timer; /* owned */
	int conf_fd;              /* borrowed: parent */
	bool stopping;
	bool all_ready;
};

static void child_start(struct child *child);

static time_t
now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void
tell_state(const struct child *child)
{
	struct imsg_out out;

	imsg_init(&out, IMSG_PROC_STATE, 0);
	imsg_put_u8(&out, (uint8_t)child->id);
	imsg_put_u8(&out, (uint8_t)child->state);
	imsg_put_u32(&out, (uint32_t)child->pid);
	imsg_put_u32(&out, child->restarts);
	imsg_put_i64(&out, child->started_wall);
	proc_send(PROC_FLEET, &out);
}

static void
child_set_state(struct child *child, enum proc_state state)
{
	static const char *const names[] = {
		[PROC_STATE_STARTING] = "starting",
		[PROC_STATE_RUNNING] = "running",
		[PROC_STATE_WAITING] = "waiting",
		[PROC_STATE_STOPPED] = "stopped",
		[PROC_STATE_DISABLED] = "disabled",
	};

	log_debug("%s: %s -> %s", proc_name(child->id), names[child->state],
	    names[state]);
	child->state = state;
	tell_state(child);
}

/* Gives fleet its end of the channel to a child. */
static void
tell_peer(enum proc_id id, int fd)
{
	struct imsg_out out;

	imsg_init(&out, IMSG_PEER, 0);
	imsg_put_u8(&out, (uint8_t)id);
	proc_send_fd(PROC_FLEET, &out, fd);
}

static void
make_pair(int pair[2])
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK,
		0, pair) == -1)
		fatal("cannot make a channel");
}

static void
child_start(struct child *child)
{
	struct children *children = child->children;
	struct proc_start start = {
		.id = child->id,
		.conf = children->conf,
		.conf_fd = children->conf_fd,
		.fleet_fd = -1,
	};
	int to_parent[2], to_fleet[2] = { -1, -1 };

	make_pair(to_parent);
	start.parent_fd = to_parent[1];
	if (child->id != PROC_FLEET) {
		make_pair(to_fleet);
		start.fleet_fd = to_fleet[1];
	}
	child->pid = proc_spawn(&start);
	if (child->pid == -1)
		fatal("cannot start %s", proc_name(child->id));
	log_debug("%s: pid %d", proc_name(child->id), (int)child->pid);
	child->started_wall = time(NULL);
	child->started = child->heard = now_s();
	child->expected_end = false;
	proc_set_peer(child->id, to_parent[0]);
	if (child->id != PROC_FLEET)
		tell_peer(child->id, to_fleet[0]);
	child_set_state(child, PROC_STATE_STARTING);
	children->hooks->on_start(children->arg, child->id);
}

/* Starts what is due; the others need fleet. */
static void
child_start_if_possible(struct child *child)
{
	struct children *children = child->children;

	if (children->stopping || !child->wanted || child->pid != 0 ||
	    evtimer_pending(child->restart, NULL))
		return;
	if (child->id == PROC_FLEET || children->list[PROC_FLEET].pid != 0)
		child_start(child);
}

void
children_start(struct children *children)
{
	int id;

	for (id = PROC_FLEET; id < PROC_COUNT; id++)
		child_start_if_possible(&children->list[id]);
}

static void
on_restart(evutil_socket_t fd, short what, void *arg)
{
	struct child *child = arg;

	(void)fd;
	(void)what;
	child_start_if_possible(child);
	if (child->id == PROC_FLEET)
		children_start(child->children);
}

static void
schedule_restart(struct child *child)
{
	struct timeval delay;

	if (now_s() - child->started >= STABLE_S || child->expected_end)
		child->backoff_ms = BACKOFF_MIN_MS;
	delay.tv_sec = child->backoff_ms / 1000;
	delay.tv_usec = (child->backoff_ms % 1000) * 1000;
	child->backoff_ms *= 2;
	if (child->backoff_ms > BACKOFF_MAX_MS)
		child->backoff_ms = BACKOFF_MAX_MS;
	child->restarts++;
	evtimer_add(child->restart, &delay);
	child_set_state(child, PROC_STATE_WAITING);
}

static void
log_end(const struct child *child, int status)
{
	const char *name = proc_name(child->id);

	if (child->expected_end || child->children->stopping)
		log_debug("%s: ended", name);
	else if (WIFSIGNALED(status))
		log_errorx("%s: killed by signal %d (%s)", name,
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		log_errorx("%s: ended with code %d", name, WEXITSTATUS(status));
}

static void
child_on_end(struct child *child, int status)
{
	struct children *children = child->children;
	int id;

	log_end(child, status);
	child->pid = 0;
	proc_close_peer(child->id);
	children->hooks->on_gone(children->arg, child->id);
	if (child->id == PROC_FLEET)
		for (id = PROC_FLEET + 1; id < PROC_COUNT; id++)
			children->list[id].expected_end = true;
	if (children->stopping)
		child_set_state(child, PROC_STATE_STOPPED);
	else
		schedule_restart(child);
}

static bool
all_stopped(const struct children *children)
{
	int id;

	for (id = 0; id < PROC_COUNT; id++)
		if (children->list[id].pid != 0)
			return false;
	return true;
}

void
children_reap(struct children *children)
{
	pid_t pid;
	int status, id;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (id = 0; id < PROC_COUNT; id++)
			if (children->list[id].pid == pid)
				child_on_end(&children->list[id], status);
	if (children->stopping && all_stopped(children))
		children->hooks->on_all_stopped(children->arg);
}

void
children_kill(struct children *children)
{
	int id;

	for (id = 0; id < PROC_COUNT; id++)
		if (children->list[id].pid != 0)
			kill(children->list[id].pid, SIGKILL);
}

static void
on_stop_timeout(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	log_warnx("some processes do not stop and are killed");
	children_kill(arg);
}

void
children_stop(struct children *children)
{
	const struct timeval limit = { .tv_sec = STOP_LIMIT_S };
	int id;

	children->stopping = true;
	evtimer_add(children->stop_timer, &limit);
	for (id = 0; id < PROC_COUNT; id++)
		event_del(children->list[id].restart);
	/* fleet finishes its work; the others follow when it is gone. */
	if (children->list[PROC_FLEET].pid != 0)
		proc_send_empty(PROC_FLEET, IMSG_STOP, 0);
	else
		for (id = PROC_FLEET + 1; id < PROC_COUNT; id++)
			proc_close_peer((enum proc_id)id);
	if (all_stopped(children))
		children->hooks->on_all_stopped(children->arg);
}

void
children_on_ready(struct children *children, enum proc_id id)
{
	int i;

	child_set_state(&children->list[id], PROC_STATE_RUNNING);
	for (i = PROC_FLEET; i < PROC_COUNT; i++)
		if (children->list[i].wanted &&
		    children->list[i].state != PROC_STATE_RUNNING)
			return;
	if (!children->all_ready)
		children->hooks->on_all_ready(children->arg);
	children->all_ready = true;
}

void
children_on_pong(struct children *children, enum proc_id id)
{
	children->list[id].heard = now_s();
}

bool
children_are_healthy(const struct children *children)
{
	const struct child *fleet = &children->list[PROC_FLEET];

	return fleet->pid == 0 || now_s() - fleet->heard < PONG_LIMIT_S;
}

static void
on_ping(evutil_socket_t fd, short what, void *arg)
{
	struct children *children = arg;
	int id;

	(void)fd;
	(void)what;
	for (id = PROC_FLEET; id < PROC_COUNT; id++) {
		struct child *child = &children->list[id];

		if (child->pid == 0 || children->stopping)
			continue;
		proc_send_empty(child->id, IMSG_PING, 0);
		if (now_s() - child->heard < PONG_LIMIT_S)
			continue;
		log_errorx("%s: does not answer for %d s and is killed",
		    proc_name(child->id), PONG_LIMIT_S);
		kill(child->pid, SIGKILL);
		child->heard = now_s();
	}
}

void
children_tell_fleet(const struct children *children)
{
	int id;

	for (id = PROC_FLEET; id < PROC_COUNT; id++)
		tell_state(&children->list[id]);
}

void
children_set_wanted(struct children *children, enum proc_id id, bool wanted)
{
	children->list[id].wanted = wanted;
	children->list[id].state =
	    wanted ? PROC_STATE_STOPPED : PROC_STATE_DISABLED;
}

struct children *
children_new(struct event_base *base, const struct conf *conf, int conf_fd,
    const struct children_hooks *hooks, void *arg)
{
	const struct timeval interval = { .tv_sec = PING_INTERVAL_S };
	struct children *children = xcalloc(1, sizeof(*children));
	int id;

	children->conf = conf;
	children->conf_fd = conf_fd;
	children->hooks = hooks;
	children->arg = arg;
	children->base = base;
	for (id = 0; id < PROC_COUNT; id++) {
		struct child *child = &children->list[id];

		child->children = children;
		child->id = (enum proc_id)id;
		child->wanted = id != PROC_PARENT;
		child->state = PROC_STATE_STOPPED;
		child->backoff_ms = BACKOFF_MIN_MS;
		child->restart = evtimer_new(base, on_restart, child);
	}
	children->ping_timer =
	    event_new(base, -1, EV_PERSIST, on_ping, children);
	children->stop_timer = evtimer_new(base, on_stop_timeout, children);
	event_add(children->ping_timer, &interval);
	return children;
}

void
children_free(struct children *children)
{
	int id;

	for (id = 0; id < PROC_COUNT; id++)
		event_free(children->list[id].restart);
	event_free(children->ping_timer);
	event_free(children->stop_timer);
	free(children);
}
