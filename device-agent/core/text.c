/* SPDX-License-Identifier: MIT */
/* A formatter for log lines and short messages, small enough for a board. */
#include "text.h"

struct output {
	char *buf; /* borrowed: the caller's */
	size_t cap;
	size_t len;
};

static void
put_char(struct output *out, char c)
{
	if (out->len + 1 < out->cap)
		out->buf[out->len++] = c;
}

static void
put_string(struct output *out, const char *text)
{
	for (; *text != '\0'; text++)
		put_char(out, *text);
}

static void
put_unsigned(struct output *out, unsigned value)
{
	char digits[12];
	size_t count = 0;

	do {
		digits[count++] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	while (count > 0)
		put_char(out, digits[--count]);
}

static void
put_signed(struct output *out, int value)
{
	if (value < 0)
		put_char(out, '-');
	put_unsigned(out, value < 0 ? 0u - (unsigned)value : (unsigned)value);
}

static void
put_hex(struct output *out, unsigned value)
{
	for (int shift = 28; shift >= 0; shift -= 4)
		put_char(out, "0123456789abcdef"[value >> shift & 0xf]);
}

size_t
text_format_list(char *buf, size_t cap, const char *format, va_list args)
{
	struct output out = { .buf = buf, .cap = cap };

	for (; *format != '\0'; format++) {
		if (*format != '%') {
			put_char(&out, *format);
			continue;
		}
		format++;
		if (*format == 's')
			put_string(&out, va_arg(args, const char *));
		else if (*format == 'd')
			put_signed(&out, va_arg(args, int));
		else if (*format == 'u')
			put_unsigned(&out, va_arg(args, unsigned));
		else if (*format == 'x')
			put_hex(&out, va_arg(args, unsigned));
		else
			put_char(&out, '%');
	}
	if (cap > 0)
		buf[out.len] = '\0';
	return out.len;
}

size_t
text_format(char *buf, size_t cap, const char *format, ...)
{
	va_list args;
	size_t len;

	va_start(args, format);
	len = text_format_list(buf, cap, format, args);
	va_end(args);
	return len;
}

void
text_hex(char *buf, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		*buf++ = "0123456789abcdef"[bytes[i] >> 4];
		*buf++ = "0123456789abcdef"[bytes[i] & 0xf];
	}
	*buf = '\0';
}
