/* SPDX-License-Identifier: MIT */
/*
 * The interpreter's hooks: console, time, waiting, files. Each hook that
 * waits, and the poll hook between instructions, serves the links.
 */
#include <string.h>

#include "agent.h"
#include "agent_modules.h"
#include "host.h"
#include "port_net.h"
#include "runner.h"
#include "runner_parts.h"
#include "store_path.h"

#define WAIT_MAX_MS      1000
#define POLL_INTERVAL_US 1000
#define SPIN_US          1000 /* shorter waits are not worth sleeping */
#define NAME_MAX_LEN     64
#define EINTR_NEGATED    (-4)
/* Events of struct vm_poll_fd. */
#define POLL_IN       1
#define POLL_OUT      4
#define POLL_NOT_OPEN 32

/* ---- console ------------------------------------------------------------ */

static void
host_write(void *ctx, enum vm_stream stream, const char *data, size_t len)
{
	struct agent *agent = ctx;

	if (stream == VM_STDOUT_BINARY)
		console_write_binary(agent, data, len);
	else
		console_write(agent, data, len);
	runner_check(agent->runner);
}

/* The prompt is being read: whatever was to be stopped has stopped. */
static void
settle(struct agent *agent)
{
	agent->jobs.stop_wanted = false;
	agent->jobs.stop_count = 0;
	agent->jobs.abort_wanted = agent->jobs.reset_wanted;
}

/* A terminal's Enter is a program's end of line. */
static void
end_lines(char *data, int len)
{
	for (int i = 0; i < len; i++) {
		if (data[i] == '\r')
			data[i] = '\n';
	}
}

static int
host_read_binary(void *ctx, char *data, size_t len)
{
	struct agent *agent = ctx;
	bool editing = runner_is_editing(agent->runner);
	int got = 0;

	if (editing)
		settle(agent);
	agent->is_reading = true;
	for (;;) {
		runner_check(agent->runner);
		if (editing && job_is_wanted(agent))
			break;
		got = (int)console_read(agent, (uint8_t *)data, len);
		if (got > 0)
			break;
		if (!editing && agent->jobs.stop_wanted) {
			got = EINTR_NEGATED;
			break;
		}
		agent_idle(agent, WAIT_MAX_MS);
	}
	agent->is_reading = false;
	return got;
}

static int
host_read(void *ctx, char *data, size_t len)
{
	struct agent *agent = ctx;
	bool editing = runner_is_editing(agent->runner);
	int got = host_read_binary(ctx, data, len);

	if (!editing)
		end_lines(data, got);
	return got;
}

static int
host_read_ready(void *ctx)
{
	struct agent *agent = ctx;

	agent_poll(agent);
	return console_has_input(agent);
}

/* Only the console can be waited for: input is there or not, output always
 * goes. */
static bool
look_at(struct agent *agent, struct vm_poll_fd *fds, size_t count)
{
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		uint16_t able = POLL_NOT_OPEN;

#if PORT_HAS_SOCKETS
		if (fds[i].fd >= SOCKETS_FIRST) {
			sockets_poll(agent, &fds[i]);
			any |= fds[i].ready != 0;
			continue;
		}
#endif
		if (fds[i].fd == VM_STDIN)
			able = console_has_input(agent) ? POLL_IN : 0;
		else if (fds[i].fd == VM_STDOUT || fds[i].fd == VM_STDERR)
			able = POLL_OUT;
		fds[i].ready = able & (fds[i].events | POLL_NOT_OPEN);
		any |= fds[i].ready != 0;
	}
	return any;
}

static int
host_poll_fds(void *ctx, struct vm_poll_fd *fds, size_t count,
    uint32_t timeout_ms)
{
	struct agent *agent = ctx;
	uint32_t started_ms = agent_now_ms(agent);

	for (;;) {
		uint32_t waited;

		agent_poll(agent);
		runner_check(agent->runner);
		if (look_at(agent, fds, count))
			return 0;
		if (agent->jobs.stop_wanted)
			return EINTR_NEGATED;
		waited = agent_now_ms(agent) - started_ms;
		if (waited >= timeout_ms || runner_has_scheduled(agent->runner))
			return 0;
		agent_idle(agent, timeout_ms - waited);
	}
}

/* ---- time --------------------------------------------------------------- */

static uint64_t
host_ticks_us(void *ctx)
{
	struct agent *agent = ctx;

	return port_ticks_us(agent->port);
}

static uint64_t
host_time_ns(void *ctx)
{
	struct agent *agent = ctx;

	return (uint64_t)port_clock_get_ms(agent->port) * 1000000;
}

static void
host_sleep_us(void *ctx, uint64_t us)
{
	struct agent *agent = ctx;
	uint64_t end = port_ticks_us(agent->port) + us;

	for (;;) {
		uint64_t now = port_ticks_us(agent->port);

		runner_check(agent->runner);
		if (now >= end || agent->jobs.stop_wanted ||
		    runner_has_scheduled(agent->runner))
			return;
		if (end - now < SPIN_US)
			continue;
		agent_idle(agent,
		    end - now > WAIT_MAX_MS * 1000ull ?
			WAIT_MAX_MS :
			(uint32_t)((end - now) / 1000));
	}
}

/* Between instructions; cheap, since it is called often. */
static void
host_poll(void *ctx)
{
	struct agent *agent = ctx;

	if (runner_poll_is_due(agent->runner, POLL_INTERVAL_US))
		agent_idle(agent, 0);
	runner_check(agent->runner);
}

static void
host_random(void *ctx, void *buf, size_t len)
{
	struct agent *agent = ctx;

	port_random(agent->port, buf, len);
}

static void
host_reset(void *ctx, int kind)
{
	struct agent *agent = ctx;

	if (kind == RUNNER_RESET_HARD) {
		console_drain(agent, RUNNER_DRAIN_MS);
		port_reset(agent->port, PORT_RESET_HARD);
	}
	job_soft_reset(agent, false);
	runner_check(agent->runner);
}

/* ---- files -------------------------------------------------------------- */

static int
join(struct agent *agent, char canonical[STORE_PATH_MAX], const char *path)
{
	return store_path_join(canonical, runner_directory(agent->runner)->path,
	    path);
}

static int
host_open(void *ctx, const char *path, unsigned flags)
{
	struct agent *agent = ctx;
	char canonical[STORE_PATH_MAX];
	int ret = join(agent, canonical, path);

	/* The VM's flags have the store's values. */
	return ret != 0 ?
	    ret :
	    store_open(agent->store, canonical, (flags & 0x3f) | STORE_PROGRAM);
}

static int
host_close(void *ctx, int fd)
{
	struct agent *agent = ctx;

#if PORT_HAS_SOCKETS
	if (fd >= SOCKETS_FIRST)
		return sockets_close(agent, fd);
#endif
	return store_close(agent->store, fd);
}

static int
host_file_read(void *ctx, int fd, void *buf, size_t len)
{
	struct agent *agent = ctx;

#if PORT_HAS_SOCKETS
	if (fd >= SOCKETS_FIRST)
		return sockets_read(agent, fd, buf, len);
#endif
	return store_read(agent->store, fd, buf, len);
}

static int
host_file_write(void *ctx, int fd, const void *buf, size_t len)
{
	struct agent *agent = ctx;

#if PORT_HAS_SOCKETS
	if (fd >= SOCKETS_FIRST)
		return sockets_write(agent, fd, buf, len);
#endif
	return store_write(agent->store, fd, buf, len);
}

static int64_t
host_seek(void *ctx, int fd, int64_t offset, int from)
{
	struct agent *agent = ctx;

	if (offset > INT32_MAX || offset < INT32_MIN)
		return -STORE_EINVAL;
	return store_seek(agent->store, fd, (int32_t)offset, from);
}

static int
host_flush(void *ctx, int fd)
{
	struct agent *agent = ctx;

	return store_sync(agent->store, fd);
}

static void
convert_stat(const struct store_stat *from, struct vm_file_stat *to)
{
	to->mode = from->type == STORE_DIRECTORY ? VM_MODE_DIR : VM_MODE_FILE;
	to->size = from->size;
	to->mtime_s = from->mtime_s;
}

static int
host_stat(void *ctx, const char *path, struct vm_file_stat *st)
{
	struct agent *agent = ctx;
	char canonical[STORE_PATH_MAX];
	struct store_stat found;
	int ret = join(agent, canonical, path);

	if (ret == 0)
		ret = store_stat(agent->store, canonical, &found);
	if (ret == 0)
		convert_stat(&found, st);
	return ret;
}

static int
host_remove(void *ctx, const char *path)
{
	struct agent *agent = ctx;
	char canonical[STORE_PATH_MAX];
	int ret = join(agent, canonical, path);

	return ret == 0 ? store_remove(agent->store, canonical) : ret;
}

static int
host_rmdir(void *ctx, const char *path)
{
	struct agent *agent = ctx;
	char canonical[STORE_PATH_MAX];
	struct store_stat st;
	int ret = join(agent, canonical, path);

	if (ret == 0)
		ret = store_stat(agent->store, canonical, &st);
	if (ret == 0 && st.type != STORE_DIRECTORY)
		ret = -STORE_ENOTDIR;
	return ret == 0 ? store_remove(agent->store, canonical) : ret;
}

static int
host_rename(void *ctx, const char *from, const char *to)
{
	struct agent *agent = ctx;
	char canonical_from[STORE_PATH_MAX];
	char canonical_to[STORE_PATH_MAX];
	int ret = join(agent, canonical_from, from);

	if (ret == 0)
		ret = join(agent, canonical_to, to);
	return ret == 0 ?
	    store_rename(agent->store, canonical_from, canonical_to) :
	    ret;
}

static int
host_mkdir(void *ctx, const char *path)
{
	struct agent *agent = ctx;
	char canonical[STORE_PATH_MAX];
	int ret = join(agent, canonical, path);

	return ret == 0 ? store_mkdir(agent->store, canonical) : ret;
}

static int
host_chdir(void *ctx, const char *path)
{
	struct agent *agent = ctx;
	char canonical[STORE_PATH_MAX];
	struct store_stat st;
	int ret = join(agent, canonical, path);

	if (ret == 0)
		ret = store_stat(agent->store, canonical, &st);
	if (ret != 0)
		return ret;
	if (st.type != STORE_DIRECTORY)
		return -STORE_ENOTDIR;
	memcpy(runner_directory(agent->runner)->path, canonical,
	    sizeof(canonical));
	return 0;
}

static int
host_getcwd(void *ctx, char *buf, size_t len)
{
	struct agent *agent = ctx;
	const char *path = runner_directory(agent->runner)->path;
	size_t need = strlen(path) + 1;

	if (need > len)
		return -STORE_ENAMETOOLONG;
	memcpy(buf, path, need);
	return 0;
}

static int
host_dir_open(void *ctx, const char *path)
{
	struct agent *agent = ctx;
	char canonical[STORE_PATH_MAX];
	int ret = join(agent, canonical, path);

	return ret == 0 ?
	    store_dir_open(agent->store, canonical, STORE_PROGRAM) :
	    ret;
}

static int
host_dir_read(void *ctx, int dir, char *name, size_t len,
    struct vm_file_stat *st)
{
	struct agent *agent = ctx;
	struct store_stat found;
	int ret = store_dir_read(agent->store, dir, name, len, &found);

	if (ret == 1)
		convert_stat(&found, st);
	return ret;
}

static int
host_dir_close(void *ctx, int dir)
{
	struct agent *agent = ctx;

	return store_dir_close(agent->store, dir);
}

static int
host_statvfs(void *ctx, const char *path, struct vm_fs_stat *st)
{
	struct agent *agent = ctx;
	struct store_space space;
	int ret = store_space(agent->store, &space);

	(void)path;
	if (ret != 0)
		return ret;
	st->block_size = space.block;
	st->block_count = space.total / space.block;
	st->block_free = space.free / space.block;
	st->name_max = NAME_MAX_LEN;
	return 0;
}

static int
host_sync(void *ctx)
{
	struct agent *agent = ctx;

	return port_flash_sync(agent->port) == 0 ? 0 : -STORE_EIO;
}

static const struct vm_host_files files = {
	.open = host_open,
	.close = host_close,
	.read = host_file_read,
	.write = host_file_write,
	.seek = host_seek,
	.flush = host_flush,
	.stat = host_stat,
	.remove = host_remove,
	.rename = host_rename,
	.mkdir = host_mkdir,
	.rmdir = host_rmdir,
	.chdir = host_chdir,
	.getcwd = host_getcwd,
	.dir_open = host_dir_open,
	.dir_read = host_dir_read,
	.dir_close = host_dir_close,
	.statvfs = host_statvfs,
	.sync = host_sync,
};

void
host_init(struct vm_host *host, struct agent *agent)
{
	const struct port_identity *maker = port_identity(agent->port);
	size_t count = agent_modules_of(maker->modules, agent->modules);

	*host = (struct vm_host){
		.ctx = agent,
		.write = host_write,
		.read = host_read,
		.read_binary = host_read_binary,
		.read_ready = host_read_ready,
		.poll_fds = host_poll_fds,
		.ticks_us = host_ticks_us,
		.time_ns = host_time_ns,
		.sleep_us = host_sleep_us,
		.poll = host_poll,
		.random = host_random,
		.reset = host_reset,
		.files = &files,
		.modules = agent->modules,
		.module_count = count,
		.platform =
		    maker->platform != NULL ? maker->platform : maker->model,
		.machine =
		    maker->machine != NULL ? maker->machine : maker->model,
		.release = agent->firmware.version,
	};
#if PORT_HAS_SOCKETS
	host->net = &sockets_net;
	host->tls = port_tls(agent->port);
#endif
}
