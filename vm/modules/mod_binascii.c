/* SPDX-License-Identifier: MIT */
/* The module binascii: hexadecimal, base64, CRC-32. */
#include "../object/buffer.h"
#include "../object/bytes.h"
#include "../object/digest.h"
#include "../object/function.h"
#include "../object/int.h"
#include "../object/str.h"
#include "../runtime/ops.h"
#include "../runtime/raise.h"
#include "../runtime/writer.h"
#include "../vm.h"
#include "modules.h"

#define PIECE ((size_t)4096) /* bytes between two polls */

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static vm_value
binascii_hexlify(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_bytes_view view;
	vm_value bytes[2] = { args[0], VM_UNDEF };
	vm_value hex;

	vm_get_bytes_or_str(vm, args[0], &view);
	bytes[0] = vm_bytes_new(vm, view.data, view.len);
	if (argc > 1) { /* one character of it */
		vm_get_bytes_or_str(vm, args[1], &view);
		bytes[1] = vm_bytes_new(vm, view.data, view.len > 0);
	}
	hex = vm_bytes_hex(vm, argc, bytes);
	return vm_bytes_new(vm, vm_str_data(hex), vm_str_len(hex));
}
VM_DEFINE_NATIVE(binascii_hexlify_native, binascii_hexlify, 1, 2);

static vm_value
binascii_unhexlify(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	return vm_bytes_unhex(vm, args[0], false);
}
VM_DEFINE_NATIVE(binascii_unhexlify_native, binascii_unhexlify, 1, 1);

/* Value of a base64 digit, or -1. */
static int
base64_value(uint8_t c)
{
	const char *at = c != 0 ? strchr(base64_digits, c) : NULL;

	return at != NULL ? (int)(at - base64_digits) : -1;
}

static vm_value
binascii_a2b_base64(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_bytes_view view;
	struct vm_writer out;
	uint32_t bits = 0;
	unsigned digits = 0;
	unsigned padding = 0;

	(void)argc;
	vm_get_bytes_or_str(vm, args[0], &view);
	vm_writer_init(&out);
	for (size_t i = 0; i < view.len; i++) {
		int value = base64_value(view.data[i]);
		char byte;

		vm_poll_round(vm, i);
		if (view.data[i] == '=' && digits % 4 >= 2 &&
		    digits % 4 + ++padding == 4)
			return vm_writer_bytes(vm, &out);
		if (value < 0)
			continue;
		padding = 0;
		bits = bits << 6 | (uint32_t)value;
		if (digits++ % 4 == 0)
			continue;
		byte = (char)(bits >> (6 - 2 * ((digits - 1) % 4)));
		vm_write(vm, &out, &byte, 1);
	}
	if (digits % 4 != 0)
		vm_raise_value_error(vm, "incorrect padding");
	return vm_writer_bytes(vm, &out);
}
VM_DEFINE_NATIVE(binascii_a2b_base64_native, binascii_a2b_base64, 1, 1);

static void
encode_group(struct vm *vm, struct vm_writer *out, const uint8_t *data,
    size_t len)
{
	uint32_t bits = (uint32_t)data[0] << 16;
	char text[4];

	if (len > 1)
		bits |= (uint32_t)data[1] << 8;
	if (len > 2)
		bits |= data[2];
	for (unsigned i = 0; i < 4; i++)
		text[i] =
		    i > len ? '=' : base64_digits[bits >> (18 - 6 * i) & 63];
	vm_write(vm, out, text, 4);
}

static vm_value
binascii_b2a_base64(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	const vm_value names[] = { VM_NAME(data), VM_NAME(newline) };
	vm_value in[2] = { VM_UNDEF, VM_TRUE };
	struct vm_bytes_view view;
	struct vm_writer out;

	vm_bind_keywords(vm, n_pos, n_kw, args, 2, 1, names, in);
	vm_get_bytes_or_str(vm, in[0], &view);
	vm_writer_init(&out);
	for (size_t i = 0; i < view.len; i += 3) {
		vm_poll_work(vm, 1);
		encode_group(vm, &out, view.data + i,
		    view.len - i < 3 ? view.len - i : 3);
	}
	if (vm_truth(vm, in[1]))
		vm_write_char(vm, &out, '\n');
	return vm_writer_bytes(vm, &out);
}
VM_DEFINE_NATIVE_KW(binascii_b2a_base64_native, binascii_b2a_base64, 1, 1);

static vm_value
binascii_crc32(struct vm *vm, size_t argc, vm_value *args)
{
	struct vm_bytes_view view;
	uint32_t crc = 0;

	if (argc > 1)
		crc = (uint32_t)vm_get_uint64_truncated(vm, args[1]);
	vm_get_bytes_or_str(vm, args[0], &view);
	for (size_t done = 0; done < view.len; done += PIECE) {
		size_t rest = view.len - done;

		crc = vm_crc32(crc, view.data + done,
		    rest < PIECE ? rest : PIECE);
		vm_poll_work(vm, PIECE / 16);
	}
	return vm_int_from_uint64(vm, crc);
}
VM_DEFINE_NATIVE(binascii_crc32_native, binascii_crc32, 1, 2);

static const struct vm_member binascii_members[] = {
	{ VM_NAME(a2b_base64), VM_NATIVE(binascii_a2b_base64_native) },
	{ VM_NAME(b2a_base64), VM_NATIVE(binascii_b2a_base64_native) },
	{ VM_NAME(crc32), VM_NATIVE(binascii_crc32_native) },
	{ VM_NAME(hexlify), VM_NATIVE(binascii_hexlify_native) },
	{ VM_NAME(unhexlify), VM_NATIVE(binascii_unhexlify_native) },
};

VM_DEFINE_MODULE(binascii, binascii_members);
