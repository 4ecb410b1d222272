/* SPDX-License-Identifier: MIT */
/* One file: upload, download; and the walk over a tree. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sha256.h"

#include "copy.h"
#include "files.h"
#include "output.h"

struct upload {
	FILE *file;
	struct output_progress progress;
	uint64_t done;
};

struct download {
	FILE *file;
	struct proto_sha256 sha;
	struct output_progress progress;
	const struct ctl_options *options;
	const char *name;
	uint64_t done;
	uint64_t size;
	char want[65];
};

static int
local_error(const char *path)
{
	ctl_error("%s: %s", path, strerror(errno));
	return CTL_FAILED;
}

static int
board_error(const struct copy *copy, const char *board, const char *path,
    int status)
{
	char what[512];

	snprintf(what, sizeof(what), "%s:%s", board, path);
	client_report(copy->client, what);
	return status;
}

static void
say(const struct copy *copy, const char *from, const char *to_board,
    const char *to)
{
	if (copy->options->json || (!copy->dry_run && !copy->options->verbose))
		return;
	fprintf(copy->dry_run ? stdout : stderr, "%s -> %s%s%s\n", from,
	    to_board != NULL ? to_board : "", to_board != NULL ? ":" : "", to);
}

static size_t
upload_read(void *arg, void *buf, size_t len)
{
	struct upload *upload = arg;
	size_t got = fread(buf, 1, len, upload->file);

	upload->done += got;
	output_progress_update(&upload->progress, upload->done);
	return got;
}

/* True when the board has the very same file already. */
static bool
same_on_board(struct copy *copy, const char *board, const char *path,
    uint64_t size, const char *hash)
{
	char there[65];
	uint64_t there_size;

	return !copy->force &&
	    files_hash(copy->client, board, path, there, &there_size) ==
	    CTL_OK &&
	    there_size == size && strcasecmp(there, hash) == 0;
}

static int
send_file(struct copy *copy, FILE *file, const char *name, uint64_t size,
    const char *hash, const char *board, const char *to)
{
	struct upload upload = { .file = file };
	struct client_source source = { upload_read, size, &upload };
	char *path =
	    client_query_path(copy->client, board, "fs/file", "path", to);
	size_t len = strlen(path) + strlen(hash) + 16;
	char *url = malloc(len);
	json_t *answer;
	int status;

	if (url == NULL)
		abort();
	snprintf(url, len, "%s&sha256=%s", path, hash);
	output_progress_start(&upload.progress, copy->options, name, size);
	status = client_upload(copy->client, url, &source, &answer);
	output_progress_done(&upload.progress);
	json_decref(answer);
	free(url);
	free(path);
	return status;
}

static int
upload_file(struct copy *copy, const char *from, const char *board,
    const char *to)
{
	struct stat st;
	char hash[65];
	FILE *file;
	int status;

	if (stat(from, &st) == -1 || files_local_hash(from, hash) == -1)
		return local_error(from);
	if (same_on_board(copy, board, to, (uint64_t)st.st_size, hash)) {
		copy->skipped++;
		return CTL_OK;
	}
	say(copy, from, board, to);
	copy->files++;
	copy->bytes += (uint64_t)st.st_size;
	if (copy->dry_run)
		return CTL_OK;
	file = fopen(from, "rb");
	if (file == NULL)
		return local_error(from);
	status = send_file(copy, file, files_base(from), (uint64_t)st.st_size,
	    hash, board, to);
	fclose(file);
	return status == CTL_OK ? CTL_OK : board_error(copy, board, to, status);
}

static bool
download_start(void *arg, uint64_t size, const char *sha256)
{
	struct download *download = arg;

	download->size = size;
	snprintf(download->want, sizeof(download->want), "%s", sha256);
	output_progress_start(&download->progress, download->options,
	    download->name, size);
	return true;
}

static bool
download_data(void *arg, const void *bytes, size_t len)
{
	struct download *download = arg;

	proto_sha256_update(&download->sha, bytes, len);
	download->done += len;
	output_progress_update(&download->progress, download->done);
	if (fwrite(bytes, 1, len, download->file) == len)
		return true;
	ctl_error("%s: %s", download->name, strerror(errno));
	return false;
}

static bool
download_intact(struct download *download)
{
	char hash[65];

	files_hash_text(&download->sha, hash);
	return download->done == download->size &&
	    strcasecmp(hash, download->want) == 0;
}

/* Receives into an open file and verifies. Errors are printed. */
static int
receive_file(struct copy *copy, const char *board, const char *from, FILE *file)
{
	struct download download = {
		.file = file,
		.options = copy->options,
		.name = files_base(from),
	};
	struct client_sink sink = { download_start, download_data, &download };
	char *url =
	    client_query_path(copy->client, board, "fs/file", "path", from);
	int status;

	client_set_error(copy->client, "", "");
	proto_sha256_init(&download.sha);
	status = client_download(copy->client, url, &sink);
	output_progress_done(&download.progress);
	free(url);
	if (status != CTL_OK && client_error_text(copy->client)[0] == '\0')
		return status; /* the local side failed and said so */
	if (status != CTL_OK)
		return board_error(copy, board, from, status);
	if (!download_intact(&download)) {
		ctl_error("%s:%s: what arrived does not match its hash", board,
		    from);
		return CTL_FAILED;
	}
	copy->files++;
	copy->bytes += download.done;
	return CTL_OK;
}

static bool
same_locally(struct copy *copy, const char *board, const char *from,
    const char *to)
{
	char here[65];
	char there[65];
	uint64_t size;

	return !copy->force && files_local_hash(to, here) == 0 &&
	    files_hash(copy->client, board, from, there, &size) == CTL_OK &&
	    strcasecmp(here, there) == 0;
}

static int
download_file(struct copy *copy, const char *board, const char *from,
    const char *to)
{
	size_t len = strlen(to) + 16;
	char *temporary;
	FILE *file;
	int status;
	int fd;

	if (same_locally(copy, board, from, to)) {
		copy->skipped++;
		return CTL_OK;
	}
	say(copy, from, NULL, to);
	if (copy->dry_run) {
		copy->files++;
		return CTL_OK;
	}
	temporary = malloc(len);
	if (temporary == NULL)
		abort();
	snprintf(temporary, len, "%s.XXXXXX", to);
	fd = mkstemp(temporary);
	file = fd != -1 ? fdopen(fd, "wb") : NULL;
	if (file == NULL) {
		status = local_error(to);
	} else {
		mode_t mask = umask(0);

		umask(mask);
		status = receive_file(copy, board, from, file);
		if (fchmod(fd, 0666 & ~mask) == -1 || fclose(file) != 0 ||
		    (status == CTL_OK && rename(temporary, to) == -1))
			status = local_error(to);
		if (status != CTL_OK)
			unlink(temporary);
	}
	free(temporary);
	return status;
}

/* Board to board: through a temporary file that has no name. */
static int
relay_file(struct copy *copy, const char *from_board, const char *from,
    const char *to_board, const char *to)
{
	FILE *file = tmpfile();
	char hash[65];
	uint64_t size;
	int status;

	if (file == NULL)
		return local_error("temporary file");
	say(copy, from, to_board, to);
	status = files_hash(copy->client, from_board, from, hash, &size);
	if (status != CTL_OK)
		board_error(copy, from_board, from, status);
	else if (same_on_board(copy, to_board, to, size, hash))
		copy->skipped++;
	else if (copy->dry_run)
		copy->files++;
	else if ((status = receive_file(copy, from_board, from, file)) ==
	    CTL_OK) {
		rewind(file);
		status = send_file(copy, file, files_base(from), size, hash,
		    to_board, to);
		if (status != CTL_OK)
			board_error(copy, to_board, to, status);
	}
	fclose(file);
	return status;
}

static int
copy_file(struct copy *copy, const char *from_board, const char *from,
    const char *to_board, const char *to)
{
	if (from_board != NULL && to_board != NULL)
		return relay_file(copy, from_board, from, to_board, to);
	if (from_board != NULL)
		return download_file(copy, from_board, from, to);
	if (to_board != NULL)
		return upload_file(copy, from, to_board, to);
	ctl_error("cp: one side must be on a board (BOARD:/PATH)");
	return CTL_USAGE;
}

static int
make_dir(struct copy *copy, const char *board, const char *path)
{
	int status;

	if (copy->dry_run || strcmp(path, "/") == 0)
		return CTL_OK;
	if (board == NULL)
		return mkdir(path, 0777) == -1 && errno != EEXIST ?
		    local_error(path) :
		    CTL_OK;
	status = files_mkdir(copy->client, board, path, true);
	return status == CTL_OK ? CTL_OK :
				  board_error(copy, board, path, status);
}

/* Copies the named entries of a directory; the first error wins. */
static int
copy_entry(struct copy *copy, const char *from_board, const char *from,
    const char *to_board, const char *to, const char *name)
{
	char *source = files_join(from, name);
	char *target = files_join(to, name);
	int status = copy_path(copy, from_board, source, to_board, target);

	free(source);
	free(target);
	return status;
}

static int
copy_local_dir(struct copy *copy, const char *from, const char *to_board,
    const char *to)
{
	struct dirent **names;
	int count = scandir(from, &names, NULL, alphasort);
	int status = CTL_OK;
	int i;

	if (count == -1)
		return local_error(from);
	for (i = 0; i < count; i++) {
		const char *name = names[i]->d_name;
		int one = CTL_OK;

		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
		    status != CTL_INTERRUPTED)
			one = copy_entry(copy, NULL, from, to_board, to, name);
		status = status == CTL_OK ? one : status;
		free(names[i]);
	}
	free(names);
	return status;
}

static int
copy_board_dir(struct copy *copy, const char *board, const char *from,
    const char *to_board, const char *to)
{
	const json_t *entry;
	json_t *entries;
	size_t i;
	int status = files_list(copy->client, board, from, &entries);

	if (status != CTL_OK)
		return board_error(copy, board, from, status);
	json_array_foreach(entries, i, entry)
	{
		int one = copy_entry(copy, board, from, to_board, to,
		    output_member(entry, "name", "?"));

		status = status == CTL_OK ? one : status;
		if (status == CTL_INTERRUPTED)
			break;
	}
	json_decref(entries);
	return status;
}

int
copy_path(struct copy *copy, const char *from_board, const char *from,
    const char *to_board, const char *to)
{
	json_t *answer = NULL;
	struct stat st;
	bool is_dir;
	int status;

	if (from_board == NULL) {
		if (stat(from, &st) == -1)
			return local_error(from);
		is_dir = S_ISDIR(st.st_mode);
	} else if (strcmp(from, "/") == 0) {
		is_dir = true;
	} else {
		status = files_stat(copy->client, from_board, from, &answer);
		if (status != CTL_OK)
			return board_error(copy, from_board, from, status);
		is_dir = files_is_dir(answer);
		json_decref(answer);
	}
	if (!is_dir)
		return copy_file(copy, from_board, from, to_board, to);
	if (!copy->recursive) {
		ctl_error("%s is a directory (use -r)", from);
		return CTL_USAGE;
	}
	if ((status = make_dir(copy, to_board, to)) != CTL_OK)
		return status;
	return from_board == NULL ?
	    copy_local_dir(copy, from, to_board, to) :
	    copy_board_dir(copy, from_board, from, to_board, to);
}
