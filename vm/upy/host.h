/* SPDX-License-Identifier: MIT */
/*
 * The VM's host on a POSIX system: streams, clocks and files. One per
 * process, since signals have one receiver.
 */
#ifndef UPY_HOST_H
#define UPY_HOST_H

#include <pthread.h>

#include "../vm.h"
#include "host_shared.h"

#define HOST_OUTPUT_SIZE 4096
#define HOST_DIRS_MAX    16
#define HOST_PATH_MAX    1024

struct host {
	struct vm_host hooks;
	struct vm *vm;                  /* to interrupt; NULL before vm_init */
	char executable[HOST_PATH_MAX]; /* once asked for; else empty */
	pthread_mutex_t output_mutex;
	size_t output_len;
	char output[HOST_OUTPUT_SIZE]; /* of the standard output */
	struct vm_host_net net;
	void *dirs[HOST_DIRS_MAX]; /* open directories: DIR, or NULL */
	char dir_paths[HOST_DIRS_MAX][256];
};

/* Of zeroes. */
void host_init(struct host *host);
/* Ctrl-C and SIGTERM reach the VM from now on. */
void host_attach(struct host *host, struct vm *vm);
void host_detach(struct host *host);
void host_flush(struct host *host);

/* The table of host_files.c. */
extern const struct vm_host_files host_files;
/* File systems of upy (file_systems.c). */
#define HOST_FILE_SYSTEMS 4
extern const struct vm_file_system *const host_file_systems[HOST_FILE_SYSTEMS];
/* Of host_threads.c. */
extern const struct vm_host_threads host_threads;
/* vm_host.aes, by OpenSSL. */
int host_aes(void *ctx, const uint8_t *key, size_t key_len, bool decrypt,
    const uint8_t *in, uint8_t *out);
/* Of mod_machine.c. */
extern const struct vm_module vm_module_machine;
/* And of mod_termios.c. */
extern const struct vm_module vm_module_termios;

/* The modules of upy, which upy-cross has no use for. */
void host_add_modules(struct host *host);

#endif
