/* SPDX-License-Identifier: MIT */
/* The string builder and the small formatter of error messages. */
#include "terminal.h"
#include "writer.h"

#include "../object/bytes.h"
#include "../object/class.h"
#include "../object/long_text.h"
#include "../object/number_format.h"
#include "../object/str.h"
#include "../object/utf8.h"
#include "heap.h"
#include "ops.h"
#include "state.h"

#define WRITER_FIRST_CAPACITY 32u

void
vm_writer_init(struct vm_writer *out)
{
	out->data = NULL;
	out->len = out->capacity = 0;
	out->sink = NULL;
	out->sink_arg = NULL;
#if VM_QUICK_CASES
	out->data = out->local;
	out->capacity = sizeof(out->local);
#endif
}

static bool
is_local(const struct vm_writer *out)
{
#if VM_QUICK_CASES
	return out->data == out->local;
#else
	return out->data == NULL;
#endif
}

void
vm_writer_init_sink(struct vm_writer *out,
    void (*sink)(struct vm *vm, void *arg, const char *data, size_t len),
    void *arg)
{
	vm_writer_init(out);
	out->sink = sink;
	out->sink_arg = arg;
}

static VM_NOINLINE void
grow(struct vm *vm, struct vm_writer *out, size_t len)
{
	char *data = is_local(out) ? NULL : out->data;
	size_t capacity;

	capacity = out->capacity + out->capacity / 2;
	if (capacity < out->len + len)
		capacity = out->len + len;
	if (capacity < WRITER_FIRST_CAPACITY)
		capacity = WRITER_FIRST_CAPACITY;
	data = vm_heap_resize_bytes(vm, data, out->capacity, capacity);
	if (is_local(out) && out->len > 0)
		memcpy(data, out->data, out->len);
	out->data = data;
	out->capacity = capacity;
}

char *
vm_writer_reserve(struct vm *vm, struct vm_writer *out, size_t len)
{
	if (len > out->capacity - out->len)
		grow(vm, out, len);
	return out->data + out->len;
}

void
vm_write(struct vm *vm, struct vm_writer *out, const char *data, size_t len)
{
	if (len == 0)
		return;
	if (out->sink != NULL) {
		out->sink(vm, out->sink_arg, data, len);
		return;
	}
	vm_copy(vm, vm_writer_reserve(vm, out, len), data, len);
	out->len += len;
}

void
vm_write_repeated(struct vm *vm, struct vm_writer *out, uint32_t code_point,
    size_t count)
{
	if (code_point < 128 && out->sink == NULL && count > 0) {
		vm_long_fill(vm, vm_writer_reserve(vm, out, count),
		    (uint8_t)code_point, count);
		out->len += count;
		return;
	}
	for (size_t i = 0; i < count; i++) {
		vm_poll_round(vm, i);
		vm_write_char(vm, out, code_point);
	}
}

void
vm_write_text(struct vm *vm, struct vm_writer *out, const char *text)
{
	vm_write(vm, out, text, strlen(text));
}

void
vm_write_char(struct vm *vm, struct vm_writer *out, uint32_t code_point)
{
	uint8_t text[VM_UTF8_MAX];
	size_t len;

	if (code_point < 128 && out->sink == NULL && out->len < out->capacity) {
		out->data[out->len++] = (char)code_point;
		return;
	}
	len = vm_utf8_encode(text, code_point);
	vm_write(vm, out, (const char *)text, len);
}

void
vm_write_str(struct vm *vm, struct vm_writer *out, vm_value str)
{
	vm_write(vm, out, vm_str_data(str), vm_str_len(str));
}

static void
write_unsigned(struct vm *vm, struct vm_writer *out, uint64_t value,
    unsigned base)
{
	char text[64];
	size_t len = vm_unsigned_text(text + sizeof(text), value, base, false);

	vm_write(vm, out, text + sizeof(text) - len, len);
}

void
vm_write_int(struct vm *vm, struct vm_writer *out, intptr_t i)
{
	uintptr_t size = (uintptr_t)i;

	if (i < 0) {
		vm_write_char(vm, out, '-');
		size = 0 - size;
	}
	write_unsigned(vm, out, size, 10);
}

void
vm_write_hex(struct vm *vm, struct vm_writer *out, uintptr_t i)
{
	write_unsigned(vm, out, i, 16);
}

static void
write_quoted(struct vm *vm, struct vm_writer *out, vm_value str)
{
	vm_write_char(vm, out, '\'');
	vm_write_str(vm, out, str);
	vm_write_char(vm, out, '\'');
}

/* One directive; the list is passed on by pointer to be advanced. */
static void
write_directive(struct vm *vm, struct vm_writer *out, char directive,
    va_list *args)
{
	switch (directive) {
	case 's':
		vm_write_text(vm, out, va_arg(*args, const char *));
		break;
	case 'S':
		vm_write_str(vm, out, va_arg(*args, vm_value));
		break;
	case 'q':
		write_quoted(vm, out, va_arg(*args, vm_value));
		break;
	case 't':
		vm_write_str(vm, out,
		    vm_type_name(vm_type_of(vm, va_arg(*args, vm_value))));
		break;
	case 'v':
		vm_repr_to(vm, out, va_arg(*args, vm_value));
		break;
	case 'd':
		vm_write_int(vm, out, va_arg(*args, int));
		break;
	case 'u':
		write_unsigned(vm, out, va_arg(*args, unsigned), 10);
		break;
	case 'x':
		vm_write_hex(vm, out, va_arg(*args, unsigned));
		break;
	case 'c':
		vm_write_char(vm, out, (uint32_t)va_arg(*args, int));
		break;
	default:
		vm_write_char(vm, out, (uint8_t)directive);
		break;
	}
}

void
vm_write_vformat(struct vm *vm, struct vm_writer *out, const char *format,
    va_list args)
{
	va_list rest;
	const char *percent;

	va_copy(rest, args);
	while ((percent = strchr(format, '%')) != NULL && percent[1] != '\0') {
		vm_write(vm, out, format, (size_t)(percent - format));
		write_directive(vm, out, percent[1], &rest);
		format = percent + 2;
	}
	vm_write_text(vm, out, format);
	va_end(rest);
}

void
vm_write_format(struct vm *vm, struct vm_writer *out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vm_write_vformat(vm, out, format, args);
	va_end(args);
}

void
vm_writer_free(struct vm *vm, struct vm_writer *out)
{
	if (!is_local(out))
		vm_heap_free_buffer(vm, out->data);
	vm_writer_init(out);
}

vm_value
vm_writer_str(struct vm *vm, struct vm_writer *out)
{
	vm_value str = vm_str_new(vm, out->data, out->len);

	vm_writer_free(vm, out);
	return str;
}

vm_value
vm_writer_bytes(struct vm *vm, struct vm_writer *out)
{
	vm_value bytes = vm_bytes_new(vm, out->data, out->len);

	vm_writer_free(vm, out);
	return bytes;
}

static void
write_to_host(struct vm *vm, void *arg, const char *data, size_t len)
{
	(void)arg;
	vm_terminal_write(vm, VM_STDOUT, data, len);
}

void
vm_writer_init_host(struct vm *vm, struct vm_writer *out)
{
	(void)vm;
	vm_writer_init_sink(out, write_to_host, NULL);
}
