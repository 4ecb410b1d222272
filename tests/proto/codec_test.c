/* SPDX-License-Identifier: MIT */
/* wire, CRC-32C, SHA-256, packet header, statuses, names. */
#include <stdlib.h>

#include "check.h"
#include "command.h"
#include "crc32c.h"
#include "packet.h"
#include "sha256.h"
#include "status.h"
#include "vector_reader.h"

TEST(wire_reads_back_what_it_wrote)
{
	uint8_t buf[10];
	struct proto_writer w;
	struct proto_reader r;

	proto_writer_init(&w, buf, sizeof(buf));
	proto_write_u8(&w, 0x12);
	proto_write_u16(&w, 0x3456);
	proto_write_u32(&w, 0x789abcde);
	proto_write_bytes(&w, "xyz", 3);
	CHECK(!w.failed);
	CHECK_INT(w.len, 10);
	CHECK_INT(buf[1], 0x56);
	proto_reader_init(&r, buf, w.len);
	CHECK_INT(proto_read_u8(&r), 0x12);
	CHECK_INT(proto_read_u16(&r), 0x3456);
	CHECK_INT(proto_read_u32(&r), 0x789abcde);
	CHECK(proto_read_bytes(&r, 3) == buf + 7);
	CHECK(!r.failed);
}

TEST(wire_refuses_what_does_not_fit)
{
	uint8_t buf[3] = { 1, 2, 3 };
	struct proto_writer w;
	struct proto_reader r;

	proto_writer_init(&w, buf, sizeof(buf));
	proto_write_u32(&w, 5);
	CHECK(w.failed);
	CHECK_INT(buf[0], 1);
	proto_write_u8(&w, 9); /* sticky */
	CHECK_INT(w.len, 0);
	proto_reader_init(&r, buf, sizeof(buf));
	CHECK_INT(proto_read_u32(&r), 0);
	CHECK(r.failed);
	CHECK_INT(proto_read_u8(&r), 0); /* sticky */
	CHECK(proto_read_bytes(&r, 0) == NULL);
}

static void
check_crc(const struct vector *v)
{
	uint32_t want = (uint32_t)strtoul(v->want, NULL, 16);
	uint32_t got = 0;

	CHECK_INT(proto_crc32c(0, v->bytes, v->len), want);
	for (size_t i = 0; i < v->len; i++)
		got = proto_crc32c(got, v->bytes + i, 1);
	CHECK_INT(got, want);
}

TEST(crc32c_vectors)
{
	CHECK(vectors_each("crc32c.txt", check_crc) >= 9);
	/* RFC 3720, B.4. */
	CHECK_INT(proto_crc32c(0, "123456789", 9), 0xe3069283);
}

static void
check_sha256(const char *text, size_t times, const char *want)
{
	struct proto_sha256 sha;
	uint8_t hash[PROTO_SHA256_LEN];
	uint8_t wanted[PROTO_SHA256_LEN];

	proto_sha256_init(&sha);
	for (size_t i = 0; i < times; i++)
		proto_sha256_update(&sha, text, strlen(text));
	proto_sha256_final(&sha, hash);
	vectors_unhex(want, wanted, sizeof(wanted));
	CHECK(memcmp(hash, wanted, sizeof(hash)) == 0);
}

TEST(sha256_of_fips_180)
{
	check_sha256("", 1,
	    "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855");
	check_sha256("abc", 1,
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad");
	check_sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	    1,
	    "248d6a61d20638b8e5c026930c3e6039"
	    "a33ce45964ff2167f6ecedd419db06c1");
	check_sha256("aaaaaaaaaa", 100000,
	    "cdc76e5c9914fb9281a1c7e284d73e67"
	    "f1809a48a497200e046d39ccc7112cd0");
}

static void
check_packet(const struct vector *v)
{
	struct proto_packet p;
	uint8_t buf[PROTO_HEADER_LEN];
	struct proto_writer w;
	char got[200];

	CHECK_INT(proto_packet_decode(&p, v->bytes, v->len), PROTO_OK);
	CHECK_INT(p.version, PROTO_VERSION);
	snprintf(got, sizeof(got), "kind=%u channel=%u id=%u arg=%u len=%zu",
	    p.kind, p.channel, p.id, p.arg, p.len);
	CHECK(strcmp(got, v->want) == 0);
	CHECK(p.payload == v->bytes + PROTO_HEADER_LEN);
	proto_writer_init(&w, buf, sizeof(buf));
	proto_packet_encode(&p, &w);
	CHECK(memcmp(buf, v->bytes, sizeof(buf)) == 0);
}

TEST(packet_vectors)
{
	struct proto_packet p;

	CHECK(vectors_each("packets.txt", check_packet) >= 12);
	CHECK_INT(proto_packet_decode(&p, (const uint8_t *)"1234567", 7),
	    PROTO_ERR_MALFORMED);
}

TEST(status_names_and_classes)
{
	CHECK_STR(proto_status_name(PROTO_STATUS_OK), "OK");
	CHECK_STR(proto_status_name(PROTO_STATUS_ANSWER_LOST), "ANSWER_LOST");
	CHECK_STR(proto_status_text(PROTO_STATUS_DEADLINE), "deadline passed");
	CHECK_STR(proto_status_name(0x402), "FS_ERROR");
	CHECK_INT(proto_status_errno(0x402), 2);
	CHECK_INT(proto_status_errno(PROTO_STATUS_EXISTS), 0);
	CHECK_STR(proto_status_name(0x999), "UNKNOWN");
	CHECK_INT(proto_status_retry(PROTO_STATUS_UNAVAILABLE),
	    PROTO_RETRY_BACKOFF);
	CHECK_INT(proto_status_retry(PROTO_STATUS_NOT_FOUND),
	    PROTO_RETRY_NEVER);
}

TEST(command_names)
{
	CHECK_STR(proto_command_name(PROTO_CMD_FS_LIST), "FS_LIST");
	CHECK(proto_command_name(0x7fff) == NULL);
	CHECK_INT(proto_command_id("EXEC_START"), PROTO_CMD_EXEC_START);
	CHECK_INT(proto_command_id("exec_start"), 0);
	CHECK(proto_command_is_idempotent(PROTO_CMD_INFO));
	CHECK(!proto_command_is_idempotent(PROTO_CMD_RESET));
	CHECK(!proto_command_is_idempotent(0x7fff));
	CHECK_STR(proto_event_name(PROTO_EVENT_JOB_EXIT), "JOB_EXIT");
	CHECK(proto_event_name(0x7fff) == NULL);
}

int
main(void)
{
	RUN(wire_reads_back_what_it_wrote);
	RUN(wire_refuses_what_does_not_fit);
	RUN(crc32c_vectors);
	RUN(sha256_of_fips_180);
	RUN(packet_vectors);
	RUN(status_names_and_classes);
	RUN(command_names);
	return check_done();
}
