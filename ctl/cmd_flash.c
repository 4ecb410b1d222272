/* SPDX-License-Identifier: MIT */
/*
 * upyctl flash and upyctl backup: the whole flash, by the loader in the chip's
 * ROM. The gateway speaks with it; done means that the chip's own hash of the
 * bytes was right, and that the board is back. A backup that breaks off leaves
 * FILE.part, and goes on from there.
 */
#include "config.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "files.h"
#include "manifest.h"
#include "output.h"
#include "target.h"
#include "verbs.h"

#define BACK_MS    20000
#define POLL_MS    100
#define SECTOR     4096
#define BLOCKS_MAX 64 /* that an interrupted backup offers */
#define MD5_LEN    16
#define QUERY_MAX  (2 * MD5_LEN * BLOCKS_MAX + 256)

enum { FLASH_OFFSET, FLASH_BAUD, FLASH_ERASE };

static const struct ctl_flag flash_flags[] = {
	[FLASH_OFFSET] = { "offset", 0, "N",
	    "where to (where the chip starts)" },
	[FLASH_BAUD] = { "baud", 0, "N", "speed of the line meanwhile" },
	[FLASH_ERASE] = { "erase", 0, NULL, "erase the whole flash first" },
	{ NULL, 0, NULL, NULL },
};

enum { BACKUP_OFFSET, BACKUP_BAUD, BACKUP_SIZE };

static const struct ctl_flag backup_flags[] = {
	[BACKUP_OFFSET] = { "offset", 0, "N", "from where (0)" },
	[BACKUP_BAUD] = { "baud", 0, "N", "speed of the line meanwhile" },
	[BACKUP_SIZE] = { "size", 0, "N", "bytes (up to the flash's end)" },
	{ NULL, 0, NULL, NULL },
};

struct job {
	const struct ctl_options *options;
	struct client *client;
	const char *board;
	const char *path;
	FILE *file;
	struct output_progress progress;
	uint64_t done;
	uint64_t total;
	uint64_t resumed;
	int64_t started_ms;
	bool failed;   /* the file here */
	bool is_known; /* an agent was there */
	bool is_file;  /* the part: it can be gone on with */
	uint64_t at;   /* where the next byte goes */
	uint64_t block;
	bool is_kept[BLOCKS_MAX];
};

/* A number in any notation of C, or the usage error. */
static bool
parse_number(const char *text, const char *what, unsigned long *value)
{
	char *end;

	errno = 0;
	*value = strtoul(text, &end, 0);
	if (errno == 0 && *end == '\0' && end != text && text[0] != '-' &&
	    *value <= UINT32_MAX)
		return true;
	ctl_error("%s: %s is not a number", what, text);
	return false;
}

/* Adds "&name=value" of a flag that was given. */
static bool
add_number(char *query, size_t size, const char *name, const char *text)
{
	size_t len = strlen(query);
	unsigned long value;

	if (text == NULL)
		return true;
	if (!parse_number(text, name, &value))
		return false;
	snprintf(query + len, size - len, "&%s=%lu", name, value);
	return true;
}

/* ---- after ------------------------------------------------------------- */

static bool
is_online(struct job *job)
{
	char *path = client_board_path(job->client, job->board, "");
	json_t *answer = NULL;
	bool online;

	online =
	    client_call(job->client, "GET", path, NULL, &answer) == CTL_OK &&
	    json_is_true(json_object_get(answer, "online"));
	json_decref(answer);
	free(path);
	return online;
}

/* What was written may not be a firmware, so this is no failure. */
static bool
wait_until_back(struct job *job)
{
	const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };
	int64_t end_ms = output_now_ms() + BACK_MS;

	while (output_now_ms() < end_ms && ctl_interrupts == 0) {
		if (is_online(job))
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}

static void
report_result(struct job *job, const char *verb)
{
	double seconds = (double)(output_now_ms() - job->started_ms) / 1000;
	bool back = job->is_known && wait_until_back(job);
	char size[16];
	char rate[16];

	if (job->options->json) {
		json_t *json = json_pack("{s:s, s:s, s:I, s:I, s:b, s:f, s:b}",
		    "board", job->board, "file", job->path, "bytes",
		    (json_int_t)job->done, "resumed_from",
		    (json_int_t)job->resumed, "verified", 1, "seconds", seconds,
		    "online", back);

		output_json_line(json);
		json_decref(json);
	} else if (!job->options->quiet) {
		printf("%s: %s %s in %.1f s (%s/s), verified\n", job->board,
		    verb, output_size((double)job->done, size, sizeof(size)),
		    seconds,
		    output_size((double)(job->done - job->resumed) / seconds,
			rate, sizeof(rate)));
	}
	if (!back && job->is_known)
		ctl_error("%s: has not come back yet", job->board);
}

/* Not so a port on which no agent ever answered. */
static bool
is_board(struct job *job)
{
	char *path = client_board_path(job->client, job->board, "");
	json_t *answer = NULL;
	bool known =
	    client_call(job->client, "GET", path, NULL, &answer) == CTL_OK;

	json_decref(answer);
	free(path);
	return known;
}

static int
begin(struct job *job, const struct ctl_options *options,
    const struct ctl_args *args)
{
	struct target_list list;
	int status;

	*job = (struct job){
		.options = options,
		.client = client_new(options),
		.path = args->words[1],
		.started_ms = output_now_ms(),
	};
	status = target_expand(job->client, args->words[0], &list);
	if (status != CTL_OK) {
		client_report(job->client, args->words[0]);
	} else if (list.count != 1) {
		ctl_error("%s: one board at a time", args->words[0]);
		status = CTL_USAGE;
	} else {
		job->board = args->words[0];
		job->is_known = is_board(job);
	}
	target_free(&list);
	return status;
}

/* ---- flash ------------------------------------------------------------- */

static size_t
read_image(void *arg, void *buf, size_t len)
{
	struct job *job = arg;
	size_t got = fread(buf, 1, len, job->file);

	job->done += got;
	output_progress_update(&job->progress, job->done);
	return got;
}

static int
send_image(struct job *job, const char *query)
{
	struct client_source source = { read_image, job->total, job };
	char *path = client_board_path(job->client, job->board, "flash");
	size_t len = strlen(path) + strlen(query) + 1;
	char *full = malloc(len);
	json_t *answer = NULL;
	int status;

	if (full == NULL)
		abort();
	snprintf(full, len, "%s%s", path, query);
	output_progress_start(&job->progress, job->options, job->board,
	    job->total);
	status = client_upload(job->client, full, &source, &answer);
	output_progress_done(&job->progress);
	json_decref(answer);
	free(full);
	free(path);
	return status;
}

static int
open_image(struct job *job, const struct ctl_args *args, char *query,
    size_t size)
{
	const char *offset = args->values[FLASH_OFFSET];
	char hash[MANIFEST_HASH_TEXT];
	char at[16] = "usual";
	unsigned long number;
	struct stat st;

	if (offset != NULL) {
		if (!parse_number(offset, "offset", &number))
			return CTL_USAGE;
		snprintf(at, sizeof(at), "%lu", number);
	}
	job->file = fopen(job->path, "rb");
	if (job->file == NULL || fstat(fileno(job->file), &st) == -1 ||
	    files_local_hash(job->path, hash) == -1) {
		ctl_error("%s: %s", job->path, strerror(errno));
		return CTL_FAILED;
	}
	job->total = (uint64_t)st.st_size;
	snprintf(query, size, "?offset=%s&sha256=%s%s", at, hash,
	    args->values[FLASH_ERASE] != NULL ? "&erase=1" : "");
	return add_number(query, size, "baud", args->values[FLASH_BAUD]) ?
	    CTL_OK :
	    CTL_USAGE;
}

static int
run_flash(const struct ctl_options *options, const struct ctl_args *args)
{
	char query[256];
	struct job job;
	int status = begin(&job, options, args);

	if (status == CTL_OK)
		status = open_image(&job, args, query, sizeof(query));
	if (status == CTL_OK) {
		status = send_image(&job, query);
		if (status == CTL_OK)
			report_result(&job, "wrote");
		else
			client_report(job.client, job.board);
	}
	if (job.file != NULL)
		fclose(job.file);
	client_free(job.client);
	return status;
}

/* ---- backup ------------------------------------------------------------ */

static bool
fail_here(struct job *job, const char *path)
{
	ctl_error("%s: %s", path, strerror(errno));
	job->failed = true;
	return false;
}

/* The blocks that the chip still has are in a row of hexadecimal bytes. */
static void
read_kept(struct job *job, const char *hex)
{
	unsigned int byte;
	size_t i;

	for (i = 0; i < BLOCKS_MAX; i++)
		if (sscanf(hex + i / 8 * 2, "%2x", &byte) == 1)
			job->is_kept[i] = (byte >> i % 8 & 1) != 0;
		else
			return;
}

/* Goes on behind blocks that are here. */
static bool
skip_kept(struct job *job)
{
	uint64_t at = job->at;

	while (job->block != 0 && at % job->block == 0 &&
	    at / job->block < BLOCKS_MAX && job->is_kept[at / job->block])
		at += job->block;
	if (at != job->at && fseeko(job->file, (off_t)at, SEEK_SET) == -1)
		return fail_here(job, job->path);
	job->at = at;
	return true;
}

static bool
start_backup(void *arg, uint64_t size, const char *blocks)
{
	struct job *job = arg;
	struct stat st;

	read_kept(job, blocks);
	job->resumed = client_resumed(job->client);
	job->done = job->resumed;
	job->total = size;
	if (job->is_file &&
	    (fseeko(job->file, 0, SEEK_SET) == -1 ||
		fstat(fileno(job->file), &st) == -1 ||
		((uint64_t)st.st_size > size &&
		    ftruncate(fileno(job->file), (off_t)size) == -1)))
		return fail_here(job, job->path);
	output_progress_start(&job->progress, job->options, job->board, size);
	return true;
}

static bool
take_backup(void *arg, const void *bytes, size_t len)
{
	struct job *job = arg;
	const uint8_t *from = bytes;
	uint64_t left;
	size_t now;

	while (len > 0) {
		if (!skip_kept(job))
			return false;
		left =
		    job->block != 0 ? job->block - job->at % job->block : len;
		now = left < len ? (size_t)left : len;
		if (fwrite(from, 1, now, job->file) != now)
			return fail_here(job, job->path);
		from += now;
		len -= now;
		job->at += now;
		job->done += now;
	}
	output_progress_update(&job->progress, job->done);
	return true;
}

static int
receive(struct job *job, const char *query)
{
	const struct client_sink sink = { start_backup, take_backup, job };
	char *path = client_board_path(job->client, job->board, "flash");
	size_t len = strlen(path) + strlen(query) + 1;
	char *full = malloc(len);
	int status;

	if (full == NULL)
		abort();
	snprintf(full, len, "%s%s", path, query);
	status = client_download(job->client, full, &sink);
	output_progress_done(&job->progress);
	free(full);
	free(path);
	if (status != CTL_OK && !job->failed)
		client_report(job->client, job->board);
	return status;
}

/* Adds the hash of the part's next block to the query. */
static bool
add_hash(struct job *job, EVP_MD_CTX *md5, char *to)
{
	uint8_t bytes[SECTOR];
	uint8_t hash[EVP_MAX_MD_SIZE];
	uint64_t at;

	if (EVP_DigestInit_ex(md5, EVP_md5(), NULL) != 1)
		return false;
	for (at = 0; at < job->block; at += SECTOR) {
		if (fread(bytes, 1, SECTOR, job->file) != SECTOR)
			return false;
		EVP_DigestUpdate(md5, bytes, SECTOR);
	}
	EVP_DigestFinal_ex(md5, hash, NULL);
	files_hex(to, hash, MD5_LEN);
	return true;
}

/* Offers the blocks of an earlier run. */
static void
offer_blocks(struct job *job, uint64_t size, char *query)
{
	EVP_MD_CTX *md5 = EVP_MD_CTX_new();
	char *to;

	job->block = (size / BLOCKS_MAX + SECTOR - 1) / SECTOR * SECTOR;
	if (md5 != NULL && job->block != 0 && size >= job->block) {
		to = query + strlen(query);
		to += snprintf(to, 64,
		    "&block=%llu&md5=", (unsigned long long)job->block);
		for (; size >= job->block; size -= job->block) {
			if (!add_hash(job, md5, to))
				break;
			to += 2 * (ptrdiff_t)MD5_LEN;
		}
	}
	EVP_MD_CTX_free(md5);
}

static bool
open_part(struct job *job, const char *part, char *query)
{
	struct stat st;

	if (stat(job->path, &st) == 0 && !S_ISREG(st.st_mode)) {
		ctl_error("%s: is there and no file", job->path);
		return false;
	}
	job->file = fopen(part, "r+b");
	if (job->file == NULL && errno == ENOENT)
		job->file = fopen(part, "w+b");
	if (job->file == NULL || fstat(fileno(job->file), &st) == -1)
		return fail_here(job, part);
	job->is_file = S_ISREG(st.st_mode);
	if (job->is_file)
		offer_blocks(job, (uint64_t)st.st_size, query);
	return true;
}

/* What can be gone on with stays. */
static void
leave_part(const struct job *job, const char *part)
{
	struct stat st;
	char size[16];

	if (!job->is_file || stat(part, &st) == -1 || st.st_size < SECTOR)
		unlink(part);
	else if (!job->options->quiet)
		fprintf(stderr, "%s: %s are kept; the same command goes on\n",
		    part, output_size((double)st.st_size, size, sizeof(size)));
}

/* The file appears when all of it is there and good. */
static int
save(struct job *job, char *query)
{
	size_t len = strlen(job->path) + sizeof(".part");
	char *part = malloc(len);
	int status = CTL_FAILED;

	if (part == NULL)
		abort();
	snprintf(part, len, "%s.part", job->path);
	if (open_part(job, part, query))
		status = receive(job, query);
	if (job->file != NULL && fclose(job->file) != 0 && status == CTL_OK) {
		fail_here(job, job->path);
		status = CTL_FAILED;
	}
	if (status == CTL_OK && rename(part, job->path) == -1) {
		fail_here(job, job->path);
		status = CTL_FAILED;
	}
	if (status != CTL_OK && job->file != NULL)
		leave_part(job, part);
	free(part);
	return status;
}

static int
run_backup(const struct ctl_options *options, const struct ctl_args *args)
{
	char query[QUERY_MAX] = "?backup=1";
	struct job job;
	int status = begin(&job, options, args);

	if (status == CTL_OK &&
	    (!add_number(query, sizeof(query), "offset",
		 args->values[BACKUP_OFFSET]) ||
		!add_number(query, sizeof(query), "baud",
		    args->values[BACKUP_BAUD]) ||
		!add_number(query, sizeof(query), "size",
		    args->values[BACKUP_SIZE])))
		status = CTL_USAGE;
	if (status == CTL_OK)
		status = save(&job, query);
	if (status == CTL_OK)
		report_result(&job, "read");
	client_free(job.client);
	return status;
}

const struct ctl_verb verb_flash = {
	.name = "flash",
	.usage = "BOARD IMAGE",
	.summary = "write a chip's flash by its boot loader",
	.min_words = 2,
	.max_words = 2,
	.flags = flash_flags,
	.run = run_flash,
};

const struct ctl_verb verb_backup = {
	.name = "backup",
	.usage = "BOARD FILE",
	.summary = "read a chip's flash by its boot loader",
	.min_words = 2,
	.max_words = 2,
	.flags = backup_flags,
	.run = run_backup,
};
