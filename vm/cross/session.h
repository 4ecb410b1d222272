/* SPDX-License-Identifier: MIT */
/* A VM to compile with, made anew for each file. */
#ifndef CROSS_SESSION_H
#define CROSS_SESSION_H

#include "../upy/host.h"
#include "options.h"

struct session {
	struct host host;
	struct vm_config config;
	struct vm *vm;
	void *block; /* owned: heap_size bytes */
	size_t heap_size;
};

/* False: it was said on stderr. */
bool session_start(struct session *session, const struct options *options);
void session_end(struct session *session);

/* Calls use with the code of a source; path "-" is the standard input, name
 * what tracebacks call the file. False: the error was printed. */
struct vm_code;
bool session_compile(struct session *session, const char *path,
    const char *name, bool no_lines,
    void (*use)(struct vm *vm, struct vm_code *code, void *arg), void *arg);

#endif
