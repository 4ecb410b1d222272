/* SPDX-License-Identifier: MIT */
/*
 * The configuration: an INI file plus what the command line says. Parent
 * reads the file once; each process parses the same sealed copy after its
 * start. A bad file is a list of `file:line: text` errors, never a guess.
 */
#ifndef DAEMON_CONF_H
#define DAEMON_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CONF_NAME_MAX    32
#define CONF_PATH_MAX    255
#define CONF_LIST_MAX    64
#define CONF_ADDRESS_MAX 64

struct conf_list {
	char *items[CONF_LIST_MAX]; /* owned */
	size_t count;
};

/* A numeric address and a port; port 0: any free one. */
struct conf_listen {
	char host[CONF_ADDRESS_MAX]; /* "127.0.0.1", "::1" */
	uint16_t port;
	bool enabled; /* false: "listen=none" */
};

struct conf_mqtt {
	bool enabled;
	char host[CONF_PATH_MAX + 1];
	uint16_t port;
	char username[CONF_PATH_MAX + 1];      /* "": none */
	char password_file[CONF_PATH_MAX + 1]; /* "": none */
};

struct conf {
	char gateway_name[CONF_NAME_MAX + 1];
	bool adopt_auto; /* adopt=auto: new boards need no adopt */
	struct conf_list ports;
	struct conf_list patterns;
	uint32_t baud;
	uint32_t fast_baud;          /* with agents; 0: as above */
	struct conf_list port_bauds; /* "PATH BAUD": the same for one port */
	struct conf_listen tcp;
	struct conf_listen http;
	struct conf_mqtt mqtt;
	uint32_t heartbeat_ms; /* offline after CONF_HEARTBEATS_MISSED */
	int log_level;         /* enum log_level */

	/* From the command line, the same in every process. */
	char state_dir[CONF_PATH_MAX + 1];
	char runtime_dir[CONF_PATH_MAX + 1];
	char web_dir[CONF_PATH_MAX + 1]; /* the dashboard's files */
	bool foreground;
};

#define CONF_HEARTBEATS_MISSED 3

/* Defaults for everything. */
void conf_init(struct conf *conf);
void conf_fini(struct conf *conf);
/* The speed wanted on a port when an agent answers; 0: the usual one. */
uint32_t conf_wanted_baud(const struct conf *conf, const char *path);

/*
 * Parses text (NUL-terminated) that came from a file called name. Returns
 * the number of errors; each is written to errors, one line each, as
 * `name:line: text` (NULL: not wanted). On errors conf is half filled.
 */
int conf_parse(struct conf *conf, const char *name, const char *text,
    FILE *errors);

/* The whole of a descriptor from offset 0 as text; NULL and errno. */
char *conf_read_fd(int fd);

#endif
