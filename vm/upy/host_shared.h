/* SPDX-License-Identifier: MIT */
/*
 * Hosts that need none of upy's: the system's sockets and OpenSSL. Other
 * programs that run the VM on a POSIX system may use them.
 */
#ifndef UPY_HOST_SHARED_H
#define UPY_HOST_SHARED_H

#include "../vm_host.h"

extern const struct vm_host_net host_net;
/* Its ctx is the owner of what is opened. */
extern const struct vm_host_tls host_tls;

/* Closes what is left of the owner's when its VM ends without finalisers. */
void host_tls_forget(const void *owner);

#endif
