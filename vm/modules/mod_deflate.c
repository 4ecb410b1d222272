/* SPDX-License-Identifier: MIT */
/* The module deflate: a stream that packs or unpacks another one. */
#include "../object/arguments.h"
#include "../object/digest.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/record.h"
#include "../runtime/call.h"
#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "../vm.h"
#include "deflate_writer.h"
#include "inflate.h"
#include "mod_io.h"
#include "modules.h"

#define EINVAL_NUMBER    22
#define WBITS_MIN        5
#define WBITS_MAX        15
#define WBITS_DEFAULT    8
#define WBITS_WRITER_MAX 14 /* places fit 16 bits */
#define METHOD_DEFLATE   8
#define ADLER_BASE       65521u
#define PIECE            ((size_t)1024) /* bytes between two polls */

enum deflate_format { FORMAT_AUTO, FORMAT_RAW, FORMAT_ZLIB, FORMAT_GZIP };

enum deflate_slot {
	DEFLATE_STREAM, /* VM_NONE when closed */
	DEFLATE_FORMAT,
	DEFLATE_WBITS,
	DEFLATE_CLOSE,  /* VM_TRUE: close the stream, too */
	DEFLATE_READER, /* buffer: struct reader, made at the first read */
	DEFLATE_WINDOW, /* its window */
	DEFLATE_WRITER, /* buffer: struct writer, made at the first write */
	DEFLATE_TEXT,   /* its buffers */
	DEFLATE_CHAINS,
	DEFLATE_SLOTS
};

struct check {
	enum deflate_format format;
	uint32_t sum; /* CRC-32 or Adler-32 */
	uint32_t len;
};

struct reader {
	struct vm_inflate inflate;
	struct check check;
	bool is_at_end;
};

struct writer {
	struct vm_deflate deflate;
	struct check check;
};

/* Where bytes come from or go to. */
struct peer {
	struct vm *vm;
	vm_value stream;
};

VM_NORETURN static void
bad_data(struct vm *vm)
{
	vm_raise_os_error(vm, EINVAL_NUMBER);
}

static vm_value
stream_of(struct vm *vm, vm_value self)
{
	vm_value stream = vm_record(self)->slots[DEFLATE_STREAM];

	if (stream == VM_NONE)
		bad_data(vm);
	return stream;
}

static vm_value
new_buffer(struct vm *vm, size_t size)
{
	return VM_PTR((struct vm_buffer *)vm_heap_alloc(vm, VM_TID_BYTES_BUFFER,
	    sizeof(struct vm_buffer) + size));
}

static void *
contents(vm_value self, enum deflate_slot slot)
{
	vm_value buffer = vm_record(self)->slots[slot];

	return buffer == VM_UNDEF ? NULL : ((struct vm_buffer *)buffer)->data;
}

/* ---- checksums -------------------------------------------------------- */

static void
check_add(struct check *check, const uint8_t *data, size_t len)
{
	uint32_t low, high;

	check->len += (uint32_t)len;
	if (check->format == FORMAT_GZIP) {
		check->sum = vm_crc32(check->sum, data, len);
		return;
	}
	low = check->sum & 0xffffu;
	high = check->sum >> 16;
	for (size_t i = 0; i < len; i++) {
		low = (low + data[i]) % ADLER_BASE;
		high = (high + low) % ADLER_BASE;
	}
	check->sum = high << 16 | low;
}

static void
check_begin(struct check *check, enum deflate_format format)
{
	check->format = format;
	check->len = 0;
	check->sum = format == FORMAT_GZIP ? 0 : 1;
}

/* ---- reading ---------------------------------------------------------- */

static uint8_t
next_byte(void *arg)
{
	const struct peer *peer = arg;
	uint8_t byte;

	if (vm_stream_read_some(peer->vm, peer->stream, &byte, 1) == 0)
		vm_raise(peer->vm,
		    vm_exception_new(peer->vm, &vm_type_EOFError, 0, NULL));
	return byte;
}

static void
skip(struct peer *peer, size_t count)
{
	while (count-- > 0)
		next_byte(peer);
}

static void
skip_text(struct peer *peer)
{
	while (next_byte(peer) != 0)
		;
}

/* Behind the first two bytes of a gzip header. */
static unsigned
read_gzip_header(struct peer *peer)
{
	uint8_t flags;
	size_t extra;

	if (next_byte(peer) != METHOD_DEFLATE)
		bad_data(peer->vm);
	flags = next_byte(peer);
	skip(peer, 6);
	if ((flags & 4) != 0) {
		extra = next_byte(peer);
		extra |= (size_t)next_byte(peer) << 8;
		skip(peer, extra);
	}
	if ((flags & 8) != 0)
		skip_text(peer);
	if ((flags & 16) != 0)
		skip_text(peer);
	if ((flags & 2) != 0)
		skip(peer, 2);
	return WBITS_MAX;
}

static unsigned
check_zlib_header(struct vm *vm, unsigned first, unsigned second)
{
	unsigned wbits = (first >> 4) + 8;

	if ((first & 15) != METHOD_DEFLATE || wbits > WBITS_MAX ||
	    (first << 8 | second) % 31 != 0 || (second & 0x20) != 0)
		bad_data(vm);
	return wbits;
}

/* Reads what stands in front of the data; returns its window's bits. */
static unsigned
read_header(struct peer *peer, enum deflate_format *format)
{
	unsigned first, second;
	bool is_gzip;

	if (*format == FORMAT_RAW)
		return WBITS_DEFAULT;
	first = next_byte(peer);
	second = next_byte(peer);
	is_gzip = first == 0x1f && second == 0x8b;
	if (*format == FORMAT_AUTO)
		*format = is_gzip ? FORMAT_GZIP : FORMAT_ZLIB;
	if (*format == FORMAT_ZLIB)
		return check_zlib_header(peer->vm, first, second);
	if (!is_gzip)
		bad_data(peer->vm);
	return read_gzip_header(peer);
}

static struct reader *
begin_reading(struct vm *vm, vm_value self, struct peer *peer)
{
	struct vm_record *record = vm_record(self);
	unsigned wbits = (unsigned)vm_int_value(record->slots[DEFLATE_WBITS]);
	enum deflate_format format =
	    (enum deflate_format)vm_int_value(record->slots[DEFLATE_FORMAT]);
	unsigned stated = read_header(peer, &format);
	vm_value buffer = new_buffer(vm, sizeof(struct reader));
	struct reader *reader;

	if (wbits == 0)
		wbits = stated;
	VM_SETREF(vm, record, slots[DEFLATE_WINDOW],
	    new_buffer(vm, (size_t)1 << wbits));
	VM_SETREF(vm, record, slots[DEFLATE_READER], buffer);
	reader = contents(self, DEFLATE_READER);
	reader->inflate.window_size = 1u << wbits;
	check_begin(&reader->check, format);
	return reader;
}

static uint32_t
read_word(struct peer *peer, bool big_endian)
{
	uint32_t word = 0;

	for (unsigned i = 0; i < 4; i++)
		word |= (uint32_t)next_byte(peer)
		    << (big_endian ? 24 - i * 8 : i * 8);
	return word;
}

/* Compares what stands behind the data with what was read. */
static void
read_trailer(struct peer *peer, struct reader *reader)
{
	const struct check *check = &reader->check;
	bool good = true;

	if (check->format == FORMAT_ZLIB)
		good = read_word(peer, true) == check->sum;
	else if (check->format == FORMAT_GZIP)
		good = read_word(peer, false) == check->sum;
	if (check->format ==
	    FORMAT_GZIP) /* the length, which is not compared */
		read_word(peer, false);
	if (!good)
		bad_data(peer->vm);
	reader->is_at_end = true;
}

static size_t
deflate_read(struct vm *vm, vm_value self, uint8_t *buf, size_t len)
{
	struct peer peer = { vm, stream_of(vm, self) };
	struct vm_inflate_source source = { next_byte, &peer };
	struct reader *reader = contents(self, DEFLATE_READER);
	size_t done = 0;

	if (len == 0)
		return 0;
	if (reader == NULL)
		reader = begin_reading(vm, self, &peer);
	while (done < len && !reader->is_at_end) {
		size_t some = len - done < PIECE ? len - done : PIECE;
		size_t n = vm_inflate_read(&reader->inflate,
		    contents(self, DEFLATE_WINDOW), &source, buf + done, some);

		if (n == VM_INFLATE_BAD)
			bad_data(vm);
		if (reader->check.format != FORMAT_RAW)
			check_add(&reader->check, buf + done, n);
		if (n < some)
			read_trailer(&peer, reader);
		done += n;
		vm_poll_work(vm, 1 + n / 8);
	}
	return done;
}

/* ---- writing ---------------------------------------------------------- */

static void
write_bytes(void *arg, const uint8_t *data, size_t len)
{
	const struct peer *peer = arg;

	vm_stream_write_all(peer->vm, peer->stream, data, len);
}

static void
write_header(struct peer *peer, enum deflate_format format, unsigned wbits)
{
	static const uint8_t gzip[10] = { 0x1f, 0x8b, METHOD_DEFLATE, 0, 0, 0,
		0, 0, 4, 3 };
	uint8_t zlib[2];

	if (format == FORMAT_GZIP)
		write_bytes(peer, gzip, sizeof(gzip));
	if (format != FORMAT_ZLIB)
		return;
	zlib[0] =
	    (uint8_t)(((wbits < 8 ? 8 : wbits) - 8) << 4 | METHOD_DEFLATE);
	zlib[1] = (uint8_t)(31 - (zlib[0] << 8) % 31);
	write_bytes(peer, zlib, sizeof(zlib));
}

static struct writer *
begin_writing(struct vm *vm, vm_value self, struct peer *peer)
{
	struct vm_record *record = vm_record(self);
	unsigned wbits = (unsigned)vm_int_value(record->slots[DEFLATE_WBITS]);
	enum deflate_format format =
	    (enum deflate_format)vm_int_value(record->slots[DEFLATE_FORMAT]);
	vm_value buffer = new_buffer(vm, sizeof(struct writer));
	struct writer *writer;
	uint32_t window;

	if (wbits == 0)
		wbits = WBITS_DEFAULT;
	window = 1u << (wbits > WBITS_WRITER_MAX ? WBITS_WRITER_MAX : wbits);
	VM_SETREF(vm, record, slots[DEFLATE_TEXT],
	    new_buffer(vm, vm_deflate_text_size(window)));
	VM_SETREF(vm, record, slots[DEFLATE_CHAINS],
	    new_buffer(vm, window * sizeof(uint16_t)));
	if (format == FORMAT_AUTO)
		format = FORMAT_RAW;
	write_header(peer, format, wbits);
	VM_SETREF(vm, record, slots[DEFLATE_WRITER], buffer);
	writer = contents(self, DEFLATE_WRITER);
	writer->deflate.window_size = window;
	check_begin(&writer->check, format);
	return writer;
}

static size_t
deflate_write(struct vm *vm, vm_value self, const uint8_t *buf, size_t len)
{
	struct peer peer = { vm, stream_of(vm, self) };
	struct vm_deflate_sink sink = { write_bytes, &peer };
	struct writer *writer = contents(self, DEFLATE_WRITER);
	struct vm_deflate_buffers buffers;

	if (writer == NULL)
		writer = begin_writing(vm, self, &peer);
	buffers.text = contents(self, DEFLATE_TEXT);
	buffers.previous = contents(self, DEFLATE_CHAINS);
	for (size_t done = 0; done < len; done += PIECE) {
		size_t some = len - done < PIECE ? len - done : PIECE;

		check_add(&writer->check, buf + done, some);
		vm_deflate_write(&writer->deflate, &buffers, &sink, buf + done,
		    some);
		vm_poll_work(vm, 1 + some / 4);
	}
	return len;
}

static void
write_trailer(struct peer *peer, const struct check *check)
{
	bool is_gzip = check->format == FORMAT_GZIP;
	uint8_t bytes[8];

	for (unsigned i = 0; i < 4; i++) {
		bytes[i] =
		    (uint8_t)(check->sum >> (is_gzip ? i * 8 : 24 - i * 8));
		bytes[4 + i] = (uint8_t)(check->len >> i * 8);
	}
	if (check->format != FORMAT_RAW)
		write_bytes(peer, bytes, is_gzip ? 8 : 4);
}

static void
deflate_close(struct vm *vm, vm_value self)
{
	struct vm_record *record = vm_record(self);
	struct peer peer = { vm, record->slots[DEFLATE_STREAM] };
	struct vm_deflate_sink sink = { write_bytes, &peer };
	struct writer *writer = contents(self, DEFLATE_WRITER);
	struct vm_deflate_buffers buffers;

	if (peer.stream == VM_NONE)
		return;
	record->slots[DEFLATE_STREAM] = VM_NONE;
	if (writer != NULL) {
		buffers.text = contents(self, DEFLATE_TEXT);
		buffers.previous = contents(self, DEFLATE_CHAINS);
		vm_deflate_finish(&writer->deflate, &buffers, &sink);
		write_trailer(&peer, &writer->check);
	}
	if (record->slots[DEFLATE_CLOSE] == VM_TRUE)
		vm_call_method(vm, peer.stream, VM_NAME(close), 0, NULL);
}

static const struct vm_stream_ops deflate_ops = {
	.read = deflate_read,
	.write = deflate_write,
	.close = deflate_close,
};

/* ---- type and module -------------------------------------------------- */

static vm_value
deflate_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	intptr_t format = FORMAT_AUTO, wbits = 0;
	vm_value self;

	vm_check_arguments(vm, n_pos, n_kw, 1, 4);
	if (n_pos > 1)
		format = vm_get_int(vm, args[1]);
	if (format < FORMAT_AUTO || format > FORMAT_GZIP)
		vm_raise_value_error(vm, "format");
	if (n_pos > 2)
		wbits = vm_get_int(vm, args[2]);
	if (wbits != 0 && (wbits < WBITS_MIN || wbits > WBITS_MAX))
		vm_raise_value_error(vm, "wbits");
	self = vm_record_new(vm, type, DEFLATE_SLOTS);
	vm_record(self)->slots[DEFLATE_STREAM] = args[0];
	vm_record(self)->slots[DEFLATE_FORMAT] = VM_INT(format);
	vm_record(self)->slots[DEFLATE_WBITS] = VM_INT(wbits);
	vm_record(self)->slots[DEFLATE_CLOSE] =
	    vm_new_bool(n_pos > 3 && vm_truth(vm, args[3]));
	return self;
}

static void
deflate_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)self;
	(void)kind;
	vm_write_text(vm, out, "<DeflateIO>");
}

static const struct vm_slots deflate_slots = {
	.make = deflate_make,
	.print = deflate_print,
	.stream = &deflate_ops,
};

VM_DEFINE_TYPE_PLAIN(DeflateIO, DeflateIO, &vm_type_stream,
    VM_TYPE_HASHABLE | VM_TYPE_FINAL, deflate_slots);

static const struct vm_member deflate_members[] = {
	{ VM_NAME(__name__), VM_NAME(deflate) },
	{ VM_NAME(AUTO), VM_INT(FORMAT_AUTO) },
	{ VM_NAME(DeflateIO), VM_PTR(&vm_type_DeflateIO) },
	{ VM_NAME(GZIP), VM_INT(FORMAT_GZIP) },
	{ VM_NAME(RAW), VM_INT(FORMAT_RAW) },
	{ VM_NAME(ZLIB), VM_INT(FORMAT_ZLIB) },
};

VM_DEFINE_MODULE(deflate, deflate_members);
