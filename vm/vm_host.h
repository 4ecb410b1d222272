/* SPDX-License-Identifier: MIT */
/*
 * What the VM needs from its host. Every hook may be NULL where the host
 * lacks it; the VM then raises OSError or does nothing. Hooks run on the
 * VM's thread, must not call back into the VM (poll may request an
 * interrupt) and keep no pointer after they return.
 */
#ifndef VM_HOST_H
#define VM_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm_host_net.h"
#include "vm_host_threads.h"
#include "vm_host_tls.h"

struct vm_module;
struct vm_repl;
struct vm_file_system;

/* The last is sys.stdout.buffer: its bytes are no text. */
enum vm_stream { VM_STDIN, VM_STDOUT, VM_STDERR, VM_STDOUT_BINARY };

enum vm_open_flags {
	VM_OPEN_READ = 1,
	VM_OPEN_WRITE = 2,
	VM_OPEN_CREATE = 4,
	VM_OPEN_TRUNCATE = 8,
	VM_OPEN_APPEND = 16,
	VM_OPEN_EXCLUSIVE = 32,
};

enum vm_seek_from { VM_SEEK_SET, VM_SEEK_CUR, VM_SEEK_END };

#define VM_MODE_DIR  0x4000u
#define VM_MODE_FILE 0x8000u

struct vm_file_stat {
	uint32_t mode; /* VM_MODE_..., and permissions if there are any */
	uint64_t size; /* bytes */
	uint64_t mtime_s;
	uint64_t inode; /* 0: no inodes, and nothing of the following */
	uint64_t atime_s;
	uint64_t ctime_s;
	uint64_t device;
	uint32_t links;
	uint32_t user;
	uint32_t group;
};

struct vm_fs_stat {
	uint32_t block_size; /* bytes */
	uint32_t block_count;
	uint32_t block_free;
	uint32_t name_max;
};

/* Results are 0 or positive, or a negated errno (MicroPython's numbers). */
struct vm_host_files {
	int (*open)(void *ctx, const char *path, unsigned flags);
	int (*close)(void *ctx, int fd);
	int (*read)(void *ctx, int fd, void *buf, size_t len);
	int (*write)(void *ctx, int fd, const void *buf, size_t len);
	int64_t (*seek)(void *ctx, int fd, int64_t offset, int from);
	int (*flush)(void *ctx, int fd);
	int (*stat)(void *ctx, const char *path, struct vm_file_stat *st);
	int (*remove)(void *ctx, const char *path);
	int (*rename)(void *ctx, const char *from, const char *to);
	int (*mkdir)(void *ctx, const char *path);
	int (*rmdir)(void *ctx, const char *path);
	int (*chdir)(void *ctx, const char *path);
	int (*getcwd)(void *ctx, char *buf, size_t len);
	/* A directory handle; dir_read gives 1 and a name, or 0 at the end. */
	int (*dir_open)(void *ctx, const char *path);
	int (*dir_read)(void *ctx, int dir, char *name, size_t len,
	    struct vm_file_stat *st);
	int (*dir_close)(void *ctx, int dir);
	int (*statvfs)(void *ctx, const char *path, struct vm_fs_stat *st);
	int (*sync)(void *ctx);
};

/* A descriptor to wait for: an open file's, a socket's, 0-2 the standard
 * streams'. Events have poll's numbers. */
struct vm_poll_fd {
	int fd;
	uint16_t events; /* 1 readable, 4 writable */
	uint16_t ready;  /* the answer; also 8 error, 16 hung up, 32 not open */
};

struct vm_host {
	void *ctx; /* first argument of every hook */
	void (*write)(void *ctx, enum vm_stream stream, const char *data,
	    size_t len);
	/* Reads at least one byte, waiting; 0 at the end of input, or a
	 * negated errno (-EINTR when interrupted). */
	int (*read)(void *ctx, char *data, size_t len);
	/* The same for sys.stdin.buffer; NULL: read does that, too. */
	int (*read_binary)(void *ctx, char *data, size_t len);
	/* The prompt whose line editor and history serve input(), borrowed;
	 * NULL: lines are read as they come. */
	struct vm_repl *repl;
	/* True when read would not wait. */
	int (*read_ready)(void *ctx);
	/* Waits until one is ready or the time is over. 0 or negated errno. */
	int (*poll_fds)(void *ctx, struct vm_poll_fd *fds, size_t count,
	    uint32_t timeout_ms);
	uint64_t (*ticks_us)(void *ctx); /* monotonic */
	uint64_t (*ticks_cpu)(void *ctx);
	uint64_t (*cpu_us)(void *ctx);  /* of the processor, for this program */
	uint64_t (*time_ns)(void *ctx); /* since 1970, UTC */
	/* Waits up to us; may return early when an interrupt is pending. */
	void (*sleep_us)(void *ctx, uint64_t us);
	/* Called every few thousand instructions and while waiting; may call
	 * vm_interrupt and vm_schedule. */
	void (*poll)(void *ctx);
	void (*random)(void *ctx, void *buf, size_t len);
	/* AES of one block of 16 bytes; the key has 16 or 32. in may be out. 0,
	 * or a negated errno. */
	int (*aes)(void *ctx, const uint8_t *key, size_t key_len, bool decrypt,
	    const uint8_t *in, uint8_t *out);
	/* machine.reset and friends end here; returns only if unsupported. */
	void (*reset)(void *ctx, int kind);
	int (*getenv)(void *ctx, const char *name, char *buf, size_t len);
	/* Changes the environment; value NULL removes the name. */
	int (*setenv)(void *ctx, const char *name, const char *value);
	/* Runs a shell command (os.system); -1 where there is none. */
	int (*system)(void *ctx, const char *command);
	/* sys.executable; NULL: it has none. */
	const char *(*executable)(void *ctx);
	const struct vm_host_files *files;      /* borrowed, or NULL */
	const struct vm_host_net *net;          /* borrowed, or NULL */
	const struct vm_host_tls *tls;          /* borrowed, or NULL */
	const struct vm_host_threads *threads;  /* borrowed, or NULL */
	const struct vm_module *const *modules; /* borrowed; extra modules */
	size_t module_count;
	const struct vm_file_system *const *file_systems; /* borrowed */
	size_t file_system_count;
	const char *platform; /* sys.platform */
	const char *machine;  /* os.uname().machine */
	const char *board;    /* sys.implementation._machine; NULL: machine */
	const char *release;  /* os.uname().release; NULL: the language's */
	const char *libc;     /* platform.libc_ver(), or NULL */
	const char *libc_version;
};

#endif
