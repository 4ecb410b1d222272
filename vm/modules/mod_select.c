/* SPDX-License-Identifier: MIT */
/*
 * The module select: waits for streams. Those with a descriptor are left
 * to the host, others are asked by their ioctl.
 */
#include "../object/arguments.h"
#include "../object/dict.h"
#include "../object/class.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/record.h"
#include "../runtime/heap.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/thread.h"
#include "../runtime/writer.h"
#include "mod_io.h"
#include "modules.h"

#define PIECE_ASKED_MS 1   /* between questions to streams without fd */
#define PIECE_HOST_MS  100 /* longest wait inside the host */
#define INTERRUPTED    (-4)
#define FLAG_ONE_SHOT  1

extern const struct vm_type vm_type_poll;

enum poll_slot {
	POLL_ENTRIES,  /* dict: address of the stream -> list of an entry */
	POLL_FDS,      /* bytes buffer: struct vm_poll_fd for each entry */
	POLL_ROOM,     /* how many fit there */
	POLL_POSITION, /* of ipoll in the dict */
	POLL_FLAGS,    /* of ipoll */
	POLL_RESULT,   /* the tuple that ipoll gives again and again */
	POLL_SLOTS
};

/* Items of the list that stands for a registered stream. */
enum entry_item {
	ENTRY_STREAM,
	ENTRY_EVENTS,
	ENTRY_READY,
	ENTRY_FD, /* -1: asked by ioctl */
	ENTRY_ITEMS
};

static struct vm_record *
poll_self(struct vm *vm, vm_value v)
{
	if (!vm_is_record(v, &vm_type_poll))
		vm_raise_type_error(vm,
		    "argument should be a 'poll' not a '%t'", v);
	return vm_record(v);
}

static vm_value
key_of(struct vm *vm, vm_value stream)
{
	if (vm_is_int(stream))
		return stream;
	return vm_new_int(vm, -(intptr_t)(stream / VM_GRANULE) - 1);
}

static vm_value *
next_entry(const struct vm_record *self, size_t *position)
{
	struct vm_dict_entry *entry =
	    vm_dict_next(self->slots[POLL_ENTRIES], position);

	return entry == NULL ? NULL : vm_list(entry->value)->items;
}

/* ---- registration ----------------------------------------------------- */

static unsigned
events_argument(struct vm *vm, size_t argc, const vm_value *args)
{
	if (argc < 3)
		return VM_POLL_IN | VM_POLL_OUT;
	return (unsigned)vm_get_int(vm, args[2]);
}

static void
make_room(struct vm *vm, struct vm_record *self)
{
	size_t count = vm_dict_len(self->slots[POLL_ENTRIES]);
	size_t room = (size_t)vm_int_value(self->slots[POLL_ROOM]);

	if (count <= room)
		return;
	room = room * 2 + 4;
	VM_SETREF(vm, self, slots[POLL_FDS],
	    VM_PTR((struct vm_buffer *)vm_heap_alloc(vm, VM_TID_BYTES_BUFFER,
		sizeof(struct vm_buffer) + room * sizeof(struct vm_poll_fd))));
	self->slots[POLL_ROOM] = VM_INT(room);
}

static vm_value
poll_register(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *self = poll_self(vm, args[0]);
	vm_value key = key_of(vm, args[1]);
	unsigned events = events_argument(vm, argc, args);
	vm_value entry = vm_dict_get(vm, self->slots[POLL_ENTRIES], key);
	vm_value items[ENTRY_ITEMS] = { args[1], VM_INT(events), VM_INT(0) };

	if (entry != VM_UNDEF) {
		vm_list(entry)->items[ENTRY_EVENTS] = VM_INT(events);
		return VM_NONE;
	}
	items[ENTRY_FD] = VM_INT(vm_stream_fd(vm, args[1]));
	entry = vm_list_new(vm, ENTRY_ITEMS, items);
	vm_dict_set(vm, self->slots[POLL_ENTRIES], key, entry);
	make_room(vm, self);
	return VM_NONE;
}

static vm_value
poll_unregister(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *self = poll_self(vm, args[0]);

	(void)argc;
	vm_dict_remove(vm, self->slots[POLL_ENTRIES], key_of(vm, args[1]));
	return VM_NONE;
}

static vm_value
poll_modify(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *self = poll_self(vm, args[0]);
	unsigned events = events_argument(vm, argc, args);
	vm_value entry =
	    vm_dict_get(vm, self->slots[POLL_ENTRIES], key_of(vm, args[1]));

	if (entry == VM_UNDEF)
		vm_raise_os_error(vm, 2);
	vm_list(entry)->items[ENTRY_EVENTS] = VM_INT(events);
	return VM_NONE;
}

/* ---- waiting ---------------------------------------------------------- */

static struct vm_poll_fd *
fds_of(const struct vm_record *self)
{
	struct vm_buffer *buffer = (struct vm_buffer *)self->slots[POLL_FDS];

	return buffer == NULL ? NULL :
				(struct vm_poll_fd *)(void *)buffer->data;
}

/* Asks the streams without descriptor; the number of those ready. */
static size_t
ask_streams(struct vm *vm, struct vm_record *self, bool *asked)
{
	size_t position = 0, ready = 0;
	vm_value *entry;

	*asked = false;
	while ((entry = next_entry(self, &position)) != NULL) {
		unsigned found;

		entry[ENTRY_READY] = VM_INT(0);
		if (entry[ENTRY_FD] != VM_INT(-1) &&
		    !vm_stream_asks(entry[ENTRY_STREAM]))
			continue;
		found = vm_stream_poll(vm, entry[ENTRY_STREAM],
		    (unsigned)vm_int_value(entry[ENTRY_EVENTS]));
		entry[ENTRY_READY] = VM_INT(found);
		ready += found != 0;
		*asked |= entry[ENTRY_FD] == VM_INT(-1);
	}
	return ready;
}

static unsigned
watched_events(struct vm *vm, vm_value *entry)
{
	return vm_stream_watch(vm, entry[ENTRY_STREAM],
	    (unsigned)vm_int_value(entry[ENTRY_EVENTS]));
}

/* What the host found, as the events that the program asked for. */
static unsigned
found_events(struct vm *vm, vm_value *entry, unsigned found)
{
	unsigned asked = (unsigned)vm_int_value(entry[ENTRY_EVENTS]);

	if ((found & (VM_POLL_IN | VM_POLL_OUT)) != 0 &&
	    watched_events(vm, entry) != asked)
		found |= asked & (VM_POLL_IN | VM_POLL_OUT);
	return found & (asked | ~(unsigned)(VM_POLL_IN | VM_POLL_OUT));
}

static size_t
gather_fds(struct vm *vm, const struct vm_record *self)
{
	struct vm_poll_fd *fds = fds_of(self);
	size_t position = 0, count = 0;
	vm_value *entry;

	while ((entry = next_entry(self, &position)) != NULL) {
		if (entry[ENTRY_FD] == VM_INT(-1))
			continue;
		fds[count++] = (struct vm_poll_fd){
			.fd = (int)vm_int_value(entry[ENTRY_FD]),
			.events = (uint16_t)watched_events(vm, entry),
		};
	}
	return count;
}

struct poll_call {
	struct vm_poll_fd *fds;
	size_t count;
	uint32_t wait_ms;
};

static int64_t
poll_fds(struct vm *vm, void *arg)
{
	const struct poll_call *call = arg;

	return vm->host->poll_fds(vm->host->ctx, call->fds, call->count,
	    call->wait_ms);
}

/* Leaves the streams with descriptor to the host. */
static size_t
ask_host(struct vm *vm, struct vm_record *self, uint32_t wait_ms)
{
	size_t count = gather_fds(vm, self);
	const struct vm_poll_fd *fds = fds_of(self);
	size_t position = 0, ready = 0;
	struct poll_call call;
	vm_value *entry;
	int error;

	if (count == 0 && wait_ms == 0)
		return 0;
	if (vm->host->poll_fds == NULL)
		vm_raise_os_error(vm, 95);
	call = (struct poll_call){ fds_of(self), count, wait_ms };
	error = (int)vm_blocking(vm, poll_fds, &call);
	if (error < 0 && error != INTERRUPTED)
		vm_raise_os_error(vm, -error);
	while ((entry = next_entry(self, &position)) != NULL) {
		if (entry[ENTRY_FD] == VM_INT(-1))
			continue;
		if (error >= 0 && fds->ready != 0) {
			ready += entry[ENTRY_READY] == VM_INT(0);
			entry[ENTRY_READY] =
			    VM_INT((unsigned)vm_int_value(entry[ENTRY_READY]) |
				found_events(vm, entry, fds->ready));
		}
		fds++;
	}
	return ready;
}

/* One look at all streams; the number of those that are ready. */
static size_t
look(struct vm *vm, struct vm_record *self, uint64_t wait_ms)
{
	bool asked;
	size_t ready = ask_streams(vm, self, &asked);
	uint64_t longest = asked ? PIECE_ASKED_MS : PIECE_HOST_MS;

	if (ready > 0)
		wait_ms = 0;
	else if (wait_ms > longest)
		wait_ms = longest;
	return ready + ask_host(vm, self, (uint32_t)wait_ms);
}

static uint64_t
now_ms(struct vm *vm)
{
	return vm->host->ticks_us == NULL ?
	    0 :
	    vm->host->ticks_us(vm->host->ctx) / 1000;
}

/* args[1]: milliseconds, negative or absent: for ever. */
static size_t
wait_until_ready(struct vm *vm, size_t argc, const vm_value *args)
{
	struct vm_record *self = poll_self(vm, args[0]);
	intptr_t timeout = vm_argument_int(vm, argc, args, 1, -1);
	uint64_t start = now_ms(vm);
	uint64_t passed = 0;
	size_t ready;

	for (;;) {
		uint64_t left =
		    timeout < 0 ? UINT32_MAX : (uint64_t)timeout - passed;

		ready = look(vm, self, left);
		if (ready > 0)
			return ready;
		vm_poll(vm);
		passed = now_ms(vm) - start;
		if (timeout >= 0 && passed >= (uint64_t)timeout)
			return 0;
	}
}

static vm_value
poll_poll(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value list = vm_list_new(vm, 0, NULL);
	size_t position = 0;
	vm_value *entry;

	if (wait_until_ready(vm, argc, args) == 0)
		return list;
	while ((entry = next_entry(vm_record(args[0]), &position)) != NULL) {
		vm_value pair[2] = { entry[ENTRY_STREAM], entry[ENTRY_READY] };

		if (pair[1] == VM_INT(0))
			continue;
		vm_list_append(vm, list, vm_tuple_new(vm, 2, pair));
	}
	return list;
}

/* ---- ipoll: as poll, but without allocating ---------------------------- */

static vm_value
poll_ipoll(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_record *self = poll_self(vm, args[0]);
	intptr_t flags = argc > 2 ? vm_get_int(vm, args[2]) : 0;
	size_t ready = wait_until_ready(vm, argc, args);

	if (self->slots[POLL_RESULT] == VM_UNDEF) {
		vm_value pair[2] = { VM_NONE, VM_NONE };

		VM_SETREF(vm, self, slots[POLL_RESULT],
		    vm_tuple_new(vm, 2, pair));
	}
	self->slots[POLL_FLAGS] = VM_INT(flags);
	self->slots[POLL_POSITION] = VM_INT(ready > 0 ? 0 : -1);
	return args[0];
}

static vm_value
poll_iter(struct vm *vm, vm_value v)
{
	(void)vm;
	return v;
}

static vm_value
poll_next(struct vm *vm, vm_value v)
{
	struct vm_record *self = vm_record(v);
	struct vm_tuple *result;
	size_t position;
	vm_value *entry;

	if (vm_int_value(self->slots[POLL_POSITION]) < 0)
		return VM_STOP;
	position = (size_t)vm_int_value(self->slots[POLL_POSITION]);
	do {
		entry = next_entry(self, &position);
	} while (entry != NULL && entry[ENTRY_READY] == VM_INT(0));
	self->slots[POLL_POSITION] =
	    VM_INT(entry == NULL ? (intptr_t)-1 : (intptr_t)position);
	if (entry == NULL)
		return VM_STOP;
	result = vm_tuple(self->slots[POLL_RESULT]);
	VM_SETREF(vm, result, items[0], entry[ENTRY_STREAM]);
	VM_SETREF(vm, result, items[1], entry[ENTRY_READY]);
	if ((vm_int_value(self->slots[POLL_FLAGS]) & FLAG_ONE_SHOT) != 0)
		entry[ENTRY_EVENTS] = VM_INT(0);
	return VM_PTR(result);
}

/* ---- type and module -------------------------------------------------- */

static vm_value
make_poll(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value self = vm_record_new(vm, &vm_type_poll, POLL_SLOTS);
	vm_value entries = vm_dict_new(vm, 0);

	(void)argc;
	(void)args;
	VM_SETREF(vm, vm_record(self), slots[POLL_ENTRIES], entries);
	vm_record(self)->slots[POLL_ROOM] = VM_INT(0);
	vm_record(self)->slots[POLL_POSITION] = VM_INT(-1);
	vm_record(self)->slots[POLL_FLAGS] = VM_INT(0);
	return self;
}

static void
poll_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)self;
	(void)kind;
	vm_write_text(vm, out, "<poll>");
}

static const struct vm_slots poll_slots = {
	.print = poll_print,
	.iter = poll_iter,
	.next = poll_next,
};

VM_DEFINE_NATIVE(ipoll_native, poll_ipoll, 1, 3);
VM_DEFINE_NATIVE(modify_native, poll_modify, 3, 3);
VM_DEFINE_NATIVE(poll_method_native, poll_poll, 1, 2);
VM_DEFINE_NATIVE(register_native, poll_register, 2, 3);
VM_DEFINE_NATIVE(unregister_native, poll_unregister, 2, 2);

static const struct vm_member poll_members[] = {
	{ VM_NAME(ipoll), VM_NATIVE(ipoll_native) },
	{ VM_NAME(modify), VM_NATIVE(modify_native) },
	{ VM_NAME(poll), VM_NATIVE(poll_method_native) },
	{ VM_NAME(register), VM_NATIVE(register_native) },
	{ VM_NAME(unregister), VM_NATIVE(unregister_native) },
};

VM_DEFINE_TYPE(poll, poll, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL, poll_slots,
    poll_members);

VM_DEFINE_NATIVE(poll_native, make_poll, 0, 0);

static const struct vm_member select_members[] = {
	{ VM_NAME(__name__), VM_NAME(select) },
	{ VM_NAME(POLLERR), VM_INT(VM_POLL_ERR) },
	{ VM_NAME(POLLHUP), VM_INT(VM_POLL_HUP) },
	{ VM_NAME(POLLIN), VM_INT(VM_POLL_IN) },
	{ VM_NAME(POLLOUT), VM_INT(VM_POLL_OUT) },
	{ VM_NAME(poll), VM_NATIVE(poll_native) },
};

VM_DEFINE_MODULE(select, select_members);
