/* SPDX-License-Identifier: MIT */
/* Lines for people about what the agent does: port's log and channel 3. */
#ifndef LOG_H
#define LOG_H

struct agent;

/* Level: "info", "warning", "error". Formats as text_format. */
void log_line(struct agent *agent, const char *level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
