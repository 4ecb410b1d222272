/* SPDX-License-Identifier: MIT */
/* The listening sockets: control socket, HTTP, TCP for boards. */

#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/parent/listeners.h"

#define BACKLOG 64

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static socklen_t
make_address(union address *address, const struct conf_listen *listen)
{
	memset(address, 0, sizeof(*address));
	if (inet_pton(AF_INET, listen->host, &address->v4.sin_addr) == 1) {
		address->v4.sin_family = AF_INET;
		address->v4.sin_port = htons(listen->port);
		return sizeof(address->v4);
	}
	inet_pton(AF_INET6, listen->host, &address->v6.sin6_addr);
	address->v6.sin6_family = AF_INET6;
	address->v6.sin6_port = htons(listen->port);
	return sizeof(address->v6);
}

/* "127.0.0.1:8420", with the port that was really bound. */
static bool
bound_address(int fd, char *text, size_t size)
{
	union address address;
	socklen_t len = sizeof(address);
	char host[INET6_ADDRSTRLEN];

	if (getsockname(fd, &address.any, &len) == -1)
		return false;
	if (address.any.sa_family == AF_INET) {
		inet_ntop(AF_INET, &address.v4.sin_addr, host, sizeof(host));
		(void)snprintf(text, size, "%s:%u", host,
		    ntohs(address.v4.sin_port));
	} else {
		inet_ntop(AF_INET6, &address.v6.sin6_addr, host, sizeof(host));
		(void)snprintf(text, size, "[%s]:%u", host,
		    ntohs(address.v6.sin6_port));
	}
	return true;
}

static int
listen_tcp(const struct conf_listen *conf, const char *what, char *text,
    size_t size)
{
	union address address;
	socklen_t len = make_address(&address, conf);
	const int on = 1;
	int fd = socket(address.any.sa_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd == -1 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == -1 ||
	    bind(fd, &address.any, len) == -1 || listen(fd, BACKLOG) == -1 ||
	    !bound_address(fd, text, size)) {
		log_error("cannot listen on %s:%u for %s", conf->host,
		    conf->port, what);
		if (fd != -1)
			close(fd);
		return -1;
	}
	log_info("listening on %s for %s", text, what);
	return fd;
}

/* The address for those who look for it; a reader never sees half of it. */
static bool
write_address(const char *path, const char *address)
{
	char temporary[CONF_PATH_MAX + 24];
	int fd;
	bool good;

	(void)snprintf(temporary, sizeof(temporary), "%s.new", path);
	fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	good = fd != -1 && dprintf(fd, "%s\n", address) > 0;
	if (fd != -1 && close(fd) == -1)
		good = false;
	if (good && rename(temporary, path) == 0)
		return true;
	log_error("cannot write %s", path);
	return false;
}

/* Is somebody answering on this socket? */
static bool
is_answered(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool answered;

	if (fd == -1)
		return false;
	answered = connect(fd, (const struct sockaddr *)address,
		       sizeof(*address)) == 0;
	close(fd);
	return answered;
}

/* Group upyd may use the control socket. */
static void
give_to_group(const char *path)
{
	const struct group *group = getgrnam("upyd");

	if (geteuid() == 0 && group != NULL &&
	    chown(path, (uid_t)-1, group->gr_gid) == -1)
		log_warn("cannot give %s to group upyd", path);
}

static int
listen_control(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	mode_t mask;
	int fd, bound;

	if (strlen(path) >= sizeof(address.sun_path)) {
		log_errorx("%s: longer than %zu characters, choose a shorter "
			   "runtime directory",
		    path, sizeof(address.sun_path) - 1);
		return -1;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	if (is_answered(&address)) {
		log_errorx("%s is in use by another upyd", path);
		return -1;
	}
	unlink(path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd == -1) {
		log_error("cannot make a socket");
		return -1;
	}
	mask = umask(0117);
	bound = bind(fd, (const struct sockaddr *)&address, sizeof(address));
	umask(mask);
	if (bound == -1 || listen(fd, BACKLOG) == -1) {
		log_error("cannot listen on %s", path);
		close(fd);
		return -1;
	}
	give_to_group(path);
	return fd;
}

bool
listeners_open(struct listeners *l, const struct conf *conf)
{
	const char *dir = conf->runtime_dir;

	memset(l, 0, sizeof(*l));
	l->control = l->http = l->tcp = -1;
	(void)snprintf(l->control_path, sizeof(l->control_path),
	    "%s/control.sock", dir);
	(void)snprintf(l->http_file, sizeof(l->http_file), "%s/http.addr", dir);
	(void)snprintf(l->tcp_file, sizeof(l->tcp_file), "%s/tcp.addr", dir);
	l->control = listen_control(l->control_path);
	if (l->control == -1)
		return false;
	if (conf->http.enabled) {
		l->http = listen_tcp(&conf->http, "HTTP", l->http_address,
		    sizeof(l->http_address));
		if (l->http == -1 ||
		    !write_address(l->http_file, l->http_address))
			return false;
	}
	if (conf->tcp.enabled) {
		l->tcp = listen_tcp(&conf->tcp, "boards", l->tcp_address,
		    sizeof(l->tcp_address));
		if (l->tcp == -1 || !write_address(l->tcp_file, l->tcp_address))
			return false;
	}
	return true;
}

static void
close_one(int *fd, const char *path)
{
	if (*fd == -1)
		return;
	close(*fd);
	*fd = -1;
	unlink(path);
}

void
listeners_close(struct listeners *l)
{
	close_one(&l->control, l->control_path);
	close_one(&l->http, l->http_file);
	close_one(&l->tcp, l->tcp_file);
}

static void
give(enum proc_id to, enum imsg_type type, int fd, const char *address)
{
	struct imsg_out out;
	int copy;

	if (fd == -1)
		return;
	copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (copy == -1)
		fatal("cannot copy a listener");
	imsg_init(&out, type, 0);
	imsg_put_str(&out, address);
	proc_send_fd(to, &out, copy);
}

void
listeners_give_web(const struct listeners *l)
{
	give(PROC_WEB, IMSG_CONTROL_LISTENER, l->control, l->control_path);
	give(PROC_WEB, IMSG_HTTP_LISTENER, l->http, l->http_address);
}

void
listeners_give_link(const struct listeners *l)
{
	give(PROC_LINK, IMSG_TCP_LISTENER, l->tcp, l->tcp_address);
}

static void
tell(uint8_t which, const char *address)
{
	struct imsg_out out;

	imsg_init(&out, IMSG_LISTEN_STATE, 0);
	imsg_put_u8(&out, which);
	imsg_put_str(&out, address);
	proc_send(PROC_FLEET, &out);
}

void
listeners_tell_fleet(const struct listeners *l)
{
	tell(0, l->http_address);
	tell(1, l->tcp_address);
}
