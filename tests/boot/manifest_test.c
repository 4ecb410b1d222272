/* SPDX-License-Identifier: MIT */
/*
 * Manifests and signatures: known answers, agreement with OpenSSL, and every
 * way in which a manifest can be wrong. Wrong ones are signed, so that it is
 * the check in question that refuses.
 */
#include "check.h"

#include "boot/boot_manifest.h"
#include "boot/boot_sha512.h"
#include "boot/boot_signature.h"
#include "sign.h"

#define SIGNED_LEN   (BOOT_MANIFEST_LEN - BOOT_SIGNATURE_LEN)
#define SECTOR       4096u
#define SLOT_SIZE    (16 * SECTOR)
#define ROOM         (SLOT_SIZE - SECTOR)
#define SLOT_B_BEGIN 0x20000u

static const uint8_t seed[SIGN_SEED_LEN] = { 42 };
static const uint8_t root_seed[SIGN_SEED_LEN] = { 43 };
static const uint8_t other_seed[SIGN_SEED_LEN] = { 44 };
static uint8_t keys[2][BOOT_KEY_LEN];
static struct boot_chip chip;
static unsigned int refused_count;

static void
setup(void)
{
	sign_public_key(seed, keys[0]);
	sign_public_key(root_seed, keys[1]);
	memset(&chip, 0, sizeof(chip));
	chip.flash.sector_size = SECTOR;
	chip.slot_begin[BOOT_SLOT_B] = SLOT_B_BEGIN;
	chip.slot_size[BOOT_SLOT_B] = SLOT_SIZE;
	memcpy(chip.class_id, "class of board 7", BOOT_CLASS_LEN);
	chip.hardware = 5;
}

static struct boot_manifest
good_manifest(void)
{
	struct boot_manifest m = {
		.hardware_min = 4,
		.hardware_max = 5,
		.version = 0x01020003,
		.security = 7,
		.image_size = ROOM,
		.payload_size = ROOM,
		.load_address = SLOT_B_BEGIN + SECTOR,
		.slot_mask = 1u << BOOT_SLOT_B,
		.coding = BOOT_CODING_RAW,
		.bundle = 3,
		.created = UINT64_C(0x100000002),
		.expires = UINT64_C(0x100000003),
	};

	memcpy(m.class_id, "class of board 7", BOOT_CLASS_LEN);
	memset(m.image_hash, 0x11, BOOT_HASH_LEN);
	memset(m.payload_hash, 0x11, BOOT_HASH_LEN);
	return m;
}

/* What a board says to a signed manifest, floor 7, slot B. */
static int
judge(const uint8_t *bytes, size_t len)
{
	struct boot_manifest m;
	int error = boot_manifest_verify(&m, bytes, len,
	    (const uint8_t(*)[BOOT_KEY_LEN])keys, 2);

	if (error == BOOT_OK)
		error = boot_manifest_check(&m, &chip, BOOT_SLOT_B, 7);
	if (error != BOOT_OK)
		refused_count++;
	return error;
}

static int
judge_signed(struct boot_manifest *m)
{
	uint8_t bytes[BOOT_MANIFEST_LEN];

	sign_manifest(seed, m, bytes);
	return judge(bytes, sizeof(bytes));
}

static void
resign(uint8_t bytes[BOOT_MANIFEST_LEN])
{
	sign_message(seed, bytes, SIGNED_LEN, bytes + SIGNED_LEN);
}

TEST(sha512_known_answers)
{
	static const uint8_t abc[] = { 0xdd, 0xaf, 0x35, 0xa1, 0x93, 0x61, 0x7a,
		0xba, 0xcc, 0x41, 0x73, 0x49, 0xae, 0x20, 0x41, 0x31, 0x12,
		0xe6, 0xfa, 0x4e, 0x89, 0xa9, 0x7e, 0xa2 };
	static const uint8_t none[] = { 0xcf, 0x83, 0xe1, 0x35, 0x7e, 0xef,
		0xb8, 0xbd };
	struct boot_sha512 sha;
	uint8_t hash[BOOT_SHA512_LEN];

	boot_sha512_init(&sha);
	boot_sha512_update(&sha, "a", 1);
	boot_sha512_update(&sha, "bc", 2);
	boot_sha512_final(&sha, hash);
	CHECK(memcmp(hash, abc, sizeof(abc)) == 0);
	boot_sha512_init(&sha);
	boot_sha512_final(&sha, hash);
	CHECK(memcmp(hash, none, sizeof(none)) == 0);
}

/* RFC 8032, 7.1, test 2. */
TEST(ed25519_known_answer)
{
	static const uint8_t key[] = { 0x3d, 0x40, 0x17, 0xc3, 0xe8, 0x43, 0x89,
		0x5a, 0x92, 0xb7, 0x0a, 0xa7, 0x4d, 0x1b, 0x7e, 0xbc, 0x9c,
		0x98, 0x2c, 0xcf, 0x2e, 0xc4, 0x96, 0x8c, 0xc0, 0xcd, 0x55,
		0xf1, 0x2a, 0xf4, 0x66, 0x0c };
	static const uint8_t signature[] = { 0x92, 0xa0, 0x09, 0xa9, 0xf0, 0xd4,
		0xca, 0xb8, 0x72, 0x0e, 0x82, 0x0b, 0x5f, 0x64, 0x25, 0x40,
		0xa2, 0xb2, 0x7b, 0x54, 0x16, 0x50, 0x3f, 0x8f, 0xb3, 0x76,
		0x22, 0x23, 0xeb, 0xdb, 0x69, 0xda, 0x08, 0x5a, 0xc1, 0xe4,
		0x3e, 0x15, 0x99, 0x6e, 0x45, 0x8f, 0x36, 0x13, 0xd0, 0xf1,
		0x1d, 0x8c, 0x38, 0x7b, 0x2e, 0xae, 0xb4, 0x30, 0x2a, 0xee,
		0xb0, 0x0d, 0x29, 0x16, 0x12, 0xbb, 0x0c, 0x00 };
	uint8_t message = 0x72;

	CHECK(boot_signature_is_good(signature, key, &message, 1));
	message++;
	CHECK(!boot_signature_is_good(signature, key, &message, 1));
}

/* All lengths around the hash's blocks; every byte of one matters. */
TEST(signatures_agree_with_openssl)
{
	uint8_t message[300];
	uint8_t signature[BOOT_SIGNATURE_LEN];

	for (size_t i = 0; i < sizeof(message); i++)
		message[i] = (uint8_t)(i * 7);
	for (size_t len = 0; len <= sizeof(message); len += 3) {
		sign_message(seed, message, len, signature);
		CHECK(boot_signature_is_good(signature, keys[0], message, len));
		CHECK(
		    !boot_signature_is_good(signature, keys[1], message, len));
	}
}

TEST(good_ones_are_taken)
{
	struct boot_manifest m = good_manifest();
	struct boot_manifest back;
	uint8_t bytes[BOOT_MANIFEST_LEN];

	CHECK_INT(judge_signed(&m), BOOT_OK);
	sign_manifest(root_seed, &m, bytes);
	CHECK_INT(judge(bytes, sizeof(bytes)), BOOT_OK);
	CHECK_INT(boot_manifest_parse(&back, bytes, sizeof(bytes)), BOOT_OK);
	CHECK_INT(back.version, m.version);
	CHECK_INT(back.security, m.security);
	CHECK_INT(back.created, m.created);
	CHECK_INT(back.expires, m.expires);
	CHECK_INT(back.bundle, m.bundle);
	CHECK_INT(back.load_address, m.load_address);
	m.load_address = 0;
	m.expires = 0;
	m.hardware_min = m.hardware_max = 5;
	CHECK_INT(judge_signed(&m), BOOT_OK);
}

TEST(every_changed_byte_is_refused)
{
	struct boot_manifest m = good_manifest();
	uint8_t bytes[BOOT_MANIFEST_LEN];

	sign_manifest(seed, &m, bytes);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		for (unsigned int bit = 0; bit < 8; bit += 7) {
			bytes[i] ^= (uint8_t)(1u << bit);
			CHECK(judge(bytes, sizeof(bytes)) != BOOT_OK);
			bytes[i] ^= (uint8_t)(1u << bit);
		}
	}
	CHECK_INT(judge(bytes, sizeof(bytes)), BOOT_OK);
}

TEST(every_other_length_is_refused)
{
	struct boot_manifest m = good_manifest();
	uint8_t bytes[2 * BOOT_MANIFEST_LEN] = { 0 };

	sign_manifest(seed, &m, bytes);
	for (size_t len = 0; len <= sizeof(bytes); len++) {
		if (len != BOOT_MANIFEST_LEN)
			CHECK_INT(judge(bytes, len), BOOT_ERR_MALFORMED);
	}
}

/* Where the form is wrong and the signature right. */
TEST(wrong_forms_are_refused)
{
	static const struct {
		size_t at;
		uint8_t value;
	} changes[] = {
		{ 0, 'u' }, { 1, 'p' }, { 2, 0 }, { 3, 0xff }, /* magic */
		{ 4, 0 }, { 4, 2 }, { 5, 1 },                  /* format */
		{ 6, 239 }, { 6, 241 }, { 7, 1 },              /* length */
		{ 57, 3 }, { 57, 255 },                        /* coding */
		{ 57, 1 }, { 57, 2 }, /* deflate is well formed */
		{ 58, 1 }, { 59, 1 }, /* reserved */
		{ 56, 0 }, { 56, 8 }, { 56, 0xff }, { 56, 0x0a }, /* slots */
		{ 32, 6 },                                        /* hw range */
		{ 144, 1 }, { 175, 1 },                           /* base */
		{ 80, 0x12 }, { 111, 0 }, { 112, 0 }, { 143, 0 }, /* hash */
		{ 48, 1 }, { 51, 1 },                             /* size */
		{ 76, 0 }, { 72, 0 },                             /* expires */
	};
	struct boot_manifest m = good_manifest();
	uint8_t bytes[BOOT_MANIFEST_LEN];

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		int error;

		sign_manifest(seed, &m, bytes);
		bytes[changes[i].at] = changes[i].value;
		resign(bytes);
		error = judge(bytes, sizeof(bytes));
		/* Deflate without a base is well formed. */
		if (changes[i].at == 57 && changes[i].value == 1)
			CHECK_INT(error, BOOT_OK);
		else
			CHECK_INT(error, BOOT_ERR_MALFORMED);
	}
}

TEST(zero_sizes_are_refused)
{
	struct boot_manifest m = good_manifest();

	m.image_size = m.payload_size = 0;
	CHECK_INT(judge_signed(&m), BOOT_ERR_MALFORMED);
	m = good_manifest();
	m.coding = BOOT_CODING_DEFLATE;
	m.payload_size = 0;
	CHECK_INT(judge_signed(&m), BOOT_ERR_MALFORMED);
	m = good_manifest();
	m.coding = BOOT_CODING_DELTA;
	CHECK_INT(judge_signed(&m), BOOT_ERR_MALFORMED);
	m.base_hash[31] = 1;
	CHECK_INT(judge_signed(&m), BOOT_OK);
	m.coding = BOOT_CODING_DEFLATE;
	CHECK_INT(judge_signed(&m), BOOT_ERR_MALFORMED);
}

TEST(other_boards_are_refused)
{
	struct boot_manifest m;

	for (size_t i = 0; i < BOOT_CLASS_LEN; i++) {
		m = good_manifest();
		m.class_id[i] ^= 0x20;
		CHECK_INT(judge_signed(&m), BOOT_ERR_CLASS);
	}
	for (uint16_t max = 0; max < 5; max++) {
		m = good_manifest();
		m.hardware_min = 0;
		m.hardware_max = max;
		CHECK_INT(judge_signed(&m), BOOT_ERR_HARDWARE);
	}
	for (unsigned int min = 6; min < 0x10000; min = min * 3 + 1) {
		m = good_manifest();
		m.hardware_min = (uint16_t)min;
		m.hardware_max = 0xffff;
		CHECK_INT(judge_signed(&m), BOOT_ERR_HARDWARE);
	}
}

TEST(other_places_are_refused)
{
	static const uint32_t addresses[] = { 1, SLOT_B_BEGIN,
		SLOT_B_BEGIN + SECTOR - 1, SLOT_B_BEGIN + SECTOR + 1,
		0xffffffff };
	static const uint8_t masks[] = { 1, 4, 5 };
	struct boot_manifest m;

	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		m = good_manifest();
		m.load_address = addresses[i];
		CHECK_INT(judge_signed(&m), BOOT_ERR_SLOT);
	}
	for (size_t i = 0; i < sizeof(masks); i++) {
		m = good_manifest();
		m.slot_mask = masks[i];
		CHECK_INT(judge_signed(&m), BOOT_ERR_SLOT);
	}
}

TEST(large_and_old_ones_are_refused)
{
	static const uint32_t sizes[] = { ROOM + 1, SLOT_SIZE, 0x7fffffff,
		0x80000000, 0xfffff000, 0xffffffff };
	struct boot_manifest m;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		m = good_manifest();
		m.image_size = m.payload_size = sizes[i];
		CHECK_INT(judge_signed(&m), BOOT_ERR_SIZE);
	}
	for (uint32_t security = 0; security < 7; security++) {
		m = good_manifest();
		m.security = security;
		CHECK_INT(judge_signed(&m), BOOT_ERR_SECURITY);
	}
}

TEST(other_keys_are_refused)
{
	struct boot_manifest m = good_manifest();
	uint8_t bytes[BOOT_MANIFEST_LEN];

	sign_manifest(other_seed, &m, bytes);
	CHECK_INT(judge(bytes, sizeof(bytes)), BOOT_ERR_KEY);
	/* Names one key, signed with another. */
	sign_manifest(seed, &m, bytes);
	sign_message(other_seed, bytes, SIGNED_LEN, bytes + SIGNED_LEN);
	CHECK_INT(judge(bytes, sizeof(bytes)), BOOT_ERR_SIGNATURE);
	sign_message(root_seed, bytes, SIGNED_LEN, bytes + SIGNED_LEN);
	CHECK_INT(judge(bytes, sizeof(bytes)), BOOT_ERR_SIGNATURE);
	/* No key at all, and all-zero signature. */
	sign_manifest(seed, &m, bytes);
	CHECK_INT(boot_manifest_verify(&m, bytes, sizeof(bytes), NULL, 0),
	    BOOT_ERR_KEY);
	memset(bytes + SIGNED_LEN, 0, BOOT_SIGNATURE_LEN);
	CHECK_INT(judge(bytes, sizeof(bytes)), BOOT_ERR_SIGNATURE);
	/* S plus the group's order: the other form of the same signature. */
	sign_manifest(seed, &m, bytes);
	{
		static const uint8_t order[] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a,
			0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9,
			0xde, 0x14 };
		unsigned int carry = 0;

		for (size_t i = 0; i < 32; i++) {
			carry += bytes[SIGNED_LEN + 32 + i];
			carry += i < 16 ? order[i] : i == 31 ? 0x10 : 0;
			bytes[SIGNED_LEN + 32 + i] = (uint8_t)carry;
			carry >>= 8;
		}
	}
	CHECK_INT(judge(bytes, sizeof(bytes)), BOOT_ERR_SIGNATURE);
}

TEST(enough_were_refused)
{
	printf("# %u manifests refused\n", refused_count);
	CHECK(refused_count >= 200);
}

int
main(void)
{
	setup();
	RUN(sha512_known_answers);
	RUN(ed25519_known_answer);
	RUN(signatures_agree_with_openssl);
	RUN(good_ones_are_taken);
	RUN(every_changed_byte_is_refused);
	RUN(every_other_length_is_refused);
	RUN(wrong_forms_are_refused);
	RUN(zero_sizes_are_refused);
	RUN(other_boards_are_refused);
	RUN(other_places_are_refused);
	RUN(large_and_old_ones_are_refused);
	RUN(other_keys_are_refused);
	RUN(enough_were_refused);
	return check_done();
}
