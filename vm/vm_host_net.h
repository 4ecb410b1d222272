/* SPDX-License-Identifier: MIT */
/*
 * The network a host may give the VM. Descriptors are of the same kind as
 * those of vm_host_files. Results are 0 or positive, or a negated errno.
 */
#ifndef VM_HOST_NET_H
#define VM_HOST_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VM_NET_TEXT_MAX 64
/* resolve: this plus the resolver's own (negative) error. */
#define VM_NET_RESOLVE_ERROR (-10000)

/* A socket address as the host lays it out. */
struct vm_net_address {
	size_t len; /* bytes */
	uint8_t data[128];
};

/* A flag of receive: what is received stays to be received again. */
#define VM_NET_PEEK 2

struct vm_net_data {
	int fd;
	int flags;      /* the system's, and those above */
	uint8_t *bytes; /* borrowed; send does not write there */
	size_t len;
	struct vm_net_address *address; /* to or from; NULL: not asked for */
};

struct vm_net_option {
	int fd;
	int level;
	int name;
	const void *value; /* borrowed */
	size_t len;
};

struct vm_net_query {
	const char *host; /* borrowed */
	const char *service;
	int family;
	int type;
	int protocol;
	int flags;
	unsigned index; /* which of the answers */
};

struct vm_net_info {
	int family;
	int type;
	int protocol;
	bool has_name;
	char name[VM_NET_TEXT_MAX];
	struct vm_net_address address;
};

struct vm_host_net {
	int (*open)(void *ctx, int family, int type, int protocol);
	int (*close)(void *ctx, int fd);
	int (*bind)(void *ctx, int fd, const struct vm_net_address *address);
	int (*connect)(void *ctx, int fd, const struct vm_net_address *address);
	int (*listen)(void *ctx, int fd, int backlog);
	int (*accept)(void *ctx, int fd, struct vm_net_address *from);
	int (*send)(void *ctx, const struct vm_net_data *data);
	int (*receive)(void *ctx, const struct vm_net_data *data);
	/* How long these wait: us, 0 not at all, negative for ever. */
	int (*set_wait)(void *ctx, int fd, int64_t us);
	int (*set_option)(void *ctx, const struct vm_net_option *option);
	/* 1 and an answer, 0: there are no more. */
	int (*resolve)(void *ctx, const struct vm_net_query *query,
	    struct vm_net_info *info);
	/* Text to address (its length) and back. */
	int (*parse)(void *ctx, int family, const char *text,
	    uint8_t address[16]);
	int (*format)(void *ctx, int family, const uint8_t *address, size_t len,
	    char text[VM_NET_TEXT_MAX]);
};

#endif
