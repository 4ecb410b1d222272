/* SPDX-License-Identifier: MIT */
/* The CBOR subset and HELLO. */
#include "check.h"
#include "hello.h"
#include "packet.h"
#include "vector_reader.h"

static void
check_cbor(const struct vector *v)
{
	bool ok = strcmp(v->want, "ok") == 0;

	if (proto_cbor_is_map(v->bytes, v->len) != ok) {
		CHECK_STR("", v->meaning);
	}
	/* Cut anywhere, it is bad. */
	for (size_t len = 0; len < v->len && ok; len++)
		CHECK(!proto_cbor_is_map(v->bytes, len));
}

TEST(cbor_vectors)
{
	CHECK(vectors_each("cbor.txt", check_cbor) >= 50);
}

TEST(cbor_writes_and_finds)
{
	uint8_t buf[200];
	struct proto_writer w;
	uint64_t u = 0;
	int64_t i = 0;
	bool b = false;
	struct proto_span s = { NULL, 0 };

	proto_writer_init(&w, buf, sizeof(buf));
	proto_cbor_put_map(&w, 0);
	proto_cbor_put_uint(&w, 0);
	proto_cbor_put_uint(&w, UINT64_MAX);
	proto_cbor_put_uint(&w, 1);
	proto_cbor_put_int(&w, -1000);
	proto_cbor_put_uint(&w, 2);
	proto_cbor_put_bool(&w, true);
	proto_cbor_put_uint(&w, 300);
	proto_cbor_put_text(&w, "h\xc3\xa9");
	proto_cbor_put_uint(&w, 4);
	proto_cbor_put_bytes(&w, "\0\1", 2);
	proto_cbor_patch_count(&w, 0, 5);
	CHECK(!w.failed);
	CHECK(proto_cbor_is_map(buf, w.len));
	CHECK(proto_cbor_get_uint(buf, w.len, 0, &u) && u == UINT64_MAX);
	CHECK(proto_cbor_get_int(buf, w.len, 1, &i) && i == -1000);
	CHECK(proto_cbor_get_bool(buf, w.len, 2, &b) && b);
	CHECK(proto_cbor_get_text(buf, w.len, 300, &s) && s.len == 3);
	CHECK(proto_cbor_get_bytes(buf, w.len, 4, &s) && s.len == 2);
	CHECK(!proto_cbor_get_uint(buf, w.len, 1, &u)); /* type */
	CHECK(!proto_cbor_get_uint(buf, w.len, 9, &u)); /* absent */
	CHECK(!proto_cbor_get_int(buf, w.len, 0, &i));  /* too big */
	CHECK(u == UINT64_MAX && i == -1000);
	CHECK(!proto_cbor_get_uint(NULL, 0, 0, &u));
}

TEST(cbor_reads_arrays)
{
	/* {0: [["a", 1], ["bc", -2]]} */
	static const uint8_t body[] = "\xa1\x00\x82\x82\x61\x61\x01\x82\x62"
				      "\x62\x63\x21";
	struct proto_cbor c;
	struct proto_span name;
	int64_t number;
	size_t count;

	CHECK(proto_cbor_find(body, sizeof(body) - 1, 0, &c));
	CHECK_INT(proto_cbor_peek(&c), PROTO_CBOR_ARRAY);
	CHECK(proto_cbor_enter_array(&c, &count) && count == 2);
	CHECK(proto_cbor_enter_array(&c, &count) && count == 2);
	CHECK(proto_cbor_text(&c, &name) && name.len == 1);
	CHECK(proto_cbor_int(&c, &number) && number == 1);
	CHECK(proto_cbor_skip(&c));
	CHECK_INT(proto_cbor_peek(&c), PROTO_CBOR_END);
	CHECK(!proto_cbor_skip(&c));
}

static void
check_hello(const struct vector *v)
{
	struct proto_hello hello;
	int want = strcmp(v->want, "ok") == 0 ? PROTO_OK : PROTO_ERR_MALFORMED;
	uint8_t buf[VECTOR_MAX];
	struct proto_writer w;
	struct proto_hello again;

	if (proto_hello_decode(&hello, v->bytes, v->len) != want)
		CHECK_STR("", v->meaning);
	if (want != PROTO_OK)
		return;
	proto_writer_init(&w, buf, sizeof(buf));
	CHECK_INT(proto_hello_encode(&hello, &w), PROTO_OK);
	CHECK_INT(proto_hello_decode(&again, buf, w.len), PROTO_OK);
	CHECK_INT(again.features, hello.features);
	CHECK_INT(again.boot_id, hello.boot_id);
	CHECK_INT(again.rx_mtu, hello.rx_mtu);
	CHECK_INT(again.bauds[1], hello.bauds[1]);
	CHECK_INT(again.device_id.len, hello.device_id.len);
	CHECK_INT(again.port.len, hello.port.len);
}

TEST(hello_vectors)
{
	CHECK(vectors_each("hello.txt", check_hello) >= 16);
}

TEST(hello_leaves_out_what_does_not_fit)
{
	struct proto_hello hello = { .boot_id = 1, .rx_mtu = 256 };
	struct proto_hello got;
	uint8_t buf[PROTO_MTU_MIN];
	struct proto_writer w;
	static const uint8_t big[122] = "x";

	hello.name.at = big;
	hello.name.len = sizeof(big);
	hello.model.at = (const uint8_t *)"posix";
	hello.model.len = 5;
	proto_writer_init(&w, buf, sizeof(buf));
	CHECK_INT(proto_hello_encode(&hello, &w), PROTO_OK);
	CHECK_INT(proto_hello_decode(&got, buf, w.len), PROTO_OK);
	CHECK_INT(got.name.len, 0);
	CHECK_INT(got.model.len, 5);
}

TEST(versions_overlap_or_not)
{
	struct proto_hello a = { .proto_min = 1, .proto_max = 3 };
	struct proto_hello b = { .proto_min = 2, .proto_max = 5 };

	CHECK_INT(proto_hello_version(&a, &b), 3);
	CHECK_INT(proto_hello_version(&b, &a), 3);
	b.proto_min = 4;
	CHECK_INT(proto_hello_version(&a, &b), 0);
}

TEST(probe_is_harmless)
{
	unsigned int zeros = 0;

	for (size_t i = 0; i < sizeof(proto_probe); i++) {
		zeros += proto_probe[i] == 0;
		CHECK(proto_probe[i] == 0 || proto_probe[i] >= 0x20);
	}
	CHECK_INT(zeros, 3);
	CHECK_INT(sizeof(proto_probe), 41);
}

int
main(void)
{
	RUN(cbor_vectors);
	RUN(cbor_writes_and_finds);
	RUN(cbor_reads_arrays);
	RUN(hello_vectors);
	RUN(hello_leaves_out_what_does_not_fit);
	RUN(versions_overlap_or_not);
	RUN(probe_is_harmless);
	return check_done();
}
