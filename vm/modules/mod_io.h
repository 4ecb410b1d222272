/* SPDX-License-Identifier: MIT */
/*
 * Streams: files and standard streams over the host's hooks, StringIO and
 * BytesIO in memory, and Python objects with the same methods.
 */
#ifndef VM_MOD_IO_H
#define VM_MOD_IO_H

#include "../object/function.h"
#include "../object/record.h"

struct vm_writer;

extern const struct vm_native vm_open_native;
extern const struct vm_type vm_type_BufferedWriter;
extern const struct vm_type vm_type_BytesIO;
extern const struct vm_type vm_type_DeflateIO;
extern const struct vm_type vm_type_FileIO;
extern const struct vm_type vm_type_IOBase;
extern const struct vm_type vm_type_StringIO;
extern const struct vm_type vm_type_TextIOWrapper;

/* Events of select.poll. */
enum vm_poll_event {
	VM_POLL_IN = 1,
	VM_POLL_OUT = 4,
	VM_POLL_ERR = 8,
	VM_POLL_HUP = 16,
};

/* Writes to any stream object; raises if it cannot be written to. */
void vm_stream_write(struct vm *vm, vm_value stream, const char *data,
    size_t len);
/* The stream's functions behind the methods read, write, ... */
struct vm_stream_ops {
	/* Number of bytes, 0 at the end. */
	size_t (*read)(struct vm *vm, vm_value self, uint8_t *buf, size_t len);
	/* Number of bytes taken, at least one. */
	size_t (*write)(struct vm *vm, vm_value self, const uint8_t *buf,
	    size_t len);
	int64_t (*seek)(struct vm *vm, vm_value self, int64_t offset, int from);
	void (*flush)(struct vm *vm, vm_value self);
	void (*close)(struct vm *vm, vm_value self);
	/* The descriptor that the host can poll; NULL: none. */
	int (*fd)(struct vm *vm, vm_value self);
	/* Which of the events are there, whatever the host says of fd; NULL
	 * without fd: EINVAL. */
	unsigned (*poll)(struct vm *vm, vm_value self, unsigned events);
	/*
	 * Streams that may have nothing now (net_stream.c): as read and
	 * write, but a negated errno instead of an exception.
	 */
	int (*receive)(struct vm *vm, vm_value self, uint8_t *buf, size_t len);
	/* As receive, but it all stays; NULL: lines are read byte by byte. */
	int (*peek)(struct vm *vm, vm_value self, uint8_t *buf, size_t len);
	int (*transmit)(struct vm *vm, vm_value self, const uint8_t *buf,
	    size_t len);
	/* How long those wait before they say -EAGAIN: microseconds, 0: not
	 * at all, -1: for ever. */
	intptr_t (*wait_us)(vm_value self);
	/* With fd: what the host is to look for instead of the events. */
	unsigned (*watch)(struct vm *vm, vm_value self, unsigned events);
	bool is_text;
};

/* The operations behind a native stream, or NULL. */
const struct vm_stream_ops *vm_stream_ops_of(vm_value self);
/* OSError unless it is a stream, native or derived from IOBase. */
void vm_stream_check(struct vm *vm, vm_value stream);
void vm_stream_close(struct vm *vm, vm_value stream);
/* What select asks of any stream: its descriptor (-1: it has none), and
 * which events (POLLIN, ...) are there. */
int vm_stream_fd(struct vm *vm, vm_value stream);
unsigned vm_stream_poll(struct vm *vm, vm_value stream, unsigned events);
/* Whether a stream with a descriptor is to be asked, too, and what the host
 * is to look for in place of these events. */
bool vm_stream_asks(vm_value stream);
unsigned vm_stream_watch(struct vm *vm, vm_value stream, unsigned events);
/* Reads at least one byte, 0 at the end; OSError EAGAIN: nothing yet. */
size_t vm_stream_read_some(struct vm *vm, vm_value stream, uint8_t *buf,
    size_t len);
void vm_stream_write_all(struct vm *vm, vm_value stream, const uint8_t *buf,
    size_t len);
/* The method write(buf[[, start], length]). */
vm_value vm_stream_write_method(struct vm *vm, size_t argc, vm_value *args);
extern const struct vm_native vm_stream_write_native;
/* Base of the native streams that cannot seek: read, write, close, ... */
extern const struct vm_type vm_type_stream;
/* Natives shared by the stream types (io_methods.c); one member table. */
#define VM_STREAM_MEMBER_COUNT 14
extern const struct vm_member vm_stream_members[VM_STREAM_MEMBER_COUNT];
vm_value vm_stream_iter(struct vm *vm, vm_value self);
vm_value vm_stream_next(struct vm *vm, vm_value self);
/* Appends up to and with the next newline; false at the end of input. */
bool vm_stream_read_line(struct vm *vm, vm_value self, size_t limit,
    struct vm_writer *out);

/* sys.stdin, stdout, stderr: number 0 to 2. */
vm_value vm_standard_stream(struct vm *vm, int number);
bool vm_stdin_read_line(struct vm *vm, struct vm_writer *out);
/* A file of a descriptor that somebody else closes. */
vm_value vm_file_from_fd(struct vm *vm, int fd, bool is_text);
/* VM_OPEN_... of open()'s mode; ValueError. */
unsigned vm_parse_open_mode(struct vm *vm, vm_value mode, bool *is_text);
/* A file of the host; fs as in vfs_posix.h. */
vm_value vm_posix_open(struct vm *vm, vm_value fs, vm_value path,
    vm_value mode);
/* Contents of a file as bytes. */
vm_value vm_read_whole_file(struct vm *vm, vm_value path);

#endif
