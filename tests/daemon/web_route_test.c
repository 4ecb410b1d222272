/* SPDX-License-Identifier: MIT */
/* Targets of requests: decoding, routes, and who may send them. */
#include "config.h"

#include "check.h"
#include "daemon/web/guard.h"
#include "daemon/web/route.h"

static struct url url;
static struct route route;

static const char *
method_of(const char *verb, const char *target)
{
	if (!url_parse(&url, target))
		return "bad";
	switch (route_find(&route, verb, &url)) {
	case ROUTE_OK:
		return route.method->name;
	case ROUTE_NONE:
		return "none";
	case ROUTE_WRONG_VERB:
		return "wrong verb";
	}
	return "?";
}

TEST(segments_and_query_are_decoded)
{
	CHECK(url_parse(&url,
	    "/v1/boards/port:%2Fdev%2FttyUSB0/fs/file"
	    "?path=%2Fa%20b+c&all&x=1=2"));
	CHECK_INT(url.segment_count, 5);
	CHECK_STR(url.segments[2], "port:/dev/ttyUSB0");
	CHECK_STR(url_query(&url, "path"), "/a b c");
	CHECK_STR(url_query(&url, "all"), "");
	CHECK_STR(url_query(&url, "x"), "1=2");
	CHECK(url_query(&url, "nothing") == NULL);
}

TEST(malformed_targets_are_refused)
{
	static const char *const bad[] = { "", "v1", "*", "/%", "/%2", "/%zz",
		"/a/../b", "/a/%2e%2e/b", "/.", "/a%00b", "/a%0ab", "/\x01",
		"/?a=%", "/1/2/3/4/5/6/7/8/9/10/11/12/13" };
	char text[URL_MAX + 2]; /* one too many, and its end */
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!url_parse(&url, bad[i]));
	memset(text, 'a', sizeof(text) - 1);
	text[0] = '/';
	text[sizeof(text) - 1] = '\0';
	CHECK(!url_parse(&url, text));
	text[sizeof(text) - 2] = '\0';
	CHECK(url_parse(&url, text));
}

TEST(too_many_query_pairs_are_refused)
{
	char text[URL_QUERY_MAX * 4 + 8] = "/?";
	size_t used = 2;
	int i;

	for (i = 0; i < URL_QUERY_MAX; i++, used += 4)
		memcpy(text + used, "a=b&", 5);
	CHECK(url_parse(&url, text));
	memcpy(text + used, "c=d", 4);
	CHECK(!url_parse(&url, text));
}

TEST(routes_name_their_methods)
{
	CHECK_STR(method_of("GET", "/v1"), "api.list");
	CHECK_STR(method_of("GET", "/v1/gw"), "gw.info");
	CHECK_STR(method_of("GET", "/v1/boards?all=1"), "board.list");
	CHECK_STR(method_of("GET", "/v1/boards/found"), "board.found");
	CHECK_STR(method_of("GET", "/v1/boards/b1"), "board.show");
	CHECK_STR(route.board, "b1");
	CHECK_STR(method_of("DELETE", "/v1/boards/b1"), "board.forget");
	CHECK_STR(method_of("PUT", "/v1/boards/b1/pins/p3"), "pin.set");
	CHECK_STR(route.pin, "p3");
	CHECK_STR(method_of("GET", "/v1/boards/b1/pins"), "pin.list");
	CHECK_STR(method_of("GET", "/v1/events"), "event.stream");
}

TEST(what_is_no_route_is_told_apart)
{
	CHECK_STR(method_of("GET", "/"), "none");
	CHECK_STR(method_of("GET", "/v2"), "none");
	CHECK_STR(method_of("GET", "/v1/"), "none");
	CHECK_STR(method_of("GET", "/v1/boards/b1/pins/"), "none");
	CHECK_STR(method_of("GET", "/v1/boards/b1/pins/p3/x"), "none");
	CHECK_STR(method_of("POST", "/v1/gw"), "wrong verb");
	CHECK_STR(method_of("PATCH", "/v1/boards/b1"), "wrong verb");
}

TEST(every_method_has_its_own_route)
{
	char target[128];
	size_t used;
	const char *at;
	size_t i;

	for (i = 0; i < api_method_count; i++) {
		used = 0;
		for (at = api_methods[i].path; *at != '\0'; at++)
			if (*at != '{' && *at != '}')
				target[used++] = *at;
		target[used] = '\0';
		CHECK_STR(method_of(api_verb_name(api_methods[i].verb), target),
		    api_methods[i].name);
	}
}

TEST(only_our_host_is_accepted)
{
	CHECK(guard_host_is_ours("127.0.0.1:8420", 8420));
	CHECK(guard_host_is_ours("LocalHost:8420", 8420));
	CHECK(guard_host_is_ours("[::1]:8420", 8420));
	CHECK(guard_host_is_ours("localhost", 80));
	CHECK(!guard_host_is_ours("localhost", 8420));
	CHECK(!guard_host_is_ours("127.0.0.1:84200", 8420));
	CHECK(!guard_host_is_ours("127.0.0.1:8420.evil.example", 8420));
	CHECK(!guard_host_is_ours("localhost.evil.example:8420", 8420));
	CHECK(!guard_host_is_ours("evil.example:8420", 8420));
}

TEST(foreign_pages_cannot_change_anything)
{
	struct guard_headers headers = { .host = "127.0.0.1:8420",
		.content_type = "application/json; charset=utf-8" };

	CHECK(guard_refusal(&headers, 8420, true, false) == NULL);
	headers.origin = "http://127.0.0.1:8420";
	headers.fetch_site = "same-origin";
	CHECK(guard_refusal(&headers, 8420, true, false) == NULL);
	headers.fetch_site = "cross-site";
	CHECK(guard_refusal(&headers, 8420, true, false) != NULL);
	headers.fetch_site = NULL;
	headers.origin = "http://evil.example";
	CHECK(guard_refusal(&headers, 8420, true, false) != NULL);
	CHECK(guard_refusal(&headers, 8420, false, false) == NULL);
	CHECK(guard_refusal(&headers, 8420, false, true) != NULL);
	headers.origin = "null";
	CHECK(guard_refusal(&headers, 8420, true, false) != NULL);
	headers.origin = NULL;
	headers.content_type = "text/plain";
	CHECK(guard_refusal(&headers, 8420, true, false) != NULL);
	headers.content_type = NULL;
	CHECK(guard_refusal(&headers, 8420, true, false) != NULL);
	CHECK(guard_refusal(&headers, 8420, false, false) == NULL);
	headers.host = NULL;
	CHECK(guard_refusal(&headers, 8420, false, false) != NULL);
}

int
main(void)
{
	RUN(segments_and_query_are_decoded);
	RUN(malformed_targets_are_refused);
	RUN(too_many_query_pairs_are_refused);
	RUN(routes_name_their_methods);
	RUN(what_is_no_route_is_told_apart);
	RUN(every_method_has_its_own_route);
	RUN(only_our_host_is_accepted);
	RUN(foreign_pages_cannot_change_anything);
	return check_done();
}
