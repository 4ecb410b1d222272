/* SPDX-License-Identifier: MIT */
/*
 * The module cryptolib: AES in the modes ECB, CBC and CTR. The cipher itself
 * is the host's (vm_host.aes); the chaining of blocks is here.
 */
#include "mod_cryptolib.h"

#include <string.h>

#include "../object/arguments.h"
#include "../object/bytes.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/record.h"
#include "../object/self.h"
#include "../runtime/raise.h"
#include "../runtime/state.h"

#define BLOCK      16u
#define KEY_MAX    32u
#define POLL_WORK  64 /* of one block, in instructions */
#define EOPNOTSUPP 95

enum { MODE_ECB = 1, MODE_CBC = 2, MODE_CTR = 6 };
enum { UNUSED, ENCRYPTS, DECRYPTS };

/* Kept in a bytearray, the record's only slot. */
struct aes {
	uint8_t key[KEY_MAX];
	uint8_t chain[BLOCK];  /* CBC: the last block; CTR: the counter */
	uint8_t stream[BLOCK]; /* CTR: what is left of it is used next */
	uint8_t key_len;
	uint8_t stream_left;
	uint8_t mode;
	uint8_t direction;
};

static struct aes *
state_of(struct vm *vm, vm_value self)
{
	struct vm_bytes_view view;

	if (!vm_is_record(self, &vm_type_aes))
		vm_raise_type_error(vm, "argument should be a 'aes' not a '%t'",
		    self);
	vm_get_bytes(vm, vm_record(self)->slots[0], &view);
	return (struct aes *)(void *)view.data;
}

static void
cipher(struct vm *vm, const struct aes *aes, bool decrypt, const uint8_t *in,
    uint8_t *out)
{
	const struct vm_host *host = vm->host;
	int error = host->aes == NULL ?
	    -EOPNOTSUPP :
	    host->aes(host->ctx, aes->key, aes->key_len, decrypt, in, out);

	if (error < 0)
		vm_raise_os_error(vm, -error);
}

static void
mix(uint8_t *out, const uint8_t *a, const uint8_t *b)
{
	for (size_t i = 0; i < BLOCK; i++)
		out[i] = a[i] ^ b[i];
}

/* ---- one block in each mode ------------------------------------------- */

static void
cbc_block(struct vm *vm, struct aes *aes, bool decrypt, const uint8_t *in,
    uint8_t *out)
{
	uint8_t block[BLOCK];
	uint8_t next[BLOCK];

	if (decrypt) {
		memcpy(next, in, BLOCK);
		cipher(vm, aes, true, in, block);
		mix(out, block, aes->chain);
		memcpy(aes->chain, next, BLOCK);
		return;
	}
	mix(block, in, aes->chain);
	cipher(vm, aes, false, block, out);
	memcpy(aes->chain, out, BLOCK);
}

/* The counter is big-endian and runs over. */
static void
count_up(uint8_t *counter)
{
	for (size_t i = BLOCK; i-- > 0;) {
		if (++counter[i] != 0)
			return;
	}
}

static uint8_t
next_of_stream(struct vm *vm, struct aes *aes)
{
	if (aes->stream_left == 0) {
		cipher(vm, aes, false, aes->chain, aes->stream);
		count_up(aes->chain);
		aes->stream_left = BLOCK;
		vm_poll_work(vm, POLL_WORK);
	}
	return aes->stream[BLOCK - aes->stream_left--];
}

static void
run(struct vm *vm, struct aes *aes, bool decrypt, const uint8_t *in,
    uint8_t *out, size_t len)
{
	if (aes->mode == MODE_CTR) {
		for (size_t i = 0; i < len; i++)
			out[i] = in[i] ^ next_of_stream(vm, aes);
		return;
	}
	for (size_t at = 0; at < len; at += BLOCK) {
		if (aes->mode == MODE_CBC)
			cbc_block(vm, aes, decrypt, in + at, out + at);
		else
			cipher(vm, aes, decrypt, in + at, out + at);
		vm_poll_work(vm, POLL_WORK);
	}
}

/* ---- the type ---------------------------------------------------------- */

static void
set_key(struct vm *vm, struct aes *aes, vm_value key, vm_value iv)
{
	struct vm_bytes_view view;

	vm_get_bytes_or_str(vm, key, &view);
	if (view.len != 16 && view.len != KEY_MAX)
		vm_raise_value_error(vm, "key");
	memcpy(aes->key, view.data, view.len);
	aes->key_len = (uint8_t)view.len;
	if (aes->mode == MODE_ECB)
		return;
	view.len = 0;
	if (iv != VM_NONE)
		vm_get_bytes_or_str(vm, iv, &view);
	if (view.len != BLOCK)
		vm_raise_value_error(vm, "IV");
	memcpy(aes->chain, view.data, BLOCK);
}

/* aes(key, mode[, IV]) */
static vm_value
aes_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	struct aes aes = { .direction = UNUSED };
	intptr_t mode;
	vm_value state;
	vm_value self;

	vm_check_arguments(vm, n_pos, n_kw, 2, 3);
	mode = vm_get_int(vm, args[1]);
	if (mode != MODE_ECB && mode != MODE_CBC && mode != MODE_CTR)
		vm_raise_value_error(vm, "mode");
	aes.mode = (uint8_t)mode;
	set_key(vm, &aes, args[0], n_pos > 2 ? args[2] : VM_NONE);
	self = vm_record_new(vm, type, 1);
	VM_SETREF(vm, vm_record(self), slots[0], VM_NONE);
	state = vm_bytearray_new(vm, &aes, sizeof(aes));
	VM_SETREF(vm, vm_record(self), slots[0], state);
	return self;
}

static vm_value
process(struct vm *vm, size_t argc, vm_value *args, uint8_t direction)
{
	struct aes *aes = state_of(vm, args[0]);
	struct vm_bytes_view in;
	struct vm_bytes_view out;
	vm_value result;

	vm_get_bytes_or_str(vm, args[1], &in);
	if (aes->mode != MODE_CTR && in.len % BLOCK != 0)
		vm_raise_value_error(vm, "blksize %% 16");
	if (argc > 2 && args[2] != VM_NONE) {
		result = args[2];
		vm_get_bytes_writable(vm, result, &out);
		if (out.len < in.len)
			vm_raise_value_error(vm, "output too small");
	} else {
		result = vm_bytes_alloc(vm, in.len);
		vm_get_bytes(vm, result, &out);
	}
	/* In CTR both are the same. */
	if (aes->direction != UNUSED && aes->direction != direction &&
	    aes->mode != MODE_CTR)
		vm_raise_value_error(vm, "can't encrypt & decrypt");
	aes->direction = direction;
	run(vm, aes, direction == DECRYPTS, in.data, out.data, in.len);
	return result;
}

static vm_value
aes_encrypt(struct vm *vm, size_t argc, vm_value *args)
{
	return process(vm, argc, args, ENCRYPTS);
}

static vm_value
aes_decrypt(struct vm *vm, size_t argc, vm_value *args)
{
	return process(vm, argc, args, DECRYPTS);
}

VM_DEFINE_NATIVE(encrypt_native, aes_encrypt, 2, 3);
VM_DEFINE_NATIVE(decrypt_native, aes_decrypt, 2, 3);

static const struct vm_member aes_members[] = {
	{ VM_NAME(encrypt), VM_NATIVE(encrypt_native) },
	{ VM_NAME(decrypt), VM_NATIVE(decrypt_native) },
};

static const struct vm_slots aes_slots = {
	.make = aes_make,
};

VM_DEFINE_TYPE(aes, aes, NULL, VM_TYPE_HASHABLE, aes_slots, aes_members);

static const struct vm_member members[] = {
	{ VM_NAME(__name__), VM_NAME(cryptolib) },
	{ VM_NAME(aes), VM_PTR(&vm_type_aes) },
};

VM_DEFINE_MODULE(cryptolib, members);
