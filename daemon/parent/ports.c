/* SPDX-License-Identifier: MIT */
/* Serial ports: finding, opening, opening again. */

#include "config.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/queue.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/common/xmalloc.h"
#include "daemon/parent/ports.h"
#include "daemon/parent/tty.h"

#define RESCAN_MS      2000 /* also without any notice */
#define SETTLE_MS      20   /* after a notice: udev sets owner and mode */
#define BACKOFF_MIN_MS 100
#define BACKOFF_MAX_MS 5000
#define STABLE_MS      10000
#define WATCH_EVENTS   (IN_CREATE | IN_ATTRIB | IN_MOVED_TO | IN_DELETE)
#define PORT_COUNT_MAX 256
#define WHY_MAX        160

struct port {
	TAILQ_ENTRY(port) entry;
	char *path; /* owned */
	uint32_t id;
	enum port_state state;
	char why[WHY_MAX];
	dev_t device; /* while open */
	int64_t opened_ms;
	int64_t retry_ms; /* not before */
	uint32_t backoff_ms;
	bool by_pattern;
};

struct ports {
	TAILQ_HEAD(, port) list;
	const struct conf *conf; /* borrowed: parent */
	struct event *rescan;    /* owned */
	struct event *notice;    /* owned; NULL without inotify */
	int inotify;             /* owned; or -1 */
	uint32_t next_id;
	size_t count;
	bool link_running;
};

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
tell_port(const struct port *port)
{
	struct imsg_out out;

	imsg_init(&out, IMSG_PORT_STATE, port->id);
	imsg_put_u8(&out, (uint8_t)port->state);
	imsg_put_str(&out, port->path);
	imsg_put_str(&out, port->why);
	proc_send(PROC_FLEET, &out);
}

static void
log_open(const struct port *port)
{
	char what[128];

	tty_describe(port->path, what, sizeof(what));
	log_info("port %s: open%s%s%s", port->path, what[0] == '\0' ? "" : " (",
	    what, what[0] == '\0' ? "" : ")");
}

/* The one writer of state and reason; the same news is not told twice. */
static void
port_set_state(struct port *port, enum port_state state, const char *why)
{
	bool news = port->state != state || strcmp(port->why, why) != 0;

	port->state = state;
	(void)snprintf(port->why, sizeof(port->why), "%s", why);
	if (!news)
		return;
	if (state == PORT_OPEN)
		log_open(port);
	else if (state == PORT_FAILED)
		log_warnx("port %s: %s", port->path, why);
	else
		log_info("port %s: %s", port->path, why);
	tell_port(port);
}

static struct port *
port_find(struct ports *ports, const char *path)
{
	struct port *port;

	TAILQ_FOREACH(port, &ports->list, entry)
		if (strcmp(port->path, path) == 0)
			return port;
	return NULL;
}

static void
port_add(struct ports *ports, const char *path, bool by_pattern)
{
	struct port *port;

	if (port_find(ports, path) != NULL || ports->count == PORT_COUNT_MAX ||
	    strlen(path) > CONF_PATH_MAX)
		return;
	port = xcalloc(1, sizeof(*port));
	port->path = xstrdup(path);
	port->id = ++ports->next_id;
	port->by_pattern = by_pattern;
	port->backoff_ms = BACKOFF_MIN_MS;
	port->state = PORT_ABSENT;
	TAILQ_INSERT_TAIL(&ports->list, port, entry);
	ports->count++;
}

static void
port_remove(struct ports *ports, struct port *port)
{
	TAILQ_REMOVE(&ports->list, port, entry);
	ports->count--;
	free(port->path);
	free(port);
}

/* Another name of a device that link has already. */
static const struct port *
find_same_device(const struct ports *ports, const struct port *port)
{
	const struct port *other;
	struct stat st;

	if (stat(port->path, &st) == -1)
		return NULL;
	TAILQ_FOREACH(other, &ports->list, entry)
		if (other != port && other->state == PORT_OPEN &&
		    other->device == st.st_rdev)
			return other;
	return NULL;
}

static void
give_to_link(const struct ports *ports, const struct port *port, int fd)
{
	struct imsg_out out;

	imsg_init(&out, IMSG_TTY_OPENED, port->id);
	imsg_put_str(&out, port->path);
	imsg_put_u32(&out, ports->conf->baud);
	imsg_put_u32(&out, conf_wanted_baud(ports->conf, port->path));
	proc_send_fd(PROC_LINK, &out, fd);
}

static void
port_delay(struct port *port)
{
	port->retry_ms = now_ms() + port->backoff_ms;
	port->backoff_ms *= 2;
	if (port->backoff_ms > BACKOFF_MAX_MS)
		port->backoff_ms = BACKOFF_MAX_MS;
}

static void
port_open(struct ports *ports, struct port *port)
{
	const struct port *same = find_same_device(ports, port);
	char why[WHY_MAX];
	int fd;

	if (same != NULL) {
		(void)snprintf(why, sizeof(why), "is the same device as %.120s",
		    same->path);
		port_set_state(port, PORT_FAILED, why);
		return;
	}
	fd = tty_open(port->path, ports->conf->baud, &port->device, why,
	    sizeof(why));
	if (fd == -1) {
		port_delay(port);
		port_set_state(port,
		    access(port->path, F_OK) == -1 ? PORT_ABSENT : PORT_FAILED,
		    why);
		return;
	}
	port->opened_ms = now_ms();
	port_set_state(port, PORT_OPEN, "");
	give_to_link(ports, port, fd);
}

static void
find_by_pattern(struct ports *ports)
{
	size_t i, k;
	glob_t found;

	for (i = 0; i < ports->conf->patterns.count; i++) {
		if (glob(ports->conf->patterns.items[i], 0, NULL, &found) != 0)
			continue;
		/* glob also names links that lead nowhere. */
		for (k = 0; k < found.gl_pathc; k++)
			if (access(found.gl_pathv[k], F_OK) == 0)
				port_add(ports, found.gl_pathv[k], true);
		globfree(&found);
	}
}

/* Watching a directory again is harmless; it may be a new one. */
static void
watch_directory(const struct ports *ports, const char *path)
{
	char dir[CONF_PATH_MAX + 1];
	const char *slash = strrchr(path, '/');
	int len = slash == path ? 1 : (int)(slash - path);

	(void)snprintf(dir, sizeof(dir), "%.*s", len, path);
	(void)inotify_add_watch(ports->inotify, dir, WATCH_EVENTS);
}

static void
watch_all(const struct ports *ports)
{
	size_t i;

	if (ports->inotify == -1)
		return;
	for (i = 0; i < ports->conf->ports.count; i++)
		watch_directory(ports, ports->conf->ports.items[i]);
	for (i = 0; i < ports->conf->patterns.count; i++)
		watch_directory(ports, ports->conf->patterns.items[i]);
}

/* Opens what can be opened; the time until the next look. */
static int64_t
open_due(struct ports *ports)
{
	struct port *port, *next;
	int64_t now = now_ms(), wait = RESCAN_MS;

	for (port = TAILQ_FIRST(&ports->list); port != NULL; port = next) {
		next = TAILQ_NEXT(port, entry);
		if (port->state == PORT_OPEN || !ports->link_running)
			continue;
		if (port->by_pattern && access(port->path, F_OK) == -1) {
			port_set_state(port, PORT_FORGOTTEN, "unplugged");
			port_remove(ports, port);
			continue;
		}
		if (port->retry_ms <= now)
			port_open(ports, port);
		else if (port->retry_ms - now < wait)
			wait = port->retry_ms - now;
	}
	return wait;
}

static void
rescan_after(struct ports *ports, int64_t ms)
{
	struct timeval delay = {
		.tv_sec = ms / 1000,
		.tv_usec = ms % 1000 * 1000,
	};

	evtimer_add(ports->rescan, &delay);
}

static void
on_rescan(evutil_socket_t fd, short what, void *arg)
{
	struct ports *ports = arg;

	(void)fd;
	(void)what;
	watch_all(ports);
	find_by_pattern(ports);
	rescan_after(ports, open_due(ports));
}

/* Something changed in a directory of devices: look soon, try at once. */
static void
on_notice(evutil_socket_t fd, short what, void *arg)
{
	struct ports *ports = arg;
	struct port *port;
	char events[4096];

	(void)what;
	while (read(fd, events, sizeof(events)) > 0)
		continue;
	TAILQ_FOREACH(port, &ports->list, entry)
		if (port->state == PORT_ABSENT)
			port->retry_ms = 0;
	rescan_after(ports, SETTLE_MS);
}

void
ports_on_link_start(struct ports *ports)
{
	ports->link_running = true;
	rescan_after(ports, 0);
}

void
ports_on_link_gone(struct ports *ports)
{
	struct port *port;

	ports->link_running = false;
	TAILQ_FOREACH(port, &ports->list, entry) {
		if (port->state == PORT_OPEN)
			port_set_state(port, PORT_ABSENT, "link restarts");
		port->retry_ms = 0;
	}
}

void
ports_on_closed(struct ports *ports, uint32_t id, const char *why)
{
	struct port *port;

	TAILQ_FOREACH(port, &ports->list, entry) {
		if (port->id != id || port->state != PORT_OPEN)
			continue;
		if (now_ms() - port->opened_ms >= STABLE_MS)
			port->backoff_ms = BACKOFF_MIN_MS;
		port_delay(port);
		port_set_state(port, PORT_ABSENT, why);
		rescan_after(ports, 0);
		return;
	}
}

void
ports_tell_fleet(const struct ports *ports)
{
	const struct port *port;

	TAILQ_FOREACH(port, &ports->list, entry)
		tell_port(port);
}

struct ports *
ports_new(struct event_base *base, const struct conf *conf)
{
	struct ports *ports = xcalloc(1, sizeof(*ports));
	size_t i;

	TAILQ_INIT(&ports->list);
	ports->conf = conf;
	ports->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (ports->inotify == -1) {
		log_warn("directories of devices cannot be watched");
	} else {
		ports->notice = event_new(base, ports->inotify,
		    EV_READ | EV_PERSIST, on_notice, ports);
		event_add(ports->notice, NULL);
	}
	ports->rescan = evtimer_new(base, on_rescan, ports);
	for (i = 0; i < conf->ports.count; i++)
		port_add(ports, conf->ports.items[i], false);
	return ports;
}

void
ports_free(struct ports *ports)
{
	struct port *port;

	while ((port = TAILQ_FIRST(&ports->list)) != NULL)
		port_remove(ports, port);
	if (ports->notice != NULL)
		event_free(ports->notice);
	if (ports->inotify != -1)
		close(ports->inotify);
	event_free(ports->rescan);
	free(ports);
}
