/* SPDX-License-Identifier: MIT */
/*
 * Formatting: the specification language of format(), str.format and
 * f-strings, and the % operator.
 */
#ifndef VM_STR_FORMAT_H
#define VM_STR_FORMAT_H

#include "object.h"

struct vm_writer;
struct vm_text;

/* [[fill]align][sign][#][0][width][group][.precision][type] */
struct vm_format_spec {
	uint32_t fill;  /* code point */
	char align;     /* < > ^ = or 0 when not given */
	char sign;      /* + - or blank; 0: not given */
	char group;     /* , _ or 0 */
	char type;      /* presentation, 0: not given */
	bool alternate; /* # */
	bool zero;      /* zero padding was asked for with 0 */
	int width;      /* -1: not given */
	int precision;  /* -1: not given */
};

void vm_format_spec_init(struct vm_format_spec *spec);
/* Reads a specification; ValueError when malformed. */
void vm_format_spec_parse(struct vm *vm, struct vm_format_spec *spec,
    const char *text, size_t len);
/* Writes v as the specification says (builtin types only). */
void vm_format_write(struct vm *vm, struct vm_writer *out, vm_value v,
    const struct vm_format_spec *spec);
/* Writes text padded to the width; sign_len first bytes stay in front of
 * '=' padding. */
void vm_format_pad(struct vm *vm, struct vm_writer *out,
    const struct vm_format_spec *spec, char default_align, const char *text,
    size_t len, size_t sign_len);
/* Writes an int or float by its presentation type. */
void vm_format_int(struct vm *vm, struct vm_writer *out, vm_value v,
    const struct vm_format_spec *spec);
void vm_format_float(struct vm *vm, struct vm_writer *out, vm_float value,
    const struct vm_format_spec *spec);

/* format.format(args...), template % args */
vm_value vm_str_format(struct vm *vm, const char *format, size_t len,
    size_t n_pos, size_t n_kw, const vm_value *args);
vm_value vm_str_percent(struct vm *vm, vm_value format, vm_value args);

/* repr of text without prefix; order of two texts as a comparison's value;
 * text from bytes, UnicodeError when they are not UTF-8. */
void vm_text_write_repr(struct vm *vm, struct vm_writer *out,
    const struct vm_text *text);
vm_value vm_text_order(unsigned op, int order);
vm_value vm_str_decode(struct vm *vm, const uint8_t *data, size_t len);

#endif
