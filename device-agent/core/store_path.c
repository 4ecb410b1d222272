/* SPDX-License-Identifier: MIT */
/* Canonical paths: joining, comparing, telling the hidden ones. */
#include <string.h>

#include "store_path.h"

size_t
store_path_parent(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL || slash == path ? 1 : (size_t)(slash - path);
}

/* Adds one component at the end of a canonical path. */
static int
append(char *path, const char *name, size_t len)
{
	size_t at = strlen(path);

	if (len == 0 || (len == 1 && name[0] == '.'))
		return 0;
	if (len == 2 && name[0] == '.' && name[1] == '.') {
		path[store_path_parent(path)] = '\0';
		return 0;
	}
	if (at == 1)
		at = 0;
	if (at + 1 + len >= STORE_PATH_MAX)
		return -STORE_ENAMETOOLONG;
	path[at] = '/';
	memcpy(path + at + 1, name, len);
	path[at + 1 + len] = '\0';
	return 0;
}

int
store_path_join(char canonical[STORE_PATH_MAX], const char *base,
    const char *path)
{
	int ret = 0;

	strncpy(canonical, path[0] == '/' ? "/" : base, STORE_PATH_MAX - 1);
	canonical[STORE_PATH_MAX - 1] = '\0';
	while (*path != '\0' && ret == 0) {
		size_t len = strcspn(path, "/");

		for (size_t i = 0; i < len; i++) {
			if ((unsigned char)path[i] < 0x20)
				return -STORE_EINVAL;
		}
		ret = append(canonical, path, len);
		path += len + (path[len] == '/');
	}
	return ret;
}

bool
store_path_is_hidden(const char *path)
{
	return strstr(path, "/" STORE_HIDDEN) != NULL;
}

bool
store_path_contains(const char *outer, const char *inner)
{
	size_t len = strlen(outer);

	if (len == 1)
		return true;
	return strncmp(outer, inner, len) == 0 &&
	    (inner[len] == '\0' || inner[len] == '/');
}
