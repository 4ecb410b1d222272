/* SPDX-License-Identifier: MIT */
/* Texts from outside, made fit for JSON, names and logs. */
#ifndef FLEET_TEXT_H
#define FLEET_TEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "proto/cbor.h"

/*
 * Copies at most size - 1 bytes of valid UTF-8; control characters and
 * invalid bytes become '?'. Always ends with NUL.
 */
void text_clean(char *to, size_t size, const void *from, size_t len);
/* The same for a span of a message; absent spans give "". */
void text_copy_span(char *to, size_t size, const struct proto_span *span);
json_t *text_to_json(const void *text, size_t len);

/* 1..32 characters of [A-Za-z0-9._-], and none of the words in paths. */
bool text_is_name(const char *name);
/* 1..32 characters of [A-Za-z0-9._-]. */
bool text_is_tag(const char *tag);

/*
 * Adds or removes one word of a sorted list separated by spaces. Returns a
 * new list; the caller frees it.
 */
char *text_words_add(const char *words, const char *word);
char *text_words_remove(const char *words, const char *word);
json_t *text_words_json(const char *words);

#endif
