/* SPDX-License-Identifier: MIT */
/* Files of a board, as the file verbs share them. */
#ifndef FILES_H
#define FILES_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "client.h"

bool files_is_dir(const json_t *entry);
uint64_t files_size(const json_t *entry);

/* *entries: new array of {name, type, size, mtime}, sorted by name. */
int files_list(struct client *client, const char *board, const char *path,
    json_t **entries);
/* *stat: new object {type, size, mtime}. */
int files_stat(struct client *client, const char *board, const char *path,
    json_t **stat);
/* SHA-256 as 64 hexadecimal digits and a NUL. */
int files_hash(struct client *client, const char *board, const char *path,
    char hash[65], uint64_t *size);
/* POST fs/<operation> with one or two texts, NULL ends. */
int files_change(struct client *client, const char *board,
    const char *operation, const char *key, const char *value, const char *key2,
    const char *value2);
int files_mkdir(struct client *client, const char *board, const char *path,
    bool parents);
int files_remove(struct client *client, const char *board, const char *path,
    bool recursive);

/* "dir/name" as a new string. */
char *files_join(const char *dir, const char *name);
/* The part behind the last slash; points into path. */
const char *files_base(const char *path);

/* Bytes as 2 * len hexadecimal digits and a NUL. */
void files_hex(char *text, const uint8_t *bytes, size_t len);
/* Ends a hash and writes it as 64 hexadecimal digits and a NUL. */
struct proto_sha256;
void files_hash_text(struct proto_sha256 *sha, char hash[65]);
/* SHA-256 of a local file; -1 with errno on failure. */
int files_local_hash(const char *path, char hash[65]);

#endif
