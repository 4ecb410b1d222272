/* SPDX-License-Identifier: MIT */
/* The file calls of the API, and the little that local paths need. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sha256.h"

#include "files.h"
#include "output.h"

bool
files_is_dir(const json_t *entry)
{
	return strcmp(output_member(entry, "type", ""), "dir") == 0;
}

uint64_t
files_size(const json_t *entry)
{
	return (uint64_t)json_integer_value(json_object_get(entry, "size"));
}

static int
query(struct client *client, const char *board, const char *what,
    const char *path, json_t **answer)
{
	char rest[32];
	char *url;
	int status;

	snprintf(rest, sizeof(rest), "fs/%s", what);
	url = client_query_path(client, board, rest, "path", path);
	status = client_call(client, "GET", url, NULL, answer);
	free(url);
	return status;
}

static int
by_name(const void *a, const void *b)
{
	const json_t *const *left = a;
	const json_t *const *right = b;

	return strcmp(output_member(*left, "name", ""),
	    output_member(*right, "name", ""));
}

static json_t *
sorted(const json_t *entries)
{
	size_t count = json_array_size(entries);
	json_t **order = calloc(count + 1, sizeof(*order));
	json_t *array = json_array();
	size_t i;

	if (order == NULL || array == NULL)
		abort();
	for (i = 0; i < count; i++)
		order[i] = json_array_get(entries, i);
	qsort(order, count, sizeof(*order), by_name);
	for (i = 0; i < count; i++)
		json_array_append(array, order[i]);
	free(order);
	return array;
}

int
files_list(struct client *client, const char *board, const char *path,
    json_t **entries)
{
	json_t *answer;
	int status = query(client, board, "list", path, &answer);

	if (status != CTL_OK)
		return status;
	*entries = sorted(json_object_get(answer, "entries"));
	json_decref(answer);
	return CTL_OK;
}

int
files_stat(struct client *client, const char *board, const char *path,
    json_t **stat)
{
	return query(client, board, "stat", path, stat);
}

int
files_hash(struct client *client, const char *board, const char *path,
    char hash[65], uint64_t *size)
{
	json_t *answer;
	int status = query(client, board, "hash", path, &answer);

	if (status != CTL_OK)
		return status;
	snprintf(hash, 65, "%s", output_member(answer, "sha256", ""));
	*size = files_size(answer);
	json_decref(answer);
	return CTL_OK;
}

int
files_change(struct client *client, const char *board, const char *operation,
    const char *key, const char *value, const char *key2, const char *value2)
{
	json_t *body = json_object();
	json_t *answer;
	char rest[32];
	char *url;
	int status;

	json_object_set_new(body, key, json_string(value));
	if (key2 != NULL && value2 != NULL)
		json_object_set_new(body, key2, json_string(value2));
	else if (key2 != NULL)
		json_object_set_new(body, key2, json_true());
	snprintf(rest, sizeof(rest), "fs/%s", operation);
	url = client_board_path(client, board, rest);
	status = client_call(client, "POST", url, body, &answer);
	free(url);
	json_decref(body);
	json_decref(answer);
	return status;
}

int
files_mkdir(struct client *client, const char *board, const char *path,
    bool parents)
{
	return files_change(client, board, "mkdir", "path", path,
	    parents ? "parents" : NULL, NULL);
}

int
files_remove(struct client *client, const char *board, const char *path,
    bool recursive)
{
	return files_change(client, board, "remove", "path", path,
	    recursive ? "recursive" : NULL, NULL);
}

char *
files_join(const char *dir, const char *name)
{
	size_t len = strlen(dir) + strlen(name) + 2;
	char *path = malloc(len);
	bool slash = dir[0] != '\0' && dir[strlen(dir) - 1] == '/';

	if (path == NULL)
		abort();
	snprintf(path, len, "%s%s%s", dir, slash ? "" : "/", name);
	return path;
}

const char *
files_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

void
files_hex(char *text, const uint8_t *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
}

void
files_hash_text(struct proto_sha256 *sha, char hash[65])
{
	uint8_t digest[PROTO_SHA256_LEN];

	proto_sha256_final(sha, digest);
	files_hex(hash, digest, sizeof(digest));
}

int
files_local_hash(const char *path, char hash[65])
{
	struct proto_sha256 sha;
	uint8_t block[16384];
	FILE *file = fopen(path, "rb");
	size_t got;

	if (file == NULL)
		return -1;
	proto_sha256_init(&sha);
	while ((got = fread(block, 1, sizeof(block), file)) > 0)
		proto_sha256_update(&sha, block, got);
	if (ferror(file)) {
		fclose(file);
		errno = EIO;
		return -1;
	}
	fclose(file);
	files_hash_text(&sha, hash);
	return 0;
}
