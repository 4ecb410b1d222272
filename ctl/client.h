/* SPDX-License-Identifier: MIT */
/*
 * The gateway's HTTP API, over its control socket or over the network.
 * Every call returns an exit code (ctl.h); on failure the reason is kept
 * for client_report(). One client serves calls one after the other.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ctl.h"

struct client;

struct client *client_new(const struct ctl_options *options);
void client_free(struct client *client);

/* Calls `verb path`; body may be NULL (borrowed). *result is new, or NULL. */
int client_call(struct client *client, const char *verb, const char *path,
    const json_t *body, json_t **result);

/* Receives a file; the sink returns false to stop. sha256: of a backup, which
 * blocks are left out. */
struct client_sink {
	bool (*start)(void *arg, uint64_t size, const char *sha256);
	bool (*data)(void *arg, const void *bytes, size_t len);
	void *arg;
};
int client_download(struct client *client, const char *path,
    const struct client_sink *sink);
/* How many of the first bytes the latest download left out. */
uint64_t client_resumed(const struct client *client);

/* Sends `size` bytes; the source fills buf and returns how many, 0: error. */
struct client_source {
	size_t (*read)(void *arg, void *buf, size_t len);
	uint64_t size;
	void *arg;
};
int client_upload(struct client *client, const char *path,
    const struct client_source *source, json_t **result);

/* The error of the last failed call: code and text. */
const char *client_error_code(const struct client *client);
const char *client_error_text(const struct client *client);
/* Records an error that came another way (a WebSocket's close). */
int client_set_error(struct client *client, const char *code, const char *text);
/* Prints the last error, after `what` (a board or a file, may be NULL). */
void client_report(const struct client *client, const char *what);

/* "/v1/boards/<board>/<rest>", escaped; the caller frees. */
char *client_board_path(struct client *client, const char *board,
    const char *rest);
/* The same with "?key=value" added, value escaped. */
char *client_query_path(struct client *client, const char *board,
    const char *rest, const char *key, const char *value);
char *client_escape(struct client *client, const char *text);

/* Connects for a WebSocket upgrade (ws.h); *curl is borrowed, a CURL *. */
int client_connect(struct client *client, const char *path, void **curl);
const struct ctl_options *client_options(const struct client *client);

#endif
