/* SPDX-License-Identifier: MIT */
/* Decoding of single instructions. */
#include "decode.h"

const uint8_t vm_op_forms[VM_BC_COUNT] = {
#define X(name, form) VM_FORM_##form,
#include "opcodes.def"
#undef X
};

/* Bytes of the narrow and of the wide encoding; 0: there is none. */
static const uint8_t sizes[][2] = {
	[VM_FORM_0] = { 1, 0 },
	[VM_FORM_A] = { 2, 0 },
	[VM_FORM_AB] = { 2, 4 },
	[VM_FORM_ABC] = { 3, 6 },
	[VM_FORM_ABI] = { 3, 6 },
	[VM_FORM_ABK] = { 3, 6 },
	[VM_FORM_ABJ] = { 3, 6 },
	[VM_FORM_AIJ] = { 3, 6 },
	[VM_FORM_AJ] = { 3, 5 },
	[VM_FORM_AI] = { 3, 5 },
	[VM_FORM_AK] = { 3, 5 },
	[VM_FORM_J] = { 3, 6 },
	[VM_FORM_W] = { 0, 0 },
	[VM_FORM_F] = { 0, 0 },
};

bool
vm_form_is_jump(unsigned form)
{
	return form == VM_FORM_ABJ || form == VM_FORM_AIJ ||
	    form == VM_FORM_AJ || form == VM_FORM_J;
}

size_t
vm_insn_size(const uint8_t *p, size_t left)
{
	size_t prefix = left > 3 && *p == VM_BC_FAR ? 2 : 0;
	bool wide = prefix > 0 || (left > 1 && *p == VM_BC_WIDE);
	size_t size;
	unsigned form;

	if (left == 0 || p[prefix + wide] >= VM_BC_COUNT)
		return 0;
	form = vm_op_forms[p[prefix + wide]];
	size = sizes[form][wide];
	if (form == VM_FORM_A && prefix > 0)
		size = 3;
	size += prefix;
	if (size == prefix || size > left)
		return 0;
	if (form == VM_FORM_A && (p[size - 1] == VM_FAR_MARK) != (prefix > 0))
		return 0;
	return size;
}

static int32_t
read_bytes(const uint8_t *p, unsigned bytes, bool is_signed)
{
	uint32_t value = 0;
	unsigned i;

	for (i = 0; i < bytes; i++)
		value |= (uint32_t)p[i] << 8 * i;
	if (is_signed && bytes > 0 && bytes < 4 &&
	    (value >> (8 * bytes - 1)) != 0)
		value |= ~0u << 8 * bytes;
	return (int32_t)value;
}

static bool
last_is_signed(unsigned form)
{
	return form != VM_FORM_ABC && form != VM_FORM_ABK && form != VM_FORM_AK;
}

struct vm_insn_view
vm_decode(const uint8_t *p)
{
	struct vm_insn_view d = { 0 };
	int32_t high_a = 0;
	int32_t high_b = 0;

	if (*p == VM_BC_FAR) {
		p += 2;
		high_a = p[-1];
		high_b = p[0];
		d.wide = true;
	}
	d.wide = d.wide || *p == VM_BC_WIDE;
	d.op = p[d.wide];
	d.form = vm_op_forms[d.op];
	d.end = p + sizes[d.form][d.wide];
	p += 1 + d.wide;
	if (d.form == VM_FORM_0 || d.form == VM_FORM_W)
		return d;
	if (d.form == VM_FORM_A && d.wide) {
		d.a = high_a | high_b << 8;
		d.end = p + 1;
		return d;
	}
	if (vm_form_is_pair(d.form)) {
		d.a = d.wide ? *p++ | high_a << 8 : *p & 15;
		d.b = d.wide ? *p++ | high_b << 8 : *p++ >> 4;
	} else if (d.form != VM_FORM_J) {
		d.a = *p++ | high_a << 8;
	}
	if (d.form == VM_FORM_AIJ && d.wide)
		d.b = (int8_t)d.b;
	d.c = read_bytes(p, (unsigned)(d.end - p), last_is_signed(d.form));
	return d;
}

unsigned
vm_code_free_count(const struct vm_code *code)
{
	const uint8_t *p = vm_code_bytes(code);
	const uint8_t *end = p + code->code_len;
	int32_t count = 0;

	while (p < end) {
		size_t size = vm_insn_size(p, (size_t)(end - p));
		struct vm_insn_view insn;
		int32_t cell = -1;

		if (size == 0)
			break;
		insn = vm_decode(p);
		if (insn.op == VM_BC_LOADFREE || insn.op == VM_BC_GETFREE)
			cell = insn.b;
		else if (insn.op == VM_BC_STOREFREE)
			cell = insn.a;
		count = cell >= count ? cell + 1 : count;
		p += size;
	}
	return (unsigned)count;
}

bool
vm_code_runs_alone(const struct vm_code *code)
{
	if (code->flags & VM_CODE_MODULE)
		return true;
	return code->flags == VM_CODE_SIMPLE && code->positional_count == 0 &&
	    vm_code_free_count(code) == 0;
}
