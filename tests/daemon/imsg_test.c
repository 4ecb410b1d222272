/* SPDX-License-Identifier: MIT */
/* Messages between processes: what is accepted, and what never is. */

#include "config.h"

#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "daemon/common/imsg.h"
#include "daemon/common/stream.h"

static struct imsg_out out;
static struct imsg msg;

/* A CALL as fleet would send it; the datagram's length. */
static size_t
make_call(void)
{
	imsg_init(&out, IMSG_CALL, 77);
	imsg_put_u32(&out, 5);
	imsg_put_u16(&out, 0x20);
	imsg_put_u32(&out, 1000);
	imsg_put_bytes(&out, "\xa0", 1);
	return imsg_finish(&out, PROC_FLEET, PROC_LINK, false);
}

static const char *
parse(size_t len, enum proc_id from, enum proc_id to)
{
	msg.fd = -1;
	return imsg_parse(&msg, out.buf, len, from, to);
}

TEST(fields_come_back)
{
	char text[20];
	size_t len;

	imsg_init(&out, IMSG_MQTT_MESSAGE, 0);
	imsg_put_u8(&out, 200);
	imsg_put_str(&out, "a/b");
	imsg_put_u16(&out, 60000);
	imsg_put_u32(&out, 4000000000u);
	imsg_put_u64(&out, 1ULL << 60);
	imsg_put_i64(&out, -5);
	imsg_put_bytes(&out, "rest", 4);
	len = imsg_finish(&out, PROC_MQTT, PROC_FLEET, false);
	CHECK(len != 0);
	CHECK(parse(len, PROC_MQTT, PROC_FLEET) == NULL);
	CHECK_INT(imsg_get_u8(&msg), 200);
	imsg_get_str(&msg, text, sizeof(text));
	CHECK_STR(text, "a/b");
	CHECK_INT(imsg_get_u16(&msg), 60000);
	CHECK_INT(imsg_get_u32(&msg), 4000000000u);
	CHECK(imsg_get_u64(&msg) == 1ULL << 60);
	CHECK_INT(imsg_get_i64(&msg), -5);
	CHECK(imsg_check_end(&msg) != NULL);
	CHECK(memcmp(imsg_get_rest(&msg, &len), "rest", 4) == 0);
	CHECK_INT(len, 4);
	CHECK(imsg_check_end(&msg) == NULL);
}

TEST(every_truncation_is_refused)
{
	size_t whole = make_call();
	size_t len;

	CHECK(parse(whole, PROC_FLEET, PROC_LINK) == NULL);
	CHECK_INT(msg.id, 77);
	for (len = 0; len < whole; len++)
		CHECK(parse(len, PROC_FLEET, PROC_LINK) != NULL);
	CHECK(parse(whole + 1, PROC_FLEET, PROC_LINK) != NULL);
}

TEST(header_must_be_right)
{
	size_t len = make_call();

	out.buf[2] = 1;
	CHECK(parse(len, PROC_FLEET, PROC_LINK) != NULL);
	make_call();
	out.buf[4]++;
	CHECK(parse(len, PROC_FLEET, PROC_LINK) != NULL);
	make_call();
	out.buf[0] = 250;
	CHECK(parse(len, PROC_FLEET, PROC_LINK) != NULL);
	CHECK_STR(imsg_name(250), "unknown");
}

TEST(only_the_listed_ways_are_open)
{
	size_t len = make_call();

	CHECK(parse(len, PROC_LINK, PROC_FLEET) != NULL);
	CHECK(parse(len, PROC_WEB, PROC_LINK) != NULL);
	CHECK(parse(len, PROC_FLEET, PROC_WEB) != NULL);
	CHECK(parse(len, PROC_FLEET, PROC_FLEET) != NULL);
	CHECK(imsg_finish(&out, PROC_WEB, PROC_LINK, false) == 0);
	imsg_init(&out, IMSG_STREAM_CREDIT, 1);
	imsg_put_u64(&out, 1);
	CHECK(imsg_finish(&out, PROC_WEB, PROC_FLEET, false) != 0);
	CHECK(imsg_finish(&out, PROC_LINK, PROC_WEB, false) != 0);
	CHECK(imsg_finish(&out, PROC_STORE, PROC_FLEET, false) == 0);
}

TEST(length_and_descriptor_are_bounded)
{
	size_t len = make_call();

	CHECK(imsg_finish(&out, PROC_FLEET, PROC_LINK, true) == 0);
	msg.fd = 1;
	CHECK(imsg_parse(&msg, out.buf, len, PROC_FLEET, PROC_LINK) != NULL);
	imsg_init(&out, IMSG_TTY_OPENED, 1);
	imsg_put_str(&out, "/dev/x");
	imsg_put_u32(&out, 9600);
	CHECK(imsg_finish(&out, PROC_PARENT, PROC_LINK, false) == 0);
	len = imsg_finish(&out, PROC_PARENT, PROC_LINK, true);
	CHECK(len != 0);
	CHECK(parse(len, PROC_PARENT, PROC_LINK) != NULL);
	msg.fd = 1;
	CHECK(imsg_parse(&msg, out.buf, len, PROC_PARENT, PROC_LINK) == NULL);
	CHECK_INT(imsg_take_fd(&msg), 1);
	CHECK_INT(msg.fd, -1);
	imsg_init(&out, IMSG_STREAM_DATA, 1);
	CHECK(imsg_finish(&out, PROC_LINK, PROC_FLEET, false) == 0);
	CHECK_INT(imsg_room(&out), STREAM_DATA_MAX);
}

TEST(too_much_is_noticed_when_writing)
{
	static uint8_t block[6000];

	imsg_init(&out, IMSG_STREAM_DATA, 1);
	imsg_put_bytes(&out, block, sizeof(block));
	imsg_put_bytes(&out, block, sizeof(block));
	CHECK(imsg_finish(&out, PROC_LINK, PROC_FLEET, false) != 0);
	imsg_put_bytes(&out, block, sizeof(block));
	CHECK(imsg_finish(&out, PROC_LINK, PROC_FLEET, false) == 0);
}

TEST(strings_are_checked)
{
	char text[4] = "zzz";
	size_t len;

	imsg_init(&out, IMSG_TTY_CLOSED, 1);
	imsg_put_str(&out, "abcd");
	len = imsg_finish(&out, PROC_LINK, PROC_PARENT, false);
	CHECK(parse(len, PROC_LINK, PROC_PARENT) == NULL);
	imsg_get_str(&msg, text, sizeof(text));
	CHECK(imsg_failed(&msg));
	CHECK_STR(text, "");
	CHECK(parse(len, PROC_LINK, PROC_PARENT) == NULL);
	out.buf[IMSG_HEADER + 3] = 0; /* a NUL inside */
	CHECK(imsg_get_str_dup(&msg) == NULL);
	CHECK(imsg_check_end(&msg) != NULL);
	CHECK(parse(len, PROC_LINK, PROC_PARENT) == NULL);
	out.buf[IMSG_HEADER] = 200; /* longer than the body */
	CHECK(imsg_get_str_dup(&msg) == NULL);
	CHECK_INT(imsg_left(&msg), 0);
}

TEST(text_from_outside_is_cut)
{
	char text[8];
	size_t len;

	imsg_init(&out, IMSG_TTY_CLOSED, 1);
	imsg_put_text(&out, "abcdefgh", 8, 3);
	len = imsg_finish(&out, PROC_LINK, PROC_PARENT, false);
	CHECK(parse(len, PROC_LINK, PROC_PARENT) == NULL);
	imsg_get_str(&msg, text, sizeof(text));
	CHECK_STR(text, "abc");
	imsg_init(&out, IMSG_TTY_CLOSED, 1);
	imsg_put_text(&out, "ab\0cd", 5, 100);
	len = imsg_finish(&out, PROC_LINK, PROC_PARENT, false);
	CHECK(parse(len, PROC_LINK, PROC_PARENT) == NULL);
	imsg_get_str(&msg, text, sizeof(text));
	CHECK_STR(text, "ab");
}

TEST(stream_start_comes_back)
{
	char one[] = "-x", two[] = "file";
	struct stream_start start = { .kind = STREAM_EXEC,
		.exec = STREAM_EXEC_FILE,
		.interrupt = true,
		.conn = 9,
		.timeout_ms = 10,
		.path = "/main.py",
		.arg_count = 2,
		.args = { one, two } };
	struct stream_start got;
	size_t len;

	imsg_init(&out, IMSG_STREAM_START, 3);
	stream_start_put(&out, &start);
	len = imsg_finish(&out, PROC_FLEET, PROC_LINK, false);
	CHECK(parse(len, PROC_FLEET, PROC_LINK) == NULL);
	CHECK(stream_start_get(&msg, &got));
	CHECK(imsg_check_end(&msg) == NULL);
	CHECK(got.interrupt && got.conn == 9 && got.timeout_ms == 10);
	CHECK_STR(got.path, "/main.py");
	CHECK_INT(got.arg_count, 2);
	CHECK_STR(got.args[1], "file");
	stream_start_fini(&got);

	start.size = STREAM_SOURCE_MAX + 1;
	imsg_init(&out, IMSG_STREAM_START, 3);
	stream_start_put(&out, &start);
	len = imsg_finish(&out, PROC_FLEET, PROC_LINK, false);
	CHECK(parse(len, PROC_FLEET, PROC_LINK) == NULL);
	CHECK(!stream_start_get(&msg, &got));
	CHECK(imsg_check_end(&msg) != NULL);
}

TEST(credit_is_absolute_and_only_grows)
{
	struct stream_credit credit;

	stream_credit_init(&credit);
	CHECK_INT(stream_credit_room(&credit), STREAM_CREDIT_INITIAL);
	CHECK(stream_credit_use(&credit, 65000));
	CHECK(!stream_credit_use(&credit, 1000));
	CHECK(stream_credit_use(&credit, 536));
	CHECK_INT(stream_credit_room(&credit), 0);
	CHECK(stream_credit_raise(&credit, 70000));
	CHECK_INT(stream_credit_room(&credit), 70000 - 65536);
	CHECK(!stream_credit_raise(&credit, 69999));
}

int
main(void)
{
	RUN(fields_come_back);
	RUN(every_truncation_is_refused);
	RUN(header_must_be_right);
	RUN(only_the_listed_ways_are_open);
	RUN(length_and_descriptor_are_bounded);
	RUN(too_much_is_noticed_when_writing);
	RUN(strings_are_checked);
	RUN(text_from_outside_is_cut);
	RUN(stream_start_comes_back);
	RUN(credit_is_absolute_and_only_grows);
	return check_done();
}
