/* SPDX-License-Identifier: MIT */
/*
 * TLS a host may give the VM (module tls). The host keeps the engine; the VM
 * carries its bytes between it and whatever stream the program has wrapped,
 * so no hook waits. Contexts and sessions are small positive handles.
 * Results are 0 or positive, or negative: a negated errno, or one of the
 * VM_TLS_E_ numbers, which programs see as they are.
 */
#ifndef VM_HOST_TLS_H
#define VM_HOST_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VM_TLS_NAME_MAX     64
#define VM_TLS_DATAGRAM_MAX 16717 /* bytes */
/* handshake, read, write: feed more of what the peer sends first. */
#define VM_TLS_NEEDS_INPUT (-11)

/* MbedTLS's numbers; tls_errors.def has more. */
#define VM_TLS_E_VERIFY_FAILED (-0x2700)
#define VM_TLS_E_BAD_CONFIG    (-0x5e80)
#define VM_TLS_E_TIMEOUT       (-0x6800)
#define VM_TLS_E_HELLO_VERIFY  (-0x6a80)
#define VM_TLS_E_INTERNAL      (-0x6c00)
#define VM_TLS_E_HANDSHAKE     (-0x6e00)
#define VM_TLS_E_VERSION       (-0x6e80)
#define VM_TLS_E_BAD_INPUT     (-0x7100)
#define VM_TLS_E_BAD_MAC       (-0x7180)
#define VM_TLS_E_RECORD        (-0x7200)
#define VM_TLS_E_AT_END        (-0x7280)
#define VM_TLS_E_DECODE        (-0x7300)
#define VM_TLS_E_NO_CLIENT     (-0x7480)
#define VM_TLS_E_NO_KEY        (-0x7600)
#define VM_TLS_E_NO_CA         (-0x7680)
#define VM_TLS_E_MESSAGE       (-0x7700)
#define VM_TLS_E_ALERT         (-0x7780)

enum vm_tls_protocol {
	VM_TLS_CLIENT,
	VM_TLS_SERVER,
	VM_DTLS_CLIENT,
	VM_DTLS_SERVER
};

static inline bool
vm_tls_is_datagram(int protocol)
{
	return protocol == VM_DTLS_CLIENT || protocol == VM_DTLS_SERVER;
}

enum vm_tls_verify { VM_TLS_NONE, VM_TLS_OPTIONAL, VM_TLS_REQUIRED };

/* Why a certificate was refused, bits. */
#define VM_TLS_EXPIRED     1u
#define VM_TLS_REVOKED     2u
#define VM_TLS_WRONG_NAME  4u
#define VM_TLS_NOT_TRUSTED 8u
#define VM_TLS_FUTURE      512u

struct vm_tls_bytes {
	const uint8_t *data; /* borrowed */
	size_t len;
};

struct vm_host_tls {
	const char *version; /* of the library */
	int (*context_open)(void *ctx, int protocol);
	void (*context_close)(void *ctx, int context);
	int (*set_verify)(void *ctx, int context, int mode);
	/* PEM or DER; -EINVAL: the key, -ENOENT: the certificate is bad. */
	int (*set_identity)(void *ctx, int context,
	    const struct vm_tls_bytes *certificate,
	    const struct vm_tls_bytes *key);
	/* Adds authorities; -EINVAL: there are none in it. */
	int (*set_authorities)(void *ctx, int context,
	    const struct vm_tls_bytes *certificates);
	/* A key shared with the peer of this identity, or our own. */
	int (*add_psk)(void *ctx, int context, const char *identity,
	    const struct vm_tls_bytes *key);
	/* Takes the place of the list of cipher suites, best first. */
	int (*set_ciphers)(void *ctx, int context, const char *const *names,
	    size_t count);
	/* 1 and a name, 0: there are no more. */
	int (*cipher_at)(void *ctx, int context, unsigned index,
	    char name[VM_TLS_NAME_MAX]);
	/* A session; server_name NULL: not said and not checked. client_id:
	 * whom a server of DTLS hears, or NULL. */
	int (*open)(void *ctx, int context, const char *server_name,
	    const struct vm_tls_bytes *client_id);
	void (*close)(void *ctx, int session);
	int (*handshake)(void *ctx, int session);
	/* 0: the peer has closed. */
	int (*read)(void *ctx, int session, uint8_t *buf, size_t len);
	int (*write)(void *ctx, int session, const uint8_t *buf, size_t len);
	/* Says goodbye to the peer. */
	int (*finish)(void *ctx, int session);
	/* Decrypted bytes that read would give. */
	int (*pending)(void *ctx, int session);
	/* From the peer, all of it is taken; len 0: the end. DTLS: one
	 * datagram. */
	int (*feed)(void *ctx, int session, const uint8_t *buf, size_t len);
	/* For the peer: a copy of the first bytes, and how many are sent.
	 * DTLS: the first datagram; its length, also where it does not fit. */
	int (*output)(void *ctx, int session, uint8_t *buf, size_t len);
	void (*sent)(void *ctx, int session, size_t len);
	/* Why VM_TLS_E_VERIFY_FAILED came. */
	unsigned (*verify_flags)(void *ctx, int session);
	/* Cipher suite, or version if asked for. */
	int (*cipher)(void *ctx, int session, bool version,
	    char name[VM_TLS_NAME_MAX]);
	/* DER of the peer's certificate, depth 0, or of those above it; its
	 * length, also where it does not fit; 0: there is none. */
	int (*certificate)(void *ctx, int session, unsigned depth, uint8_t *buf,
	    size_t len);
	/* 1: an earlier session went on. */
	int (*resumed)(void *ctx, int session);
	/* When the next step sends again what may be lost: milliseconds, or
	 * -1: never. */
	int (*wait_ms)(void *ctx, int session);
};

#endif
