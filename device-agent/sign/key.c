/* SPDX-License-Identifier: MIT */
/* Key files. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "key.h"
#include "parse.h"

static bool
fail(const char *path, const char *what)
{
	fprintf(stderr, "upy-sign: %s: %s\n", path, what);
	return false;
}

/* A new file that nobody else can read before it is what it should be. */
static FILE *
create(const char *path, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	FILE *file = fd == -1 ? NULL : fdopen(fd, "w");

	if (file == NULL)
		fail(path, strerror(errno));
	return file;
}

static bool
write_private(const char *path, EVP_PKEY *key)
{
	FILE *file = create(path, 0600);
	bool ok;

	if (file == NULL)
		return false;
	ok = PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1 &&
	    fflush(file) == 0 && fsync(fileno(file)) == 0;
	if (fclose(file) != 0 || !ok) {
		unlink(path);
		return fail(path, "cannot write the key");
	}
	return true;
}

static bool
write_public(const char *path, EVP_PKEY *key)
{
	FILE *file = create(path, 0644);
	bool ok;

	if (file == NULL)
		return false;
	ok = PEM_write_PUBKEY(file, key) == 1;
	if (fclose(file) != 0 || !ok) {
		unlink(path);
		return fail(path, "cannot write the key");
	}
	return true;
}

bool
key_generate(const char *path)
{
	char public_path[4096];
	EVP_PKEY *key;
	bool ok;

	if ((size_t)snprintf(public_path, sizeof(public_path), "%s.pub",
		path) >= sizeof(public_path))
		return fail(path, "name too long");
	if (access(public_path, F_OK) == 0)
		return fail(public_path, "exists already");
	key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	if (key == NULL)
		return fail(path, "cannot make a key");
	ok = write_private(path, key) && write_public(public_path, key);
	EVP_PKEY_free(key);
	return ok;
}

EVP_PKEY *
key_load_private(const char *path)
{
	FILE *file = fopen(path, "r");
	EVP_PKEY *key;
	struct stat st;

	if (file == NULL) {
		fail(path, strerror(errno));
		return NULL;
	}
	if (fstat(fileno(file), &st) == 0 && (st.st_mode & 077) != 0)
		fprintf(stderr,
		    "upy-sign: warning: %s: others may read this key\n", path);
	key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
	fclose(file);
	if (key == NULL || EVP_PKEY_get_id(key) != EVP_PKEY_ED25519) {
		EVP_PKEY_free(key);
		fail(path, "not a private Ed25519 key");
		return NULL;
	}
	return key;
}

bool
key_get_public(EVP_PKEY *key, uint8_t public_key[BOOT_KEY_LEN])
{
	size_t len = BOOT_KEY_LEN;

	return EVP_PKEY_get_raw_public_key(key, public_key, &len) == 1 &&
	    len == BOOT_KEY_LEN;
}

bool
key_load_public(const char *path, uint8_t public_key[BOOT_KEY_LEN])
{
	EVP_PKEY *key = NULL;
	FILE *file;
	bool ok;

	if (parse_hex(path, public_key, BOOT_KEY_LEN))
		return true;
	file = fopen(path, "r");
	if (file == NULL)
		return fail(path, strerror(errno));
	key = PEM_read_PUBKEY(file, NULL, NULL, NULL);
	if (key == NULL) {
		rewind(file);
		key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
	}
	fclose(file);
	ok = key != NULL && EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 &&
	    key_get_public(key, public_key);
	EVP_PKEY_free(key);
	return ok || fail(path, "not an Ed25519 key");
}

bool
key_sign(EVP_PKEY *key, const void *message, size_t len,
    uint8_t signature[BOOT_SIGNATURE_LEN])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t signature_len = BOOT_SIGNATURE_LEN;
	bool ok = ctx != NULL &&
	    EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1 &&
	    EVP_DigestSign(ctx, signature, &signature_len, message, len) == 1;

	EVP_MD_CTX_free(ctx);
	return ok;
}
