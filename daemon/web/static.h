/* SPDX-License-Identifier: MIT */
/*
 * The dashboard's files and the package index of mip below /mip, read into
 * memory before the sandbox closes. A request never touches the disk, so no
 * path can lead out of the folder.
 */
#ifndef WEB_STATIC_H
#define WEB_STATIC_H

#include <stddef.h>

struct static_file {
	char *path; /* owned; as requested: "/views/board.js" */
	char *body; /* owned */
	size_t len;
	const char *type;
	char etag[20]; /* quoted */
};

struct static_files;

/* Loads all of dir; an absent or empty folder gives an empty set. */
struct static_files *static_load(const char *dir);
void static_free(struct static_files *files);
/* The file for a decoded path, "/" being index.html; or NULL. */
const struct static_file *static_find(const struct static_files *files,
    const char *path);
size_t static_count(const struct static_files *files);

#endif
