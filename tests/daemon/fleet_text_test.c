/* SPDX-License-Identifier: MIT */
/* Texts from outside, lists of tags, names, MQTT topics, log lines. */
#include "config.h"

#include <stdlib.h>

#include "check.h"
#include "daemon/fleet/loglines.h"
#include "daemon/fleet/text.h"
#include "daemon/fleet/topic.h"

static void
check_clean(const char *from, size_t size, const char *want)
{
	char text[64];

	text_clean(text, size, from, strlen(from));
	CHECK_STR(text, want);
}

TEST(text_is_made_valid)
{
	check_clean("plain", 64, "plain");
	check_clean("gr\xc3\xbc\xc3\x9f", 64, "gr\xc3\xbc\xc3\x9f");
	check_clean("a\x01\x7f\xff\x80z", 64, "a????z");
	check_clean("\xc0\xaf", 64, "??");           /* overlong */
	check_clean("\xed\xa0\x80", 64, "???");      /* surrogate */
	check_clean("\xf5\x80\x80\x80", 64, "????"); /* beyond Unicode */
	check_clean("\xf0\x9f\x90\x8d", 64, "\xf0\x9f\x90\x8d");
	check_clean("ab\xc3\xbc", 4, "ab"); /* no half character */
	check_clean("abcdef", 4, "abc");
	check_clean("x\xe2\x82", 64, "x??"); /* cut off */
}

TEST(names_have_a_closed_alphabet)
{
	CHECK(text_is_name("kitchen-2.a_B"));
	CHECK(text_is_name("12345678901234567890123456789012"));
	CHECK(!text_is_name("123456789012345678901234567890123"));
	CHECK(!text_is_name(""));
	CHECK(!text_is_name("a b"));
	CHECK(!text_is_name("a/b"));
	CHECK(!text_is_name("gr\xc3\xbcn"));
	CHECK(!text_is_name("found"));
	CHECK(!text_is_name("all"));
	CHECK(text_is_tag("all"));
}

static void
check_words(char *words, const char *want)
{
	CHECK_STR(words, want);
	free(words);
}

TEST(tags_stay_sorted_and_single)
{
	check_words(text_words_add("", "b"), "b");
	check_words(text_words_add("b", "a"), "a b");
	check_words(text_words_add("a c", "b"), "a b c");
	check_words(text_words_add("a c", "d"), "a c d");
	check_words(text_words_add("a b", "a"), "a b");
	check_words(text_words_add("lab", "la"), "la lab");
	check_words(text_words_add("la", "lab"), "la lab");
	check_words(text_words_add("la lab", "lab"), "la lab");
	check_words(text_words_remove("a b c", "b"), "a c");
	check_words(text_words_remove("a", "a"), "");
	check_words(text_words_remove("lab", "la"), "lab");
}

TEST(set_topics_are_read)
{
	struct topic_set set;

	CHECK(topic_parse_set(&set, "gw1", "upyd/gw1/b/b1/set/p3"));
	CHECK_STR(set.id, "b1");
	CHECK_STR(set.pin, "p3");
	CHECK(topic_parse_set(&set, "gw1", "upyd/gw1/b/b1/set"));
	CHECK_STR(set.pin, "");
	CHECK(!topic_parse_set(&set, "gw1", "upyd/gw2/b/b1/set"));
	CHECK(!topic_parse_set(&set, "gw1", "upyd/gw12/b/b1/set"));
	CHECK(!topic_parse_set(&set, "gw1", "upyd/gw1/b/b1/set/"));
	CHECK(!topic_parse_set(&set, "gw1", "upyd/gw1/b/b1/set/p3/x"));
	CHECK(!topic_parse_set(&set, "gw1", "upyd/gw1/b//set"));
	CHECK(!topic_parse_set(&set, "gw1", "upyd/gw1/b/b1/sets"));
	CHECK(!topic_parse_set(&set, "gw1", "upyd/gw1/b/b1/status"));
	CHECK(!topic_parse_set(&set, "gw1",
	    "upyd/gw1/b/123456789012345678901234567890123/set"));
	CHECK(!topic_parse_set(&set, "gw1", ""));
}

TEST(topics_are_built)
{
	char topic[TOPIC_NAME_MAX];

	topic_gateway(topic, sizeof(topic), "gw1", "status");
	CHECK_STR(topic, "upyd/gw1/status");
	topic_board(topic, sizeof(topic), "gw1", "b1", "pin/led");
	CHECK_STR(topic, "upyd/gw1/b/b1/pin/led");
	CHECK(topic_is_level("p3"));
	CHECK(!topic_is_level("a/b"));
	CHECK(!topic_is_level("+"));
	CHECK(!topic_is_level("a#"));
	CHECK(!topic_is_level(""));
}

TEST(log_keeps_the_newest_in_order)
{
	struct loglines log;
	json_t *lines;
	uint64_t seq;

	loglines_init(&log);
	for (seq = 11; seq <= LOGLINES_MAX; seq++)
		loglines_add(&log, seq, 5, 2, "new");
	/* The older ones come from the disk, later. */
	for (seq = 1; seq <= 10; seq++)
		loglines_add(&log, seq, 1, 2, "old");
	CHECK_INT(log.count, LOGLINES_MAX);
	CHECK_INT(TAILQ_FIRST(&log.lines)->seq, 1);
	loglines_add(&log, LOGLINES_MAX + 1, 9, 0, "newest");
	CHECK_INT(log.count, LOGLINES_MAX);
	CHECK_INT(TAILQ_FIRST(&log.lines)->seq, 2);
	lines = loglines_json(&log, LOGLINES_MAX - 2, 2);
	CHECK_INT(json_array_size(lines), 2);
	CHECK_STR(json_string_value(
		      json_object_get(json_array_get(lines, 1), "text")),
	    "newest");
	CHECK_STR(json_string_value(
		      json_object_get(json_array_get(lines, 1), "level")),
	    "error");
	json_decref(lines);
	loglines_fini(&log);
}

int
main(void)
{
	RUN(text_is_made_valid);
	RUN(names_have_a_closed_alphabet);
	RUN(tags_stay_sorted_and_single);
	RUN(set_topics_are_read);
	RUN(topics_are_built);
	RUN(log_keeps_the_newest_in_order);
	return check_done();
}
