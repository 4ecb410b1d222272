/* SPDX-License-Identifier: MIT */
/* The type socket: a descriptor of the host's network. */
#ifndef VM_SOCKET_STREAM_H
#define VM_SOCKET_STREAM_H

#include "../object/object.h"

/* Numbers that programs see; the host translates them where it must. */
#define VM_AF_INET      2
#define VM_AF_INET6     10
#define VM_SOCK_STREAM  1
#define VM_INT_TEXT_MAX 24

extern const struct vm_type vm_type_socket;

#endif
