/* SPDX-License-Identifier: MIT */
/*
 * Disassembler.
 */
#include "../runtime/call.h"
#include "../runtime/decode.h"
#include "../runtime/ops.h"
#include "../runtime/writer.h"
#include "dis.h"

static const char *const names[] = {
#define X(name, form) #name,
#include "../runtime/opcodes.def"
#undef X
};

static void
write_operands(struct vm *vm, struct vm_writer *out, const struct vm_code *code,
    const struct vm_insn_view *d)
{
	switch (d->form) {
	case VM_FORM_A:
		vm_write_format(vm, out, " r%d", d->a);
		break;
	case VM_FORM_AB:
		vm_write_format(vm, out, " r%d r%d", d->a, d->b);
		break;
	case VM_FORM_ABC:
	case VM_FORM_ABI:
		vm_write_format(vm, out, " r%d r%d %d", d->a, d->b, d->c);
		break;
	case VM_FORM_ABK:
		vm_write_format(vm, out, " r%d r%d %v", d->a, d->b,
		    code->unit->k[d->c]);
		break;
	case VM_FORM_AK:
		vm_write_format(vm, out, " r%d %v", d->a, code->unit->k[d->c]);
		break;
	case VM_FORM_AI:
		vm_write_format(vm, out, " r%d %d", d->a, d->c);
		break;
	case VM_FORM_ABJ:
	case VM_FORM_AIJ:
		vm_write_format(vm, out, " r%d %s%d -> %u", d->a,
		    d->form == VM_FORM_ABJ ? "r" : "", d->b,
		    (unsigned)(d->end - vm_code_bytes(code) + d->c));
		break;
	case VM_FORM_AJ:
		vm_write_format(vm, out, " r%d -> %u", d->a,
		    (unsigned)(d->end - vm_code_bytes(code) + d->c));
		break;
	case VM_FORM_J:
		vm_write_format(vm, out, " -> %u",
		    (unsigned)(d->end - vm_code_bytes(code) + d->c));
		break;
	default:
		break;
	}
}

static void
write_exceptions(struct vm *vm, struct vm_writer *out,
    const struct vm_code *code)
{
	struct vm_code_tables tables;
	const uint8_t *p;
	uint32_t start;
	uint32_t len;
	uint32_t handler;

	vm_code_tables(code, &tables);
	p = tables.exceptions;
	while (p < tables.lines) {
		start = vm_varint_read(&p);
		len = vm_varint_read(&p);
		handler = vm_varint_read(&p);
		vm_write_format(vm, out, "  %u..%u -> %u in r%u\n",
		    (unsigned)start, (unsigned)(start + len), (unsigned)handler,
		    (unsigned)vm_varint_read(&p));
	}
}

void
vm_dis(struct vm *vm, struct vm_writer *out, const struct vm_code *code)
{
	const uint8_t *p = vm_code_bytes(code);
	const uint8_t *end = p + code->code_len;
	struct vm_insn_view d;

	vm_check_recursion(vm);
	vm_write_format(vm, out, "%S: %u registers, %u bytes\n", code->name,
	    (unsigned)code->register_count, (unsigned)code->code_len);
	for (; p < end; p = d.end) {
		d = vm_decode(p);
		vm_write_format(vm, out, "%u:%u %s",
		    (unsigned)vm_code_line(code,
			(uint32_t)(p - vm_code_bytes(code))),
		    (unsigned)(p - vm_code_bytes(code)), names[d.op]);
		write_operands(vm, out, code, &d);
		vm_write_text(vm, out, "\n");
	}
	write_exceptions(vm, out, code);
	for (p = vm_code_bytes(code); p < end; p = d.end) {
		d = vm_decode(p);
		if (d.op == VM_BC_MKFUN || d.op == VM_BC_MKCLOS)
			vm_dis(vm, out,
			    (const struct vm_code *)code->unit->k[d.c]);
	}
}
