/* SPDX-License-Identifier: MIT */
/*
 * Whether what was entered so far is complete. A quick look at brackets,
 * quotes and the first word; the compiler has the last word.
 */
#include <string.h>

#include "repl.h"

static bool
starts_with_word(const char *source, size_t len, const char *word)
{
	size_t n = strlen(word);
	char next;

	if (len < n || memcmp(source, word, n) != 0)
		return false;
	if (len == n || word[0] == '@')
		return true;
	next = source[n];
	return next != '_' && !(next >= '0' && next <= '9') &&
	    !((next | 0x20) >= 'a' && (next | 0x20) <= 'z');
}

static bool
is_compound(const char *source, size_t len)
{
	static const char *const words[] = { "@", "if", "while", "for", "try",
		"with", "def", "class", "async" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (starts_with_word(source, len, words[i]))
			return true;
	}
	return false;
}

/* What the scan over the text has found. */
struct scan {
	int brackets;
	char quote; /* of the open string, or 0 */
	bool triple;
	bool joined; /* ends with a backslash */
};

static bool
is_triple(const char *p, const char *end)
{
	return end - p >= 3 && p[1] == p[0] && p[2] == p[0];
}

/* Comments are not told from code: MicroPython does not either. */
static const char *
scan_code(struct scan *scan, const char *p, const char *end)
{
	if (*p == '\'' || *p == '"') {
		scan->quote = *p;
		scan->triple = is_triple(p, end);
		return p + (scan->triple ? 3 : 1);
	}
	if (strchr("([{", *p) != NULL)
		scan->brackets++;
	else if (strchr(")]}", *p) != NULL)
		scan->brackets--;
	else if (*p == '\\' && p + 1 == end)
		scan->joined = true;
	return p + 1;
}

static const char *
scan_string(struct scan *scan, const char *p, const char *end)
{
	if (*p == '\\') {
		if (p + 1 == end)
			scan->joined = true;
		return p + 1 < end ? p + 2 : end;
	}
	if (*p == '\n' && !scan->triple)
		scan->quote = '\0';
	if (*p != scan->quote || (scan->triple && !is_triple(p, end)))
		return p + 1;
	p += scan->triple ? 3 : 1;
	scan->quote = '\0';
	return p;
}

bool
vm_repl_needs_more(const char *source, size_t len)
{
	struct scan scan = { 0, '\0', false, false };
	const char *p = source;
	const char *end = source + len;

	while (p < end) {
		if (*p == '\0')
			p++;
		else if (scan.quote != '\0')
			p = scan_string(&scan, p, end);
		else
			p = scan_code(&scan, p, end);
	}
	if (scan.quote != '\0' && scan.triple)
		return true;
	if (scan.brackets > 0 || scan.joined)
		return true;
	return is_compound(source, len) && len > 0 && end[-1] != '\n';
}
