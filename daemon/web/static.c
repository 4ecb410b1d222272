/* SPDX-License-Identifier: MIT */
/*
 * The dashboard's files and the package index of mip below /mip, read into
 * memory before the sandbox closes.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/common/hex.h"
#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"
#include "daemon/web/static.h"

#define FILES_MAX 1024
#define FILE_MAX  (8 * 1024 * 1024)

struct static_files {
	struct static_file *files; /* owned */
	size_t count;
};

static const struct {
	const char *ending;
	const char *type;
} types[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".mjs", "text/javascript; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".json", "application/json" },
	{ ".map", "application/json" },
	{ ".svg", "image/svg+xml" },
	{ ".png", "image/png" },
	{ ".ico", "image/x-icon" },
	{ ".woff2", "font/woff2" },
	{ ".txt", "text/plain; charset=utf-8" },
	{ ".webmanifest", "application/manifest+json" },
};

static const char *
type_of(const char *path)
{
	const char *dot = strrchr(path, '.');
	size_t i;

	/* The package index names files by their hash. */
	if (strncmp(path, "/mip/file/", 10) == 0)
		return "application/octet-stream";
	if (dot != NULL)
		for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
			if (strcmp(dot, types[i].ending) == 0)
				return types[i].type;
	return NULL;
}

static char *
read_file(const char *path, size_t len)
{
	char *body = xmalloc(len + 1);
	size_t have = 0;
	ssize_t got;
	int fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)) == -1)
		goto fail;
	while (have < len && (got = read(fd, body + have, len - have)) > 0)
		have += (size_t)got;
	close(fd);
	if (have == len)
		return body;
fail:
	free(body);
	return NULL;
}

static void
set_etag(struct static_file *file)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];

	SHA256((const unsigned char *)file->body, file->len, digest);
	file->etag[0] = '"';
	hex_text(file->etag + 1, digest, 8);
	memcpy(file->etag + 17, "\"", 2);
}

static void
add_file(struct static_files *files, const FTSENT *entry, size_t dir_len)
{
	struct static_file *file;
	const char *type = type_of(entry->fts_path + dir_len);
	size_t len = (size_t)entry->fts_statp->st_size;
	char *body;

	if (type == NULL || len > FILE_MAX || files->count == FILES_MAX)
		return;
	if ((body = read_file(entry->fts_accpath, len)) == NULL) {
		log_warn("%s", entry->fts_path);
		return;
	}
	files->files = xreallocarray(files->files, files->count + 1,
	    sizeof(*files->files));
	file = &files->files[files->count++];
	file->path = xstrdup(entry->fts_path + dir_len);
	file->body = body;
	file->len = len;
	file->type = type;
	set_etag(file);
}

struct static_files *
static_load(const char *dir)
{
	struct static_files *files = xcalloc(1, sizeof(*files));
	char *root = xstrdup(dir);
	char *roots[] = { root, NULL };
	size_t dir_len = strlen(root);
	FTSENT *entry;
	FTS *walk;

	while (dir_len > 1 && root[dir_len - 1] == '/')
		root[--dir_len] = '\0';
	walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	while (walk != NULL && (entry = fts_read(walk)) != NULL) {
		if (entry->fts_name[0] == '.' && entry->fts_level > 0) {
			fts_set(walk, entry, FTS_SKIP);
			continue;
		}
		if (entry->fts_info == FTS_F)
			add_file(files, entry, dir_len);
	}
	if (walk != NULL)
		fts_close(walk);
	free(root);
	return files;
}

void
static_free(struct static_files *files)
{
	size_t i;

	if (files == NULL)
		return;
	for (i = 0; i < files->count; i++) {
		free(files->files[i].path);
		free(files->files[i].body);
	}
	free(files->files);
	free(files);
}

const struct static_file *
static_find(const struct static_files *files, const char *path)
{
	size_t i;

	if (strcmp(path, "/") == 0)
		path = "/index.html";
	for (i = 0; i < files->count; i++)
		if (strcmp(files->files[i].path, path) == 0)
			return &files->files[i];
	return NULL;
}

size_t
static_count(const struct static_files *files)
{
	return files->count;
}
