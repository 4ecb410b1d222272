/* SPDX-License-Identifier: MIT */
/* Text from a board on its way to fleet. */

#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "daemon/common/proc.h"
#include "daemon/link/link.h"
#include "daemon/link/text.h"

#define PARTIAL_MS 300 /* a line without its end leaves after this */
#define WINDOW_MS  1000

void
text_init(struct text *text, enum board_log source)
{
	memset(text, 0, sizeof(*text));
	text->source = source;
}

static void
send_line(const struct text *text, uint32_t conn, const void *line, size_t len)
{
	struct imsg_out out;

	imsg_init(&out, IMSG_BOARD_LOG, conn);
	imsg_put_u8(&out, (uint8_t)text->source);
	imsg_put_bytes(&out, line, len);
	proc_send(PROC_FLEET, &out);
}

/* May another line leave now? */
static bool
take_turn(struct text *text)
{
	uint32_t now = link_now_ms();

	if (now - text->window_ms >= WINDOW_MS) {
		text->window_ms = now;
		text->window_lines = 0;
	}
	return text->window_lines++ < TEXT_RATE;
}

static void
flush(struct text *text, uint32_t conn)
{
	size_t len = text->len;
	char note[64];

	text->len = 0;
	while (len > 0 && text->line[len - 1] == '\r')
		len--;
	if (len == 0)
		return;
	if (!take_turn(text)) {
		text->dropped += (uint32_t)len;
		return;
	}
	if (text->dropped != 0) {
		(void)snprintf(note, sizeof(note), "(%u bytes of text dropped)",
		    text->dropped);
		text->dropped = 0;
		send_line(text, conn, note, strlen(note));
	}
	send_line(text, conn, text->line, len);
}

void
text_add(struct text *text, uint32_t conn, bool known, const uint8_t *bytes,
    size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (text->len == 0)
			text->first_ms = link_now_ms();
		if (bytes[i] == '\n' && known) {
			flush(text, conn);
			continue;
		}
		if (text->len == sizeof(text->line)) {
			if (known) {
				flush(text, conn);
			} else {
				/* Of an unknown board the last text counts. */
				text->len = sizeof(text->line) / 2;
				memmove(text->line, text->line + text->len,
				    text->len);
			}
		}
		text->line[text->len++] = bytes[i];
	}
}

uint32_t
text_tick(struct text *text, uint32_t conn, bool known)
{
	uint32_t age = link_now_ms() - text->first_ms;

	if (text->len == 0 || !known)
		return UINT32_MAX;
	if (age < PARTIAL_MS)
		return PARTIAL_MS - age;
	flush(text, conn);
	return UINT32_MAX;
}
