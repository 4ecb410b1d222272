/* SPDX-License-Identifier: MIT */
/* The first process of upyd: start, watch, stop. */

#include "config.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/common/sandbox.h"
#include "daemon/common/xmalloc.h"
#include "daemon/parent/children.h"
#include "daemon/parent/listeners.h"
#include "daemon/parent/options.h"
#include "daemon/parent/parent.h"
#include "daemon/parent/ports.h"
#include "daemon/parent/state_dir.h"

#define EXIT_USAGE   2
#define SIGNAL_COUNT 4

struct parent {
	const struct conf *conf;   /* borrowed: parent_main */
	struct event_base *base;   /* borrowed: proc.c */
	struct children *children; /* owned */
	struct ports *ports;       /* owned */
	struct listeners listeners;
	struct event *signals[SIGNAL_COUNT]; /* owned */
	struct event *watchdog;              /* owned; or NULL */
	int password_fd;                     /* owned; or -1 */
	bool stopping;
};

static void on_tty_closed(void *ctx, struct imsg *msg);
static void on_ready(void *ctx, struct imsg *msg);
static void on_pong(void *ctx, struct imsg *msg);

#define EVERY_CHILD(type, handler)                                           \
	{ (type), PROC_FLEET, (handler) }, { (type), PROC_LINK, (handler) }, \
	    { (type), PROC_STORE, (handler) },                               \
	    { (type), PROC_WEB, (handler) },                                 \
	{                                                                    \
		(type), PROC_MQTT, (handler)                                 \
	}

static const struct proc_handler handlers[] = {
	EVERY_CHILD(IMSG_READY, on_ready),
	EVERY_CHILD(IMSG_PONG, on_pong),
	{ IMSG_TTY_CLOSED, PROC_LINK, on_tty_closed },
};

const struct proc_ops parent_ops = {
	.handlers = handlers,
	.handler_count = sizeof(handlers) / sizeof(handlers[0]),
};

/* ---- messages ---------------------------------------------------------- */

static void
on_ready(void *ctx, struct imsg *msg)
{
	struct parent *parent = ctx;

	children_on_ready(parent->children, msg->from);
}

static void
on_pong(void *ctx, struct imsg *msg)
{
	struct parent *parent = ctx;

	children_on_pong(parent->children, msg->from);
}

static void
on_tty_closed(void *ctx, struct imsg *msg)
{
	struct parent *parent = ctx;
	char why[256];

	imsg_get_str(msg, why, sizeof(why));
	if (!imsg_failed(msg))
		ports_on_closed(parent->ports, msg->id, why);
}

/* ---- children ---------------------------------------------------------- */

static void
give_password(const struct parent *parent)
{
	struct imsg_out out;
	int copy;

	if (parent->password_fd == -1)
		return;
	copy = fcntl(parent->password_fd, F_DUPFD_CLOEXEC, 3);
	if (copy == -1)
		fatal("cannot copy a descriptor");
	/* The offset is shared with an earlier mqtt that has read it. */
	lseek(copy, 0, SEEK_SET);
	imsg_init(&out, IMSG_MQTT_PASSWORD, 0);
	proc_send_fd(PROC_MQTT, &out, copy);
}

static void
on_child_start(void *arg, enum proc_id id)
{
	struct parent *parent = arg;

	switch (id) {
	case PROC_FLEET:
		children_tell_fleet(parent->children);
		listeners_tell_fleet(&parent->listeners);
		ports_tell_fleet(parent->ports);
		return;
	case PROC_LINK:
		listeners_give_link(&parent->listeners);
		ports_on_link_start(parent->ports);
		return;
	case PROC_WEB:
		listeners_give_web(&parent->listeners);
		return;
	case PROC_MQTT:
		give_password(parent);
		return;
	case PROC_PARENT:
	case PROC_STORE:
		return;
	}
}

static void
on_child_gone(void *arg, enum proc_id id)
{
	struct parent *parent = arg;

	if (id == PROC_LINK && !parent->stopping)
		ports_on_link_gone(parent->ports);
}

static void
on_all_ready(void *arg)
{
	(void)arg;
	log_info("ready");
	sd_notify(0, "READY=1");
}

static void
on_all_stopped(void *arg)
{
	(void)arg;
	proc_exit(0);
}

static const struct children_hooks hooks = {
	.on_start = on_child_start,
	.on_gone = on_child_gone,
	.on_all_ready = on_all_ready,
	.on_all_stopped = on_all_stopped,
};

/* ---- signals and watchdog ---------------------------------------------- */

static void
on_stop_signal(evutil_socket_t number, short what, void *arg)
{
	struct parent *parent = arg;

	(void)what;
	if (parent->stopping) {
		children_kill(parent->children);
		return;
	}
	log_info("stopping (%s)", strsignal(number));
	sd_notify(0, "STOPPING=1");
	parent->stopping = true;
	children_stop(parent->children);
}

static void
on_child_signal(evutil_socket_t number, short what, void *arg)
{
	struct parent *parent = arg;

	(void)number;
	(void)what;
	children_reap(parent->children);
}

static void
on_hangup_signal(evutil_socket_t number, short what, void *arg)
{
	(void)number;
	(void)what;
	(void)arg;
	log_info("the configuration is read at start only; restart upyd");
}

static void
on_watchdog(evutil_socket_t fd, short what, void *arg)
{
	struct parent *parent = arg;

	(void)fd;
	(void)what;
	if (children_are_healthy(parent->children))
		sd_notify(0, "WATCHDOG=1");
}

static void
start_watchdog(struct parent *parent)
{
	uint64_t usec = 0;
	struct timeval interval;

	if (sd_watchdog_enabled(0, &usec) <= 0)
		return;
	interval.tv_sec = (time_t)(usec / 3 / 1000000);
	interval.tv_usec = (suseconds_t)(usec / 3 % 1000000);
	parent->watchdog =
	    event_new(parent->base, -1, EV_PERSIST, on_watchdog, parent);
	event_add(parent->watchdog, &interval);
}

static void
watch_signals(struct parent *parent)
{
	static const struct {
		int number;
		event_callback_fn callback;
	} table[SIGNAL_COUNT] = {
		{ SIGTERM, on_stop_signal },
		{ SIGINT, on_stop_signal },
		{ SIGCHLD, on_child_signal },
		{ SIGHUP, on_hangup_signal },
	};
	size_t i;

	for (i = 0; i < SIGNAL_COUNT; i++) {
		parent->signals[i] = evsignal_new(parent->base, table[i].number,
		    table[i].callback, parent);
		if (parent->signals[i] == NULL ||
		    evsignal_add(parent->signals[i], NULL) == -1)
			fatalx("cannot watch signals");
	}
}

/* ---- start ------------------------------------------------------------- */

/* A copy that cannot change while children come and go. */
static int
seal_text(const char *text)
{
	size_t len = strlen(text);
	int fd = memfd_create("upyd.conf", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd == -1 || write(fd, text, len) != (ssize_t)len ||
	    fcntl(fd, F_ADD_SEALS,
		F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == -1)
		fatal("cannot keep the configuration");
	return fd;
}

/* The file's text; "" when there is no file at the default place. */
static char *
read_conf_file(const char *path, bool is_default)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text;

	if (fd == -1 && errno == ENOENT && is_default)
		return xstrdup("");
	text = fd == -1 ? NULL : conf_read_fd(fd);
	if (text == NULL)
		fprintf(stderr, "upyd: cannot read %s: %s\n", path,
		    strerror(errno));
	if (fd != -1)
		close(fd);
	return text;
}

static int
open_password(const struct conf *conf)
{
	const char *path = conf->mqtt.password_file;
	int fd;

	if (!conf->mqtt.enabled || path[0] == '\0')
		return -1;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd == -1)
		log_warn("cannot read password file %s", path);
	return fd;
}

static int
supervise(struct parent *parent, int conf_fd)
{
	size_t i;
	int code;

	parent->base = proc_init_parent(&parent_ops, parent);
	parent->ports = ports_new(parent->base, parent->conf);
	parent->children =
	    children_new(parent->base, parent->conf, conf_fd, &hooks, parent);
	children_set_wanted(parent->children, PROC_MQTT,
	    parent->conf->mqtt.enabled);
	watch_signals(parent);
	start_watchdog(parent);
	children_start(parent->children);
	code = proc_loop_parent();
	for (i = 0; i < SIGNAL_COUNT; i++)
		event_free(parent->signals[i]);
	if (parent->watchdog != NULL)
		event_free(parent->watchdog);
	ports_free(parent->ports);
	children_free(parent->children);
	event_base_free(parent->base);
	return code;
}

static int
run_parent(const struct conf *conf, const char *text)
{
	struct parent parent = { .conf = conf, .password_fd = -1 };
	int lock, conf_fd;
	int code = 1;

	lock = state_dir_open(conf);
	if (lock == -1)
		return 1;
	conf_fd = seal_text(text);
	parent.password_fd = open_password(conf);
	if (listeners_open(&parent.listeners, conf)) {
		log_info("upyd " PACKAGE_VERSION " starts, gateway %s",
		    conf->gateway_name);
		code = supervise(&parent, conf_fd);
		log_info("stopped");
	}
	listeners_close(&parent.listeners);
	if (parent.password_fd != -1)
		close(parent.password_fd);
	close(conf_fd);
	close(lock);
	return code;
}

/* A child: the parent checked the text already. */
static int
run_child(const struct options *options, struct conf *conf,
    const struct proc_ops *const *ops)
{
	int id = proc_by_name(options->process);
	char *text;

	if (id <= PROC_PARENT) {
		fprintf(stderr, "upyd: --process is for upyd itself\n");
		return EXIT_USAGE;
	}
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	text = conf_read_fd(PROC_CONF_FD);
	if (text == NULL || conf_parse(conf, "upyd.conf", text, NULL) != 0) {
		fprintf(stderr, "upyd: --process is for upyd itself\n");
		return EXIT_USAGE;
	}
	free(text);
	close(PROC_CONF_FD);
	if (options->verbose)
		conf->log_level = LOG_LEVEL_DEBUG;
	log_init(options->process, conf->foreground, conf->log_level);
	proc_run((enum proc_id)id, ops[id], conf);
}

static int
check_and_run(const struct options *options, struct conf *conf)
{
	const char *path = options->conf_file != NULL ? options->conf_file :
							UPYD_SYSCONFDIR
	    "/upyd.conf";
	char *text = read_conf_file(path, options->conf_file == NULL);
	int code = EXIT_USAGE;

	if (text == NULL)
		return EXIT_USAGE;
	if (conf_parse(conf, path, text, stderr) != 0) {
		free(text);
		return EXIT_USAGE;
	}
	if (options->check_only) {
		printf("%s: ok\n", path);
		code = 0;
	} else {
		if (options->verbose)
			conf->log_level = LOG_LEVEL_DEBUG;
		log_init("parent", conf->foreground, conf->log_level);
		code = run_parent(conf, text);
	}
	free(text);
	return code;
}

int
parent_main(int argc, char *argv[], const struct proc_ops *const *ops)
{
	struct options options;
	struct conf conf;
	int code;

	conf_init(&conf);
	code = options_parse(&options, &conf, argc, argv);
	if (code == OPTIONS_GO_ON) {
		sandbox_harden();
		if (options.process != NULL) {
			code = run_child(&options, &conf, ops);
		} else {
			close_range(STDERR_FILENO + 1, ~0U, 0);
			code = check_and_run(&options, &conf);
		}
	}
	conf_fini(&conf);
	return code;
}
