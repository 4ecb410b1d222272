/* SPDX-License-Identifier: MIT */
/* The module io: open(), files and the standard streams. */
#include "mod_io.h"

#include "../object/arguments.h"
#include "../object/class.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/names.h"
#include "../object/slots.h"
#include "../object/module.h"
#include "../object/str.h"
#include "../runtime/heap.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/terminal.h"
#include "../runtime/thread.h"
#include "../runtime/call.h"
#include "../runtime/writer.h"
#include "mount.h"
#include "vfs_posix.h"

#define READ_AHEAD       256
#define STANDARD_STREAMS 3

enum file_slot {
	FILE_FD,       /* VM_INT; VM_NONE when closed */
	FILE_STANDARD, /* VM_TRUE: fd is an enum vm_stream */
	FILE_BUFFER,   /* bytes read ahead: bytearray, or VM_NONE */
	FILE_START,    /* of what is left in the buffer */
	FILE_END,
	FILE_SLOTS
};

static int
fd_of(struct vm *vm, vm_value self)
{
	vm_value fd = vm_record(self)->slots[FILE_FD];

	if (fd == VM_NONE)
		vm_raise_value_error(vm, "I/O operation on closed file");
	return (int)vm_int_value(fd);
}

static bool
is_standard(vm_value self)
{
	return vm_record(self)->slots[FILE_STANDARD] == VM_TRUE;
}

static size_t
buffered(vm_value self)
{
	const struct vm_record *file = vm_record(self);

	return (size_t)(vm_int_value(file->slots[FILE_END]) -
	    vm_int_value(file->slots[FILE_START]));
}

/* A hook's result; negative ones are raised. */
static size_t
check(struct vm *vm, int n)
{
	if (n < 0)
		vm_raise_os_error(vm, -n);
	return (size_t)n;
}

#define INTERRUPTED (-4) /* -EINTR */

static bool
is_binary(vm_value self)
{
	return vm_record(self)->type == &vm_type_FileIO;
}

/* Reading or writing at the host, which may wait. */
struct transfer {
	int fd;
	bool is_standard;
	bool is_binary;
	uint8_t *to; /* NULL: it writes */
	const uint8_t *from;
	size_t len;
};

static int64_t
run_transfer(struct vm *vm, void *arg)
{
	const struct transfer *transfer = arg;
	const struct vm_host *host = vm->host;
	char *to = (char *)transfer->to;

	if (to == NULL)
		return host->files->write(host->ctx, transfer->fd,
		    transfer->from, transfer->len);
	if (!transfer->is_standard)
		return host->files->read(host->ctx, transfer->fd, to,
		    transfer->len);
	if (transfer->is_binary && host->read_binary != NULL)
		return host->read_binary(host->ctx, to, transfer->len);
	return host->read == NULL ? 0 :
				    host->read(host->ctx, to, transfer->len);
}

static size_t
read_host(struct vm *vm, vm_value self, uint8_t *buf, size_t len)
{
	struct transfer transfer = { .fd = fd_of(vm, self),
		.is_standard = is_standard(self),
		.is_binary = is_binary(self),
		.to = buf,
		.len = len > INT32_MAX ? INT32_MAX : len };
	int n;

	do {
		vm_poll(vm);
		if (transfer.is_standard && transfer.fd != VM_STDIN)
			n = -1;
		else if (transfer.is_standard && vm_terminal_is_shared(vm))
			n = vm_terminal_read(vm, (char *)buf, transfer.len);
		else
			n = (int)vm_blocking(vm, run_transfer, &transfer);
	} while (n == INTERRUPTED);
	return check(vm, n);
}

/* Small reads of files go through a buffer. */
static size_t
file_read(struct vm *vm, vm_value self, uint8_t *buf, size_t len)
{
	struct vm_record *file = vm_record(self);
	uint8_t *data;
	size_t n;

	if (len == 0)
		return 0;
	fd_of(vm, self);
	if (buffered(self) == 0) {
		if (len >= READ_AHEAD || is_standard(self))
			return read_host(vm, self, buf, len);
		if (file->slots[FILE_BUFFER] == VM_NONE)
			VM_SETREF(vm, file, slots[FILE_BUFFER],
			    VM_PTR((struct vm_buffer *)vm_heap_alloc(vm,
				VM_TID_BYTES_BUFFER,
				sizeof(struct vm_buffer) + READ_AHEAD)));
		data = ((struct vm_buffer *)file->slots[FILE_BUFFER])->data;
		n = read_host(vm, self, data, READ_AHEAD);
		file->slots[FILE_START] = VM_INT(0);
		file->slots[FILE_END] = VM_INT(n);
	}
	n = buffered(self);
	if (n > len)
		n = len;
	data = ((struct vm_buffer *)file->slots[FILE_BUFFER])->data;
	if (n > 0)
		memcpy(buf, data + vm_int_value(file->slots[FILE_START]), n);
	file->slots[FILE_START] =
	    VM_INT(vm_int_value(file->slots[FILE_START]) + (intptr_t)n);
	return n;
}

/* Forgets what was read ahead; the host's position becomes ours. */
static void
drop_buffer(struct vm *vm, vm_value self)
{
	size_t n = buffered(self);

	vm_record(self)->slots[FILE_START] = VM_INT(0);
	vm_record(self)->slots[FILE_END] = VM_INT(0);
	if (n > 0)
		vm->host->files->seek(vm->host->ctx, fd_of(vm, self),
		    -(int64_t)n, VM_SEEK_CUR);
}

static size_t
file_write(struct vm *vm, vm_value self, const uint8_t *buf, size_t len)
{
	int fd = fd_of(vm, self);
	struct transfer transfer = { .to = NULL };
	int n;

	if (is_standard(self)) {
		if (fd == VM_STDIN)
			vm_raise_os_error(vm, 9);
		if (fd == VM_STDOUT && is_binary(self))
			fd = VM_STDOUT_BINARY;
		vm_terminal_write(vm, (enum vm_stream)fd, (const char *)buf,
		    len);
		return len;
	}
	drop_buffer(vm, self);
	transfer.fd = fd;
	transfer.from = buf;
	transfer.len = len > INT32_MAX ? INT32_MAX : len;
	do {
		vm_poll(vm);
		n = (int)vm_blocking(vm, run_transfer, &transfer);
	} while (n == INTERRUPTED);
	if (n == 0)
		vm_raise_os_error(vm, 28);
	return check(vm, n);
}

static int64_t
file_seek(struct vm *vm, vm_value self, int64_t offset, int from)
{
	int64_t position;

	if (is_standard(self))
		vm_raise_os_error(vm, 29);
	if (from == VM_SEEK_CUR && offset == 0) { /* tell() */
		position = vm->host->files->seek(vm->host->ctx, fd_of(vm, self),
		    0, VM_SEEK_CUR);
		if (position >= 0)
			return position - (int64_t)buffered(self);
	}
	drop_buffer(vm, self);
	position =
	    vm->host->files->seek(vm->host->ctx, fd_of(vm, self), offset, from);
	if (position < 0)
		vm_raise_os_error(vm, (int)-position);
	return position;
}

static void
file_flush(struct vm *vm, vm_value self)
{
	int fd = fd_of(vm, self);

	if (!is_standard(self) && vm->host->files->flush != NULL)
		check(vm, vm->host->files->flush(vm->host->ctx, fd));
}

/* Also the finaliser, so it must not allocate. */
static void
file_close(struct vm *vm, vm_value self)
{
	vm_value fd = vm_record(self)->slots[FILE_FD];

	if (fd == VM_NONE || is_standard(self))
		return;
	vm_record(self)->slots[FILE_FD] = VM_NONE;
	vm->host->files->close(vm->host->ctx, (int)vm_int_value(fd));
}

#define FILE_OPS(text)                                                     \
	{                                                                  \
		.read = file_read, .write = file_write, .seek = file_seek, \
		.flush = file_flush, .close = file_close, .fd = fd_of,     \
		.is_text = (text),                                         \
	}

static const struct vm_stream_ops file_ops = FILE_OPS(false);
static const struct vm_stream_ops text_file_ops = FILE_OPS(true);

/* ---- open ------------------------------------------------------------- */

/* Made before the file is opened, so that no descriptor can be lost. */
static vm_value
new_file(struct vm *vm, int fd, bool is_text, bool standard)
{
	vm_value self = vm_record_new(vm,
	    is_text ? &vm_type_TextIOWrapper : &vm_type_FileIO, FILE_SLOTS);
	struct vm_record *file = vm_record(self);

	file->slots[FILE_FD] = standard ? VM_INT(fd) : VM_NONE;
	file->slots[FILE_STANDARD] = vm_new_bool(standard);
	file->slots[FILE_BUFFER] = VM_NONE;
	file->slots[FILE_START] = VM_INT(0);
	file->slots[FILE_END] = VM_INT(0);
	return self;
}

vm_value
vm_file_from_fd(struct vm *vm, int fd, bool is_text)
{
	vm_value file = new_file(vm, -1, is_text, false);

	vm_record(file)->slots[FILE_FD] = VM_INT(fd);
	return file;
}

static bool
read_mode(const char *mode, unsigned *flags, bool *is_text)
{
	*flags = 0;
	*is_text = true;
	for (; *mode != '\0'; mode++) {
		switch (*mode) {
		case 'r':
			*flags |= VM_OPEN_READ;
			break;
		case 'w':
			*flags |=
			    VM_OPEN_WRITE | VM_OPEN_CREATE | VM_OPEN_TRUNCATE;
			break;
		case 'x':
			*flags |=
			    VM_OPEN_WRITE | VM_OPEN_CREATE | VM_OPEN_EXCLUSIVE;
			break;
		case 'a':
			*flags |=
			    VM_OPEN_WRITE | VM_OPEN_CREATE | VM_OPEN_APPEND;
			break;
		case '+':
			*flags |= VM_OPEN_READ | VM_OPEN_WRITE;
			break;
		case 'b':
			*is_text = false;
			break;
		case 't':
			break;
		default:
			return false;
		}
	}
	return (*flags & (VM_OPEN_READ | VM_OPEN_WRITE)) != 0;
}

unsigned
vm_parse_open_mode(struct vm *vm, vm_value mode, bool *is_text)
{
	unsigned flags;

	mode = vm_argument_str(vm, mode);
	if (!read_mode(vm_str_data(mode), &flags, is_text))
		vm_raise_value_error(vm, "invalid mode: %v", mode);
	return flags;
}

/* open(5): a file of a descriptor that is open already. */
static vm_value
file_of_descriptor(struct vm *vm, vm_value fd, vm_value mode)
{
	bool is_text;

	vm_parse_open_mode(vm, mode, &is_text);
	return vm_file_from_fd(vm, (int)vm_int_value(fd), is_text);
}

/* A file of the host. */
vm_value
vm_posix_open(struct vm *vm, vm_value fs, vm_value path, vm_value mode)
{
	char buf[VM_PATH_LEN_MAX];
	const char *host_path = vm_posix_path(vm, fs, path, buf);
	bool is_text;
	unsigned flags = vm_parse_open_mode(vm, mode, &is_text);
	vm_value file;
	int fd;

	if ((flags & VM_OPEN_WRITE) != 0)
		vm_posix_check_writable(vm, fs);
	file = new_file(vm, -1, is_text, false);
	do {
		vm_poll(vm);
		fd = vm->host->files->open(vm->host->ctx, host_path, flags);
	} while (fd == INTERRUPTED);
	vm_record(file)->slots[FILE_FD] = VM_INT(check(vm, fd));
	vm_heap_set_final(vm, file);
	return file;
}

/* Asks the file system the path is in. */
static vm_value
open_path(struct vm *vm, vm_value path, vm_value mode)
{
	struct vm_place place;
	vm_value args[2];

	if (vm_is_int(path))
		return file_of_descriptor(vm, path, mode);
	vm_mount_find_file(vm, path, &place);
	if (!VM_HAS_MOUNT || place.kind == VM_MOUNT_HOST)
		return vm_posix_open(vm, place.fs, place.path, mode);
	args[0] = place.path;
	args[1] = mode;
	return vm_call_method(vm, place.fs, VM_NAME(open), 2, args);
}

static vm_value
open_file(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(file), VM_NAME(mode),
		VM_NAME(buffering), VM_NAME(encoding) };
	vm_value values[4] = { VM_UNDEF, VM_CHAR_STR('r'), VM_INT(-1),
		VM_NONE };

	vm_bind_keywords(vm, n_pos, n_kw, args, 4, 1, names, values);
	return open_path(vm, values[0], values[1]);
}

const struct vm_native vm_open_native VM_ALIGNED = {
	.head = VM_NATIVE_HEAD(1, 4, VM_NATIVE_KW),
	.u.kw_fn = open_file,
};

vm_value
vm_read_whole_file(struct vm *vm, vm_value path)
{
	vm_value file = open_path(vm, path, vm_str_new(vm, "rb", 2));
	struct vm_writer out;
	size_t n;

	vm_writer_init(&out);
	do {
		n = vm_stream_read_some(vm, file,
		    (uint8_t *)vm_writer_reserve(vm, &out, READ_AHEAD * 4),
		    READ_AHEAD * 4);
		out.len += n;
	} while (n > 0);
	vm_call_method(vm, file, VM_NAME(close), 0, NULL);
	return vm_writer_bytes(vm, &out);
}

/* ---- standard streams ------------------------------------------------- */

vm_value
vm_standard_stream(struct vm *vm, int number)
{
	vm_value all = VM_ROOT(vm, stdio);

	if (all == VM_UNDEF) {
		all = vm_list_new(vm, 0, NULL);
		for (int i = 0; i < STANDARD_STREAMS; i++)
			vm_list_append(vm, all, new_file(vm, i, true, true));
		VM_ROOT(vm, stdio) = all;
	}
	return vm_list(all)->items[number];
}

bool
vm_stdin_read_line(struct vm *vm, struct vm_writer *out)
{
	return vm_stream_read_line(vm, vm_standard_stream(vm, VM_STDIN),
	    SIZE_MAX, out);
}

/* ---- types and module ------------------------------------------------- */

static void
file_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	vm_value fd = vm_record(self)->slots[FILE_FD];

	(void)kind;
	vm_write_text(vm, out,
	    vm_is_record(self, &vm_type_TextIOWrapper) ? "<io.TextIOWrapper " :
							 "<io.FileIO ");
	vm_write_int(vm, out, fd == VM_NONE ? -1 : vm_int_value(fd));
	vm_write_char(vm, out, '>');
}

static vm_value
file_getattr(struct vm *vm, vm_value self, vm_value name)
{
	(void)vm;
	if (name == VM_NAME(closed))
		return vm_new_bool(vm_record(self)->slots[FILE_FD] == VM_NONE);
	if (name == VM_NAME(buffer) && is_standard(self))
		return new_file(vm, fd_of(vm, self), false, true);
	return VM_UNDEF;
}

static vm_value
file_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	(void)type;
	return open_file(vm, n_pos, n_kw, args);
}

static vm_value
fileno(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	if (!vm_is_record(args[0], &vm_type_FileIO) &&
	    !vm_is_record(args[0], &vm_type_TextIOWrapper))
		vm_raise_type_error(vm, "stream operation not supported");
	return VM_INT(fd_of(vm, args[0]));
}

#define FILE_SLOTS(ops)                                                  \
	{                                                                \
		.print = file_print, .iter = vm_stream_iter,             \
		.next = vm_stream_next, .getattr = file_getattr,         \
		.make = file_make, .final = file_close, .stream = (ops), \
	}

static const struct vm_slots file_slots = FILE_SLOTS(&file_ops);
static const struct vm_slots text_file_slots = FILE_SLOTS(&text_file_ops);

VM_DEFINE_NATIVE(fileno_native, fileno, 1, 1);

static const struct vm_member file_members[] = {
	{ VM_NAME(fileno), VM_NATIVE(fileno_native) },
};

VM_DEFINE_TYPE(FileIO, FileIO, &vm_type_IOBase, VM_TYPE_HASHABLE, file_slots,
    file_members);
VM_DEFINE_TYPE(TextIOWrapper, TextIOWrapper, &vm_type_IOBase, VM_TYPE_HASHABLE,
    text_file_slots, file_members);

/* The base of streams written in Python; its instances hold nothing. */
static vm_value
base_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	(void)n_pos;
	(void)n_kw;
	(void)args;
	return vm_record_new(vm, type, 0);
}

static const struct vm_slots base_slots = { .make = base_make };

VM_DEFINE_TYPE(IOBase, IOBase, NULL, VM_TYPE_HASHABLE, base_slots,
    vm_stream_members);

static const struct vm_member io_members[] = {
	{ VM_NAME(__name__), VM_NAME(io) },
#if VM_HAS_BUFFERED_WRITER
	{ VM_NAME(BufferedWriter), VM_PTR(&vm_type_BufferedWriter) },
#endif
	{ VM_NAME(BytesIO), VM_PTR(&vm_type_BytesIO) },
	{ VM_NAME(FileIO), VM_PTR(&vm_type_FileIO) },
	{ VM_NAME(IOBase), VM_PTR(&vm_type_IOBase) },
	{ VM_NAME(StringIO), VM_PTR(&vm_type_StringIO) },
	{ VM_NAME(TextIOWrapper), VM_PTR(&vm_type_TextIOWrapper) },
	{ VM_NAME(open), VM_PTR(&vm_open_native) },
};

VM_DEFINE_MODULE(io, io_members);
