/* SPDX-License-Identifier: MIT */
/* What sockets and the streams that wrap them have in common. */
#ifndef VM_NET_STREAM_H
#define VM_NET_STREAM_H

#include "../object/object.h"

/* Base of those types: read, readline, readinto, write, close, ... */
extern const struct vm_type vm_type_net_stream;

/* What lies under a stream, of any kind: a negated errno, or bytes moved. A
 * stream made in Python is asked for exactly len bytes. */
int vm_net_receive(struct vm *vm, vm_value stream, uint8_t *buf, size_t len);
int vm_net_transmit(struct vm *vm, vm_value stream, const uint8_t *buf,
    size_t len);
/* How long those wait (see mod_io.h). */
intptr_t vm_net_wait_us(vm_value stream);
/* A result of receive or transmit; negative ones are raised. */
size_t vm_net_check(struct vm *vm, int result);
/* As many of the bytes as go; negative: a negated error, nothing went. */
int vm_net_send_all(struct vm *vm, vm_value self, const uint8_t *data,
    size_t len);
/* For vm_stream_ops: receive and transmit with exceptions. */
size_t vm_net_read_some(struct vm *vm, vm_value self, uint8_t *buf, size_t len);
size_t vm_net_write_some(struct vm *vm, vm_value self, const uint8_t *buf,
    size_t len);

#endif
