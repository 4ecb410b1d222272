/* SPDX-License-Identifier: MIT */
/* Certificates, keys and cipher suites of a TLS context. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "host_openssl.h"
#include "host_tls.h"

#define TLS13_PREFIX "TLS1-3-"
#define LIST_MAX     2048

static SSL_CTX *
ssl_of(int handle)
{
	return host_tls_context_at(handle)->ssl;
}

static bool
is_pem(const struct vm_tls_bytes *bytes)
{
	static const char mark[] = "-----BEGIN";

	return memmem(bytes->data, bytes->len, mark, sizeof(mark) - 1) != NULL;
}

static BIO *
open_bytes(const struct vm_tls_bytes *bytes)
{
	return BIO_new_mem_buf(bytes->data, (int)bytes->len);
}

/* The next certificate, or NULL. */
static X509 *
next_certificate(BIO *bio, bool pem)
{
	X509 *found = pem ? PEM_read_bio_X509(bio, NULL, NULL, NULL) :
			    d2i_X509_bio(bio, NULL);

	ERR_clear_error();
	return found;
}

static EVP_PKEY *
read_key(const struct vm_tls_bytes *bytes)
{
	BIO *bio = open_bytes(bytes);
	EVP_PKEY *key = NULL;

	if (bio != NULL)
		key = is_pem(bytes) ?
		    PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) :
		    d2i_PrivateKey_bio(bio, NULL);
	BIO_free(bio);
	ERR_clear_error();
	return key;
}

/* The certificate and those between it and the authority. */
static int
use_chain(SSL_CTX *ssl, const struct vm_tls_bytes *bytes)
{
	BIO *bio = open_bytes(bytes);
	X509 *certificate =
	    bio == NULL ? NULL : next_certificate(bio, is_pem(bytes));
	int ok = certificate != NULL &&
	    SSL_CTX_use_certificate(ssl, certificate) == 1;

	X509_free(certificate);
	SSL_CTX_clear_chain_certs(ssl);
	while (
	    ok && (certificate = next_certificate(bio, is_pem(bytes))) != NULL)
		SSL_CTX_add0_chain_cert(ssl, certificate);
	BIO_free(bio);
	ERR_clear_error();
	return ok ? 0 : -ENOENT;
}

int
host_tls_set_identity(void *ctx, int handle,
    const struct vm_tls_bytes *certificate, const struct vm_tls_bytes *bytes)
{
	SSL_CTX *ssl = ssl_of(handle);
	EVP_PKEY *key = read_key(bytes);
	int result;

	(void)ctx;
	if (key == NULL)
		return -EINVAL;
	result = use_chain(ssl, certificate);
	if (result == 0 &&
	    (X509_check_private_key(SSL_CTX_get0_certificate(ssl), key) != 1 ||
		SSL_CTX_use_PrivateKey(ssl, key) != 1))
		result = -EINVAL;
	EVP_PKEY_free(key);
	ERR_clear_error();
	return result;
}

int
host_tls_set_authorities(void *ctx, int handle,
    const struct vm_tls_bytes *certificates)
{
	SSL_CTX *ssl = ssl_of(handle);
	BIO *bio = open_bytes(certificates);
	int result = -EINVAL;
	X509 *certificate;

	(void)ctx;
	while (bio != NULL &&
	    (certificate = next_certificate(bio, is_pem(certificates))) !=
		NULL) {
		X509_STORE_add_cert(SSL_CTX_get_cert_store(ssl), certificate);
		SSL_CTX_add_client_CA(ssl, certificate);
		X509_free(certificate);
		result = 0;
	}
	BIO_free(bio);
	ERR_clear_error();
	return result;
}

/* ---- cipher suites ------------------------------------------------------ */

void
host_tls_cipher_name(const SSL_CIPHER *cipher, char name[VM_TLS_NAME_MAX])
{
	const char *from = SSL_CIPHER_standard_name(cipher);
	size_t start = 0;

	if (strstr(from, "_WITH_") == NULL) {
		start = sizeof(TLS13_PREFIX) - 1;
		memcpy(name, TLS13_PREFIX, start);
		from += strlen("TLS_");
	}
	for (; *from != '\0' && start < VM_TLS_NAME_MAX - 1; from++)
		name[start++] = *from == '_' ? '-' : *from;
	name[start] = '\0';
}

int
host_tls_cipher_at(void *ctx, int handle, unsigned index,
    char name[VM_TLS_NAME_MAX])
{
	STACK_OF(SSL_CIPHER) *all = SSL_CTX_get_ciphers(ssl_of(handle));

	(void)ctx;
	if (index >= (unsigned)sk_SSL_CIPHER_num(all))
		return 0;
	host_tls_cipher_name(sk_SSL_CIPHER_value(all, (int)index), name);
	return 1;
}

/* Appends what OpenSSL calls the suite to the list; false: no such one. */
static bool
append_suite(char list[LIST_MAX], const char *name, bool is_13)
{
	char standard[VM_TLS_NAME_MAX] = "TLS_";
	const char *from = is_13 ? name + sizeof(TLS13_PREFIX) - 1 : name;
	size_t n = is_13 ? strlen(standard) : 0;
	size_t used = strlen(list);
	const char *own;

	if (n + strlen(from) >= sizeof(standard))
		return false;
	for (; *from != '\0'; from++)
		standard[n++] = *from == '-' ? '_' : *from;
	standard[n] = '\0';
	own = is_13 ? standard : OPENSSL_cipher_name(standard);
	if (strcmp(own, "(NONE)") == 0 || used + strlen(own) + 2 > LIST_MAX)
		return false;
	if (used > 0)
		list[used++] = ':';
	memcpy(list + used, own, strlen(own) + 1);
	return true;
}

/* A version none of whose suites is named is not spoken. */
int
host_tls_set_ciphers(void *ctx, int handle, const char *const *names,
    size_t count)
{
	SSL_CTX *ssl = ssl_of(handle);
	char lists[2][LIST_MAX] = { "", "" };
	int ok = 1;

	(void)ctx;
	for (size_t i = 0; i < count; i++) {
		bool is_13 = strncmp(names[i], TLS13_PREFIX,
				 sizeof(TLS13_PREFIX) - 1) == 0;

		if (!append_suite(lists[is_13], names[i], is_13))
			return VM_TLS_E_BAD_CONFIG;
	}
	if (lists[0][0] != '\0')
		ok = SSL_CTX_set_cipher_list(ssl, lists[0]);
	if (lists[1][0] != '\0')
		ok = ok && SSL_CTX_set_ciphersuites(ssl, lists[1]);
	ERR_clear_error();
	if (!ok)
		return VM_TLS_E_BAD_CONFIG;
	if (host_tls_context_at(handle)->is_datagram)
		return 0;
	SSL_CTX_set_min_proto_version(ssl,
	    lists[0][0] == '\0' ? TLS1_3_VERSION : TLS1_2_VERSION);
	SSL_CTX_set_max_proto_version(ssl,
	    lists[1][0] == '\0' ? TLS1_2_VERSION : 0);
	return 0;
}
