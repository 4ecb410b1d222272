/* SPDX-License-Identifier: MIT */
/* AES of single blocks, by OpenSSL. */
#include <openssl/evp.h>

#include "host.h"
#include "host_openssl.h"

#define BLOCK  16
#define ENOMEM 12
#define ENOSYS 38

int
host_aes(void *ctx, const uint8_t *key, size_t key_len, bool decrypt,
    const uint8_t *in, uint8_t *out)
{
	EVP_CIPHER_CTX *cipher;
	int len = 0;
	int ok;

	(void)ctx;
	if (!host_openssl_load())
		return -ENOSYS;
	cipher = EVP_CIPHER_CTX_new();
	if (cipher == NULL)
		return -ENOMEM;
	ok = EVP_CipherInit_ex(cipher,
		 key_len == 16 ? EVP_aes_128_ecb() : EVP_aes_256_ecb(), NULL,
		 key, NULL, !decrypt) == 1 &&
	    EVP_CIPHER_CTX_set_padding(cipher, 0) == 1 &&
	    EVP_CipherUpdate(cipher, out, &len, in, BLOCK) == 1 && len == BLOCK;
	EVP_CIPHER_CTX_free(cipher);
	return ok ? 0 : -ENOMEM;
}
