/* SPDX-License-Identifier: MIT */
/*
 * The module tls, for hosts that list vm_module_tls among their modules and
 * give vm_host_tls. What ssl adds is Python.
 */
#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/dict.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/list.h"
#include "../object/module.h"
#include "../object/names.h"
#include "../object/record.h"
#include "../object/sequence.h"
#include "../object/str.h"
#include "../runtime/call.h"
#include "../runtime/heap.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"
#include "../runtime/writer.h"
#include "mod_io.h"
#include "mod_tls.h"
#include "tls_stream.h"

#define BAD_KEY         (-22)
#define CIPHERS_MAX     64
#define CHAIN_DEPTH_MAX 16

enum context_slot {
	CONTEXT_HANDLE, /* VM_INT, 0: closed */
	CONTEXT_PROTOCOL,
	CONTEXT_VERIFY,   /* verify_mode */
	CONTEXT_CALLBACK, /* verify_callback */
	CONTEXT_IDENTITY, /* psk_identity */
	CONTEXT_KEY,      /* psk_key */
	CONTEXT_KEYS,     /* server_psk_keys: dict */
	CONTEXT_SLOTS
};

static const struct vm_type vm_type_SSLContext;

static struct vm_record *
context_self(struct vm *vm, vm_value v)
{
	if (!vm_is_record(v, &vm_type_SSLContext))
		vm_raise_type_error(vm,
		    "argument should be a 'SSLContext' not a '%t'", v);
	return vm_record(v);
}

static int
handle_of(struct vm *vm, vm_value v)
{
	return (int)vm_int_value(context_self(vm, v)->slots[CONTEXT_HANDLE]);
}

static bool
is_client(intptr_t protocol)
{
	return protocol == VM_TLS_CLIENT || protocol == VM_DTLS_CLIENT;
}

static vm_value
context_make(struct vm *vm, const struct vm_type *type, size_t n_pos,
    size_t n_kw, vm_value *args)
{
	vm_value self = vm_record_new(vm, type, CONTEXT_SLOTS);
	struct vm_record *record = vm_record(self);
	intptr_t protocol;
	int handle;

	vm_check_arguments(vm, n_pos, n_kw, 1, 1);
	protocol = vm_get_int(vm, args[0]);
	for (size_t i = 0; i < CONTEXT_SLOTS; i++)
		record->slots[i] = VM_NONE;
	record->slots[CONTEXT_HANDLE] = VM_INT(0);
	record->slots[CONTEXT_PROTOCOL] = VM_INT(protocol);
	record->slots[CONTEXT_VERIFY] =
	    VM_INT(is_client(protocol) ? VM_TLS_REQUIRED : VM_TLS_NONE);
	vm_heap_set_final(vm, self);
	handle = vm_tls_of(vm)->context_open(vm->host->ctx, (int)protocol);
	vm_tls_check(vm, handle);
	record->slots[CONTEXT_HANDLE] = VM_INT(handle);
	return self;
}

static void
context_final(struct vm *vm, vm_value self)
{
	int handle = (int)vm_int_value(vm_record(self)->slots[CONTEXT_HANDLE]);

	if (handle != 0)
		vm->host->tls->context_close(vm->host->ctx, handle);
}

/* ---- certificates and keys ---------------------------------------------- */

static void
bytes_of(struct vm *vm, vm_value v, struct vm_tls_bytes *bytes)
{
	struct vm_bytes_view view;

	vm_get_bytes_or_str(vm, vm_native_value(v), &view);
	bytes->data = view.data;
	bytes->len = view.len;
}

static vm_value
load_cert_chain(struct vm *vm, size_t argc, vm_value *args)
{
	int handle = handle_of(vm, args[0]);
	struct vm_tls_bytes certificate, key;
	int error;

	(void)argc;
	bytes_of(vm, args[1], &certificate);
	bytes_of(vm, args[2], &key);
	error = vm_tls_of(vm)->set_identity(vm->host->ctx, handle, &certificate,
	    &key);
	if (error < 0)
		vm_raise_value_error(vm,
		    error == BAD_KEY ? "invalid key" : "invalid cert");
	return VM_NONE;
}

static vm_value
load_verify_locations(struct vm *vm, size_t argc, vm_value *args)
{
	int handle = handle_of(vm, args[0]);
	struct vm_tls_bytes certificates;

	(void)argc;
	bytes_of(vm, args[1], &certificates);
	if (vm_tls_of(vm)->set_authorities(vm->host->ctx, handle,
		&certificates) < 0)
		vm_raise_value_error(vm, "invalid cert");
	return VM_NONE;
}

static vm_value
get_ciphers(struct vm *vm, size_t argc, vm_value *args)
{
	int handle = handle_of(vm, args[0]);
	vm_value list = vm_list_new(vm, 0, NULL);
	char name[VM_TLS_NAME_MAX];

	(void)argc;
	for (unsigned i = 0;
	     vm_tls_of(vm)->cipher_at(vm->host->ctx, handle, i, name) > 0; i++)
		vm_list_append(vm, list, vm_str_from(vm, name));
	return list;
}

static vm_value
set_ciphers(struct vm *vm, size_t argc, vm_value *args)
{
	int handle = handle_of(vm, args[0]);
	const char *names[CIPHERS_MAX];
	vm_value *items;
	size_t count;

	(void)argc;
	vm_get_sequence(vm, args[1], &count, &items);
	if (count == 0 || count > CIPHERS_MAX)
		vm_tls_check(vm, VM_TLS_E_BAD_CONFIG);
	for (size_t i = 0; i < count; i++)
		names[i] = vm_str_data(vm_argument_str(vm, items[i]));
	vm_tls_check(vm,
	    vm_tls_of(vm)->set_ciphers(vm->host->ctx, handle, names, count));
	return VM_NONE;
}

/* ---- attributes --------------------------------------------------------- */

static const struct {
	vm_value name;
	enum context_slot slot;
} attributes[] = {
	{ VM_NAME(psk_identity), CONTEXT_IDENTITY },
	{ VM_NAME(psk_key), CONTEXT_KEY },
	{ VM_NAME(server_psk_keys), CONTEXT_KEYS },
	{ VM_NAME(verify_callback), CONTEXT_CALLBACK },
	{ VM_NAME(verify_mode), CONTEXT_VERIFY },
};

#define ATTRIBUTES (sizeof(attributes) / sizeof(attributes[0]))

static vm_value
context_getattr(struct vm *vm, vm_value self, vm_value name)
{
	(void)vm;
	for (size_t i = 0; i < ATTRIBUTES; i++) {
		if (attributes[i].name == name)
			return vm_record(self)->slots[attributes[i].slot];
	}
	return VM_UNDEF;
}

static bool
context_setattr(struct vm *vm, vm_value self, vm_value name, vm_value value)
{
	struct vm_record *record = vm_record(self);

	if (value == VM_UNDEF)
		return false;
	for (size_t i = 0; i < ATTRIBUTES; i++) {
		if (attributes[i].name != name)
			continue;
		if (attributes[i].slot == CONTEXT_VERIFY) {
			value = VM_INT(vm_get_int(vm, value));
			vm_tls_check(vm,
			    vm_tls_of(vm)->set_verify(vm->host->ctx,
				handle_of(vm, self), (int)vm_int_value(value)));
		}
		VM_SETREF(vm, record, slots[attributes[i].slot], value);
		return true;
	}
	return false;
}

/* ---- wrap_socket -------------------------------------------------------- */

static void
add_key(struct vm *vm, int handle, vm_value identity, vm_value key)
{
	struct vm_tls_bytes bytes;

	bytes_of(vm, key, &bytes);
	vm_tls_check(vm,
	    vm_tls_of(vm)->add_psk(vm->host->ctx, handle,
		vm_str_data(vm_argument_str(vm, identity)), &bytes));
}

static void
add_keys(struct vm *vm, const struct vm_record *self, int handle)
{
	vm_value keys = self->slots[CONTEXT_KEYS];
	struct vm_dict_entry *entry;
	size_t position = 0;

	if (self->slots[CONTEXT_IDENTITY] != VM_NONE &&
	    self->slots[CONTEXT_KEY] != VM_NONE)
		add_key(vm, handle, self->slots[CONTEXT_IDENTITY],
		    self->slots[CONTEXT_KEY]);
	if (!vm_is(keys, VM_TID_DICT))
		return;
	while ((entry = vm_dict_next(keys, &position)) != NULL)
		add_key(vm, handle, entry->key, entry->value);
}

/* The program has a look at the chain, root first; it may refuse. */
static void
ask_callback(struct vm *vm, vm_value callback, vm_value socket)
{
	vm_value chain[CHAIN_DEPTH_MAX];
	unsigned depth = 0;

	if (callback == VM_NONE)
		return;
	while (depth < CHAIN_DEPTH_MAX) {
		chain[depth] = vm_tls_certificate(vm, socket, depth);
		if (chain[depth] == VM_NONE)
			break;
		depth++;
	}
	while (depth-- > 0) {
		intptr_t answer = vm_get_int(vm,
		    vm_call_2(vm, callback, chain[depth], VM_INT(depth)));

		vm_tls_check(vm,
		    answer > 0 ? VM_TLS_E_VERIFY_FAILED : (int)answer);
	}
}

enum wrap_argument {
	WRAP_SERVER,
	WRAP_HANDSHAKE,
	WRAP_NAME,
	WRAP_CLIENT,
	WRAP_ARGUMENTS
};

static vm_value
wrap_socket(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[WRAP_ARGUMENTS] = {
		VM_NAME(server_side),
		VM_NAME(do_handshake_on_connect),
		VM_NAME(server_hostname),
		VM_NAME(client_id),
	};
	vm_value given[WRAP_ARGUMENTS] = { VM_FALSE, VM_TRUE, VM_NONE,
		VM_NONE };
	struct vm_record *self = context_self(vm, args[0]);
	int handle = handle_of(vm, args[0]);
	intptr_t protocol = vm_int_value(self->slots[CONTEXT_PROTOCOL]);
	struct vm_tls_bytes client = { NULL, 0 };
	vm_value wrapped;
	int session;

	vm_bind_keywords(vm, 0, n_kw, args + n_pos, WRAP_ARGUMENTS, 0, names,
	    given);
	if (self->slots[CONTEXT_VERIFY] == VM_INT(VM_TLS_REQUIRED) &&
	    is_client(protocol) && given[WRAP_NAME] == VM_NONE)
		vm_raise_value_error(vm,
		    "CERT_REQUIRED requires server_hostname");
	vm_stream_check(vm, args[1]);
	add_keys(vm, self, handle);
	if (given[WRAP_CLIENT] != VM_NONE)
		bytes_of(vm, given[WRAP_CLIENT], &client);
	wrapped =
	    vm_tls_socket_new(vm, args[1], vm_tls_is_datagram((int)protocol));
	session = vm_tls_of(vm)->open(vm->host->ctx, handle,
	    given[WRAP_NAME] == VM_NONE ?
		NULL :
		vm_str_data(vm_argument_str(vm, given[WRAP_NAME])),
	    given[WRAP_CLIENT] == VM_NONE ? NULL : &client);
	vm_tls_check(vm, session);
	vm_tls_socket_open(vm, wrapped, session);
	if (vm_truth(vm, given[WRAP_HANDSHAKE])) {
		vm_tls_socket_handshake(vm, wrapped);
		ask_callback(vm, self->slots[CONTEXT_CALLBACK], wrapped);
	}
	return wrapped;
}

static void
context_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)self;
	(void)kind;
	vm_write_text(vm, out, "<SSLContext>");
}

static const struct vm_slots context_slots = {
	.print = context_print,
	.make = context_make,
	.getattr = context_getattr,
	.setattr = context_setattr,
	.final = context_final,
};

VM_DEFINE_NATIVE(get_ciphers_native, get_ciphers, 1, 1);
VM_DEFINE_NATIVE(load_cert_chain_native, load_cert_chain, 3, 3);
VM_DEFINE_NATIVE(load_verify_locations_native, load_verify_locations, 2, 2);
VM_DEFINE_NATIVE(set_ciphers_native, set_ciphers, 2, 2);
VM_DEFINE_NATIVE_KW(wrap_socket_native, wrap_socket, 2, 2);

static const struct vm_member context_members[] = {
	{ VM_NAME(get_ciphers), VM_NATIVE(get_ciphers_native) },
	{ VM_NAME(load_cert_chain), VM_NATIVE(load_cert_chain_native) },
	{ VM_NAME(load_verify_locations),
	    VM_NATIVE(load_verify_locations_native) },
	{ VM_NAME(set_ciphers), VM_NATIVE(set_ciphers_native) },
	{ VM_NAME(wrap_socket), VM_NATIVE(wrap_socket_native) },
};

static VM_DEFINE_TYPE(SSLContext, SSLContext, NULL,
    VM_TYPE_HASHABLE | VM_TYPE_FINAL, context_slots, context_members);

/* ---- module -------------------------------------------------------------- */

static vm_value
tls_module_getattr(struct vm *vm, vm_value name)
{
	if (name != VM_NAME(TLS_VERSION))
		return VM_UNDEF;
	return vm_str_from(vm, vm_tls_of(vm)->version);
}

static const struct vm_member tls_members[] = {
	{ VM_NAME(__name__), VM_NAME(tls) },
	{ VM_NAME(CERT_NONE), VM_INT(VM_TLS_NONE) },
	{ VM_NAME(CERT_OPTIONAL), VM_INT(VM_TLS_OPTIONAL) },
	{ VM_NAME(CERT_REQUIRED), VM_INT(VM_TLS_REQUIRED) },
	{ VM_NAME(PROTOCOL_DTLS_CLIENT), VM_INT(VM_DTLS_CLIENT) },
	{ VM_NAME(PROTOCOL_DTLS_SERVER), VM_INT(VM_DTLS_SERVER) },
	{ VM_NAME(PROTOCOL_TLS_CLIENT), VM_INT(VM_TLS_CLIENT) },
	{ VM_NAME(PROTOCOL_TLS_SERVER), VM_INT(VM_TLS_SERVER) },
	{ VM_NAME(SSLContext), VM_PTR(&vm_type_SSLContext) },
	{ VM_NAME(TLS_VERSION), VM_UNDEF },
};

VM_DEFINE_MODULE_ATTR(tls, tls_members, tls_module_getattr, NULL);
