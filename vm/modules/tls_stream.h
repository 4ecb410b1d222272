/* SPDX-License-Identifier: MIT */
/* The type SSLSocket: a stream that a session of the host's TLS wraps. */
#ifndef VM_TLS_STREAM_H
#define VM_TLS_STREAM_H

#include "../object/object.h"
#include "../vm_host_tls.h"

extern const struct vm_type vm_type_SSLSocket;

const struct vm_host_tls *vm_tls_of(struct vm *vm);
/* Raises a negative result of a hook. */
void vm_tls_check(struct vm *vm, int result);
/* An SSLSocket without a session, so that none can be lost. */
vm_value vm_tls_socket_new(struct vm *vm, vm_value stream, bool is_datagram);
void vm_tls_socket_open(struct vm *vm, vm_value self, int session);
/* Waits until the handshake is done; raises what fails. */
void vm_tls_socket_handshake(struct vm *vm, vm_value self);
/* Copy of the certificate at this depth, or None. */
vm_value vm_tls_certificate(struct vm *vm, vm_value self, unsigned depth);

#endif
