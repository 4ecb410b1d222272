/* SPDX-License-Identifier: MIT */
/* The file store: paths, hidden names, stale readers, text helpers. */
#include "check.h"
#include "fake_port.h"
#include "store.h"
#include "store_path.h"
#include "text.h"

static struct port port;
static struct store *store;

static void
mount(bool may_format)
{
	struct arena arena;
	bool formatted;

	arena.at = fake_port_memory(&arena.left);
	store = store_new(&port, &arena, may_format, &formatted);
	CHECK(store != NULL);
}

static void
new_store(void)
{
	fake_port_init(&port);
	mount(true);
	CHECK(store_is_mounted(store));
}

static void
write_file(const char *path, const char *text)
{
	int fd = store_open(store, path,
	    STORE_WRITE | STORE_CREATE | STORE_TRUNCATE);

	CHECK(fd >= 0);
	CHECK_INT(store_write(store, fd, text, strlen(text)), strlen(text));
	CHECK_INT(store_close(store, fd), 0);
}

static void
check_file(const char *path, const char *text)
{
	char bytes[256] = "";
	int fd = store_open(store, path, STORE_READ);
	int len;

	CHECK(fd >= 0);
	len = store_read(store, fd, bytes, sizeof(bytes) - 1);
	CHECK_INT(len, strlen(text));
	CHECK_STR(bytes, text);
	CHECK_INT(store_close(store, fd), 0);
}

TEST(files_survive_a_new_mount)
{
	new_store();
	write_file("/a.txt", "hello");
	CHECK_INT(store_mkdir(store, "/d"), 0);
	write_file("/d/b.txt", "there");
	mount(false);
	check_file("/a.txt", "hello");
	check_file("d//./b.txt", "there");
	check_file("/d/../a.txt", "hello");
}

TEST(a_damaged_flash_is_not_formatted_again)
{
	struct store_stat st;

	new_store();
	memset(port.files, 0x55, sizeof(port.files));
	mount(false);
	CHECK(!store_is_mounted(store));
	CHECK_INT(store_stat(store, "/", &st), -STORE_ENODEV);
	CHECK_INT(store_open(store, "/a", STORE_READ), -STORE_ENODEV);
}

TEST(errors_are_errnos)
{
	struct store_stat st;

	new_store();
	write_file("/a", "1");
	store_mkdir(store, "/d");
	write_file("/d/x", "2");
	CHECK_INT(store_stat(store, "/no", &st), -STORE_ENOENT);
	CHECK_INT(store_mkdir(store, "/d"), -STORE_EEXIST);
	CHECK_INT(store_mkdir(store, "/no/d"), -STORE_ENOENT);
	CHECK_INT(store_remove(store, "/d"), -STORE_ENOTEMPTY);
	CHECK_INT(store_remove(store, "/"), -STORE_EBUSY);
	CHECK_INT(store_open(store, "/d", STORE_READ), -STORE_EISDIR);
	CHECK_INT(store_open(store, "/a/b", STORE_READ), -STORE_ENOTDIR);
	CHECK_INT(store_rename(store, "/d", "/d/e"), -STORE_EINVAL);
	CHECK_INT(store_stat(store, "/a\x01", &st), -STORE_EINVAL);
	CHECK_INT(store_read(store, 3, &st, 1), -STORE_EBADF);
	CHECK_INT(store_close(store, -1), -STORE_EBADF);
}

TEST(hidden_names_are_out_of_reach)
{
	struct store_stat st;
	char name[STORE_PATH_MAX];
	int fd;
	int dir;

	new_store();
	fd = store_open(store, STORE_STAGING "/x",
	    STORE_WRITE | STORE_CREATE | STORE_INTERNAL);
	CHECK(fd >= 0);
	store_close(store, fd);
	write_file("/seen", "1");
	CHECK_INT(store_stat(store, STORE_STAGING, &st), -STORE_ENOENT);
	CHECK_INT(store_remove(store, STORE_STAGING "/x"), -STORE_ENOENT);
	CHECK_INT(store_rename(store, "/seen", STORE_STAGING "/y"),
	    -STORE_ENOENT);
	CHECK_INT(store_open(store, "/seen/../.~staging/x", STORE_READ),
	    -STORE_ENOENT);
	dir = store_dir_open(store, "/", STORE_READ);
	CHECK(dir >= 0);
	CHECK_INT(store_dir_read(store, dir, name, sizeof(name), &st), 1);
	CHECK_STR(name, "seen");
	CHECK_INT(store_dir_read(store, dir, name, sizeof(name), &st), 0);
	store_dir_close(store, dir);
}

TEST(replacing_a_file_stops_its_readers)
{
	char byte;
	int fd;
	int other;

	new_store();
	write_file("/a", "old");
	write_file("/b", "new");
	write_file("/c", "other");
	fd = store_open(store, "/a", STORE_READ);
	other = store_open(store, "/c", STORE_READ);
	CHECK_INT(store_rename(store, "/b", "/a"), 0);
	CHECK(store_is_stale(store, fd));
	CHECK_INT(store_read(store, fd, &byte, 1), -STORE_EIO);
	CHECK(!store_is_stale(store, other));
	CHECK_INT(store_read(store, other, &byte, 1), 1);
	store_close(store, fd);
	CHECK_INT(store_remove(store, "/c"), 0);
	CHECK(store_is_stale(store, other));
	store_close(store, other);
	check_file("/a", "new");
}

TEST(time_of_change_is_kept)
{
	struct store_stat st;

	new_store();
	write_file("/a", "1");
	CHECK_INT(store_stat(store, "/a", &st), 0);
	CHECK_INT(st.mtime_s, port.clock_ms / 1000);
	CHECK_INT(store_rename(store, "/a", "/b"), 0);
	mount(false);
	CHECK_INT(store_stat(store, "/b", &st), 0);
	CHECK_INT(st.mtime_s, port.clock_ms / 1000);
	CHECK_INT(st.size, 1);
}

TEST(a_full_flash_says_so_and_stays_usable)
{
	static char block[FAKE_BLOCK];
	struct store_space space;
	int fd;
	int ret = 0;

	new_store();
	write_file("/keep", "kept");
	fd = store_open(store, "/big", STORE_WRITE | STORE_CREATE);
	for (int i = 0; i < 2 * FAKE_BLOCKS && ret >= 0; i++)
		ret = store_write(store, fd, block, sizeof(block));
	CHECK_INT(ret, -STORE_ENOSPC);
	store_close(store, fd);
	check_file("/keep", "kept");
	CHECK_INT(store_remove(store, "/big"), 0);
	CHECK_INT(store_space(store, &space), 0);
	CHECK(space.free > space.total / 2);
	write_file("/more", "works");
	check_file("/more", "works");
}

TEST(handles_run_out_politely)
{
	int count = 0;
	int fds[64];

	new_store();
	write_file("/a", "1");
	while (count < 64 &&
	    (fds[count] =
		    store_open(store, "/a", STORE_READ | STORE_PROGRAM)) >= 0)
		count++;
	CHECK(count > 4 && count < 64);
	CHECK_INT(fds[count], -STORE_EMFILE);
	store_close_program(store);
	fds[0] = store_open(store, "/a", STORE_READ);
	CHECK(fds[0] >= 0);
}

TEST(paths_are_canonical)
{
	static const struct {
		const char *base;
		const char *path;
		const char *want;
	} cases[] = {
		{ "/", "", "/" },
		{ "/", "a", "/a" },
		{ "/", "/a/", "/a" },
		{ "/d", "a", "/d/a" },
		{ "/d", "/a", "/a" },
		{ "/d", "..", "/" },
		{ "/d", "../..", "/" },
		{ "/d/e", "../f", "/d/f" },
		{ "/", "a/./b//c", "/a/b/c" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char canonical[STORE_PATH_MAX];

		CHECK_INT(store_path_join(canonical, cases[i].base,
			      cases[i].path),
		    0);
		CHECK_STR(canonical, cases[i].want);
	}
}

TEST(long_paths_are_refused)
{
	char canonical[STORE_PATH_MAX];
	char path[STORE_PATH_MAX + 8];

	memset(path, 'x', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	CHECK_INT(store_path_join(canonical, "/", path), -STORE_ENAMETOOLONG);
}

TEST(texts_are_formatted_and_cut)
{
	char buf[16];

	CHECK_INT(text_format(buf, sizeof(buf), "%s=%d%%", "a", -7), 5);
	CHECK_STR(buf, "a=-7%");
	text_format(buf, sizeof(buf), "%u %x", 10u, 0xbeefu);
	CHECK_STR(buf, "10 0000beef");
	CHECK_INT(text_format(buf, 5, "%s", "abcdefgh"), 4);
	CHECK_STR(buf, "abcd");
}

int
main(void)
{
	RUN(files_survive_a_new_mount);
	RUN(a_damaged_flash_is_not_formatted_again);
	RUN(errors_are_errnos);
	RUN(hidden_names_are_out_of_reach);
	RUN(replacing_a_file_stops_its_readers);
	RUN(time_of_change_is_kept);
	RUN(a_full_flash_says_so_and_stays_usable);
	RUN(handles_run_out_politely);
	RUN(paths_are_canonical);
	RUN(long_paths_are_refused);
	RUN(texts_are_formatted_and_cut);
	return check_done();
}
