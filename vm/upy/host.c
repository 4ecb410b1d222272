/* SPDX-License-Identifier: MIT */
/*
 * Streams, clocks and signals for the VM.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include "host.h"
#include "version.h"

/* The VM to interrupt; a signal handler has no argument for it. */
static struct vm *volatile interrupt_target;

static void
on_interrupt(int signal_number)
{
	struct vm *vm = interrupt_target;

	(void)signal_number;
	if (vm != NULL)
		vm_interrupt(vm);
}

static void
write_all(int fd, const char *data, size_t len)
{
	ssize_t n;

	while (len > 0) {
		n = write(fd, data, len);
		if (n == -1) {
			if (errno != EINTR && errno != EAGAIN)
				return;
			continue;
		}
		data += n;
		len -= (size_t)n;
	}
}

static void
flush(struct host *host)
{
	write_all(STDOUT_FILENO, host->output, host->output_len);
	host->output_len = 0;
}

/* Threads that wait in the host flush while another one writes. */
void
host_flush(struct host *host)
{
	pthread_mutex_lock(&host->output_mutex);
	flush(host);
	pthread_mutex_unlock(&host->output_mutex);
}

/* Standard output is collected into lines; the rest goes out at once. */
static void
write_stream(struct host *host, enum vm_stream stream, const char *data,
    size_t len)
{
	if (stream == VM_STDERR) {
		flush(host);
		write_all(STDERR_FILENO, data, len);
		return;
	}
	if (len > HOST_OUTPUT_SIZE - host->output_len)
		flush(host);
	if (len > HOST_OUTPUT_SIZE) {
		write_all(STDOUT_FILENO, data, len);
		return;
	}
	memcpy(host->output + host->output_len, data, len);
	host->output_len += len;
	if (len > 0 && memchr(data, '\n', len) != NULL)
		flush(host);
}

static void
host_write(void *ctx, enum vm_stream stream, const char *data, size_t len)
{
	struct host *host = ctx;

	pthread_mutex_lock(&host->output_mutex);
	write_stream(host, stream, data, len);
	pthread_mutex_unlock(&host->output_mutex);
}

static int
host_read(void *ctx, char *data, size_t len)
{
	ssize_t n;

	host_flush(ctx);
	n = read(STDIN_FILENO, data, len);
	if (n == -1)
		return -errno;
	return (int)n;
}

static int
host_read_ready(void *ctx)
{
	struct pollfd pfd = { .fd = STDIN_FILENO, .events = POLLIN };

	(void)ctx;
	return poll(&pfd, 1, 0) > 0;
}

static int
host_poll_fds(void *ctx, struct vm_poll_fd *fds, size_t count,
    uint32_t timeout_ms)
{
	struct pollfd few[16];
	struct pollfd *all = few;
	int n;

	host_flush(ctx);
	if (count > sizeof(few) / sizeof(few[0]))
		all = calloc(count, sizeof(*all));
	if (all == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		all[i] = (struct pollfd){ .fd = fds[i].fd,
			.events = (short)fds[i].events };
	n = poll(all, (nfds_t)count, (int)timeout_ms);
	if (n == -1)
		n = -errno;
	for (size_t i = 0; i < count; i++)
		fds[i].ready = n < 0 ? 0 : (uint16_t)all[i].revents;
	if (all != few)
		free(all);
	return n < 0 ? n : 0;
}

static uint64_t
read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint64_t
host_ticks_us(void *ctx)
{
	(void)ctx;
	return read_clock(CLOCK_MONOTONIC) / 1000;
}

static uint64_t
host_ticks_cpu(void *ctx)
{
	(void)ctx;
	return read_clock(CLOCK_MONOTONIC);
}

static uint64_t
host_cpu_us(void *ctx)
{
	(void)ctx;
	return read_clock(CLOCK_PROCESS_CPUTIME_ID) / 1000;
}

static uint64_t
host_time_ns(void *ctx)
{
	(void)ctx;
	return read_clock(CLOCK_REALTIME);
}

static void
host_sleep_us(void *ctx, uint64_t us)
{
	struct timespec wait = { .tv_sec = (time_t)(us / 1000000),
		.tv_nsec = (long)(us % 1000000) * 1000 };

	host_flush(ctx);
	nanosleep(&wait, NULL);
}

/* Called now and then while a program runs: lets output be seen. */
static void
host_poll(void *ctx)
{
	struct host *host = ctx;

	/* No lock for nothing: what another thread adds now can wait. */
	if (__atomic_load_n(&host->output_len, __ATOMIC_RELAXED) > 0)
		host_flush(host);
}

static void
host_random(void *ctx, void *buf, size_t len)
{
	char *p = buf;
	ssize_t n;

	(void)ctx;
	while (len > 0) {
		n = getrandom(p, len, 0);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			abort();
		p += n;
		len -= (size_t)n;
	}
}

static int
host_getenv(void *ctx, const char *name, char *buf, size_t len)
{
	const char *value = getenv(name);
	size_t value_len;

	(void)ctx;
	if (value == NULL)
		return -ENOENT;
	value_len = strlen(value);
	if (len > 0) {
		if (value_len < len)
			len = value_len + 1;
		memcpy(buf, value, len - 1);
		buf[len - 1] = '\0';
	}
	return (int)value_len;
}

static int
host_setenv(void *ctx, const char *name, const char *value)
{
	(void)ctx;
	if ((value == NULL ? unsetenv(name) : setenv(name, value, 1)) == -1)
		return -errno;
	return 0;
}

static int
host_system(void *ctx, const char *command)
{
	char shell[] = "sh";
	char option[] = "-c";
	char *copy = strdup(command);
	char *argv[] = { shell, option, copy, NULL };
	pid_t pid;
	int status = -1;

	host_flush(ctx);
	if (copy != NULL &&
	    posix_spawn(&pid, "/bin/sh", NULL, NULL, argv, environ) == 0) {
		while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
			;
	}
	free(copy);
	return status;
}

/* Where this program is, if the system says; few programs ask. */
static const char *
find_executable(void *ctx)
{
	struct host *host = ctx;
	ssize_t n = readlink("/proc/self/exe", host->executable,
	    sizeof(host->executable) - 1);

	host->executable[n > 0 ? n : 0] = '\0';
	return host->executable;
}

/* Who waits for the network wants to see what was printed. */
static int
flush_and_receive(void *ctx, const struct vm_net_data *data)
{
	host_flush(ctx);
	return host_net.receive(ctx, data);
}

static int
flush_and_resolve(void *ctx, const struct vm_net_query *query,
    struct vm_net_info *info)
{
	host_flush(ctx);
	return host_net.resolve(ctx, query, info);
}

void
host_init(struct host *host)
{
	pthread_mutex_init(&host->output_mutex, NULL);
	host->net = host_net;
	host->net.receive = flush_and_receive;
	host->net.resolve = flush_and_resolve;
	host->hooks = (struct vm_host){
		.ctx = host,
		.write = host_write,
		.read = host_read,
		.read_ready = host_read_ready,
		.poll_fds = host_poll_fds,
		.ticks_us = host_ticks_us,
		.ticks_cpu = host_ticks_cpu,
		.cpu_us = host_cpu_us,
		.time_ns = host_time_ns,
		.sleep_us = host_sleep_us,
		.poll = host_poll,
		.random = host_random,
		.getenv = host_getenv,
		.setenv = host_setenv,
		.system = host_system,
		.files = &host_files,
		.net = &host->net,
		.platform = "linux",
		.machine = UPY_MACHINE,
		.board = UPY_BOARD,
		.executable = find_executable,
#ifdef __GLIBC__
		.libc = "glibc",
		.libc_version = gnu_get_libc_version(),
#endif
	};
}

void
host_attach(struct host *host, struct vm *vm)
{
	struct sigaction action = { .sa_handler = on_interrupt };

	host->vm = vm;
	interrupt_target = vm;
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

void
host_detach(struct host *host)
{
	host_flush(host);
	signal(SIGINT, SIG_DFL);
	interrupt_target = NULL;
	host->vm = NULL;
}
