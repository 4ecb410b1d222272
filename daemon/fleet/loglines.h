/* SPDX-License-Identifier: MIT */
/* The newest log lines of one board, in memory. */
#ifndef FLEET_LOGLINES_H
#define FLEET_LOGLINES_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#define LOGLINES_MAX      1000
#define LOGLINES_TEXT_MAX 1024

struct logline {
	TAILQ_ENTRY(logline) entry;
	uint64_t seq;
	int64_t ts_ms;
	uint8_t level; /* enum log_level */
	char text[];
};

TAILQ_HEAD(logline_list, logline);

struct loglines {
	struct logline_list lines; /* oldest first */
	size_t count;
};

void loglines_init(struct loglines *log);
void loglines_fini(struct loglines *log);
/* Adds a line, in the order of seq; drops the oldest when full. */
const struct logline *loglines_add(struct loglines *log, uint64_t seq,
    int64_t ts_ms, uint8_t level, const char *text);
/* The API's line. */
json_t *logline_json(const struct logline *line);
/* The newest limit lines after since, oldest first. */
json_t *loglines_json(const struct loglines *log, uint64_t since, size_t limit);

#endif
