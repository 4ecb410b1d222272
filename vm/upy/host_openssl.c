/* SPDX-License-Identifier: MIT */
/* Finding OpenSSL at run time. */
#include <dlfcn.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/hmac.h>
#include <openssl/opensslv.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

static const char *const names[] = {
#define X(function) #function,
#include "openssl_calls.def"
#undef X
};

#include "host_openssl.h"

#define TEXT_OF(x)  #x
#define LIBRARY(v)  "libssl.so." TEXT_OF(v)
#define CALLS_COUNT (sizeof(names) / sizeof(names[0]))

_Static_assert(sizeof(struct host_openssl) == CALLS_COUNT * sizeof(void *),
    "a table of pointers");

struct host_openssl host_openssl;

bool
host_openssl_load(void)
{
	static bool loaded;
	void *calls[CALLS_COUNT];
	void *library;

	if (loaded)
		return true;
	library = dlopen(LIBRARY(OPENSSL_SHLIB_VERSION), RTLD_LAZY);
	if (library == NULL)
		return false;
	for (size_t i = 0; i < CALLS_COUNT; i++) {
		/* It is linked with libcrypto, so it answers for both. */
		calls[i] = dlsym(library, names[i]);
		if (calls[i] == NULL)
			return false;
	}
	memcpy(&host_openssl, calls, sizeof(calls));
	loaded = true;
	return true;
}
