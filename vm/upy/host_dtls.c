/* SPDX-License-Identifier: MIT */
/*
 * DTLS for the VM: what it has beside TLS. Queues in place of OpenSSL's
 * memory buffers, since datagrams must not run together, and the cookie by
 * which a server finds out that the client is where it says.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host_openssl.h"
#include "host_tls.h"

/* Handshakes are cut to fit most networks. */
#define LINK_MTU 1280
/* A retransmission after 1, 2, 4, ... seconds; then the peer is given up. */
#define LONGEST_WAIT_US 60000000u

struct datagram {
	struct datagram *next; /* owned */
	size_t len;
	uint8_t data[];
};

static struct datagram *
first_of(BIO *bio)
{
	return BIO_get_data(bio);
}

void
host_dtls_drop(BIO *bio)
{
	struct datagram *first = first_of(bio);

	if (first == NULL)
		return;
	BIO_set_data(bio, first->next);
	free(first);
}

int
host_dtls_first(BIO *bio, uint8_t *buf, size_t len)
{
	const struct datagram *first = first_of(bio);

	if (first == NULL)
		return 0;
	if (first->len <= len)
		memcpy(buf, first->data, first->len);
	return (int)first->len;
}

static int
queue_write(BIO *bio, const char *data, int len)
{
	struct datagram *last = first_of(bio);
	struct datagram *datagram = malloc(sizeof(*datagram) + (size_t)len);

	if (datagram == NULL)
		return -1;
	datagram->next = NULL;
	datagram->len = (size_t)len;
	memcpy(datagram->data, data, (size_t)len);
	while (last != NULL && last->next != NULL)
		last = last->next;
	if (last == NULL)
		BIO_set_data(bio, datagram);
	else
		last->next = datagram;
	return len;
}

static int
queue_read(BIO *bio, char *data, int len)
{
	const struct datagram *first = first_of(bio);

	BIO_clear_flags(bio, BIO_FLAGS_RWS | BIO_FLAGS_SHOULD_RETRY);
	if (first == NULL) {
		BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY);
		return -1;
	}
	if ((size_t)len > first->len)
		len = (int)first->len;
	memcpy(data, first->data, (size_t)len);
	host_dtls_drop(bio);
	return len;
}

static long
queue_ctrl(BIO *bio, int command, long number, void *pointer)
{
	const struct datagram *first = first_of(bio);

	(void)number;
	(void)pointer;
	switch (command) {
	case BIO_CTRL_FLUSH:
		return 1;
	case BIO_CTRL_PENDING:
		return first == NULL ? 0 : (long)first->len;
	case BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
		return LINK_MTU;
	default:
		return 0;
	}
}

static int
queue_destroy(BIO *bio)
{
	while (first_of(bio) != NULL)
		host_dtls_drop(bio);
	return 1;
}

/* One for the process, as OpenSSL's own are. */
static BIO_METHOD *
queue_method(void)
{
	static BIO_METHOD *method;

	if (method != NULL)
		return method;
	method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK,
	    "datagrams");
	if (method == NULL)
		return NULL;
	BIO_meth_set_write(method, queue_write);
	BIO_meth_set_read(method, queue_read);
	BIO_meth_set_ctrl(method, queue_ctrl);
	BIO_meth_set_destroy(method, queue_destroy);
	return method;
}

BIO *
host_dtls_queue(void)
{
	BIO_METHOD *method = queue_method();
	BIO *bio = method == NULL ? NULL : BIO_new(method);

	if (bio != NULL)
		BIO_set_init(bio, 1);
	return bio;
}

/* ---- cookies ------------------------------------------------------------ */

static int
on_make_cookie(SSL *ssl, unsigned char *cookie, unsigned *len)
{
	struct tls_session *session = SSL_get_app_data(ssl);

	memcpy(cookie, session->cookie, sizeof(session->cookie));
	*len = sizeof(session->cookie);
	session->asked_cookie = true;
	return 1;
}

static int
on_check_cookie(SSL *ssl, const unsigned char *cookie, unsigned len)
{
	const struct tls_session *session = SSL_get_app_data(ssl);

	return len == sizeof(session->cookie) &&
	    CRYPTO_memcmp(cookie, session->cookie, len) == 0;
}

bool
host_dtls_set_up(struct tls_context *context)
{
	SSL_CTX_set_options(context->ssl,
	    SSL_OP_NO_QUERY_MTU | SSL_OP_NO_RENEGOTIATION);
	if (!context->is_server)
		return true;
	SSL_CTX_set_options(context->ssl, SSL_OP_COOKIE_EXCHANGE);
	SSL_CTX_set_cookie_generate_cb(context->ssl, on_make_cookie);
	SSL_CTX_set_cookie_verify_cb(context->ssl, on_check_cookie);
	return RAND_bytes(context->secret, sizeof(context->secret)) == 1;
}

/* ---- sessions ----------------------------------------------------------- */

static unsigned
next_wait(SSL *ssl, unsigned us)
{
	struct tls_session *session = SSL_get_app_data(ssl);

	if (us >= LONGEST_WAIT_US)
		session->is_given_up = true;
	if (us == 0)
		return 1000000;
	return us > LONGEST_WAIT_US / 2 ? LONGEST_WAIT_US : 2 * us;
}

int
host_dtls_open(struct tls_session *session,
    const struct vm_tls_bytes *client_id)
{
	struct tls_context *context = session->context;

	DTLS_set_link_mtu(session->ssl, LINK_MTU);
	DTLS_set_timer_cb(session->ssl, next_wait);
	if (!context->is_server)
		return 0;
	if (client_id == NULL)
		return VM_TLS_E_BAD_INPUT;
	session->is_listening = true;
	return HMAC(EVP_sha256(), context->secret, sizeof(context->secret),
		   client_id->data, client_id->len, session->cookie,
		   NULL) == NULL ?
	    -ENOMEM :
	    0;
}

/*
 * A server answers the first hello with a cookie and keeps nothing; who
 * comes back with it is let in.
 */
int
host_dtls_listen(struct tls_session *session)
{
	BIO_ADDR *address;
	int n;

	if (!session->is_listening)
		return 0;
	address = BIO_ADDR_new();
	if (address == NULL)
		return -ENOMEM;
	ERR_clear_error();
	n = DTLSv1_listen(session->ssl, address);
	BIO_ADDR_free(address);
	if (n > 0)
		session->is_listening = false;
	if (n > 0)
		return 0;
	ERR_clear_error();
	return session->asked_cookie ? VM_TLS_E_HELLO_VERIFY :
				       VM_TLS_NEEDS_INPUT;
}

int
host_tls_wait_ms(void *ctx, int handle)
{
	struct tls_session *session = host_tls_session_at(handle);
	struct timeval wait;

	(void)ctx;
	if (!session->context->is_datagram ||
	    DTLSv1_get_timeout(session->ssl, &wait) != 1)
		return -1;
	return (int)(wait.tv_sec * 1000 + (wait.tv_usec + 999) / 1000);
}
