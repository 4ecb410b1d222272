/* SPDX-License-Identifier: MIT */
/*
 * An attacker inside a process: each stub enters the sandbox and tries one
 * thing; it must fail as designed. Sanitized programs need a wider sandbox,
 * in them only what that one refuses too is tried.
 */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "daemon/common/sandbox.h"

#ifdef UPYD_SANITIZERS
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

#define KILLED (-SIGSYS)

static struct conf conf;
static char dir[] = "/tmp/upyd-sandbox-XXXXXX";

/*
 * Runs attack in a child inside the sandbox: its errno (0: it worked), or
 * minus the signal that killed it.
 */
static int
run_in(uint32_t flags, int (*attack)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		sandbox_harden();
		sandbox_enter_flags(flags, &conf);
		errno = 0;
		_exit(attack() == -1 ? errno : 0);
	}
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static int
open_passwd(void)
{
	return open("/etc/passwd", O_RDONLY);
}

static int
create_file(void)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/new", dir);
	return open(path, O_RDWR | O_CREAT, 0600);
}

static int
create_outside(void)
{
	return open("/tmp/upyd-sandbox-outside", O_RDWR | O_CREAT, 0600);
}

static int
make_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static int
connect_to(uint16_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_port = htons(port);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return fd == -1 ?
	    -1 :
	    connect(fd, (struct sockaddr *)&address, sizeof(address));
}

static int
connect_to_broker(void)
{
	return connect_to(1883);
}

static int
connect_elsewhere(void)
{
	return connect_to(22);
}

static int
run_program(void)
{
	return execl("/bin/true", "true", NULL);
}

static int
fork_process(void)
{
	return (int)syscall(SYS_fork);
}

static int
trace_parent(void)
{
	return (int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static int
kill_parent(void)
{
	return kill(getppid(), SIGCONT);
}

static int
mount_something(void)
{
	return mount("none", "/mnt", "tmpfs", 0, NULL);
}

static int
call_unknown(void)
{
	return (int)syscall(900);
}

static int
map_code(void)
{
	void *code = mmap(NULL, 4096, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return code == MAP_FAILED ? -1 : 0;
}

static int
make_data_code(void)
{
	void *data = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(data, 4096, PROT_READ | PROT_EXEC);
}

static int
become_root(void)
{
	return setuid(0);
}

static int
allow_core_dumps(void)
{
	struct rlimit core = { 1 << 20, 1 << 20 };

	return setrlimit(RLIMIT_CORE, &core);
}

static int
work_normally(void)
{
	int pair[2];
	char *bytes = malloc(1 << 20);

	if (bytes == NULL ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == -1 ||
	    send(pair[0], "x", 1, 0) != 1 || recv(pair[1], bytes, 1, 0) != 1)
		return -1;
	free(bytes);
	return 0;
}

TEST(normal_work_goes_on)
{
	CHECK_INT(run_in(SANDBOX_MEMORY, work_normally), 0);
	CHECK_INT(run_in(SANDBOX_CONNECT, work_normally), 0);
}

TEST(files_are_out_of_reach)
{
	CHECK_INT(run_in(SANDBOX_MEMORY, open_passwd), EACCES);
	CHECK_INT(run_in(SANDBOX_ACCEPT | SANDBOX_TTY, open_passwd), EACCES);
	CHECK_INT(run_in(SANDBOX_MEMORY, create_file), EACCES);
	CHECK_INT(run_in(SANDBOX_STATE_DIR, create_file), 0);
	CHECK_INT(run_in(SANDBOX_STATE_DIR, open_passwd), EACCES);
	CHECK_INT(run_in(SANDBOX_STATE_DIR, create_outside), EACCES);
	CHECK_INT(run_in(SANDBOX_CONNECT, create_outside), EACCES);
}

TEST(network_is_out_of_reach)
{
	if (!SANITIZED) {
		CHECK_INT(run_in(SANDBOX_MEMORY, make_socket), EACCES);
		CHECK_INT(run_in(SANDBOX_STATE_DIR, make_socket), EACCES);
		CHECK_INT(run_in(SANDBOX_ACCEPT, make_socket), EACCES);
	}
	CHECK(run_in(SANDBOX_MEMORY, connect_elsewhere) == EACCES);
	/* Refused by nobody listening, or by the sandbox. */
	CHECK(run_in(SANDBOX_CONNECT, connect_to_broker) != EACCES);
	CHECK_INT(run_in(SANDBOX_CONNECT, connect_elsewhere), EACCES);
}

TEST(attacks_are_deadly)
{
	CHECK_INT(run_in(SANDBOX_MEMORY, run_program), KILLED);
	CHECK_INT(run_in(SANDBOX_STATE_DIR, run_program), KILLED);
	CHECK_INT(run_in(SANDBOX_MEMORY, fork_process), KILLED);
	CHECK_INT(run_in(SANDBOX_MEMORY, mount_something), KILLED);
	CHECK_INT(run_in(SANDBOX_MEMORY, become_root), KILLED);
	if (!SANITIZED)
		CHECK_INT(run_in(SANDBOX_MEMORY, trace_parent), KILLED);
}

TEST(others_cannot_be_disturbed)
{
	CHECK(run_in(SANDBOX_MEMORY, kill_parent) != 0);
}

TEST(new_calls_look_absent)
{
	CHECK_INT(run_in(SANDBOX_MEMORY, call_unknown), ENOSYS);
}

TEST(no_new_code)
{
	if (SANITIZED)
		return;
	CHECK(run_in(SANDBOX_MEMORY, map_code) != 0);
	CHECK(run_in(SANDBOX_MEMORY, make_data_code) != 0);
}

TEST(no_core_dumps)
{
	CHECK(run_in(SANDBOX_MEMORY, allow_core_dumps) != 0);
}

/* Drops the user as a child of upyd does; exit code says what is left. */
static int
drop_and_look(enum proc_id id)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		struct conf own = conf;
		unsigned int uid, gid;

		if (sandbox_user(id, &uid, &gid) == -1)
			_exit(10);
		sandbox_drop_user(id, &own);
		if (getuid() != uid || geteuid() != uid || getgid() != gid ||
		    getgroups(0, NULL) != 0)
			_exit(11);
		if (id == PROC_STORE && strcmp(own.state_dir, "/") != 0)
			_exit(12);
		if (id == PROC_STORE && access("/etc", F_OK) == 0)
			_exit(13);
		_exit(setuid(0) == -1 ? 0 : 14);
	}
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

TEST(root_is_given_up)
{
	if (geteuid() != 0)
		return;
	CHECK_INT(drop_and_look(PROC_LINK), 0);
	CHECK_INT(drop_and_look(PROC_FLEET), 0);
	CHECK_INT(drop_and_look(PROC_STORE), 0);
}

int
main(void)
{
	char path[64];

	if (mkdtemp(dir) == NULL)
		return 99;
	conf_init(&conf);
	snprintf(conf.state_dir, sizeof(conf.state_dir), "%s", dir);
	RUN(normal_work_goes_on);
	RUN(files_are_out_of_reach);
	RUN(network_is_out_of_reach);
	RUN(attacks_are_deadly);
	RUN(others_cannot_be_disturbed);
	RUN(new_calls_look_absent);
	RUN(no_new_code);
	RUN(no_core_dumps);
	RUN(root_is_given_up);
	conf_fini(&conf);
	snprintf(path, sizeof(path), "%s/new", dir);
	unlink(path);
	rmdir(dir);
	return check_done();
}
