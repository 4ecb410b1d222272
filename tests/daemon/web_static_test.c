/* SPDX-License-Identifier: MIT */
/* The dashboard's files: what is loaded, under which names and types. */
#include "config.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "daemon/web/static.h"

static char dir[64];

static void
write_file(const char *name, const char *body)
{
	char path[160];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "w");
	fputs(body, file);
	fclose(file);
}

static void
remove_file(const char *name)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (unlink(path) == -1)
		rmdir(path);
}

TEST(files_are_loaded_with_type_and_tag)
{
	struct static_files *files;
	const struct static_file *file;
	char path[160];

	snprintf(dir, sizeof(dir), "/tmp/upyd-web-XXXXXX");
	if (mkdtemp(dir) == NULL)
		abort();
	snprintf(path, sizeof(path), "%s/views", dir);
	mkdir(path, 0755);
	write_file("index.html", "<html>");
	write_file("views/board.js", "let a;");
	write_file("secret.conf", "password");
	snprintf(path, sizeof(path), "%s/mip", dir);
	mkdir(path, 0755);
	write_file("mip/secret", "x");
	snprintf(path, sizeof(path), "%s/mip/file", dir);
	mkdir(path, 0755);
	write_file("mip/file/0123", "x = 1");
	write_file(".hidden.js", "x");
	snprintf(path, sizeof(path), "%s/link.js", dir);
	CHECK_INT(symlink("/etc/passwd", path), 0);
	files = static_load(dir);
	CHECK_INT(static_count(files), 3);
	file = static_find(files, "/mip/file/0123");
	CHECK(file != NULL);
	CHECK_STR(file->type, "application/octet-stream");
	CHECK(static_find(files, "/mip/secret") == NULL);
	file = static_find(files, "/");
	CHECK(file != NULL);
	CHECK_STR(file->type, "text/html; charset=utf-8");
	CHECK_INT(file->len, 6);
	CHECK_INT(strlen(file->etag), 18);
	CHECK(static_find(files, "/index.html") == file);
	file = static_find(files, "/views/board.js");
	CHECK(file != NULL);
	CHECK_STR(file->type, "text/javascript; charset=utf-8");
	CHECK(static_find(files, "/link.js") == NULL);
	CHECK(static_find(files, "/secret.conf") == NULL);
	CHECK(static_find(files, "/views") == NULL);
	CHECK(static_find(files, "//index.html") == NULL);
	CHECK(static_find(files, "") == NULL);
	static_free(files);
	remove_file("mip/file/0123");
	remove_file("mip/file");
	remove_file("mip/secret");
	remove_file("mip");
	remove_file("link.js");
	remove_file(".hidden.js");
	remove_file("secret.conf");
	remove_file("views/board.js");
	remove_file("views");
	remove_file("index.html");
	rmdir(dir);
}

TEST(a_missing_folder_is_an_empty_set)
{
	struct static_files *files = static_load("/nonexistent/web");

	CHECK_INT(static_count(files), 0);
	CHECK(static_find(files, "/") == NULL);
	static_free(files);
}

int
main(void)
{
	RUN(files_are_loaded_with_type_and_tag);
	RUN(a_missing_folder_is_an_empty_set);
	return check_done();
}
