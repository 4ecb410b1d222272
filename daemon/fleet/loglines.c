/* SPDX-License-Identifier: MIT */
/* The newest log lines of one board, in memory. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"
#include "daemon/fleet/loglines.h"

void
loglines_init(struct loglines *log)
{
	TAILQ_INIT(&log->lines);
	log->count = 0;
}

static void
drop_oldest(struct loglines *log)
{
	struct logline *line = TAILQ_FIRST(&log->lines);

	TAILQ_REMOVE(&log->lines, line, entry);
	log->count--;
	free(line);
}

void
loglines_fini(struct loglines *log)
{
	while (log->count > 0)
		drop_oldest(log);
}

/* Lines from the disk may come after newer ones. */
static void
insert(struct loglines *log, struct logline *line)
{
	struct logline *before = TAILQ_LAST(&log->lines, logline_list);

	while (before != NULL && before->seq > line->seq)
		before = TAILQ_PREV(before, logline_list, entry);
	if (before == NULL)
		TAILQ_INSERT_HEAD(&log->lines, line, entry);
	else
		TAILQ_INSERT_AFTER(&log->lines, before, line, entry);
	log->count++;
}

const struct logline *
loglines_add(struct loglines *log, uint64_t seq, int64_t ts_ms, uint8_t level,
    const char *text)
{
	size_t len = strnlen(text, LOGLINES_TEXT_MAX);
	struct logline *line = xmalloc(sizeof(*line) + len + 1);

	line->seq = seq;
	line->ts_ms = ts_ms;
	line->level = level;
	memcpy(line->text, text, len);
	line->text[len] = '\0';
	insert(log, line);
	if (log->count > LOGLINES_MAX)
		drop_oldest(log);
	return line;
}

json_t *
logline_json(const struct logline *line)
{
	const char *level = log_level_name(line->level);

	return json_pack("{s:I, s:f, s:s, s:s}", "seq", (json_int_t)line->seq,
	    "ts", (double)line->ts_ms / 1000, "level",
	    level != NULL ? level : "info", "text", line->text);
}

json_t *
loglines_json(const struct loglines *log, uint64_t since, size_t limit)
{
	const struct logline *line;
	json_t *array = json_array();
	size_t skip = 0;

	TAILQ_FOREACH(line, &log->lines, entry)
		if (line->seq > since)
			skip++;
	skip = skip > limit ? skip - limit : 0;
	TAILQ_FOREACH(line, &log->lines, entry) {
		if (line->seq <= since)
			continue;
		if (skip > 0)
			skip--;
		else
			json_array_append_new(array, logline_json(line));
	}
	return array;
}
