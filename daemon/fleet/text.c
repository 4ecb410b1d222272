/* SPDX-License-Identifier: MIT */
/* Texts from outside, made fit for JSON, names and logs. */
#include "config.h"

#include <ctype.h>
#include <string.h>
#include <stdlib.h>

#include "daemon/common/conf.h"
#include "daemon/common/xmalloc.h"
#include "daemon/fleet/text.h"

static const char name_chars[] = "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789._-";

/* Length of the valid UTF-8 sequence at text, or 0. */
static size_t
sequence_len(const unsigned char *text, size_t len)
{
	static const struct {
		unsigned char mask, lead;
		unsigned int least;
	} forms[] = { { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 },
		{ 0xf8, 0xf0, 0x10000 } };
	unsigned int code;
	size_t i;
	size_t n;

	if (text[0] < 0x80)
		return text[0] >= 0x20 && text[0] != 0x7f ? 1 : 0;
	for (n = 0; n < 3; n++)
		if ((text[0] & forms[n].mask) == forms[n].lead)
			break;
	if (n == 3 || n + 2 > len)
		return 0;
	code = text[0] & (unsigned char)~forms[n].mask;
	for (i = 1; i < n + 2; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (text[i] & 0x3f);
	}
	if (code < forms[n].least || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return n + 2;
}

void
text_clean(char *to, size_t size, const void *from, size_t len)
{
	const unsigned char *at = from;
	size_t used = 0;
	size_t n;

	while (len > 0) {
		n = sequence_len(at, len);
		if (used + (n == 0 ? 1 : n) >= size)
			break;
		if (n == 0) {
			to[used++] = *at == '\t' ? ' ' : '?';
			n = 1;
		} else {
			memcpy(to + used, at, n);
			used += n;
		}
		at += n;
		len -= n;
	}
	to[used] = '\0';
}

void
text_copy_span(char *to, size_t size, const struct proto_span *span)
{
	if (span->at == NULL)
		to[0] = '\0';
	else
		text_clean(to, size, span->at, span->len);
}

json_t *
text_to_json(const void *text, size_t len)
{
	char *clean = xmalloc(len + 1);
	json_t *json;

	text_clean(clean, len + 1, text, len);
	json = json_string(clean);
	free(clean);
	return json;
}

bool
text_is_tag(const char *tag)
{
	size_t len = strlen(tag);

	return len >= 1 && len <= CONF_NAME_MAX &&
	    strspn(tag, name_chars) == len;
}

bool
text_is_name(const char *name)
{
	return text_is_tag(name) && strcmp(name, "found") != 0 &&
	    strcmp(name, "all") != 0;
}

static size_t
word_len(const char *words)
{
	return strcspn(words, " ");
}

static void
append_word(char *list, const char *word, size_t len)
{
	size_t used = strlen(list);

	if (used > 0)
		list[used++] = ' ';
	memcpy(list + used, word, len);
	list[used + len] = '\0';
}

char *
text_words_add(const char *words, const char *word)
{
	char *list = xcalloc(1, strlen(words) + strlen(word) + 2);
	size_t word_size = strlen(word);
	bool added = false;
	size_t len;
	int order;

	for (; *words != '\0'; words += len, words += strspn(words, " ")) {
		len = word_len(words);
		order = strncmp(words, word, len);
		if (order == 0 && len != word_size)
			order = len < word_size ? -1 : 1;
		if (order >= 0 && !added) {
			append_word(list, word, word_size);
			added = true;
		}
		if (order != 0)
			append_word(list, words, len);
	}
	if (!added)
		append_word(list, word, word_size);
	return list;
}

char *
text_words_remove(const char *words, const char *word)
{
	char *list = xcalloc(1, strlen(words) + 1);
	size_t len;

	for (; *words != '\0'; words += len, words += strspn(words, " ")) {
		len = word_len(words);
		if (len != strlen(word) || strncmp(words, word, len) != 0)
			append_word(list, words, len);
	}
	return list;
}

json_t *
text_words_json(const char *words)
{
	json_t *array = json_array();
	size_t len;

	for (; *words != '\0'; words += len, words += strspn(words, " ")) {
		len = word_len(words);
		json_array_append_new(array, json_stringn(words, len));
	}
	return array;
}
