/* SPDX-License-Identifier: MIT */
/* UTF-8: every code point there and back, and what must be refused. */
#include "check.h"
#include "object/utf8.h"

static size_t
valid_prefix(const char *text)
{
	return vm_utf8_valid_prefix((const uint8_t *)text, strlen(text));
}

TEST(every_code_point_reads_back)
{
	for (uint32_t c = 1; c <= VM_UTF8_CODEPOINT_MAX; c++) {
		uint8_t text[VM_UTF8_MAX];
		size_t len = vm_utf8_encode(text, c);
		bool surrogate = c >= 0xd800 && c <= 0xdfff;
		size_t read = 0;

		if (vm_utf8_decode(text, &read) != c || read != len ||
		    vm_utf8_valid_prefix(text, len) != (surrogate ? 0 : len))
			check_report(__FILE__, __LINE__, "code point");
	}
}

TEST(malformed_is_refused)
{
	CHECK_INT(valid_prefix("ab\x80"), 2);
	CHECK_INT(valid_prefix("\xc3"), 0);
	CHECK_INT(valid_prefix("\xc0\x80"), 0);
	CHECK_INT(valid_prefix("\xe0\x80\x80"), 0);
	CHECK_INT(valid_prefix("\xf0\x80\x80\x80"), 0);
	CHECK_INT(valid_prefix("\xf4\x90\x80\x80"), 0);
	CHECK_INT(valid_prefix("\xff"), 0);
	CHECK_INT(valid_prefix("x\xe2\x82"), 1);
}

TEST(positions)
{
	const uint8_t *text = (const uint8_t *)"a\xc3\xa4\xe2\x82\xac z";

	CHECK_INT(vm_utf8_count(text, 8), 5);
	CHECK_INT(vm_utf8_offset(text, 8, 0), 0);
	CHECK_INT(vm_utf8_offset(text, 8, 2), 3);
	CHECK_INT(vm_utf8_offset(text, 8, 3), 6);
	CHECK_INT(vm_utf8_offset(text, 8, 9), 8);
	CHECK(!vm_utf8_is_ascii(text, 8));
	CHECK(vm_utf8_is_ascii((const uint8_t *)"plain ascii text", 16));
}

int
main(void)
{
	RUN(every_code_point_reads_back);
	RUN(malformed_is_refused);
	RUN(positions);
	return check_done();
}
