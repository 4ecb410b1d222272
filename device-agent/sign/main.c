/* SPDX-License-Identifier: MIT */
/* upy-sign: keys for firmware, and signed manifests of images. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "encode.h"
#include "key.h"
#include "parse.h"
#include "proto/sha256.h"

#define EXIT_USAGE 2

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
};

static const struct option sign_options[] = {
	{ "key", required_argument, NULL, 'k' },
	{ "class", required_argument, NULL, 'c' },
	{ "hw", required_argument, NULL, 'h' },
	{ "version", required_argument, NULL, 'v' },
	{ "security", required_argument, NULL, 's' },
	{ "expires", required_argument, NULL, 'e' },
	{ "bundle", required_argument, NULL, 'b' },
	{ "slots", required_argument, NULL, 'l' },
	{ "address", required_argument, NULL, 'a' },
	{ "output", required_argument, NULL, 'o' },
	{ "coding", required_argument, NULL, 'd' },
	{ "base", required_argument, NULL, 'f' },
	{ NULL, 0, NULL, 0 },
};

struct sign_request {
	struct boot_manifest manifest;
	const char *key_path;
	const char *output;
	const char *base;
	unsigned int given; /* 1 << letter - 'a' */
};

static void
print_usage(FILE *out)
{
	fputs("usage: upy-sign keygen KEY\n"
	      "       upy-sign sign IMAGE --key KEY --class UUID --hw N[-M]\n"
	      "                --version X.Y.Z --security N [--expires DATE]\n"
	      "                [--bundle N] [--slots abf] [--address N]\n"
	      "                [--coding deflate | --coding delta --base OLD]\n"
	      "                [--output FILE]\n"
	      "       upy-sign verify MANIFEST IMAGE --key KEY\n"
	      "       upy-sign inspect MANIFEST\n"
	      "       upy-sign --help | --version\n",
	    out);
}

static int
fail(const char *what, const char *why)
{
	fprintf(stderr, "upy-sign: %s: %s\n", what, why);
	return EXIT_FAILURE;
}

static int
fail_usage(const char *what, const char *why)
{
	fail(what, why);
	print_usage(stderr);
	return EXIT_USAGE;
}

/* ---- files --------------------------------------------------------- */

static bool
read_image(const char *path, struct bytes *image)
{
	FILE *file = fopen(path, "rb");
	uint8_t piece[4096];
	size_t n;
	bool ok;

	if (file == NULL) {
		fail(path, strerror(errno));
		return false;
	}
	while ((n = fread(piece, 1, sizeof(piece), file)) > 0 &&
	    image->len < UINT32_MAX)
		bytes_add(image, piece, n);
	ok = ferror(file) == 0;
	fclose(file);
	if (!ok || image->len == 0 || image->len > UINT32_MAX) {
		fail(path, ok ? "empty or too large" : "cannot be read");
		return false;
	}
	return true;
}

static void
hash_bytes(const struct bytes *bytes, uint8_t hash[BOOT_HASH_LEN])
{
	struct proto_sha256 sha;

	proto_sha256_init(&sha);
	proto_sha256_update(&sha, bytes->at, bytes->len);
	proto_sha256_final(&sha, hash);
}

static bool
read_manifest(const char *path, uint8_t *bytes, size_t cap, size_t *len)
{
	FILE *file = fopen(path, "rb");

	if (file == NULL) {
		fail(path, strerror(errno));
		return false;
	}
	*len = fread(bytes, 1, cap, file);
	fclose(file);
	return true;
}

/* The whole file or none of it. */
static bool
write_file(const char *path, const uint8_t *bytes, size_t len)
{
	char name[4096];
	FILE *file;
	bool ok;

	if ((size_t)snprintf(name, sizeof(name), "%s.new", path) >=
	    sizeof(name)) {
		fail(path, "name too long");
		return false;
	}
	file = fopen(name, "wb");
	ok = file != NULL && fwrite(bytes, 1, len, file) == len;
	if (file != NULL && fclose(file) != 0)
		ok = false;
	if (ok && rename(name, path) == 0)
		return true;
	fail(path, strerror(errno));
	if (file != NULL)
		unlink(name);
	return false;
}

/* ---- keygen -------------------------------------------------------- */

static void
print_hex(const char *label, const uint8_t *bytes, size_t len)
{
	printf("%-9s ", label);
	for (size_t i = 0; i < len; i++)
		printf("%02x", bytes[i]);
	putchar('\n');
}

static int
run_keygen(int argc, char **argv)
{
	uint8_t key[BOOT_KEY_LEN];
	uint8_t id[BOOT_KEY_ID_LEN];
	char path[4096];

	if (argc != 2)
		return fail_usage("keygen", "wants one file name");
	snprintf(path, sizeof(path), "%s.pub", argv[1]);
	if (!key_generate(argv[1]) || !key_load_public(path, key))
		return EXIT_FAILURE;
	boot_manifest_key_id(id, key);
	print_hex("public", key, sizeof(key));
	print_hex("id", id, sizeof(id));
	return EXIT_SUCCESS;
}

/* ---- sign ---------------------------------------------------------- */

static bool
set_number(const char *text, uint32_t *field)
{
	uint64_t value;

	if (!parse_number(text, UINT32_MAX, &value))
		return false;
	*field = (uint32_t)value;
	return true;
}

/* One option; false when its value makes no sense. */
static bool
set_option(struct sign_request *request, int letter, const char *text)
{
	struct boot_manifest *m = &request->manifest;

	request->given |= 1u << (letter - 'a');
	switch (letter) {
	case 'k':
		request->key_path = text;
		return true;
	case 'o':
		request->output = text;
		return true;
	case 'd':
		return parse_coding(text, &m->coding);
	case 'f':
		request->base = text;
		return true;
	case 'c':
		return parse_uuid(text, m->class_id);
	case 'h':
		return parse_range(text, &m->hardware_min, &m->hardware_max);
	case 'v':
		return parse_version(text, &m->version);
	case 's':
		return set_number(text, &m->security);
	case 'b':
		return set_number(text, &m->bundle);
	case 'a':
		return set_number(text, &m->load_address);
	case 'e':
		return parse_date(text, m->created, &m->expires) &&
		    m->expires > m->created;
	case 'l':
		return parse_slots(text, &m->slot_mask);
	default:
		return false;
	}
}

static bool
has_all(const struct sign_request *request)
{
	for (const char *at = "kchvs"; *at != '\0'; at++) {
		if ((request->given & 1u << (*at - 'a')) == 0)
			return false;
	}
	return true;
}

static bool
sign(const struct sign_request *request, uint8_t bytes[BOOT_MANIFEST_LEN])
{
	struct boot_manifest m = request->manifest;
	struct boot_manifest check;
	uint8_t key[1][BOOT_KEY_LEN];
	EVP_PKEY *private_key = key_load_private(request->key_path);
	bool ok;

	if (private_key == NULL)
		return false;
	ok = key_get_public(private_key, key[0]);
	boot_manifest_key_id(m.key_id, key[0]);
	boot_manifest_encode(&m, bytes);
	ok = ok &&
	    key_sign(private_key, bytes, BOOT_MANIFEST_LEN - BOOT_SIGNATURE_LEN,
		bytes + BOOT_MANIFEST_LEN - BOOT_SIGNATURE_LEN) &&
	    boot_manifest_verify(&check, bytes, BOOT_MANIFEST_LEN,
		(const uint8_t(*)[BOOT_KEY_LEN])key, 1) == BOOT_OK;
	EVP_PKEY_free(private_key);
	if (!ok)
		fail(request->key_path, "cannot sign");
	return ok;
}

/* The payload, from the image and the one it changes. */
static bool
encode(const struct sign_request *request, const struct bytes *image,
    struct bytes *payload, struct boot_manifest *m)
{
	bool is_delta = m->coding == BOOT_CODING_DELTA;
	struct bytes base = { NULL, 0, 0 };
	bool ok = true;

	if (is_delta) {
		ok = read_image(request->base, &base);
		if (ok) {
			hash_bytes(&base, m->base_hash);
			encode_delta(&base, image, payload);
		}
	} else {
		encode_deflate(image, payload);
	}
	if (ok && !encode_check(is_delta ? &base : NULL, image, payload)) {
		fail("coding", "does not give the image back");
		ok = false;
	}
	free(base.at);
	return ok;
}

/* Describes the image and writes what is to be sent in place of it, if
 * anything: IMAGE.deflate or IMAGE.delta. sent is the name of that file. */
static bool
describe(struct sign_request *request, const char *path, char *sent, size_t cap)
{
	struct boot_manifest *m = &request->manifest;
	struct bytes image = { NULL, 0, 0 };
	struct bytes payload = { NULL, 0, 0 };
	bool is_raw = m->coding == BOOT_CODING_RAW;
	bool ok = read_image(path, &image);

	if (ok)
		hash_bytes(&image, m->image_hash);
	m->image_size = (uint32_t)image.len;
	if (is_raw) {
		snprintf(sent, cap, "%s", path);
		memcpy(m->payload_hash, m->image_hash, BOOT_HASH_LEN);
		m->payload_size = m->image_size;
	} else {
		snprintf(sent, cap, "%s.%s", path, format_coding(m->coding));
		ok = ok && encode(request, &image, &payload, m) &&
		    write_file(sent, payload.at, payload.len);
		hash_bytes(&payload, m->payload_hash);
		m->payload_size = (uint32_t)payload.len;
	}
	free(image.at);
	free(payload.at);
	return ok;
}

static int
run_sign(int argc, char **argv)
{
	struct sign_request request = {
		.manifest = { .slot_mask = 7, .created = (uint64_t)time(NULL) },
	};
	uint8_t bytes[BOOT_MANIFEST_LEN];
	char sent[4096];
	char output[sizeof(sent) + 16];
	int letter;

	while (
	    (letter = getopt_long(argc, argv, "", sign_options, NULL)) != -1) {
		if (letter == '?')
			return fail_usage("sign", "wrong option");
		if (!set_option(&request, letter, optarg))
			return fail_usage(optarg, "wrong value");
	}
	if (argc - optind != 1)
		return fail_usage("sign", "wants one image");
	if (!has_all(&request))
		return fail_usage("sign",
		    "wants --key, --class, --hw, --version and --security");
	if ((request.manifest.coding == BOOT_CODING_DELTA) !=
	    (request.base != NULL))
		return fail_usage("sign", "--base goes with --coding delta");
	if (!describe(&request, argv[optind], sent, sizeof(sent)))
		return EXIT_FAILURE;
	snprintf(output, sizeof(output), "%s.manifest", sent);
	if (request.output == NULL)
		request.output = output;
	if (!sign(&request, bytes) ||
	    !write_file(request.output, bytes, BOOT_MANIFEST_LEN))
		return EXIT_FAILURE;
	return EXIT_SUCCESS;
}

/* ---- verify, inspect ----------------------------------------------- */

/* Whether a file is the image of a manifest, or what is sent for it. */
static bool
is_described(const struct bytes *file, const struct boot_manifest *m)
{
	uint8_t hash[BOOT_HASH_LEN];

	hash_bytes(file, hash);
	return (file->len == m->image_size &&
		   memcmp(hash, m->image_hash, sizeof(hash)) == 0) ||
	    (file->len == m->payload_size &&
		memcmp(hash, m->payload_hash, sizeof(hash)) == 0);
}

static int
run_verify(int argc, char **argv)
{
	static const struct option options[] = {
		{ "key", required_argument, NULL, 'k' },
		{ NULL, 0, NULL, 0 },
	};
	uint8_t bytes[BOOT_MANIFEST_LEN + 1];
	uint8_t key[1][BOOT_KEY_LEN];
	struct boot_manifest m;
	struct bytes image = { NULL, 0, 0 };
	const char *key_path = NULL;
	size_t len;
	bool ok;
	int error;
	int letter;

	while ((letter = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (letter != 'k')
			return fail_usage("verify", "wrong option");
		key_path = optarg;
	}
	if (argc - optind != 2 || key_path == NULL)
		return fail_usage("verify", "wants MANIFEST IMAGE --key KEY");
	if (!key_load_public(key_path, key[0]) ||
	    !read_manifest(argv[optind], bytes, sizeof(bytes), &len))
		return EXIT_FAILURE;
	error = boot_manifest_verify(&m, bytes, len,
	    (const uint8_t(*)[BOOT_KEY_LEN])key, 1);
	if (error != BOOT_OK)
		return fail(argv[optind], boot_error_text(error));
	if (!read_image(argv[optind + 1], &image))
		return EXIT_FAILURE;
	ok = is_described(&image, &m);
	free(image.at);
	if (!ok)
		return fail(argv[optind + 1], boot_error_text(BOOT_ERR_HASH));
	if (m.expires != 0 && m.expires <= (uint64_t)time(NULL))
		return fail(argv[optind], "expired");
	return EXIT_SUCCESS;
}

static void
print_time(const char *label, uint64_t seconds)
{
	time_t at = (time_t)seconds;
	struct tm tm;
	char text[64] = "never";

	if (seconds != 0 && gmtime_r(&at, &tm) != NULL)
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	printf("%-9s %s\n", label, text);
}

static void
print_manifest(const struct boot_manifest *m)
{
	char version[PARSE_VERSION_SIZE];

	format_version(m->version, version);
	printf("%-9s %s\n", "version", version);
	printf("%-9s %u\n", "security", (unsigned int)m->security);
	print_hex("class", m->class_id, sizeof(m->class_id));
	printf("%-9s %u-%u\n", "hw", m->hardware_min, m->hardware_max);
	printf("%-9s %s%s%s\n", "slots", m->slot_mask & 1 ? "a" : "",
	    m->slot_mask & 2 ? "b" : "", m->slot_mask & 4 ? "f" : "");
	printf("%-9s 0x%x\n", "address", (unsigned int)m->load_address);
	printf("%-9s %u\n", "size", (unsigned int)m->image_size);
	print_hex("sha256", m->image_hash, sizeof(m->image_hash));
	printf("%-9s %s\n", "coding", format_coding(m->coding));
	if (m->coding != BOOT_CODING_RAW)
		printf("%-9s %u\n", "sent", (unsigned int)m->payload_size);
	if (m->coding == BOOT_CODING_DELTA)
		print_hex("base", m->base_hash, sizeof(m->base_hash));
	printf("%-9s %u\n", "bundle", (unsigned int)m->bundle);
	print_time("created", m->created);
	print_time("expires", m->expires);
	print_hex("key", m->key_id, sizeof(m->key_id));
}

static int
run_inspect(int argc, char **argv)
{
	uint8_t bytes[BOOT_MANIFEST_LEN + 1];
	struct boot_manifest m;
	size_t len;
	int error;

	if (argc != 2)
		return fail_usage("inspect", "wants one manifest");
	if (!read_manifest(argv[1], bytes, sizeof(bytes), &len))
		return EXIT_FAILURE;
	error = boot_manifest_parse(&m, bytes, len);
	if (error != BOOT_OK)
		return fail(argv[1], boot_error_text(error));
	print_manifest(&m);
	return EXIT_SUCCESS;
}

static const struct command commands[] = {
	{ "keygen", run_keygen },
	{ "sign", run_sign },
	{ "verify", run_verify },
	{ "inspect", run_inspect },
};

int
main(int argc, char **argv)
{
	if (argc < 2) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0) {
		print_usage(stdout);
		return EXIT_SUCCESS;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("upy-sign " SIGN_VERSION);
		return EXIT_SUCCESS;
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	}
	return fail_usage(argv[1], "no such command");
}
