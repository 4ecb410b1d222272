/* SPDX-License-Identifier: MIT */
/*
 * SSLSocket. It carries the engine's bytes to and from the stream it wraps;
 * what the stream does not take at once waits in the engine.
 */
#include "tls_stream.h"

#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/exception.h"
#include "../object/int.h"
#include "../object/names.h"
#include "../object/record.h"
#include "../object/str.h"
#include "../object/tuple.h"
#include "../runtime/attr.h"
#include "../runtime/call.h"
#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/thread.h"
#include "../runtime/writer.h"
#include "mod_io.h"
#include "net_stream.h"

#define CHUNK          (VM_WORD_64 ? 4096u : 512u)
#define RECORD_HEADER  5
#define WOULD_BLOCK    (-11)
#define BAD_DESCRIPTOR (-9)
#define TOO_LONG       (-90)
#define ERRNO_MAX      255
#define WAIT_MS        100

#define POLL_IN        1u
#define POLL_OUT       4u

enum tls_slot {
	TLS_STREAM,
	TLS_SESSION, /* VM_INT, 0: closed */
	TLS_FAILED,  /* VM_INT: error that ended the session, or 0 */
	TLS_WANT,    /* VM_INT: POLL_IN if the last write waits for that */
	/* Of a stream made in Python: what is missing of the record; 0 and
	 * less: of its header, negated. */
	TLS_NEED,
	TLS_LENGTH,   /* VM_INT: of the record, once its header is here */
	TLS_DATAGRAM, /* bytearray: room for one; VM_INT: it is a stream */
	TLS_SLOTS
};

const struct vm_host_tls *
vm_tls_of(struct vm *vm)
{
	if (vm->host->tls == NULL)
		vm_raise_os_error(vm, 95);
	return vm->host->tls;
}

void
vm_tls_check(struct vm *vm, int result)
{
	static const struct {
		int number;
		const char *name;
	} errors[] = {
#define X(number, name) { -(number), "MBEDTLS_ERR_" name },
#include "tls_errors.def"
#undef X
	};
	vm_value args[2] = { VM_INT(result), VM_NONE };

	if (result >= 0)
		return;
	if (result >= -ERRNO_MAX)
		vm_raise_os_error(vm, -result);
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		if (errors[i].number == result)
			args[1] = vm_str_from(vm, errors[i].name);
	}
	vm_raise(vm,
	    vm_exception_new(vm, &vm_type_OSError, args[1] == VM_NONE ? 1 : 2,
		args));
}

static struct vm_record *
tls_self(struct vm *vm, vm_value v)
{
	if (!vm_is_record(v, &vm_type_SSLSocket))
		vm_raise_type_error(vm,
		    "argument should be a 'SSLSocket' not a '%t'", v);
	return vm_record(v);
}

static int
session_of(vm_value self)
{
	return (int)vm_int_value(vm_record(self)->slots[TLS_SESSION]);
}

vm_value
vm_tls_socket_new(struct vm *vm, vm_value stream, bool is_datagram)
{
	vm_value self = vm_record_new(vm, &vm_type_SSLSocket, TLS_SLOTS);
	struct vm_record *record = vm_record(self);

	for (size_t i = 0; i < TLS_SLOTS; i++)
		record->slots[i] = VM_INT(0);
	record->slots[TLS_STREAM] = stream;
	vm_heap_set_final(vm, self);
	if (is_datagram)
		VM_SETREF(vm, record, slots[TLS_DATAGRAM],
		    vm_bytearray_new(vm, NULL, VM_TLS_DATAGRAM_MAX));
	return self;
}

void
vm_tls_socket_open(struct vm *vm, vm_value self, int session)
{
	(void)vm;
	vm_record(self)->slots[TLS_SESSION] = VM_INT(session);
}

/* ---- the stream underneath --------------------------------------------- */

/* How much to ask a stream made in Python for: not more than it surely
 * gives, since it may wait for all of it. */
static size_t
record_rest(const struct vm_record *self)
{
	intptr_t need = vm_int_value(self->slots[TLS_NEED]);
	size_t rest = (size_t)(need > 0 ? need : RECORD_HEADER + need);

	return rest < CHUNK ? rest : CHUNK;
}

static void
record_count(struct vm_record *self, const uint8_t *buf, size_t len)
{
	intptr_t need = vm_int_value(self->slots[TLS_NEED]);
	intptr_t length = vm_int_value(self->slots[TLS_LENGTH]);

	if (need > 0) {
		self->slots[TLS_NEED] = VM_INT(need - (intptr_t)len);
		return;
	}
	while (len-- > 0 && need > -RECORD_HEADER) {
		length = (length << 8 | *buf++) & 0xffff;
		need--;
	}
	self->slots[TLS_NEED] = VM_INT(need == -RECORD_HEADER ? length : need);
	self->slots[TLS_LENGTH] = VM_INT(length);
}

static bool
is_datagram(vm_value self)
{
	return vm_record(self)->slots[TLS_DATAGRAM] != VM_INT(0);
}

/* Where bytes for the engine or from it go: the chunk, or all of a datagram. */
static uint8_t *
room_of(vm_value self, uint8_t chunk[CHUNK], size_t *len)
{
	vm_value buffer = vm_record(self)->slots[TLS_DATAGRAM];

	*len = is_datagram(self) ? VM_TLS_DATAGRAM_MAX : CHUNK;
	return is_datagram(self) ? ((struct vm_bytearray *)buffer)->data :
				   chunk;
}

static int
stream_receive(struct vm *vm, vm_value self, uint8_t *buf, size_t len)
{
	vm_value stream = vm_record(self)->slots[TLS_STREAM];
	int n;

	if (vm_stream_ops_of(stream) != NULL || is_datagram(self))
		return vm_net_receive(vm, stream, buf, len);
	n = vm_net_receive(vm, stream, buf, record_rest(vm_record(self)));
	if (n > 0)
		record_count(vm_record(self), buf, (size_t)n);
	return n;
}

/* Sends what the engine has for the peer; WOULD_BLOCK: not all of it. A
 * datagram that cannot be sent is as good as lost. */
static int
flush_output(struct vm *vm, vm_value self)
{
	const struct vm_host_tls *tls = vm_tls_of(vm);
	uint8_t chunk[CHUNK];
	size_t len;
	uint8_t *buf = room_of(self, chunk, &len);
	int n, given;

	for (;;) {
		n = tls->output(vm->host->ctx, session_of(self), buf, len);
		if (n <= 0)
			return n;
		given = vm_net_transmit(vm, vm_record(self)->slots[TLS_STREAM],
		    buf, (size_t)n);
		if (given == 0)
			return WOULD_BLOCK;
		if (given > 0 || (is_datagram(self) && given != WOULD_BLOCK))
			tls->sent(vm->host->ctx, session_of(self),
			    (size_t)(given > 0 ? given : n));
		if (given < 0)
			return given;
	}
}

/* ---- waiting for datagrams ---------------------------------------------- */

static uint64_t
now_us(struct vm *vm)
{
	return vm->host->ticks_us == NULL ? 0 :
					    vm->host->ticks_us(vm->host->ctx);
}

/* When the patience of the stream underneath is over. */
static uint64_t
deadline_of(struct vm *vm, vm_value self)
{
	intptr_t wait = vm_net_wait_us(vm_record(self)->slots[TLS_STREAM]);

	return wait < 0 ? UINT64_MAX : now_us(vm) + (uint64_t)wait;
}

struct pause {
	struct vm_poll_fd fd;
	uint32_t ms;
};

static int64_t
take_pause(struct vm *vm, void *arg)
{
	struct pause *pause = arg;
	const struct vm_host *host = vm->host;

	if (pause->fd.fd >= 0 && host->poll_fds != NULL)
		return host->poll_fds(host->ctx, &pause->fd, 1, pause->ms);
	if (host->sleep_us != NULL)
		host->sleep_us(host->ctx, 1000);
	return 0;
}

/* Waits a moment for input. */
static bool
pause_for_input(struct vm *vm, vm_value self, uint32_t ms)
{
	struct pause pause = { .ms = ms < WAIT_MS ? ms : WAIT_MS };

	pause.fd.fd = vm_stream_fd(vm, vm_record(self)->slots[TLS_STREAM]);
	pause.fd.events = POLL_IN;
	vm_poll(vm);
	vm_blocking(vm, take_pause, &pause);
	return pause.fd.ready != 0;
}

/*
 * A socket that waits would not let the engine send again what was lost:
 * 1: there is a datagram, 0: the engine has to run, or WOULD_BLOCK.
 */
static int
await_datagram(struct vm *vm, vm_value self, uint64_t until_us)
{
	const struct vm_host_tls *tls = vm_tls_of(vm);
	int wait = tls->wait_ms(vm->host->ctx, session_of(self));

	if (wait < 0 && until_us == UINT64_MAX)
		return 1;
	if (now_us(vm) >= until_us)
		return WOULD_BLOCK;
	return pause_for_input(vm, self, wait < 0 ? WAIT_MS : (uint32_t)wait);
}

/* Gives the engine more of what the peer sent: 0, or a negative error. */
static int
fill_input(struct vm *vm, vm_value self, uint64_t until_us)
{
	const struct vm_host_tls *tls = vm_tls_of(vm);
	vm_value stream = vm_record(self)->slots[TLS_STREAM];
	uint8_t chunk[CHUNK];
	size_t len;
	uint8_t *buf = room_of(self, chunk, &len);
	int n = 1;

	if (is_datagram(self) && vm_net_wait_us(stream) != 0)
		n = await_datagram(vm, self, until_us);
	if (n <= 0)
		return n;
	n = stream_receive(vm, self, buf, len);
	if (n < 0)
		return n;
	if (n == 0 && is_datagram(self) && vm_stream_ops_of(stream) != NULL)
		return 0; /* an empty datagram ends nothing */
	return tls->feed(vm->host->ctx, session_of(self), buf, (size_t)n);
}

/* ---- the engine --------------------------------------------------------- */

enum tls_step { STEP_HANDSHAKE, STEP_READ, STEP_WRITE };

struct step {
	enum tls_step kind;
	uint8_t *in;
	const uint8_t *out;
	size_t len;
};

static int
run_engine(struct vm *vm, vm_value self, const struct step *step)
{
	const struct vm_host_tls *tls = vm_tls_of(vm);
	void *ctx = vm->host->ctx;
	int session = session_of(self);

	switch (step->kind) {
	case STEP_READ:
		return tls->read(ctx, session, step->in, step->len);
	case STEP_WRITE:
		return tls->write(ctx, session, step->out, step->len);
	case STEP_HANDSHAKE:
	default:
		return tls->handshake(ctx, session);
	}
}

VM_NORETURN static void
raise_refused(struct vm *vm, unsigned flags)
{
	static const struct {
		unsigned flag;
		const char *text;
	} reasons[] = {
		{ VM_TLS_EXPIRED, "The certificate validity has expired" },
		{ VM_TLS_REVOKED,
		    "The certificate has been revoked (is on a CRL)" },
		{ VM_TLS_WRONG_NAME,
		    "The certificate Common Name (CN) does not match with the "
		    "expected CN" },
		{ VM_TLS_NOT_TRUSTED,
		    "The certificate is not correctly signed by the trusted "
		    "CA" },
		{ VM_TLS_FUTURE,
		    "The certificate validity starts in the future" },
	};
	struct vm_writer out;
	vm_value text;

	vm_writer_init(&out);
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if ((flags & reasons[i].flag) != 0)
			vm_write_format(vm, &out, "\n%s\n", reasons[i].text);
	}
	text = vm_writer_str(vm, &out);
	vm_raise(vm, vm_exception_new(vm, &vm_type_ValueError, 1, &text));
}

/* The session cannot go on, but for a datagram that is too long: the peer is
 * told, later calls say the same. */
static int
fail(struct vm *vm, vm_value self, int error)
{
	const struct vm_host_tls *tls = vm_tls_of(vm);

	if (error == TOO_LONG)
		return error;
	vm_record(self)->slots[TLS_FAILED] = VM_INT(error);
	flush_output(vm, self);
	if (error == VM_TLS_E_VERIFY_FAILED)
		raise_refused(vm,
		    tls->verify_flags(vm->host->ctx, session_of(self)));
	return error;
}

/* The engine needs input, and has sent what it had unless flushed says no. */
static int
go_on(struct vm *vm, vm_value self, const struct step *step, int flushed,
    uint64_t until_us)
{
	struct vm_record *record = vm_record(self);

	if (step->kind != STEP_READ) {
		record->slots[TLS_WANT] = VM_INT(flushed == 0 ? POLL_IN : 0);
		if (flushed < 0)
			return flushed;
	}
	flushed = fill_input(vm, self, until_us);
	if (flushed >= 0)
		record->slots[TLS_WANT] = VM_INT(0);
	return flushed;
}

/*
 * Drives the engine until the step is done: its result, WOULD_BLOCK, or
 * another errno; errors of TLS are raised.
 */
static int
drive(struct vm *vm, vm_value self, const struct step *step)
{
	struct vm_record *record = tls_self(vm, self);
	int n = (int)vm_int_value(record->slots[TLS_FAILED]);
	uint64_t until_us;
	int error;

	if (session_of(self) == 0)
		return BAD_DESCRIPTOR;
	vm_tls_check(vm, n);
	until_us = deadline_of(vm, self);
	error = flush_output(vm, self);
	if (error < 0 && !(error == WOULD_BLOCK && step->kind == STEP_READ))
		return error;
	for (;;) {
		n = run_engine(vm, self, step);
		if (n < 0 && n != VM_TLS_NEEDS_INPUT)
			vm_tls_check(vm, fail(vm, self, n));
		error = flush_output(vm, self);
		if (n >= 0)
			return error < 0 && error != WOULD_BLOCK ? error : n;
		error = go_on(vm, self, step, error, until_us);
		if (error < 0)
			return error;
	}
}

static int
tls_receive(struct vm *vm, vm_value self, uint8_t *buf, size_t len)
{
	struct step step = { STEP_READ, buf, NULL, len };

	return len == 0 ? 0 : drive(vm, self, &step);
}

static int
tls_transmit(struct vm *vm, vm_value self, const uint8_t *buf, size_t len)
{
	struct step step = { STEP_WRITE, NULL, buf, len };

	return len == 0 ? 0 : drive(vm, self, &step);
}

static int
tls_fd(struct vm *vm, vm_value self)
{
	if (session_of(self) == 0)
		return -1;
	return vm_stream_fd(vm, vm_record(self)->slots[TLS_STREAM]);
}

static intptr_t
tls_wait_us(vm_value self)
{
	return vm_net_wait_us(vm_record(self)->slots[TLS_STREAM]);
}

void
vm_tls_socket_handshake(struct vm *vm, vm_value self)
{
	struct step step = { .kind = STEP_HANDSHAKE };
	int n;

	while ((n = drive(vm, self, &step)) == WOULD_BLOCK) {
		if (tls_wait_us(self) != 0)
			vm_raise_os_error(vm, 110);
		pause_for_input(vm, self, WAIT_MS);
	}
	vm_net_check(vm, n);
}

/* A write that waits for the peer's answer; a read that first has to send. */
static unsigned
tls_watch(struct vm *vm, vm_value self, unsigned events)
{
	uint8_t byte;

	if (session_of(self) == 0)
		return events;
	if ((events & POLL_OUT) != 0 &&
	    vm_record(self)->slots[TLS_WANT] == VM_INT(POLL_IN))
		events = (events & ~POLL_OUT) | POLL_IN;
	if (vm_tls_of(vm)->output(vm->host->ctx, session_of(self), &byte, 1) >
	    0)
		events |= POLL_OUT;
	return events;
}

/* Bytes that are here already, whatever the stream underneath says. */
static unsigned
tls_poll(struct vm *vm, vm_value self, unsigned events)
{
	vm_value stream = vm_record(self)->slots[TLS_STREAM];
	unsigned watched = tls_watch(vm, self, events);
	unsigned ready;

	if (session_of(self) == 0)
		return 32;
	if ((events & POLL_IN) != 0 &&
	    vm_tls_of(vm)->pending(vm->host->ctx, session_of(self)) > 0)
		return POLL_IN;
	if (vm_stream_fd(vm, stream) >= 0)
		return 0;
	ready = vm_stream_poll(vm, stream, watched);
	return watched != events && (ready & watched) != 0 ? ready | events :
							     ready;
}

/* Also the finaliser: no call into the program, no allocation. */
static void
close_session(struct vm *vm, vm_value self)
{
	int session = session_of(self);

	if (session == 0)
		return;
	vm_record(self)->slots[TLS_SESSION] = VM_INT(0);
	vm->host->tls->close(vm->host->ctx, session);
}

static vm_value
say_goodbye(struct vm *vm, void *arg)
{
	vm_value self = *(vm_value *)arg;

	if (vm_record(self)->slots[TLS_FAILED] == VM_INT(0) &&
	    vm_tls_of(vm)->finish(vm->host->ctx, session_of(self)) >= 0)
		flush_output(vm, self);
	return VM_NONE;
}

static void
tls_close(struct vm *vm, vm_value self)
{
	vm_value result, exception;

	if (session_of(self) == 0)
		return;
	vm_try(vm, say_goodbye, &self, &result, &exception);
	close_session(vm, self);
	vm_stream_close(vm, vm_record(self)->slots[TLS_STREAM]);
}

static const struct vm_stream_ops tls_ops = {
	.read = vm_net_read_some,
	.write = vm_net_write_some,
	.receive = tls_receive,
	.transmit = tls_transmit,
	.wait_us = tls_wait_us,
	.close = tls_close,
	.fd = tls_fd,
	.poll = tls_poll,
	.watch = tls_watch,
};

/* ---- methods ------------------------------------------------------------ */

/* None: nothing now. */
static vm_value
count_moved(struct vm *vm, vm_value self, int n)
{
	if (n == WOULD_BLOCK && tls_wait_us(self) == 0)
		return VM_NONE;
	return VM_INT(vm_net_check(vm, n));
}

static vm_value
tls_recv(struct vm *vm, size_t argc, vm_value *args)
{
	intptr_t most = vm_get_int(vm, args[1]);
	size_t len = most < 0 ? 0 : (size_t)most;
	struct vm_writer out;
	vm_value count;

	(void)argc;
	vm_writer_init(&out);
	count = count_moved(vm, args[0],
	    tls_receive(vm, args[0],
		(uint8_t *)vm_writer_reserve(vm, &out, len + 1), len));
	if (count == VM_NONE)
		return VM_NONE;
	out.len = (size_t)vm_int_value(count);
	return vm_writer_bytes(vm, &out);
}

static vm_value
tls_recv_into(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_bytes_view view;
	intptr_t most = vm_argument_int(vm, argc, args, 2, -1);

	vm_get_bytes_writable(vm, args[1], &view);
	if (most > 0 && (size_t)most < view.len)
		view.len = (size_t)most;
	return count_moved(vm, args[0],
	    tls_receive(vm, args[0], view.data, view.len));
}

static vm_value
tls_send(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_bytes_view view;

	(void)argc;
	vm_get_bytes_or_str(vm, vm_native_value(args[1]), &view);
	return count_moved(vm, args[0],
	    tls_transmit(vm, args[0], view.data, view.len));
}

static vm_value
tls_sendall(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_bytes_view view;

	(void)argc;
	tls_self(vm, args[0]);
	vm_get_bytes_or_str(vm, vm_native_value(args[1]), &view);
	if (vm_net_check(vm,
		vm_net_send_all(vm, args[0], view.data, view.len)) < view.len)
		vm_raise_os_error(vm, -WOULD_BLOCK);
	return VM_NONE;
}

static vm_value
tls_setblocking(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_call_method(vm, tls_self(vm, args[0])->slots[TLS_STREAM],
	    VM_NAME(setblocking), 1, args + 1);
}

static vm_value
tls_cipher(struct vm *vm, size_t argc, vm_value *args)
{
	const struct vm_host_tls *tls = vm_tls_of(vm);
	char name[VM_TLS_NAME_MAX];
	vm_value items[2];

	(void)argc;
	tls_self(vm, args[0]);
	for (size_t i = 0; i < 2; i++) {
		int n = session_of(args[0]) == 0 ?
		    BAD_DESCRIPTOR :
		    tls->cipher(vm->host->ctx, session_of(args[0]), i == 1,
			name);

		vm_tls_check(vm, n);
		if (n == 0)
			return VM_NONE;
		items[i] = vm_str_from(vm, name);
	}
	return vm_tuple_new(vm, 2, items);
}

vm_value
vm_tls_certificate(struct vm *vm, vm_value self, unsigned depth)
{
	const struct vm_host_tls *tls = vm_tls_of(vm);
	int len = session_of(self) == 0 ?
	    BAD_DESCRIPTOR :
	    tls->certificate(vm->host->ctx, session_of(self), depth, NULL, 0);
	vm_value der;

	vm_tls_check(vm, len);
	if (len == 0)
		return VM_NONE;
	der = vm_bytes_alloc(vm, (size_t)len);
	tls->certificate(vm->host->ctx, session_of(self), depth,
	    (uint8_t *)(uintptr_t)vm_bytes_data(der), (size_t)len);
	return der;
}

/* getpeercert(binary_form): the text form is not there. */
static vm_value
tls_getpeercert(struct vm *vm, size_t argc, vm_value *args)
{
	tls_self(vm, args[0]);
	if (argc < 2 || !vm_truth(vm, args[1]))
		vm_raise_error(vm, &vm_type_NotImplementedError,
		    "only getpeercert(True)");
	return vm_tls_certificate(vm, args[0], 0);
}

static vm_value
tls_getattr(struct vm *vm, vm_value self, vm_value name)
{
	if (name != VM_NAME(session_reused))
		return VM_UNDEF;
	return vm_new_bool(session_of(self) != 0 &&
	    vm_tls_of(vm)->resumed(vm->host->ctx, session_of(self)) > 0);
}

static void
tls_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)self;
	(void)kind;
	vm_write_text(vm, out, "<SSLSocket>");
}

static const struct vm_slots tls_slots = {
	.print = tls_print,
	.getattr = tls_getattr,
	.final = close_session,
	.stream = &tls_ops,
};

VM_DEFINE_NATIVE(cipher_native, tls_cipher, 1, 1);
VM_DEFINE_NATIVE(getpeercert_native, tls_getpeercert, 1, 2);
VM_DEFINE_NATIVE(recv_native, tls_recv, 2, 2);
VM_DEFINE_NATIVE(recv_into_native, tls_recv_into, 2, 3);
VM_DEFINE_NATIVE(send_native, tls_send, 2, 2);
VM_DEFINE_NATIVE(sendall_native, tls_sendall, 2, 2);
VM_DEFINE_NATIVE(setblocking_native, tls_setblocking, 2, 2);

static const struct vm_member tls_members[] = {
	{ VM_NAME(cipher), VM_NATIVE(cipher_native) },
	{ VM_NAME(getpeercert), VM_NATIVE(getpeercert_native) },
	{ VM_NAME(recv), VM_NATIVE(recv_native) },
	{ VM_NAME(recv_into), VM_NATIVE(recv_into_native) },
	{ VM_NAME(send), VM_NATIVE(send_native) },
	{ VM_NAME(sendall), VM_NATIVE(sendall_native) },
	{ VM_NAME(setblocking), VM_NATIVE(setblocking_native) },
};

VM_DEFINE_TYPE(SSLSocket, SSLSocket, &vm_type_net_stream,
    VM_TYPE_HASHABLE | VM_TYPE_FINAL, tls_slots, tls_members);
