/* SPDX-License-Identifier: MIT */
/* Digests: the vectors of their specifications, in pieces of any size. */
#include "check.h"
#include "object/digest.h"

static const char *
hex_digest(const struct vm_digest_kind *kind, const char *text, size_t len,
    size_t piece)
{
	static char hex[2 * VM_DIGEST_MAX + 1];
	uint8_t out[VM_DIGEST_MAX];
	struct vm_digest d;
	size_t size;

	vm_digest_init(&d, kind);
	for (size_t at = 0; at < len; at += piece)
		vm_digest_update(&d, (const uint8_t *)text + at,
		    len - at < piece ? len - at : piece);
	size = vm_digest_final(&d, out);
	for (size_t i = 0; i < size; i++)
		snprintf(hex + 2 * i, 3, "%02x", out[i]);
	return hex;
}

TEST(specified_vectors)
{
	CHECK_STR(hex_digest(&vm_digest_md5, "", 0, 1),
	    "d41d8cd98f00b204e9800998ecf8427e");
	CHECK_STR(hex_digest(&vm_digest_md5, "message digest", 14, 14),
	    "f96b697d7cb7938d525a2f31aaf161d0");
	CHECK_STR(hex_digest(&vm_digest_sha1, "abc", 3, 3),
	    "a9993e364706816aba3e25717850c26c9cd0d89d");
	CHECK_STR(hex_digest(&vm_digest_sha256, "abc", 3, 3),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	CHECK_STR(
	    hex_digest(&vm_digest_sha256,
		"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
		56),
	    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(pieces_do_not_matter)
{
	char text[300];
	char whole[2 * VM_DIGEST_MAX + 1];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 7);
	for (size_t len = 0; len <= sizeof(text); len += 13) {
		snprintf(whole, sizeof(whole), "%s",
		    hex_digest(&vm_digest_sha1, text, len, 1000));
		for (size_t piece = 1; piece < 130; piece += 9)
			CHECK_STR(hex_digest(&vm_digest_sha1, text, len, piece),
			    whole);
	}
}

int
main(void)
{
	RUN(specified_vectors);
	RUN(pieces_do_not_matter);
	return check_done();
}
