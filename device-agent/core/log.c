/* SPDX-License-Identifier: MIT */
/* The log: one line to the port and to every gateway that has room for it. */
#include <string.h>

#include "agent.h"
#include "log.h"
#include "text.h"

#define LINE_MAX 160

void
log_line(struct agent *agent, const char *level, const char *format, ...)
{
	char line[LINE_MAX];
	va_list args;
	size_t len = text_format(line, sizeof(line) - 1, "%s ", level);

	va_start(args, format);
	len +=
	    text_format_list(line + len, sizeof(line) - 1 - len, format, args);
	va_end(args);
	port_log(agent->port, line);
	line[len++] = '\n';
	for (size_t i = 0; i < agent->session_count; i++) {
		struct proto_link *link = &agent->sessions[i].link;

		/* A line goes whole or not at all. */
		if (proto_stream_room(link, PROTO_CH_LOG) >= len)
			proto_stream_write(link, PROTO_CH_LOG, line, len);
	}
}
