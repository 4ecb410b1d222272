/* SPDX-License-Identifier: MIT */
/* The parts of host_tls.c and host_tls_setup.c. */
#ifndef UPY_HOST_TLS_H
#define UPY_HOST_TLS_H

#include <openssl/ssl.h>

#include "../vm_host_tls.h"

#define TLS_KEPT_SESSIONS 8
#define TLS_HOST_NAME_MAX 256
#define TLS_KEY_MAX       64
#define TLS_SECRET_SIZE   32
#define TLS_COOKIE_SIZE   32 /* of SHA-256 */

struct tls_key {
	struct tls_key *next; /* owned */
	char identity[VM_TLS_NAME_MAX];
	uint8_t bytes[TLS_KEY_MAX];
	unsigned len;
};

struct tls_context {
	const void *owner;
	SSL_CTX *ssl;         /* owned */
	struct tls_key *keys; /* owned */
	unsigned users;       /* the handle, and each session */
	int verify;
	bool is_server;
	bool is_datagram;
	uint8_t secret[TLS_SECRET_SIZE]; /* of the cookies */
	size_t next_kept;
	struct {
		SSL_SESSION *session; /* owned */
		char name[TLS_HOST_NAME_MAX];
	} kept[TLS_KEPT_SESSIONS];
};

struct tls_session {
	const void *owner;
	SSL *ssl;                    /* owned */
	struct tls_context *context; /* counted */
	BIO *in;                     /* borrowed: of ssl */
	BIO *out;
	bool at_end; /* the peer sends no more */
	/* Of datagrams. */
	bool is_listening; /* for a hello with the cookie */
	bool asked_cookie;
	bool is_given_up; /* the peer does not answer */
	uint8_t cookie[TLS_COOKIE_SIZE];
	unsigned verify_flags;
	char name[TLS_HOST_NAME_MAX];
};

struct tls_context *host_tls_context_at(int handle);
struct tls_session *host_tls_session_at(int handle);

/*
 * host_dtls.c. A queue of datagrams: its first one's length, which is copied
 * if it fits (0: there is none), and that one taken away.
 */
BIO *host_dtls_queue(void);
int host_dtls_first(BIO *bio, uint8_t *buf, size_t len);
void host_dtls_drop(BIO *bio);
/* False: no randomness. */
bool host_dtls_set_up(struct tls_context *context);
int host_dtls_open(struct tls_session *session,
    const struct vm_tls_bytes *client_id);
/* 0: the handshake may begin. */
int host_dtls_listen(struct tls_session *session);
int host_tls_wait_ms(void *ctx, int session);

/* The hooks of host_tls_setup.c; see vm_host_tls.h. */
int host_tls_set_identity(void *ctx, int context,
    const struct vm_tls_bytes *certificate, const struct vm_tls_bytes *key);
int host_tls_set_authorities(void *ctx, int context,
    const struct vm_tls_bytes *certificates);
int host_tls_set_ciphers(void *ctx, int context, const char *const *names,
    size_t count);
int host_tls_cipher_at(void *ctx, int context, unsigned index,
    char name[VM_TLS_NAME_MAX]);
/* As MbedTLS calls it. */
void host_tls_cipher_name(const SSL_CIPHER *cipher, char name[VM_TLS_NAME_MAX]);

#endif
