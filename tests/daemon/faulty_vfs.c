/* SPDX-License-Identifier: MIT */
/* A layer over SQLite's own file access whose n-th write or sync fails. */
#include "config.h"

#include <sqlite3.h>
#include <string.h>

#include "faulty_vfs.h"

#define TABLES_MAX 8

static sqlite3_vfs layer;
static sqlite3_vfs *below;
/* SQLite uses one table for databases and others for their companions. */
static sqlite3_io_methods methods[TABLES_MAX];
static const sqlite3_io_methods *methods_below[TABLES_MAX];
static int table_count;
static int countdown;

void
faulty_vfs_fail_at(int n)
{
	countdown = n;
}

static int
fails_now(void)
{
	return countdown > 0 && --countdown == 0;
}

static const sqlite3_io_methods *
below_of(const sqlite3_file *file)
{
	return methods_below[file->pMethods - methods];
}

static int
faulty_write(sqlite3_file *file, const void *buf, int len, sqlite3_int64 at)
{
	if (fails_now())
		return SQLITE_FULL;
	return below_of(file)->xWrite(file, buf, len, at);
}

static int
faulty_sync(sqlite3_file *file, int flags)
{
	if (fails_now())
		return SQLITE_IOERR_FSYNC;
	return below_of(file)->xSync(file, flags);
}

/* The file stays the one below; only its method table is exchanged. */
static void
cover(sqlite3_file *file)
{
	int i;

	for (i = 0; i < table_count; i++)
		if (methods_below[i] == file->pMethods)
			break;
	if (i == TABLES_MAX)
		return;
	if (i == table_count) {
		methods_below[i] = file->pMethods;
		methods[i] = *file->pMethods;
		methods[i].xWrite = faulty_write;
		methods[i].xSync = faulty_sync;
		table_count++;
	}
	file->pMethods = &methods[i];
}

static int
faulty_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
    int *out_flags)
{
	int code;

	(void)vfs;
	code = below->xOpen(below, name, file, flags, out_flags);
	if (code == SQLITE_OK && file->pMethods != NULL)
		cover(file);
	return code;
}

void
faulty_vfs_install(void)
{
	sqlite3_initialize();
	below = sqlite3_vfs_find(NULL);
	layer = *below;
	layer.zName = "faulty";
	layer.xOpen = faulty_open;
	sqlite3_vfs_register(&layer, 1);
}
