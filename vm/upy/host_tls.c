/* SPDX-License-Identifier: MIT */
/*
 * TLS for the VM: OpenSSL between two memory buffers. Sessions that ended
 * well are kept per context and server name, and go on at the next
 * connection.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "host_shared.h"
#include "host_openssl.h"
#include "host_tls.h"

/* Objects by handle, its place + 1; NULL: free. */
struct table {
	void **items; /* owned */
	size_t len;
};

/* Of the process, as OpenSSL is. */
static struct table contexts, sessions;

struct tls_context *
host_tls_context_at(int handle)
{
	return contexts.items[handle - 1];
}

struct tls_session *
host_tls_session_at(int handle)
{
	return sessions.items[handle - 1];
}

/* A place for the object: its handle, or -ENOMEM. */
static int
add_item(struct table *table, void *item)
{
	void **items;

	for (size_t i = 0; i < table->len; i++) {
		if (table->items[i] == NULL) {
			table->items[i] = item;
			return (int)i + 1;
		}
	}
	items = realloc(table->items, (table->len + 1) * sizeof(*items));
	if (items == NULL)
		return -ENOMEM;
	table->items = items;
	table->items[table->len++] = item;
	return (int)table->len;
}

/* ---- contexts ----------------------------------------------------------- */

static unsigned
flag_of(long result)
{
	switch (result) {
	case X509_V_OK:
		return 0;
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return VM_TLS_EXPIRED;
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return VM_TLS_FUTURE;
	case X509_V_ERR_CERT_REVOKED:
		return VM_TLS_REVOKED;
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		return VM_TLS_WRONG_NAME;
	default:
		return VM_TLS_NOT_TRUSTED;
	}
}

/* Collects every reason; whether that ends the handshake is decided at the
 * end of the chain. */
static int
on_verify(int ok, X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(store,
	    SSL_get_ex_data_X509_STORE_CTX_idx());
	struct tls_session *session = SSL_get_app_data(ssl);

	if (!ok)
		session->verify_flags |=
		    flag_of(X509_STORE_CTX_get_error(store));
	return ok || session->context->verify != VM_TLS_REQUIRED;
}

static void
forget_sessions(struct tls_context *context)
{
	for (size_t i = 0; i < TLS_KEPT_SESSIONS; i++) {
		SSL_SESSION_free(context->kept[i].session);
		context->kept[i].session = NULL;
	}
}

/* The peer has given us a session: keep it in place of the oldest. */
static int
on_new_session(SSL *ssl, SSL_SESSION *ticket)
{
	struct tls_session *session = SSL_get_app_data(ssl);
	struct tls_context *context = session->context;
	size_t place = context->next_kept;

	if (session->name[0] == '\0')
		return 0;
	for (size_t i = 0; i < TLS_KEPT_SESSIONS; i++) {
		if (context->kept[i].session != NULL &&
		    strcmp(context->kept[i].name, session->name) == 0)
			place = i;
	}
	if (place == context->next_kept)
		context->next_kept = (place + 1) % TLS_KEPT_SESSIONS;
	SSL_SESSION_free(context->kept[place].session);
	context->kept[place].session = ticket;
	memcpy(context->kept[place].name, session->name, sizeof(session->name));
	return 1;
}

static void
set_up_sessions(struct tls_context *context)
{
	static const unsigned char id[] = "upy";

	if (context->is_server) {
		SSL_CTX_set_session_id_context(context->ssl, id,
		    sizeof(id) - 1);
		return;
	}
	SSL_CTX_set_session_cache_mode(context->ssl,
	    SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(context->ssl, on_new_session);
}

/* What OpenSSL calls a context. */
static SSL_CTX *
new_ssl(struct tls_context *context)
{
	const SSL_METHOD *method =
	    context->is_server ? TLS_server_method() : TLS_client_method();

	if (context->is_datagram)
		method = context->is_server ? DTLS_server_method() :
					      DTLS_client_method();
	context->ssl = SSL_CTX_new(method);
	if (context->ssl == NULL)
		return NULL;
	SSL_CTX_set_min_proto_version(context->ssl,
	    context->is_datagram ? DTLS1_2_VERSION : TLS1_2_VERSION);
	SSL_CTX_set_mode(context->ssl,
	    SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS |
		SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	/* A peer that hangs up without goodbye is at its end all the same. */
	SSL_CTX_set_options(context->ssl, SSL_OP_IGNORE_UNEXPECTED_EOF);
	set_up_sessions(context);
	if (context->is_datagram && !host_dtls_set_up(context)) {
		SSL_CTX_free(context->ssl);
		return NULL;
	}
	return context->ssl;
}

static int
tls_context_open(void *ctx, int protocol)
{
	struct tls_context *context;
	int handle;

	(void)ctx;
	if (protocol < VM_TLS_CLIENT || protocol > VM_DTLS_SERVER)
		return -EOPNOTSUPP;
	if (!host_openssl_load())
		return -ENOENT;
	context = calloc(1, sizeof(*context));
	if (context == NULL)
		return -ENOMEM;
	context->users = 1;
	context->owner = ctx;
	context->is_server =
	    protocol == VM_TLS_SERVER || protocol == VM_DTLS_SERVER;
	context->is_datagram = vm_tls_is_datagram(protocol);
	context->verify = context->is_server ? VM_TLS_NONE : VM_TLS_REQUIRED;
	context->ssl = new_ssl(context);
	handle = context->ssl == NULL ? -ENOMEM : add_item(&contexts, context);
	if (handle < 0) {
		SSL_CTX_free(context->ssl);
		free(context);
		return handle;
	}
	return handle;
}

/* Sessions hold on to their context. */
static void
release_context(struct tls_context *context)
{
	struct tls_key *key;

	if (--context->users > 0)
		return;
	forget_sessions(context);
	while ((key = context->keys) != NULL) {
		context->keys = key->next;
		OPENSSL_cleanse(key, sizeof(*key));
		free(key);
	}
	SSL_CTX_free(context->ssl);
	free(context);
}

static void
tls_context_close(void *ctx, int handle)
{
	(void)ctx;
	release_context(host_tls_context_at(handle));
	contexts.items[handle - 1] = NULL;
}

static int
tls_set_verify(void *ctx, int handle, int mode)
{
	struct tls_context *context = host_tls_context_at(handle);

	(void)ctx;
	context->verify = mode;
	forget_sessions(context);
	return 0;
}

static int
tls_add_psk(void *ctx, int handle, const char *identity,
    const struct vm_tls_bytes *bytes)
{
	struct tls_context *context = host_tls_context_at(handle);
	struct tls_key *key;

	(void)ctx;
	if (bytes->len > TLS_KEY_MAX || strlen(identity) >= VM_TLS_NAME_MAX)
		return -EINVAL;
	for (key = context->keys; key != NULL; key = key->next) {
		if (strcmp(key->identity, identity) == 0)
			break;
	}
	if (key == NULL) {
		key = calloc(1, sizeof(*key));
		if (key == NULL)
			return -ENOMEM;
		key->next = context->keys;
		context->keys = key;
		memcpy(key->identity, identity, strlen(identity));
	}
	memcpy(key->bytes, bytes->data, bytes->len);
	key->len = (unsigned)bytes->len;
	return 0;
}

static unsigned
give_key(const struct tls_key *key, unsigned char *bytes, unsigned size)
{
	if (key == NULL || key->len > size)
		return 0;
	memcpy(bytes, key->bytes, key->len);
	return key->len;
}

static unsigned
on_client_psk(SSL *ssl, const char *hint, char *identity, unsigned room,
    unsigned char *bytes, unsigned size)
{
	struct tls_session *session = SSL_get_app_data(ssl);
	const struct tls_key *key = session->context->keys;

	(void)hint;
	if (key == NULL || strlen(key->identity) >= room)
		return 0;
	memcpy(identity, key->identity, strlen(key->identity) + 1);
	return give_key(key, bytes, size);
}

static unsigned
on_server_psk(SSL *ssl, const char *identity, unsigned char *bytes,
    unsigned size)
{
	struct tls_session *session = SSL_get_app_data(ssl);
	const struct tls_key *key = session->context->keys;

	while (key != NULL && strcmp(key->identity, identity) != 0)
		key = key->next;
	return give_key(key, bytes, size);
}

/* ---- sessions ----------------------------------------------------------- */

static int
set_name(struct tls_session *session, const char *name)
{
	if (strlen(name) >= sizeof(session->name))
		return VM_TLS_E_BAD_INPUT;
	memcpy(session->name, name, strlen(name) + 1);
	if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session->ssl), name))
		return 0;
	if (SSL_set1_host(session->ssl, name) != 1 ||
	    SSL_set_tlsext_host_name(session->ssl, name) != 1)
		return -EINVAL;
	return 0;
}

static void
resume(struct tls_session *session)
{
	struct tls_context *context = session->context;

	for (size_t i = 0; i < TLS_KEPT_SESSIONS; i++) {
		if (context->kept[i].session != NULL &&
		    strcmp(context->kept[i].name, session->name) == 0)
			SSL_set_session(session->ssl, context->kept[i].session);
	}
}

static void
free_session(struct tls_session *session)
{
	SSL_free(session->ssl);
	release_context(session->context);
	free(session);
}

/* The two buffers belong to the SSL. */
static int
attach_buffers(struct tls_session *session)
{
	bool queues = session->context->is_datagram;

	session->in = queues ? host_dtls_queue() : BIO_new(BIO_s_mem());
	session->out = queues ? host_dtls_queue() : BIO_new(BIO_s_mem());
	if (session->in == NULL || session->out == NULL) {
		BIO_free(session->in);
		BIO_free(session->out);
		return -ENOMEM;
	}
	if (!queues)
		BIO_set_mem_eof_return(session->in, -1);
	SSL_set_bio(session->ssl, session->in, session->out);
	return 0;
}

static void
set_role(struct tls_session *session)
{
	struct tls_context *context = session->context;
	int mode = SSL_VERIFY_NONE;

	if (context->verify != VM_TLS_NONE)
		mode = SSL_VERIFY_PEER;
	if (context->verify == VM_TLS_REQUIRED)
		mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
	SSL_set_verify(session->ssl, mode, on_verify);
	if (context->is_server)
		SSL_set_accept_state(session->ssl);
	else
		SSL_set_connect_state(session->ssl);
	if (context->keys == NULL)
		return;
	if (context->is_server)
		SSL_set_psk_server_callback(session->ssl, on_server_psk);
	else
		SSL_set_psk_client_callback(session->ssl, on_client_psk);
}

static int
tls_open(void *ctx, int handle, const char *server_name,
    const struct vm_tls_bytes *client_id)
{
	struct tls_session *session = calloc(1, sizeof(*session));
	int error;

	(void)ctx;
	if (session == NULL)
		return -ENOMEM;
	session->owner = ctx;
	session->context = host_tls_context_at(handle);
	session->context->users++;
	session->ssl = SSL_new(session->context->ssl);
	error = session->ssl == NULL ? -ENOMEM : attach_buffers(session);
	if (error == 0) {
		SSL_set_app_data(session->ssl, session);
		set_role(session);
		if (server_name != NULL && !session->context->is_server)
			error = set_name(session, server_name);
		if (error == 0 && session->context->is_datagram)
			error = host_dtls_open(session, client_id);
	}
	if (error == 0)
		error = add_item(&sessions, session);
	if (error < 0)
		free_session(session);
	else if (session->name[0] != '\0')
		resume(session);
	return error;
}

static void
tls_close(void *ctx, int handle)
{
	(void)ctx;
	free_session(host_tls_session_at(handle));
	sessions.items[handle - 1] = NULL;
}

void
host_tls_forget(const void *owner)
{
	for (size_t i = 0; i < sessions.len; i++) {
		const struct tls_session *session = sessions.items[i];

		if (session != NULL && session->owner == owner)
			tls_close(NULL, (int)i + 1);
	}
	for (size_t i = 0; i < contexts.len; i++) {
		const struct tls_context *context = contexts.items[i];

		if (context != NULL && context->owner == owner)
			tls_context_close(NULL, (int)i + 1);
	}
}

/* What the newest error of OpenSSL means. */
static int
error_number(void)
{
	static const struct {
		int reason;
		int number;
	} known[] = {
		{ SSL_R_CERTIFICATE_VERIFY_FAILED, VM_TLS_E_VERIFY_FAILED },
		{ SSL_R_WRONG_VERSION_NUMBER, VM_TLS_E_RECORD },
		{ SSL_R_HTTP_REQUEST, VM_TLS_E_RECORD },
		{ SSL_R_HTTPS_PROXY_REQUEST, VM_TLS_E_RECORD },
		{ SSL_R_PACKET_LENGTH_TOO_LONG, VM_TLS_E_RECORD },
		{ SSL_R_BAD_RECORD_TYPE, VM_TLS_E_RECORD },
		{ SSL_R_NO_SHARED_CIPHER, VM_TLS_E_HANDSHAKE },
		{ SSL_R_UNSUPPORTED_PROTOCOL, VM_TLS_E_VERSION },
		{ SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE, VM_TLS_E_NO_CLIENT },
		{ SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC, VM_TLS_E_BAD_MAC },
		{ SSL_R_UNEXPECTED_MESSAGE, VM_TLS_E_MESSAGE },
		{ SSL_R_LENGTH_MISMATCH, VM_TLS_E_DECODE },
		{ SSL_R_READ_TIMEOUT_EXPIRED, VM_TLS_E_TIMEOUT },
	};
	unsigned long error = ERR_peek_last_error();
	int reason = ERR_GET_REASON(error);

	ERR_clear_error();
	if (ERR_GET_LIB(error) != ERR_LIB_SSL)
		return VM_TLS_E_INTERNAL;
	if (reason >= SSL_AD_REASON_OFFSET)
		return VM_TLS_E_ALERT;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].reason == reason)
			return known[i].number;
	}
	return VM_TLS_E_INTERNAL;
}

/* The result of a call that gave n, 0 or less meaning not done. */
static int
outcome(struct tls_session *session, int n)
{
	if (n > 0)
		return n;
	switch (SSL_get_error(session->ssl, n)) {
	case SSL_ERROR_ZERO_RETURN:
		return 0;
	case SSL_ERROR_WANT_READ:
		if (session->is_given_up)
			return VM_TLS_E_TIMEOUT;
		return session->at_end ? VM_TLS_E_AT_END : VM_TLS_NEEDS_INPUT;
	case SSL_ERROR_SYSCALL:
		ERR_clear_error();
		return -ECONNRESET;
	default:
		return error_number();
	}
}

static bool
has_authorities(const struct tls_context *context)
{
	return sk_X509_OBJECT_num(X509_STORE_get0_objects(
		   SSL_CTX_get_cert_store(context->ssl))) > 0;
}

static int
tls_handshake(void *ctx, int handle)
{
	struct tls_session *session = host_tls_session_at(handle);
	const struct tls_context *context = session->context;
	int n;

	(void)ctx;
	if (context->verify == VM_TLS_REQUIRED && context->keys == NULL &&
	    !has_authorities(context))
		return VM_TLS_E_NO_CA;
	n = host_dtls_listen(session);
	if (n < 0)
		return n;
	ERR_clear_error();
	n = outcome(session, SSL_do_handshake(session->ssl));
	return n > 0 ? 0 : n;
}

static int
tls_read(void *ctx, int handle, uint8_t *buf, size_t len)
{
	struct tls_session *session = host_tls_session_at(handle);
	int n =
	    SSL_is_init_finished(session->ssl) ? 0 : tls_handshake(ctx, handle);

	if (n < 0)
		return n;
	ERR_clear_error();
	n = outcome(session,
	    SSL_read(session->ssl, buf, len > INT_MAX ? INT_MAX : (int)len));
	return n == -ECONNRESET || n == VM_TLS_E_AT_END ? 0 : n;
}

static int
tls_write(void *ctx, int handle, const uint8_t *buf, size_t len)
{
	struct tls_session *session = host_tls_session_at(handle);
	int n =
	    SSL_is_init_finished(session->ssl) ? 0 : tls_handshake(ctx, handle);

	if (n < 0)
		return n;
	if (session->context->is_datagram && len > SSL3_RT_MAX_PLAIN_LENGTH)
		return -EMSGSIZE;
	ERR_clear_error();
	n = outcome(session,
	    SSL_write(session->ssl, buf,
		len > SSL3_RT_MAX_PLAIN_LENGTH ? SSL3_RT_MAX_PLAIN_LENGTH :
						 (int)len));
	return n == 0 ? -EPIPE : n;
}

static int
tls_finish(void *ctx, int handle)
{
	struct tls_session *session = host_tls_session_at(handle);

	(void)ctx;
	ERR_clear_error();
	if (SSL_is_init_finished(session->ssl))
		SSL_shutdown(session->ssl);
	ERR_clear_error();
	return 0;
}

static int
tls_pending(void *ctx, int handle)
{
	struct tls_session *session = host_tls_session_at(handle);

	(void)ctx;
	return SSL_has_pending(session->ssl) ||
	    BIO_ctrl_pending(session->in) > 0 ||
	    (SSL_get_shutdown(session->ssl) & SSL_RECEIVED_SHUTDOWN) != 0;
}

static int
tls_feed(void *ctx, int handle, const uint8_t *buf, size_t len)
{
	struct tls_session *session = host_tls_session_at(handle);

	(void)ctx;
	if (len == 0)
		session->at_end = true;
	else if (BIO_write(session->in, buf, (int)len) != (int)len)
		return -ENOMEM;
	return 0;
}

static int
tls_output(void *ctx, int handle, uint8_t *buf, size_t len)
{
	struct tls_session *session = host_tls_session_at(handle);
	char *data;
	long available;

	(void)ctx;
	if (session->context->is_datagram)
		return host_dtls_first(session->out, buf, len);
	available = BIO_get_mem_data(session->out, &data);
	if (available <= 0)
		return 0;
	if (len > (size_t)available)
		len = (size_t)available;
	memcpy(buf, data, len);
	return (int)len;
}

static void
tls_sent(void *ctx, int handle, size_t len)
{
	struct tls_session *session = host_tls_session_at(handle);
	char dropped[256];

	(void)ctx;
	if (session->context->is_datagram) {
		host_dtls_drop(session->out);
		return;
	}
	while (len > 0) {
		size_t n = len < sizeof(dropped) ? len : sizeof(dropped);

		BIO_read(session->out, dropped, (int)n);
		len -= n;
	}
}

static unsigned
tls_verify_flags(void *ctx, int handle)
{
	(void)ctx;
	return host_tls_session_at(handle)->verify_flags;
}

static int
tls_cipher(void *ctx, int handle, bool version, char name[VM_TLS_NAME_MAX])
{
	struct tls_session *session = host_tls_session_at(handle);
	const SSL_CIPHER *cipher = SSL_get_current_cipher(session->ssl);

	(void)ctx;
	if (cipher == NULL)
		return 0;
	if (!version) {
		host_tls_cipher_name(cipher, name);
		return 1;
	}
	memcpy(name, SSL_get_version(session->ssl),
	    strlen(SSL_get_version(session->ssl)) + 1);
	return 1;
}

static int
tls_certificate(void *ctx, int handle, unsigned depth, uint8_t *buf, size_t len)
{
	struct tls_session *session = host_tls_session_at(handle);
	STACK_OF(X509) *chain = SSL_get0_verified_chain(session->ssl);
	X509 *leaf = SSL_get0_peer_certificate(session->ssl);
	X509 *certificate = depth == 0 ? leaf : NULL;
	int size;

	(void)ctx;
	if (depth > 0 && chain != NULL)
		certificate = sk_X509_value(chain, (int)depth);
	if (certificate == NULL)
		return 0;
	size = i2d_X509(certificate, NULL);
	if (size > 0 && (size_t)size <= len)
		i2d_X509(certificate, &buf);
	return size < 0 ? -EINVAL : size;
}

static int
tls_resumed(void *ctx, int handle)
{
	(void)ctx;
	return SSL_session_reused(host_tls_session_at(handle)->ssl);
}

const struct vm_host_tls host_tls = {
	.version = OPENSSL_VERSION_TEXT,
	.context_open = tls_context_open,
	.context_close = tls_context_close,
	.set_verify = tls_set_verify,
	.set_identity = host_tls_set_identity,
	.set_authorities = host_tls_set_authorities,
	.add_psk = tls_add_psk,
	.set_ciphers = host_tls_set_ciphers,
	.cipher_at = host_tls_cipher_at,
	.open = tls_open,
	.close = tls_close,
	.handshake = tls_handshake,
	.read = tls_read,
	.write = tls_write,
	.finish = tls_finish,
	.pending = tls_pending,
	.feed = tls_feed,
	.output = tls_output,
	.sent = tls_sent,
	.verify_flags = tls_verify_flags,
	.cipher = tls_cipher,
	.certificate = tls_certificate,
	.resumed = tls_resumed,
	.wait_ms = host_tls_wait_ms,
};
