/* SPDX-License-Identifier: MIT */
/* The file system: littlefs on the port's flash, open files in fixed slots. */
#include <string.h>

#include "lfs.h"

#include "port_config.h"
#include "store.h"
#include "store_path.h"

#define OPEN_DIRS       4
#define LOOKAHEAD       32
#define BLOCK_CYCLES    500
#define ATTR_MTIME      'm'
#define MTIME_LEN       4
#define RESERVED_BLOCKS 2 /* kept free for the directories' own updates */

struct open_file {
	lfs_file_t file;
	struct lfs_file_config config;
	struct lfs_attr attr;
	uint8_t mtime[MTIME_LEN];
	uint8_t *cache; /* owned: PORT_FLASH_CACHE bytes */
	char path[STORE_PATH_MAX];
	unsigned flags; /* enum store_flag; 0: free */
	bool stale;
	bool written;
};

struct open_dir {
	lfs_dir_t dir;
	char path[STORE_PATH_MAX];
	unsigned flags; /* 0: free */
};

struct store {
	struct port *port; /* borrowed: for ever */
	lfs_t lfs;
	struct lfs_config config;
	struct open_file files[PORT_OPEN_FILES];
	struct open_dir dirs[OPEN_DIRS];
	bool mounted;
};

/* ---- the flash below ------------------------------------------------- */

static int
flash_read(const struct lfs_config *c, lfs_block_t block, lfs_off_t off,
    void *buf, lfs_size_t len)
{
	return port_flash_read(c->context, PORT_AREA_FILES,
		   block * c->block_size + off, buf, len) == 0 ?
	    0 :
	    LFS_ERR_IO;
}

/* A block that cannot be written is given up, for another one. */
static int
flash_program(const struct lfs_config *c, lfs_block_t block, lfs_off_t off,
    const void *buf, lfs_size_t len)
{
	return port_flash_program(c->context, PORT_AREA_FILES,
		   block * c->block_size + off, buf, len) == 0 ?
	    0 :
	    LFS_ERR_CORRUPT;
}

static int
flash_erase(const struct lfs_config *c, lfs_block_t block)
{
	return port_flash_erase(c->context, PORT_AREA_FILES,
		   block * c->block_size) == 0 ?
	    0 :
	    LFS_ERR_CORRUPT;
}

static int
flash_sync(const struct lfs_config *c)
{
	return port_flash_sync(c->context) == 0 ? 0 : LFS_ERR_IO;
}

static bool
take_memory(struct store *store, struct arena *arena)
{
	struct lfs_config *config = &store->config;

	config->read_buffer = arena_take(arena, PORT_FLASH_CACHE);
	config->prog_buffer = arena_take(arena, PORT_FLASH_CACHE);
	config->lookahead_buffer = arena_take(arena, LOOKAHEAD);
	for (size_t i = 0; i < PORT_OPEN_FILES; i++) {
		store->files[i].cache = arena_take(arena, PORT_FLASH_CACHE);
		if (store->files[i].cache == NULL)
			return false;
	}
	return config->lookahead_buffer != NULL;
}

static int
configure(struct store *store)
{
	struct port_flash_area area;

	if (port_flash_area(store->port, PORT_AREA_FILES, &area) != 0)
		return -STORE_EIO;
	store->config.context = store->port;
	store->config.read = flash_read;
	store->config.prog = flash_program;
	store->config.erase = flash_erase;
	store->config.sync = flash_sync;
	store->config.read_size = area.program_size;
	store->config.prog_size = area.program_size;
	store->config.block_size = area.erase_size;
	store->config.block_count = area.size / area.erase_size;
	store->config.block_cycles = BLOCK_CYCLES;
	store->config.cache_size = PORT_FLASH_CACHE;
	store->config.lookahead_size = LOOKAHEAD;
	return 0;
}

/* ---- start ----------------------------------------------------------- */

/*
 * What was read may be a record whose last bits the power left between 0 and
 * 1, and what looks blank behind it may not be: tomorrow they read
 * differently. So every directory is written anew, into an erased block, when
 * the power may have gone while the flash was at work.
 */
static void
settle(struct store *store)
{
	enum port_reset_cause cause = port_reset_cause(store->port);

	if (cause != PORT_RESET_POWER_ON && cause != PORT_RESET_WATCHDOG)
		return;
	/* Less than any directory has: all are rewritten. */
	store->config.compact_thresh = 1;
	lfs_fs_gc(&store->lfs);
	store->config.compact_thresh = 0;
}

struct store *
store_new(struct port *port, struct arena *arena, bool may_format,
    bool *formatted)
{
	struct store *store = arena_take(arena, sizeof(*store));

	*formatted = false;
	if (store == NULL || !take_memory(store, arena))
		return NULL;
	store->port = port;
	if (configure(store) != 0)
		return store;
	store_mount(store, may_format, formatted);
	return store;
}

int
store_mount(struct store *store, bool may_format, bool *formatted)
{
	*formatted = false;
	if (store->mounted)
		return 0;
	if (store->config.read == NULL)
		return -STORE_ENODEV;
	store->mounted = lfs_mount(&store->lfs, &store->config) == 0;
	if (!store->mounted && may_format) {
		store->mounted = lfs_format(&store->lfs, &store->config) == 0 &&
		    lfs_mount(&store->lfs, &store->config) == 0;
		*formatted = store->mounted;
	} else if (store->mounted) {
		settle(store);
	}
	if (!store->mounted)
		return -STORE_ENODEV;
	lfs_mkdir(&store->lfs, STORE_STAGING);
	return 0;
}

bool
store_is_mounted(const struct store *store)
{
	return store->mounted;
}

/* ---- names ----------------------------------------------------------- */

/* Checks that the path may be used and brings it into canonical form. */
static int
prepare(const struct store *store, char canonical[STORE_PATH_MAX],
    const char *path, unsigned flags)
{
	int ret;

	if (!store->mounted)
		return -STORE_ENODEV;
	ret = store_path_join(canonical, "/", path);
	if (ret == 0 && store_path_is_hidden(canonical) &&
	    (flags & STORE_INTERNAL) == 0)
		return -STORE_ENOENT;
	return ret;
}

/* Whoever reads a file at or below path must not go on: its blocks may be
 * used for other data from now on. */
static void
mark_stale(struct store *store, const char *path)
{
	for (size_t i = 0; i < PORT_OPEN_FILES; i++) {
		struct open_file *f = &store->files[i];

		if (f->flags != 0 && (f->flags & STORE_WRITE) == 0 &&
		    store_path_contains(path, f->path))
			f->stale = true;
	}
}

static uint32_t
load_u32(const uint8_t *b)
{
	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	    (uint32_t)b[3] << 24;
}

static void
fill_stat(struct store *store, const char *path, const struct lfs_info *info,
    struct store_stat *st)
{
	uint8_t mtime[MTIME_LEN];

	st->type = info->type == LFS_TYPE_DIR ? STORE_DIRECTORY : STORE_FILE;
	st->size = info->type == LFS_TYPE_DIR ? 0 : info->size;
	st->mtime_s = 0;
	if (lfs_getattr(&store->lfs, path, ATTR_MTIME, mtime, sizeof(mtime)) ==
	    sizeof(mtime))
		st->mtime_s = load_u32(mtime);
}

int
store_stat(struct store *store, const char *path, struct store_stat *st)
{
	char canonical[STORE_PATH_MAX];
	struct lfs_info info;
	int ret = prepare(store, canonical, path, 0);

	if (ret == 0)
		ret = lfs_stat(&store->lfs, canonical, &info);
	if (ret == 0)
		fill_stat(store, canonical, &info, st);
	return ret;
}

int
store_mkdir(struct store *store, const char *path)
{
	char canonical[STORE_PATH_MAX];
	int ret = prepare(store, canonical, path, 0);

	if (ret == 0)
		ret = lfs_mkdir(&store->lfs, canonical);
	return ret;
}

int
store_remove(struct store *store, const char *path)
{
	char canonical[STORE_PATH_MAX];
	int ret = prepare(store, canonical, path, 0);

	if (ret != 0)
		return ret;
	if (strcmp(canonical, "/") == 0)
		return -STORE_EBUSY;
	ret = lfs_remove(&store->lfs, canonical);
	if (ret == 0)
		mark_stale(store, canonical);
	return ret;
}

/* from and to are canonical. */
static int
move(struct store *store, const char *from, const char *to)
{
	int ret;

	if (strcmp(from, to) == 0)
		return 0;
	if (store_path_contains(from, to))
		return -STORE_EINVAL;
	ret = lfs_rename(&store->lfs, from, to);
	if (ret == 0) {
		mark_stale(store, from);
		mark_stale(store, to);
	}
	return ret;
}

int
store_rename(struct store *store, const char *from, const char *to)
{
	char canonical_from[STORE_PATH_MAX];
	char canonical_to[STORE_PATH_MAX];
	int ret = prepare(store, canonical_from, from, 0);

	if (ret == 0)
		ret = prepare(store, canonical_to, to, 0);
	return ret == 0 ? move(store, canonical_from, canonical_to) : ret;
}

int
store_publish(struct store *store, const char *staged, const char *to)
{
	char canonical[STORE_PATH_MAX];
	int ret = prepare(store, canonical, to, 0);

	return ret == 0 ? move(store, staged, canonical) : ret;
}

int
store_space(struct store *store, struct store_space *space)
{
	uint32_t count = store->config.block_count;
	lfs_ssize_t used;

	if (!store->mounted)
		return -STORE_ENODEV;
	used = lfs_fs_size(&store->lfs);
	if (used < 0)
		return (int)used;
	used += RESERVED_BLOCKS;
	space->block = store->config.block_size;
	space->total = count * space->block;
	space->free = (uint32_t)used >= count ?
	    0 :
	    (count - (uint32_t)used) * space->block;
	return 0;
}

/* ---- files ----------------------------------------------------------- */

static int
lfs_flags(unsigned flags)
{
	static const struct {
		unsigned ours;
		int theirs;
	} map[] = {
		{ STORE_READ, LFS_O_RDONLY },
		{ STORE_WRITE, LFS_O_WRONLY },
		{ STORE_CREATE, LFS_O_CREAT },
		{ STORE_TRUNCATE, LFS_O_TRUNC },
		{ STORE_APPEND, LFS_O_APPEND },
		{ STORE_EXCLUSIVE, LFS_O_EXCL },
	};
	int result = 0;

	for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++) {
		if (flags & map[i].ours)
			result |= map[i].theirs;
	}
	return result;
}

int
store_open(struct store *store, const char *path, unsigned flags)
{
	char canonical[STORE_PATH_MAX];
	struct open_file *f;
	int fd = 0;
	int ret = prepare(store, canonical, path, flags);

	if (ret != 0)
		return ret;
	while (fd < PORT_OPEN_FILES && store->files[fd].flags != 0)
		fd++;
	if (fd == PORT_OPEN_FILES)
		return -STORE_EMFILE;
	f = &store->files[fd];
	f->attr = (struct lfs_attr){
		.type = ATTR_MTIME,
		.buffer = f->mtime,
		.size = MTIME_LEN,
	};
	f->config = (struct lfs_file_config){
		.buffer = f->cache,
		.attrs = &f->attr,
		.attr_count = 1,
	};
	ret = lfs_file_opencfg(&store->lfs, &f->file, canonical,
	    lfs_flags(flags), &f->config);
	if (ret != 0)
		return ret;
	if (flags & STORE_WRITE)
		mark_stale(store, canonical);
	memcpy(f->path, canonical, sizeof(f->path));
	f->flags = flags;
	f->stale = false;
	f->written = (flags & (STORE_TRUNCATE | STORE_CREATE)) != 0;
	return fd;
}

static struct open_file *
find_file(struct store *store, int fd)
{
	if (fd < 0 || fd >= PORT_OPEN_FILES || store->files[fd].flags == 0)
		return NULL;
	return &store->files[fd];
}

/* The time of change goes into flash together with the data. */
static void
stamp(struct store *store, struct open_file *f)
{
	uint32_t now = (uint32_t)(port_clock_get_ms(store->port) / 1000);

	for (size_t i = 0; i < MTIME_LEN; i++)
		f->mtime[i] = (uint8_t)(now >> (8 * i));
}

int
store_close(struct store *store, int fd)
{
	struct open_file *f = find_file(store, fd);

	if (f == NULL)
		return -STORE_EBADF;
	if (f->written)
		stamp(store, f);
	f->flags = 0;
	return lfs_file_close(&store->lfs, &f->file);
}

int
store_read(struct store *store, int fd, void *bytes, size_t len)
{
	struct open_file *f = find_file(store, fd);

	if (f == NULL || (f->flags & STORE_READ) == 0)
		return -STORE_EBADF;
	if (f->stale)
		return -STORE_EIO;
	return (
	    int)lfs_file_read(&store->lfs, &f->file, bytes, (lfs_size_t)len);
}

int
store_write(struct store *store, int fd, const void *bytes, size_t len)
{
	struct open_file *f = find_file(store, fd);

	if (f == NULL || (f->flags & STORE_WRITE) == 0)
		return -STORE_EBADF;
	f->written = true;
	return (
	    int)lfs_file_write(&store->lfs, &f->file, bytes, (lfs_size_t)len);
}

int
store_seek(struct store *store, int fd, int32_t offset, int whence)
{
	struct open_file *f = find_file(store, fd);

	if (f == NULL)
		return -STORE_EBADF;
	if (whence < LFS_SEEK_SET || whence > LFS_SEEK_END)
		return -STORE_EINVAL;
	return (int)lfs_file_seek(&store->lfs, &f->file, offset, whence);
}

int
store_size(struct store *store, int fd)
{
	struct open_file *f = find_file(store, fd);

	if (f == NULL)
		return -STORE_EBADF;
	return (int)lfs_file_size(&store->lfs, &f->file);
}

int
store_truncate(struct store *store, int fd, uint32_t size)
{
	struct open_file *f = find_file(store, fd);

	if (f == NULL || (f->flags & STORE_WRITE) == 0)
		return -STORE_EBADF;
	f->written = true;
	return lfs_file_truncate(&store->lfs, &f->file, size);
}

int
store_sync(struct store *store, int fd)
{
	struct open_file *f = find_file(store, fd);

	if (f == NULL)
		return -STORE_EBADF;
	if (f->written)
		stamp(store, f);
	return lfs_file_sync(&store->lfs, &f->file);
}

bool
store_is_stale(const struct store *store, int fd)
{
	return fd >= 0 && fd < PORT_OPEN_FILES && store->files[fd].stale;
}

/* ---- directories ----------------------------------------------------- */

int
store_dir_open(struct store *store, const char *path, unsigned flags)
{
	char canonical[STORE_PATH_MAX];
	int dir = 0;
	int ret = prepare(store, canonical, path, flags);

	if (ret != 0)
		return ret;
	while (dir < OPEN_DIRS && store->dirs[dir].flags != 0)
		dir++;
	if (dir == OPEN_DIRS)
		return -STORE_EMFILE;
	ret = lfs_dir_open(&store->lfs, &store->dirs[dir].dir, canonical);
	if (ret != 0)
		return ret;
	memcpy(store->dirs[dir].path, canonical, STORE_PATH_MAX);
	store->dirs[dir].flags = flags | STORE_READ;
	return dir;
}

static bool
is_listed(const struct open_dir *d, const char *name)
{
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return false;
	return (d->flags & STORE_INTERNAL) != 0 ||
	    strncmp(name, STORE_HIDDEN, strlen(STORE_HIDDEN)) != 0;
}

int
store_dir_read(struct store *store, int dir, char *name, size_t cap,
    struct store_stat *st)
{
	char path[STORE_PATH_MAX];
	struct lfs_info info;
	struct open_dir *d;
	int ret;

	if (dir < 0 || dir >= OPEN_DIRS || store->dirs[dir].flags == 0)
		return -STORE_EBADF;
	d = &store->dirs[dir];
	do {
		ret = lfs_dir_read(&store->lfs, &d->dir, &info);
		if (ret <= 0)
			return ret;
	} while (!is_listed(d, info.name) || strlen(info.name) >= cap);
	memcpy(name, info.name, strlen(info.name) + 1);
	if (store_path_join(path, d->path, name) != 0)
		path[0] = '\0';
	fill_stat(store, path, &info, st);
	return 1;
}

int
store_dir_close(struct store *store, int dir)
{
	if (dir < 0 || dir >= OPEN_DIRS || store->dirs[dir].flags == 0)
		return -STORE_EBADF;
	store->dirs[dir].flags = 0;
	return lfs_dir_close(&store->lfs, &store->dirs[dir].dir);
}

/* ---- housekeeping ---------------------------------------------------- */

void
store_close_program(struct store *store)
{
	for (int i = 0; i < PORT_OPEN_FILES; i++) {
		if (store->files[i].flags & STORE_PROGRAM)
			store_close(store, i);
	}
	for (int i = 0; i < OPEN_DIRS; i++) {
		if (store->dirs[i].flags & STORE_PROGRAM)
			store_dir_close(store, i);
	}
}

int
store_discard(struct store *store, const char *staged)
{
	return store->mounted ? lfs_remove(&store->lfs, staged) : -STORE_ENODEV;
}

bool
store_is_open(const struct store *store, const char *path)
{
	for (size_t i = 0; i < PORT_OPEN_FILES; i++) {
		if (store->files[i].flags != 0 &&
		    strcmp(store->files[i].path, path) == 0)
			return true;
	}
	return false;
}

void
store_purge_staging(struct store *store, const char *keep)
{
	char name[STORE_PATH_MAX];
	char path[STORE_PATH_MAX];
	struct store_stat st;
	int dir = store_dir_open(store, STORE_STAGING, STORE_INTERNAL);

	if (dir < 0)
		return;
	/* littlefs allows removing entries while a directory is read. */
	while (store_dir_read(store, dir, name, sizeof(name), &st) == 1) {
		if (store_path_join(path, STORE_STAGING, name) == 0 &&
		    !store_is_open(store, path) &&
		    (keep == NULL || strcmp(path, keep) != 0))
			lfs_remove(&store->lfs, path);
	}
	store_dir_close(store, dir);
}
