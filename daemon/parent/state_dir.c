/* SPDX-License-Identifier: MIT */
/* The state and runtime directories and the lock that makes upyd single. */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/proc.h"
#include "daemon/common/sandbox.h"
#include "daemon/parent/state_dir.h"

/* How long children of a killed upyd may take to notice. */
#define ORPHANS_LIMIT_MS 5000
#define ORPHANS_STEP_MS  50

static bool
make_dir(const char *path, mode_t mode, const char *what)
{
	struct stat st;

	if (mkdir(path, mode) == -1 && errno != EEXIST) {
		log_error("cannot make %s directory %s", what, path);
		return false;
	}
	if (stat(path, &st) == -1 || !S_ISDIR(st.st_mode)) {
		log_errorx("%s directory %s is not a directory", what, path);
		return false;
	}
	if (access(path, R_OK | W_OK | X_OK) == -1) {
		log_error("cannot use %s directory %s", what, path);
		return false;
	}
	return true;
}

/* As root: the directory belongs to the process that keeps the database. */
static bool
give_dir_to_store(const char *path)
{
	unsigned int uid, gid;

	if (geteuid() != 0 || sandbox_user(PROC_STORE, &uid, &gid) == -1)
		return true;
	if (chown(path, uid, gid) == -1) {
		log_error("cannot give state directory %s to user %u", path,
		    uid);
		return false;
	}
	return true;
}

/* The pid in a lock file, 0 when there is none. */
static pid_t
lock_owner(const char *path)
{
	char text[32] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd == -1)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	return n > 0 ? (pid_t)strtol(text, NULL, 10) : 0;
}

static bool
lock_wait(int fd, const char *path, const char *state_dir)
{
	const struct timespec step = { .tv_nsec = ORPHANS_STEP_MS * 1000000L };
	int waited_ms = 0;

	while (flock(fd, LOCK_EX | LOCK_NB) == -1) {
		pid_t owner = lock_owner(path);
		bool alive =
		    owner > 0 && (kill(owner, 0) == 0 || errno == EPERM);

		if (alive || waited_ms >= ORPHANS_LIMIT_MS) {
			log_errorx("state directory %s is in use by upyd "
				   "pid %d",
			    state_dir, (int)owner);
			return false;
		}
		nanosleep(&step, NULL);
		waited_ms += ORPHANS_STEP_MS;
	}
	return true;
}

static bool
lock_write_pid(const char *path)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	bool good;

	if (fd == -1)
		return false;
	good = dprintf(fd, "%d\n", (int)getpid()) > 0;
	return close(fd) == 0 && good;
}

/* Read-only and without close-on-exec: children keep it. */
static int
open_inherited(const char *path)
{
	int fd = open(path, O_RDONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
	int high;

	if (fd == -1)
		return -1;
	high = fcntl(fd, F_DUPFD, PROC_CONF_FD + 1);
	close(fd);
	return high;
}

int
state_dir_open(const struct conf *conf)
{
	char path[CONF_PATH_MAX + 16];
	int fd;

	if (!make_dir(conf->state_dir, 0750, "state") ||
	    !make_dir(conf->runtime_dir, 0755, "runtime") ||
	    !give_dir_to_store(conf->state_dir))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/lock", conf->state_dir);
	fd = open_inherited(path);
	if (fd == -1) {
		log_error("cannot open %s", path);
		return -1;
	}
	if (!lock_wait(fd, path, conf->state_dir)) {
		close(fd);
		return -1;
	}
	if (!lock_write_pid(path)) {
		log_error("cannot write %s", path);
		close(fd);
		return -1;
	}
	return fd;
}
