/* SPDX-License-Identifier: MIT */
/*
 * Linux: user change, limits, Landlock, seccomp. System calls that nobody
 * here knows answer ENOSYS, so that a newer libc falls back; opening paths
 * answers EACCES; what only an attacker would call kills the process.
 */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <pwd.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/sandbox.h"

/* Newer than the headers of Debian 12. */
#ifndef LANDLOCK_ACCESS_NET_BIND_TCP
#define LANDLOCK_ACCESS_NET_BIND_TCP    (1ULL << 0)
#define LANDLOCK_ACCESS_NET_CONNECT_TCP (1ULL << 1)
#endif
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#define RULE_NET_PORT  2
#define SCOPE_ALL      3ULL /* abstract sockets and signals */
#define FS_RIGHTS_ABI1 ((1ULL << 13) - 1)
#define FS_RIGHTS_READ \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

/* Sanitizers need much that a released program is refused. */
#ifdef UPYD_SANITIZERS
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

/* The kernel's structures of ABI 6; older kernels are told a shorter size. */
struct ruleset_attr {
	uint64_t fs;
	uint64_t net;
	uint64_t scoped;
};

struct net_port_attr {
	uint64_t access;
	uint64_t port;
};

static const uint32_t process_flags[PROC_COUNT] = {
#define X(value, NAME, name, sandbox) [(value)] = (sandbox),
#include "procs.def"
#undef X
};

/* ---- user -------------------------------------------------------------- */

int
sandbox_user(enum proc_id id, unsigned int *uid, unsigned int *gid)
{
	char own[32];
	const char *const names[] = { own, "upyd", "nobody" };
	size_t i;

	(void)snprintf(own, sizeof(own), "upyd-%s", proc_name(id));
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct passwd *user = getpwnam(names[i]);

		if (user != NULL && user->pw_uid != 0) {
			*uid = user->pw_uid;
			*gid = user->pw_gid;
			return 0;
		}
	}
	return -1;
}

void
sandbox_drop_user(enum proc_id id, struct conf *conf)
{
	unsigned int uid, gid;

	if (geteuid() != 0)
		return;
	if (sandbox_user(id, &uid, &gid) == -1)
		fatalx("none of the users upyd-%s, upyd, nobody exists",
		    proc_name(id));
	if ((process_flags[id] & SANDBOX_STATE_DIR) != 0) {
		if (chroot(conf->state_dir) == -1 || chdir("/") == -1)
			fatal("cannot make %s the root", conf->state_dir);
		(void)snprintf(conf->state_dir, sizeof(conf->state_dir), "/");
	}
	if ((process_flags[id] & SANDBOX_WEB_DIR) != 0) {
		if (chdir(conf->web_dir) == 0)
			(void)snprintf(conf->web_dir, sizeof(conf->web_dir),
			    ".");
		else
			log_warn("%s", conf->web_dir);
	}
	if (setgroups(0, NULL) == -1 || setresgid(gid, gid, gid) == -1 ||
	    setresuid(uid, uid, uid) == -1)
		fatal("cannot become user %u", uid);
	/* The leak checker attaches to its own process. */
	if (SANITIZED)
		prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	if (setuid(0) != -1 || geteuid() != uid || getegid() != gid)
		fatalx("root is still there after becoming user %u", uid);
}

/* ---- limits ------------------------------------------------------------ */

void
sandbox_harden(void)
{
	const struct rlimit none = { 0, 0 };

	if (setrlimit(RLIMIT_CORE, &none) == -1)
		fatal("cannot turn core dumps off");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		fatal("cannot give up new privileges");
	if (!SANITIZED && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1)
		fatal("cannot turn tracing off");
}

static void
limit(__rlimit_resource_t resource, rlim_t value, const char *what)
{
	struct rlimit now;

	if (getrlimit(resource, &now) == -1)
		fatal("cannot read the limit of %s", what);
	if (now.rlim_max != RLIM_INFINITY && value > now.rlim_max)
		value = now.rlim_max;
	now.rlim_cur = value;
	now.rlim_max = value;
	if (setrlimit(resource, &now) == -1)
		fatal("cannot limit %s", what);
}

static void
enter_limits(void)
{
	limit(RLIMIT_NOFILE, 4096, "descriptors");
	limit(RLIMIT_MEMLOCK, 0, "locked memory");
	if (SANITIZED)
		return;
	limit(RLIMIT_NPROC, 0, "processes");
	limit(RLIMIT_AS, (rlim_t)2 << 30, "memory");
}

/* ---- Landlock ---------------------------------------------------------- */

static void
landlock_allow_path(int ruleset, const char *path, uint64_t rights)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = rights,
		.parent_fd = open(path, O_PATH | O_CLOEXEC),
	};

	if (rule.parent_fd == -1)
		return;
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		&rule, 0) == -1)
		fatal("cannot allow %s", path);
	close(rule.parent_fd);
}

static void
landlock_allow_port(int ruleset, uint16_t port)
{
	struct net_port_attr rule = {
		.access = LANDLOCK_ACCESS_NET_CONNECT_TCP,
		.port = port,
	};

	if (syscall(SYS_landlock_add_rule, ruleset, RULE_NET_PORT, &rule, 0) ==
	    -1)
		fatal("cannot allow port %u", port);
}

/* What a resolver reads. */
static void
landlock_allow_resolver(int ruleset)
{
	static const char *const paths[] = { "/etc/resolv.conf", "/etc/hosts",
		"/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf",
		"/etc/services", "/run/systemd/resolve" };
	size_t i;

	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		landlock_allow_path(ruleset, paths[i],
		    strcmp(paths[i], "/run/systemd/resolve") == 0 ?
			FS_RIGHTS_READ :
			LANDLOCK_ACCESS_FS_READ_FILE);
}

static uint64_t
landlock_fs_rights(long abi)
{
	uint64_t rights = FS_RIGHTS_ABI1;

	if (abi >= 2)
		rights |= LANDLOCK_ACCESS_FS_REFER;
	if (abi >= 3)
		rights |= LANDLOCK_ACCESS_FS_TRUNCATE;
	return rights;
}

static void
enter_landlock(uint32_t flags, const struct conf *conf)
{
	struct ruleset_attr attr = { 0 };
	size_t size = sizeof(attr.fs);
	long abi;
	int ruleset;

	abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1) {
		log_debug("the kernel has no Landlock");
		return;
	}
	attr.fs = landlock_fs_rights(abi);
	if (abi >= 4) {
		attr.net = LANDLOCK_ACCESS_NET_BIND_TCP |
		    LANDLOCK_ACCESS_NET_CONNECT_TCP;
		size = offsetof(struct ruleset_attr, scoped);
	}
	if (abi >= 6) {
		attr.scoped = SCOPE_ALL;
		size = sizeof(attr);
	}
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, size, 0);
	if (ruleset == -1)
		fatal("cannot make Landlock rules");
	if ((flags & SANDBOX_STATE_DIR) != 0)
		landlock_allow_path(ruleset, conf->state_dir,
		    attr.fs & ~(uint64_t)LANDLOCK_ACCESS_FS_EXECUTE);
	if ((flags & SANDBOX_CONNECT) != 0) {
		landlock_allow_resolver(ruleset);
		if (abi >= 4) {
			landlock_allow_port(ruleset, conf->mqtt.port);
			landlock_allow_port(ruleset, 53);
		}
	}
	if (SANITIZED)
		landlock_allow_path(ruleset, "/proc", FS_RIGHTS_READ);
	if (syscall(SYS_landlock_restrict_self, ruleset, 0) == -1)
		fatal("cannot enter Landlock rules");
	close(ruleset);
}

/* ---- seccomp ----------------------------------------------------------- */

#define S(name) SCMP_SYS(name)

static const int base_calls[] = { S(read), S(write), S(readv), S(writev),
	S(pread64), S(pwrite64), S(recvmsg), S(sendmsg), S(recvfrom), S(sendto),
	S(epoll_create1), S(epoll_ctl), S(epoll_wait), S(epoll_pwait),
	S(epoll_pwait2), S(poll), S(ppoll), S(select), S(pselect6),
	S(timerfd_create), S(timerfd_settime), S(clock_gettime),
	S(clock_getres), S(clock_nanosleep), S(nanosleep), S(gettimeofday),
	S(time), S(close), S(munmap), S(mremap), S(madvise), S(brk), S(futex),
	S(getrandom), S(rt_sigaction), S(rt_sigprocmask), S(rt_sigreturn),
	S(sigaltstack), S(exit), S(exit_group), S(restart_syscall), S(getpid),
	S(gettid), S(getppid), S(getuid), S(geteuid), S(getgid), S(getegid),
	S(fcntl), S(fstat), S(newfstatat), S(stat), S(lstat), S(statx),
	S(lseek), S(dup), S(eventfd2), S(pipe2), S(shutdown), S(sched_yield),
	S(getsockopt), S(setsockopt), S(getsockname), S(getpeername), S(uname),
	S(sysinfo), S(rseq), S(set_robust_list), S(membarrier), S(getrusage),
	S(socketpair), S(sched_getaffinity) };

static const int accept_calls[] = { S(accept), S(accept4) };

static const int state_dir_calls[] = { S(open), S(openat), S(unlink),
	S(unlinkat), S(rename), S(renameat), S(renameat2), S(mkdir), S(mkdirat),
	S(rmdir), S(ftruncate), S(fsync), S(fdatasync), S(fallocate), S(flock),
	S(fchmod), S(access), S(faccessat), S(faccessat2), S(getcwd),
	S(readlink), S(readlinkat), S(statfs), S(fstatfs), S(utimensat),
	S(getdents64), S(link), S(linkat) };

static const int connect_calls[] = { S(socket), S(connect), S(bind),
	S(sendmmsg), S(recvmmsg), S(open), S(openat), S(access), S(faccessat),
	S(faccessat2), S(readlink) };

static const int open_calls[] = { S(open), S(openat), S(openat2), S(creat),
	S(unlink), S(unlinkat), S(rename), S(renameat), S(renameat2), S(mkdir),
	S(mkdirat), S(rmdir), S(link), S(linkat), S(symlink), S(symlinkat),
	S(mknod), S(mknodat), S(chmod), S(fchmod), S(fchmodat), S(chown),
	S(fchown), S(lchown), S(fchownat), S(truncate), S(access), S(faccessat),
	S(faccessat2), S(readlink), S(readlinkat), S(chdir), S(statfs),
	S(getcwd), S(socket), S(connect), S(bind), S(listen), S(accept),
	S(accept4), S(kill), S(tkill), S(setrlimit), S(prctl) };

static const int deadly_calls[] = { S(execve), S(execveat), S(clone), S(fork),
	S(vfork), S(ptrace), S(process_vm_readv), S(process_vm_writev),
	S(mount), S(umount2), S(pivot_root), S(chroot), S(setns), S(unshare),
	S(init_module), S(finit_module), S(delete_module), S(kexec_load),
	S(bpf), S(perf_event_open), S(userfaultfd), S(add_key), S(request_key),
	S(keyctl), S(reboot), S(swapon), S(swapoff), S(iopl), S(ioperm),
	S(settimeofday), S(clock_settime), S(setuid), S(setgid), S(setresuid),
	S(setresgid), S(setgroups), S(personality), S(open_by_handle_at) };

/* What their run-time needs. */
static const int sanitizer_calls[] = { S(open), S(openat), S(readlink),
	S(readlinkat), S(access), S(clone), S(ptrace), S(wait4), S(prctl),
	S(getdents), S(getdents64), S(set_tid_address), S(mprotect), S(mmap),
	S(tgkill), S(setrlimit), S(prlimit64), S(kill), S(pipe),
	S(process_vm_readv), S(arch_prctl), S(socket), S(getcwd) };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct filter {
	scmp_filter_ctx ctx;
	int error; /* first one, negative errno */
};

static void
add_one(struct filter *filter, uint32_t action, int call)
{
	int error = seccomp_rule_add(filter->ctx, action, call, 0);

	/* EACCES: equal to the default action; EDOM: not on this machine. */
	if (error != 0 && error != -EACCES && error != -EDOM &&
	    filter->error == 0)
		filter->error = error;
}

static bool
contains(const int *calls, size_t count, int call)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (calls[i] == call)
			return true;
	return false;
}

static bool
is_allowed(uint32_t flags, int call)
{
	return contains(base_calls, COUNT(base_calls), call) ||
	    ((flags & SANDBOX_ACCEPT) != 0 &&
		contains(accept_calls, COUNT(accept_calls), call)) ||
	    ((flags & SANDBOX_STATE_DIR) != 0 &&
		contains(state_dir_calls, COUNT(state_dir_calls), call)) ||
	    ((flags & SANDBOX_CONNECT) != 0 &&
		contains(connect_calls, COUNT(connect_calls), call)) ||
	    (SANITIZED &&
		contains(sanitizer_calls, COUNT(sanitizer_calls), call));
}

/* Each call gets one rule: allowed where a list says so, else action. */
static void
add_list(struct filter *filter, uint32_t flags, uint32_t action,
    const int *calls, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		bool allowed = is_allowed(flags, calls[i]);

		if (action == SCMP_ACT_ALLOW ? allowed : !allowed)
			add_one(filter, action, calls[i]);
	}
}

static void
add_if(struct filter *filter, int call, unsigned int arg,
    enum scmp_compare compare, uint64_t a, uint64_t b)
{
	struct scmp_arg_cmp test = {
		.arg = arg,
		.op = compare,
		.datum_a = a,
		.datum_b = b,
	};
	int error =
	    seccomp_rule_add_array(filter->ctx, SCMP_ACT_ALLOW, call, 1, &test);

	if (error != 0 && error != -EACCES && filter->error == 0)
		filter->error = error;
}

/* Calls that are harmless with some arguments only. */
static void
add_conditions(struct filter *filter, uint32_t flags)
{
	static const unsigned long any_ioctls[] = { FIONREAD, FIONBIO };
	static const unsigned long tty_ioctls[] = { TCGETS, TCSETS, TCSETSW,
		TCSETSF, TCFLSH, TCSBRK, TIOCMGET, TIOCMSET, TIOCMBIS, TIOCMBIC,
		TIOCOUTQ, TIOCSBRK, TIOCCBRK };
	size_t i;

	for (i = 0; i < COUNT(any_ioctls); i++)
		add_if(filter, S(ioctl), 1, SCMP_CMP_EQ, any_ioctls[i], 0);
	for (i = 0; i < COUNT(tty_ioctls) && (flags & SANDBOX_TTY) != 0; i++)
		add_if(filter, S(ioctl), 1, SCMP_CMP_EQ, tty_ioctls[i], 0);
	if (SANITIZED)
		return;
	add_if(filter, S(mmap), 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	add_if(filter, S(mprotect), 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	/* abort() and raise() */
	add_if(filter, S(tgkill), 0, SCMP_CMP_EQ, (uint64_t)getpid(), 0);
	/* Reading limits is what libraries do; setting is not. */
	add_if(filter, S(prlimit64), 2, SCMP_CMP_EQ, 0, 0);
	if ((flags & SANDBOX_TTY) == 0)
		add_if(filter, S(ioctl), 1, SCMP_CMP_EQ, TCGETS, 0);
}

static void
enter_seccomp(uint32_t flags)
{
	struct filter filter = { .ctx = seccomp_init(SCMP_ACT_ERRNO(ENOSYS)) };

	if (filter.ctx == NULL)
		fatalx("cannot make a system call filter");
	add_list(&filter, flags, SCMP_ACT_ALLOW, base_calls, COUNT(base_calls));
	add_list(&filter, flags, SCMP_ACT_ALLOW, accept_calls,
	    COUNT(accept_calls));
	add_list(&filter, flags, SCMP_ACT_ALLOW, open_calls, COUNT(open_calls));
	add_list(&filter, flags, SCMP_ACT_ALLOW, state_dir_calls,
	    COUNT(state_dir_calls));
	add_list(&filter, flags, SCMP_ACT_ALLOW, connect_calls,
	    COUNT(connect_calls));
	add_list(&filter, flags, SCMP_ACT_ALLOW, sanitizer_calls,
	    COUNT(sanitizer_calls));
	add_list(&filter, flags, SCMP_ACT_ERRNO(EACCES), open_calls,
	    COUNT(open_calls));
	add_list(&filter, flags, SCMP_ACT_KILL_PROCESS, deadly_calls,
	    COUNT(deadly_calls));
	add_conditions(&filter, flags);
	if (filter.error != 0) {
		errno = -filter.error;
		fatal("cannot fill the system call filter");
	}
	if (seccomp_load(filter.ctx) != 0)
		fatal("cannot enter the system call filter");
	seccomp_release(filter.ctx);
}

void
sandbox_enter_flags(uint32_t flags, const struct conf *conf)
{
	enter_limits();
	enter_landlock(flags, conf);
	enter_seccomp(flags);
}

void
sandbox_enter(enum proc_id id, const struct conf *conf)
{
	sandbox_enter_flags(process_flags[id], conf);
}

void
sandbox_exit(int code)
{
	/* In a changed root the leak checker finds no /proc. */
	if (SANITIZED && access("/proc/self", F_OK) == -1)
		_exit(code);
	exit(code);
}
