/* SPDX-License-Identifier: MIT */
/*
 * History of the prompt: newest first, each line ended by NUL; the oldest
 * fall out at the end of the buffer.
 */
#include <string.h>

#include "history.h"

/* Bytes of the newest count lines. */
static size_t
length_of(const struct vm_repl *repl, unsigned count)
{
	size_t len = 0;

	for (; len < repl->history_len && count > 0; len++)
		count -= repl->history[len] == '\0';
	return len;
}

void
vm_history_add(struct vm_repl *repl, const char *line, size_t len)
{
	char *history = repl->history;
	size_t keep = length_of(repl, VM_REPL_HISTORY_LINES - 1);

	if (len + 1 > sizeof(repl->history) || len == 0 ||
	    memchr(line, '\0', len) != NULL)
		return;
	if (keep > 0 && strlen(history) == len &&
	    memcmp(history, line, len) == 0)
		return;
	if (keep > sizeof(repl->history) - len - 1)
		keep = sizeof(repl->history) - len - 1;
	while (
	    keep > 0 && keep < repl->history_len && history[keep - 1] != '\0')
		keep--;
	memmove(history + len + 1, history, keep);
	memcpy(history, line, len);
	history[len] = '\0';
	repl->history_len = len + 1 + keep;
}

const char *
vm_history_get(const struct vm_repl *repl, size_t n)
{
	const char *p = repl->history;
	const char *end = p + repl->history_len;

	while (--n > 0 && p < end)
		p += strlen(p) + 1;
	return p < end ? p : NULL;
}
