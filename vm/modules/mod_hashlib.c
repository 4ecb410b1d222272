/* SPDX-License-Identifier: MIT */
/* The module hashlib: md5, sha1, sha256. A hash is final once read. */
#include "../object/arguments.h"
#include "../object/buffer.h"
#include "../object/bytes.h"
#include "../object/digest.h"
#include "../object/function.h"
#include "../object/record.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "../vm.h"
#include "modules.h"

#define PIECE ((size_t)4096) /* bytes between two polls */

extern const struct vm_type vm_type_md5;
extern const struct vm_type vm_type_sha1;
extern const struct vm_type vm_type_sha256;

/* Slot 0: bytes holding the state, or VM_NONE after digest(). */
static void
state_load(struct vm_digest *d, vm_value bytes)
{
	memcpy(d, vm_bytes_data(bytes), sizeof(*d));
}

static void
state_store(const struct vm_digest *d, vm_value bytes)
{
	memcpy((struct vm_chars *)bytes + 1, d, sizeof(*d));
}

static const struct vm_digest_kind *
kind_of_type(const struct vm_type *type)
{
	if (type == &vm_type_md5)
		return &vm_digest_md5;
	return type == &vm_type_sha1 ? &vm_digest_sha1 : &vm_digest_sha256;
}

static vm_value
self_state(struct vm *vm, vm_value self)
{
	bool is_hash = vm_is_record(self, &vm_type_md5) ||
	    vm_is_record(self, &vm_type_sha1) ||
	    vm_is_record(self, &vm_type_sha256);

	if (!is_hash)
		vm_raise_type_error(vm, "argument should be a hash not a '%t'",
		    self);
	if (vm_record(self)->slots[0] == VM_NONE)
		vm_raise_value_error(vm, "hash is final");
	return vm_record(self)->slots[0];
}

static void
update(struct vm *vm, vm_value state, vm_value data)
{
	struct vm_bytes_view view;
	struct vm_digest d;

	vm_get_bytes_or_str(vm, data, &view);
	state_load(&d, state);
	for (size_t done = 0; done < view.len; done += PIECE) {
		size_t rest = view.len - done;

		vm_digest_update(&d, view.data + done,
		    rest < PIECE ? rest : PIECE);
		vm_poll_work(vm, PIECE / 16);
	}
	state_store(&d, state);
}

static vm_value
hash_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	vm_value self;
	vm_value state;
	struct vm_digest d;

	vm_check_arguments(vm, n_pos, n_kw, 0, 1);
	self = vm_record_new(vm, type, 1);
	state = vm_bytes_alloc(vm, sizeof(d));
	VM_SETREF(vm, vm_record(self), slots[0], state);
	memset(&d, 0, sizeof(d));
	vm_digest_init(&d, kind_of_type(type));
	state_store(&d, state);
	if (n_pos > 0)
		update(vm, state, args[0]);
	return self;
}

static void
hash_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "<%t>", self);
}

static vm_value
hash_update(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	update(vm, self_state(vm, args[0]), args[1]);
	return VM_NONE;
}
VM_DEFINE_NATIVE(hash_update_native, hash_update, 2, 2);

static vm_value
hash_digest(struct vm *vm, size_t argc, vm_value *args)
{
	uint8_t digest[VM_DIGEST_MAX];
	struct vm_digest d;

	(void)argc;
	state_load(&d, self_state(vm, args[0]));
	VM_SETREF(vm, vm_record(args[0]), slots[0], VM_NONE);
	return vm_bytes_new(vm, digest, vm_digest_final(&d, digest));
}
VM_DEFINE_NATIVE(hash_digest_native, hash_digest, 1, 1);

static vm_value
hash_hexdigest(struct vm *vm, size_t argc, vm_value *args)
{
	vm_value digest = hash_digest(vm, argc, args);

	return vm_bytes_hex(vm, 1, &digest);
}
VM_DEFINE_NATIVE(hash_hexdigest_native, hash_hexdigest, 1, 1);

static const struct vm_slots hash_slots = {
	.print = hash_print,
	.make = hash_make,
};

static const struct vm_member hash_members[] = {
	{ VM_NAME(digest), VM_NATIVE(hash_digest_native) },
	{ VM_NAME(hexdigest), VM_NATIVE(hash_hexdigest_native) },
	{ VM_NAME(update), VM_NATIVE(hash_update_native) },
};

VM_DEFINE_TYPE(md5, md5, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL, hash_slots,
    hash_members);
VM_DEFINE_TYPE(sha1, sha1, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL, hash_slots,
    hash_members);
VM_DEFINE_TYPE(sha256, sha256, NULL, VM_TYPE_HASHABLE | VM_TYPE_FINAL,
    hash_slots, hash_members);

static const struct vm_member hashlib_members[] = {
	{ VM_NAME(md5), VM_PTR(&vm_type_md5) },
	{ VM_NAME(sha1), VM_PTR(&vm_type_sha1) },
	{ VM_NAME(sha256), VM_PTR(&vm_type_sha256) },
};

VM_DEFINE_MODULE(hashlib, hashlib_members);
