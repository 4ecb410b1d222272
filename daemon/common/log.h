/* SPDX-License-Identifier: MIT */
/*
 * Log lines on stderr: `upyd[link]: info: text` in the foreground, with the
 * journal's <priority> prefix otherwise. Control characters are escaped.
 * log_X appends the text of errno, log_Xx does not.
 */
#ifndef DAEMON_LOG_H
#define DAEMON_LOG_H

#include <stdbool.h>

enum log_level {
	LOG_LEVEL_ERROR = 0,
	LOG_LEVEL_WARNING = 1,
	LOG_LEVEL_INFO = 2,
	LOG_LEVEL_DEBUG = 3
};

#define LOG_PRINTF __attribute__((__format__(__printf__, 1, 2)))
#define LOG_FATAL  __attribute__((__format__(__printf__, 1, 2), __noreturn__))

void log_init(const char *process, bool foreground, int level);
/* "info"; NULL for an unknown level. */
const char *log_level_name(int level);
/* The level of a name, or -1. */
int log_level_by_name(const char *name);

void log_debug(const char *format, ...) LOG_PRINTF;
void log_info(const char *format, ...) LOG_PRINTF;
void log_warn(const char *format, ...) LOG_PRINTF;
void log_warnx(const char *format, ...) LOG_PRINTF;
void log_error(const char *format, ...) LOG_PRINTF;
void log_errorx(const char *format, ...) LOG_PRINTF;
/* An error that cannot be: logs and exits with 1. */
void fatal(const char *format, ...) LOG_FATAL;
void fatalx(const char *format, ...) LOG_FATAL;

#endif
