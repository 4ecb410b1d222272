/* SPDX-License-Identifier: MIT */
/*
 * The power goes in every flash operation of an upload, a rename, a remove:
 * the board mounts again, files are wholly old or wholly new, what was
 * acknowledged is there, and the upload goes on where it stopped.
 */
#include "check.h"
#include "proto/status.h"

#include "agent.h"
#include "fake_port.h"

#define OLD_SIZE   3000
#define NEW_SIZE   40000
#define KEEP_SIZE  5000
#define PIECE_SIZE 509
#define MAX_STEPS  100

static struct port port;
static struct agent agent;
static struct session session;
static struct proto_transfer transfer;
static uint8_t new_bytes[NEW_SIZE];
static uint8_t old_bytes[OLD_SIZE];
static uint8_t keep_bytes[KEEP_SIZE];
static uint32_t damage_at = UINT32_MAX; /* the piece with this offset */

static void
fill(uint8_t *bytes, size_t len, uint32_t seed)
{
	for (size_t i = 0; i < len; i++) {
		seed = seed * 1664525u + 1013904223u;
		bytes[i] = (uint8_t)(seed >> 24);
	}
}

/* The board starts, with whatever the flash holds. */
static void
boot(bool may_format)
{
	struct arena arena;
	bool formatted;

	memset(&agent, 0, sizeof(agent));
	memset(&session, 0, sizeof(session));
	arena.at = fake_port_memory(&arena.left);
	agent.port = &port;
	agent.store = store_new(&port, &arena, may_format, &formatted);
	session.agent = &agent;
}

static bool
write_file(const char *path, const uint8_t *bytes, size_t len)
{
	int fd = store_open(agent.store, path,
	    STORE_WRITE | STORE_CREATE | STORE_TRUNCATE);

	return fd >= 0 &&
	    store_write(agent.store, fd, bytes, len) == (int)len &&
	    store_close(agent.store, fd) == 0;
}

static bool
file_equals(const char *path, const uint8_t *bytes, size_t len)
{
	uint8_t piece[512];
	int fd = store_open(agent.store, path, STORE_READ);
	size_t at = 0;
	int n = 0;

	if (fd < 0)
		return false;
	while ((n = store_read(agent.store, fd, piece, sizeof(piece))) > 0) {
		if (at + (size_t)n > len ||
		    memcmp(piece, bytes + at, (size_t)n) != 0)
			break;
		at += (size_t)n;
	}
	store_close(agent.store, fd);
	return n == 0 && at == len;
}

static void
new_board(void)
{
	fake_port_init(&port);
	boot(true);
	CHECK(write_file("/a.bin", old_bytes, OLD_SIZE));
	CHECK_INT(store_mkdir(agent.store, "/d"), 0);
	CHECK(write_file("/d/keep", keep_bytes, KEEP_SIZE));
	fake_port_power_on(&port);
}

/* ---- the upload, as the protocol does it -------------------------------- */

static int
repeat(int (*step)(void *arg, struct proto_transfer *t))
{
	int ret = PROTO_LATER;

	for (int i = 0; i < MAX_STEPS && ret == PROTO_LATER; i++)
		ret = step(&session, &transfer);
	return ret;
}

static bool
prefix_matches(uint32_t have)
{
	struct proto_sha256 sha256;
	uint8_t want[PROTO_SHA256_LEN];
	uint8_t got[PROTO_SHA256_LEN];
	int ret = PROTO_LATER;

	proto_sha256_init(&sha256);
	proto_sha256_update(&sha256, new_bytes, have);
	proto_sha256_final(&sha256, want);
	for (int i = 0; i < MAX_STEPS && ret == PROTO_LATER; i++)
		ret =
		    upload_storage.hash_prefix(&session, &transfer, have, got);
	return ret == PROTO_STATUS_OK && memcmp(want, got, sizeof(got)) == 0;
}

/* PROTO_STATUS_OK only when the board acknowledged all of it. */
static int
upload(uint32_t *resumed)
{
	static const char path[] = "/a.bin";
	struct proto_span name = { (const uint8_t *)path, sizeof(path) - 1 };
	struct proto_sha256 sha256;
	uint8_t piece[PIECE_SIZE];
	uint32_t at = 0;
	int ret;

	memset(&transfer, 0, sizeof(transfer));
	transfer.size = NEW_SIZE;
	transfer.kind = PROTO_TRANSFER_FILE;
	transfer.direction = PROTO_PUT;
	transfer.channel.number = PROTO_CH_TRANSFER;
	proto_sha256_init(&sha256);
	proto_sha256_update(&sha256, new_bytes, NEW_SIZE);
	proto_sha256_final(&sha256, transfer.sha256);

	ret = upload_storage.open(&session, &transfer, &name, false, &at);
	if (ret != PROTO_STATUS_OK)
		return ret;
	if (at > 0 && !prefix_matches(at)) {
		upload_storage.close(&session, &transfer, PROTO_STATUS_ABORTED);
		ret =
		    upload_storage.open(&session, &transfer, &name, true, &at);
	}
	*resumed = at;
	while (ret == PROTO_STATUS_OK && at < NEW_SIZE) {
		size_t len =
		    NEW_SIZE - at < PIECE_SIZE ? NEW_SIZE - at : PIECE_SIZE;

		memcpy(piece, new_bytes + at, len);
		if (damage_at >= at && damage_at < at + len)
			piece[damage_at - at] ^= 1;
		ret = upload_storage.write_at(&session, &transfer, at, piece,
		    len);
		at += (uint32_t)len;
	}
	if (ret == PROTO_STATUS_OK)
		ret = repeat(upload_storage.commit);
	upload_storage.close(&session, &transfer, (uint16_t)ret);
	return ret;
}

/* ---- cutting ------------------------------------------------------------ */

/* What every start after a cut must find. */
static void
check_after_cut(bool acknowledged)
{
	bool is_old;
	bool is_new;

	CHECK(store_is_mounted(agent.store));
	CHECK(file_equals("/d/keep", keep_bytes, KEEP_SIZE));
	is_old = file_equals("/a.bin", old_bytes, OLD_SIZE);
	is_new = file_equals("/a.bin", new_bytes, NEW_SIZE);
	CHECK(is_old || is_new);
	if (acknowledged)
		CHECK(is_new);
}

/* How many bytes the second try had not to send again, at most. */
static uint32_t best_resume;

static bool
cut_upload(enum fake_cut cut, uint32_t cut_at)
{
	uint32_t resumed = 0;
	bool acknowledged;
	bool was_cut;

	new_board();
	port.cut = cut;
	port.cut_at = cut_at;
	acknowledged = upload(&resumed) == PROTO_STATUS_OK;
	was_cut = port.is_off;

	fake_port_power_on(&port);
	boot(false);
	check_after_cut(acknowledged);
	CHECK_INT(upload(&resumed), PROTO_STATUS_OK);
	CHECK(file_equals("/a.bin", new_bytes, NEW_SIZE));
	CHECK(file_equals("/d/keep", keep_bytes, KEEP_SIZE));
	if (was_cut && resumed > best_resume)
		best_resume = resumed;
	return was_cut;
}

TEST(upload_with_a_cut_in_every_operation)
{
	uint32_t runs = 0;

	best_resume = 0;
	for (int cut = 0; cut < FAKE_CUT_COUNT; cut++) {
		uint32_t at = 1;

		while (cut_upload((enum fake_cut)cut, at) && check_failed == 0)
			at++;
		runs += at;
	}
	printf("# %u uploads were cut, best resume at %u of %u\n",
	    (unsigned)runs, (unsigned)best_resume, (unsigned)NEW_SIZE);
	CHECK(runs > 4 * 30);
	/* The staged part is really used. */
	CHECK(best_resume > NEW_SIZE / 2);
}

static bool
cut_rename(enum fake_cut cut, uint32_t cut_at)
{
	bool done;
	bool was_cut;
	bool at_old;
	bool at_new;

	new_board();
	port.cut = cut;
	port.cut_at = cut_at;
	done = store_rename(agent.store, "/d/keep", "/moved") == 0;
	was_cut = port.is_off;
	fake_port_power_on(&port);
	boot(false);
	CHECK(store_is_mounted(agent.store));
	at_old = file_equals("/d/keep", keep_bytes, KEEP_SIZE);
	at_new = file_equals("/moved", keep_bytes, KEEP_SIZE);
	CHECK(at_old != at_new);
	if (done)
		CHECK(at_new);
	CHECK(file_equals("/a.bin", old_bytes, OLD_SIZE));
	return was_cut;
}

static bool
cut_remove(enum fake_cut cut, uint32_t cut_at)
{
	struct store_stat st;
	bool done;
	bool was_cut;
	bool gone;

	new_board();
	port.cut = cut;
	port.cut_at = cut_at;
	done = store_remove(agent.store, "/a.bin") == 0;
	was_cut = port.is_off;
	fake_port_power_on(&port);
	boot(false);
	CHECK(store_is_mounted(agent.store));
	gone = store_stat(agent.store, "/a.bin", &st) == -STORE_ENOENT;
	CHECK(gone || file_equals("/a.bin", old_bytes, OLD_SIZE));
	if (done)
		CHECK(gone);
	CHECK(file_equals("/d/keep", keep_bytes, KEEP_SIZE));
	return was_cut;
}

static void
cut_everywhere(bool (*run)(enum fake_cut cut, uint32_t cut_at))
{
	for (int cut = 0; cut < FAKE_CUT_COUNT; cut++) {
		uint32_t at = 1;

		while (run((enum fake_cut)cut, at) && check_failed == 0)
			at++;
		CHECK(at > 1);
	}
}

TEST(rename_with_a_cut_in_every_operation)
{
	cut_everywhere(cut_rename);
}

TEST(remove_with_a_cut_in_every_operation)
{
	cut_everywhere(cut_remove);
}

TEST(first_start_with_a_cut_in_every_operation)
{
	for (int cut = 0; cut < FAKE_CUT_COUNT; cut++) {
		bool was_cut = true;

		for (uint32_t at = 1; was_cut && check_failed == 0; at++) {
			fake_port_init(&port);
			port.cut = (enum fake_cut)cut;
			port.cut_at = at;
			boot(true);
			was_cut = port.is_off;
			fake_port_power_on(&port);
			boot(true);
			CHECK(store_is_mounted(agent.store));
			CHECK(write_file("/x", old_bytes, OLD_SIZE));
		}
	}
}

/* ---- what an upload refuses --------------------------------------------- */

TEST(damaged_content_is_not_published)
{
	uint32_t resumed;

	new_board();
	damage_at = 12345;
	CHECK_INT(upload(&resumed), PROTO_STATUS_DATA_LOSS);
	damage_at = UINT32_MAX;
	CHECK(file_equals("/a.bin", old_bytes, OLD_SIZE));
	/* Nothing of the damaged try is used for the next one. */
	CHECK_INT(upload(&resumed), PROTO_STATUS_OK);
	CHECK_INT(resumed, 0);
	CHECK(file_equals("/a.bin", new_bytes, NEW_SIZE));
}

static int
open_named(const char *path, uint32_t size)
{
	struct proto_span name = { (const uint8_t *)path, strlen(path) };
	uint32_t have = 0;

	memset(&transfer, 0, sizeof(transfer));
	transfer.channel.number = PROTO_CH_TRANSFER;
	transfer.size = size;
	return upload_storage.open(&session, &transfer, &name, false, &have);
}

TEST(impossible_targets_are_refused_at_once)
{
	struct proto_span empty = { (const uint8_t *)"", 0 };
	uint32_t have;

	new_board();
	CHECK_INT(open_named("/no/x", 10), PROTO_STATUS_FS_BASE + STORE_ENOENT);
	CHECK_INT(open_named("/d", 10), PROTO_STATUS_FS_BASE + STORE_EISDIR);
	CHECK_INT(open_named("/a.bin/x", 10),
	    PROTO_STATUS_FS_BASE + STORE_ENOTDIR);
	CHECK_INT(open_named("/big", FAKE_BLOCKS * FAKE_BLOCK),
	    PROTO_STATUS_FS_BASE + STORE_ENOSPC);
	CHECK_INT(open_named("/.~staging/x", 10),
	    PROTO_STATUS_FS_BASE + STORE_ENOENT);
	memset(&transfer, 0, sizeof(transfer));
	transfer.channel.number = PROTO_CH_TRANSFER;
	CHECK_INT(upload_storage.open(&session, &transfer, &empty, false,
		      &have),
	    PROTO_STATUS_INVALID_ARGUMENT);
}

int
main(void)
{
	fill(new_bytes, sizeof(new_bytes), 1);
	fill(old_bytes, sizeof(old_bytes), 2);
	fill(keep_bytes, sizeof(keep_bytes), 3);
	RUN(upload_with_a_cut_in_every_operation);
	RUN(rename_with_a_cut_in_every_operation);
	RUN(remove_with_a_cut_in_every_operation);
	RUN(first_start_with_a_cut_in_every_operation);
	RUN(damaged_content_is_not_published);
	RUN(impossible_targets_are_refused_at_once);
	return check_done();
}
