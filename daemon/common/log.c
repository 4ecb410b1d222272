/* SPDX-License-Identifier: MIT */
/* Log lines on stderr, one write each. */

#include "config.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/common/log.h"

#define LOG_LINE_MAX 1024

static const struct {
	const char *name;
	int priority; /* syslog's */
} levels[] = {
	[LOG_LEVEL_ERROR] = { "error", 3 },
	[LOG_LEVEL_WARNING] = { "warning", 4 },
	[LOG_LEVEL_INFO] = { "info", 6 },
	[LOG_LEVEL_DEBUG] = { "debug", 7 },
};

#define LEVEL_COUNT (int)(sizeof(levels) / sizeof(levels[0]))

static const char *log_process = "upyd";
static bool log_foreground = true;
static int log_level = LOG_LEVEL_INFO;

static void log_line(int level, int error, const char *format, va_list ap)
    __attribute__((__format__(__printf__, 3, 0)));

void
log_init(const char *process, bool foreground, int level)
{
	log_process = process;
	log_foreground = foreground;
	log_level = level;
}

const char *
log_level_name(int level)
{
	return level >= 0 && level < LEVEL_COUNT ? levels[level].name : NULL;
}

int
log_level_by_name(const char *name)
{
	int level;

	if (strcmp(name, "warn") == 0)
		return LOG_LEVEL_WARNING;
	for (level = 0; level < LEVEL_COUNT; level++)
		if (strcmp(levels[level].name, name) == 0)
			return level;
	return -1;
}

/* Control characters must not move the reader's cursor. */
static size_t
escape(char *out, size_t cap, const char *text)
{
	size_t len = 0;

	for (; *text != '\0' && len + 5 < cap; text++) {
		unsigned char c = (unsigned char)*text;

		if (c >= 0x20 && c != 0x7f)
			out[len++] = (char)c;
		else
			len += (size_t)snprintf(out + len, cap - len, "\\x%02x",
			    c);
	}
	return len;
}

static void
log_line(int level, int error, const char *format, va_list ap)
{
	char text[LOG_LINE_MAX];
	char line[LOG_LINE_MAX * 2];
	size_t len;
	ssize_t ignored;

	if (level > log_level)
		return;
	vsnprintf(text, sizeof(text), format, ap);
	if (log_foreground)
		len = (size_t)snprintf(line, sizeof(line),
		    "upyd[%s]: %s: ", log_process, levels[level].name);
	else
		len = (size_t)snprintf(line, sizeof(line),
		    "<%d>%s: ", levels[level].priority, log_process);
	len += escape(line + len, sizeof(line) - len - 160, text);
	if (error != 0)
		len += (size_t)snprintf(line + len, sizeof(line) - len - 2,
		    ": %s", strerror(error));
	line[len++] = '\n';
	ignored = write(STDERR_FILENO, line, len);
	(void)ignored;
}

void
log_debug(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_line(LOG_LEVEL_DEBUG, 0, format, ap);
	va_end(ap);
}

void
log_info(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_line(LOG_LEVEL_INFO, 0, format, ap);
	va_end(ap);
}

void
log_warn(const char *format, ...)
{
	int error = errno;
	va_list ap;

	va_start(ap, format);
	log_line(LOG_LEVEL_WARNING, error, format, ap);
	va_end(ap);
}

void
log_warnx(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_line(LOG_LEVEL_WARNING, 0, format, ap);
	va_end(ap);
}

void
log_error(const char *format, ...)
{
	int error = errno;
	va_list ap;

	va_start(ap, format);
	log_line(LOG_LEVEL_ERROR, error, format, ap);
	va_end(ap);
}

void
log_errorx(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_line(LOG_LEVEL_ERROR, 0, format, ap);
	va_end(ap);
}

void
fatal(const char *format, ...)
{
	int error = errno;
	va_list ap;

	va_start(ap, format);
	log_line(LOG_LEVEL_ERROR, error, format, ap);
	va_end(ap);
	exit(1);
}

void
fatalx(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_line(LOG_LEVEL_ERROR, 0, format, ap);
	va_end(ap);
	exit(1);
}
