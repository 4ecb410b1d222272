/* SPDX-License-Identifier: MIT */
/*
 * The module websocket: the frames of RFC 6455 over a stream whose handshake
 * is done. Frames larger than 65,535 bytes are refused.
 */
#include "mod_websocket.h"

#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/names.h"
#include "../object/record.h"
#include "../runtime/call.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/writer.h"
#include "mod_io.h"
#include "net_stream.h"

#define FINAL_FRAME      0x80
#define MASKED           0x80
#define LENGTH_BITS      0x7f
#define LENGTH_16        126
#define LENGTH_64        127
#define FRAME_MAX        65535u

#define OPCODE_CONTINUE  0
#define OPCODE_TEXT      1
#define OPCODE_CLOSE     8
#define OPCODE_CONTROL   8 /* bit of all control frames */

#define IOCTL_CLOSE      4
#define IOCTL_GET_OPCODE 8 /* of the frame read last */
#define IOCTL_SET_OPCODE 9 /* of frames to write */

#define EINVAL_NUMBER    22
#define IO_ERROR         (-5)
#define NO_SPACE         105

enum websocket_slot {
	WEBSOCKET_STREAM,
	WEBSOCKET_STATE,    /* bytes: struct frame_state */
	WEBSOCKET_BLOCKING, /* bool: the stream waits while it is written to */
	WEBSOCKET_SLOTS
};

struct frame_state {
	uint8_t header[8]; /* of the frame that comes in, with its mask */
	uint8_t have;      /* bytes of the header that are here */
	uint8_t mask_at;   /* next byte of the mask to use */
	bool in_payload;
	uint8_t read_opcode;
	uint8_t write_opcode;
	uint32_t left; /* bytes of the payload to come */
};

static const struct vm_type vm_type_websocket;

static struct vm_record *
websocket_self(struct vm *vm, vm_value v)
{
	if (!vm_is_record(v, &vm_type_websocket))
		vm_raise_type_error(vm,
		    "argument should be a 'websocket' not a '%t'", v);
	return vm_record(v);
}

static struct frame_state *
state_of(vm_value self)
{
	vm_value state = vm_record(self)->slots[WEBSOCKET_STATE];

	return (struct frame_state *)(uintptr_t)vm_bytes_data(state);
}

static vm_value
websocket_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	vm_value self, state;

	vm_check_arguments(vm, n_pos, n_kw, 1, 2);
	vm_stream_check(vm, args[0]);
	self = vm_record_new(vm, type, WEBSOCKET_SLOTS);
	state = vm_bytes_alloc(vm, sizeof(struct frame_state));
	vm_record(self)->slots[WEBSOCKET_STREAM] = args[0];
	VM_SETREF(vm, vm_record(self), slots[WEBSOCKET_STATE], state);
	vm_record(self)->slots[WEBSOCKET_BLOCKING] =
	    vm_new_bool(n_pos > 1 && vm_truth(vm, args[1]));
	memset(state_of(self), 0, sizeof(struct frame_state));
	state_of(self)->write_opcode = OPCODE_TEXT;
	return self;
}

/* ---- reading ------------------------------------------------------------ */

static size_t
header_size(const struct frame_state *state)
{
	size_t size = 2;

	if (state->have < 2)
		return size;
	if ((state->header[1] & LENGTH_BITS) == LENGTH_16)
		size += 2;
	if ((state->header[1] & MASKED) != 0)
		size += 4;
	return size;
}

/* The header is here: what the frame says of its payload. */
static void
begin_payload(struct frame_state *state)
{
	unsigned opcode = state->header[0] & 15;

	state->left = state->header[1] & LENGTH_BITS;
	if (state->left == LENGTH_16)
		state->left =
		    (uint32_t)state->header[2] << 8 | state->header[3];
	state->mask_at = 0;
	state->in_payload = true;
	if (opcode != OPCODE_CONTINUE)
		state->read_opcode = (uint8_t)opcode;
}

static void
unmask(struct frame_state *state, uint8_t *data, size_t len)
{
	const uint8_t *mask = state->header + state->have - 4;

	if ((state->header[1] & MASKED) == 0)
		return;
	for (size_t i = 0; i < len; i++) {
		data[i] ^= mask[state->mask_at];
		state->mask_at = (state->mask_at + 1) & 3;
	}
}

/* 1: the header is here; 0: the stream is at its end. */
static int
read_header(struct vm *vm, vm_value self)
{
	vm_value stream = vm_record(self)->slots[WEBSOCKET_STREAM];

	while (state_of(self)->have < header_size(state_of(self))) {
		struct frame_state *state = state_of(self);
		uint8_t more[sizeof(state->header)];
		int n = vm_net_receive(vm, stream, more,
		    header_size(state) - state->have);

		if (n <= 0)
			return n;
		memcpy(state->header + state->have, more, (size_t)n);
		state->have = (uint8_t)(state->have + n);
		if (state->have >= 2 &&
		    (state->header[1] & LENGTH_BITS) == LENGTH_64) {
			vm_stream_close(vm, stream);
			return IO_ERROR;
		}
	}
	begin_payload(state_of(self));
	return 1;
}

/* The end of a frame; true: the peer closes, which is answered. */
static bool
end_frame(struct vm *vm, vm_value self)
{
	static const uint8_t goodbye[2] = { FINAL_FRAME | OPCODE_CLOSE, 0 };
	struct frame_state *state = state_of(self);
	unsigned opcode = state->header[0] & 15;

	state->have = 0;
	state->in_payload = false;
	if (opcode != OPCODE_CLOSE)
		return false;
	vm_net_transmit(vm, vm_record(self)->slots[WEBSOCKET_STREAM], goodbye,
	    sizeof(goodbye));
	return true;
}

/* The payload of data frames; that of control frames is dropped. */
static int
websocket_receive(struct vm *vm, vm_value self, uint8_t *buf, size_t len)
{
	vm_value stream = vm_record(self)->slots[WEBSOCKET_STREAM];

	for (;;) {
		struct frame_state *state = state_of(self);
		uint8_t dropped[32];
		bool is_data = (state->header[0] & OPCODE_CONTROL) == 0;
		size_t want = is_data ? len : sizeof(dropped);
		uint8_t *to = is_data ? buf : dropped;
		int n;

		if (!state->in_payload) {
			n = read_header(vm, self);
			if (n <= 0)
				return n;
			continue;
		}
		if (state->left == 0) {
			if (end_frame(vm, self))
				return 0;
			continue;
		}
		n = vm_net_receive(vm, stream, to,
		    want < state->left ? want : state->left);
		if (n <= 0)
			return n;
		state = state_of(self);
		state->left -= (uint32_t)n;
		unmask(state, to, (size_t)n);
		if (is_data) {
			if (state->left == 0)
				end_frame(vm, self);
			return n;
		}
	}
}

/* ---- writing ------------------------------------------------------------ */

static void
set_blocking(struct vm *vm, vm_value self, vm_value flag)
{
	if (vm_record(self)->slots[WEBSOCKET_BLOCKING] == VM_TRUE)
		vm_call_method(vm, vm_record(self)->slots[WEBSOCKET_STREAM],
		    VM_NAME(setblocking), 1, &flag);
}

/* One frame; half of one would be the end of the connection. */
static int
websocket_transmit(struct vm *vm, vm_value self, const uint8_t *buf, size_t len)
{
	vm_value stream = vm_record(self)->slots[WEBSOCKET_STREAM];
	uint8_t header[4] = { FINAL_FRAME | state_of(self)->write_opcode };
	size_t header_len = 2;

	if (len > FRAME_MAX)
		return -NO_SPACE;
	header[1] = (uint8_t)len;
	if (len >= LENGTH_16) {
		header[1] = LENGTH_16;
		header[2] = (uint8_t)(len >> 8);
		header[3] = (uint8_t)len;
		header_len = 4;
	}
	set_blocking(vm, self, VM_TRUE);
	vm_stream_write_all(vm, stream, header, header_len);
	vm_stream_write_all(vm, stream, buf, len);
	set_blocking(vm, self, VM_FALSE);
	return (int)len;
}

static intptr_t
websocket_wait_us(vm_value self)
{
	return vm_net_wait_us(vm_record(self)->slots[WEBSOCKET_STREAM]);
}

static void
websocket_close(struct vm *vm, vm_value self)
{
	vm_stream_close(vm, vm_record(self)->slots[WEBSOCKET_STREAM]);
}

static int
websocket_fd(struct vm *vm, vm_value self)
{
	return vm_stream_fd(vm, vm_record(self)->slots[WEBSOCKET_STREAM]);
}

static unsigned
websocket_poll(struct vm *vm, vm_value self, unsigned events)
{
	vm_value stream = vm_record(self)->slots[WEBSOCKET_STREAM];

	if (vm_stream_fd(vm, stream) >= 0 && !vm_stream_asks(stream))
		return 0;
	return vm_stream_poll(vm, stream, events);
}

static unsigned
websocket_watch(struct vm *vm, vm_value self, unsigned events)
{
	return vm_stream_watch(vm, vm_record(self)->slots[WEBSOCKET_STREAM],
	    events);
}

static const struct vm_stream_ops websocket_ops = {
	.read = vm_net_read_some,
	.write = vm_net_write_some,
	.receive = websocket_receive,
	.transmit = websocket_transmit,
	.wait_us = websocket_wait_us,
	.close = websocket_close,
	.fd = websocket_fd,
	.poll = websocket_poll,
	.watch = websocket_watch,
};

/* ---- type and module ---------------------------------------------------- */

static vm_value
websocket_ioctl(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value self = VM_PTR(websocket_self(vm, args[0]));
	struct frame_state *state = state_of(self);
	intptr_t argument = vm_argument_int(vm, argc, args, 2, 0);
	unsigned before = state->write_opcode;

	switch (vm_get_int(vm, args[1])) {
	case IOCTL_CLOSE:
		websocket_close(vm, self);
		return VM_INT(0);
	case IOCTL_GET_OPCODE:
		return VM_INT(state->read_opcode);
	case IOCTL_SET_OPCODE:
		state->write_opcode = (uint8_t)(argument & 15);
		return VM_INT(before);
	default:
		vm_raise_os_error(vm, EINVAL_NUMBER);
	}
}

static void
websocket_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)self;
	(void)kind;
	vm_write_text(vm, out, "<websocket>");
}

static const struct vm_slots websocket_slots = {
	.print = websocket_print,
	.make = websocket_make,
	.stream = &websocket_ops,
};

VM_DEFINE_NATIVE(ioctl_native, websocket_ioctl, 2, 3);

static const struct vm_member websocket_methods[] = {
	{ VM_NAME(ioctl), VM_NATIVE(ioctl_native) },
};

static VM_DEFINE_TYPE(websocket, websocket, &vm_type_net_stream,
    VM_TYPE_HASHABLE | VM_TYPE_FINAL, websocket_slots, websocket_methods);

static const struct vm_member websocket_members[] = {
	{ VM_NAME(__name__), VM_NAME(websocket) },
	{ VM_NAME(websocket), VM_PTR(&vm_type_websocket) },
};

VM_DEFINE_MODULE(websocket, websocket_members);
