/* SPDX-License-Identifier: MIT */
/*
 * The files under power cuts: the shipped store and littlefs over the flash
 * simulator of the boot code, with torn and unstable bits. A cut at every
 * operation leaves the files as they were before a step or after it, as a
 * whole; what was acknowledged stays, also after further starts.
 * store_cut_test [-rounds=N]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot/sim_flash.h"
#include "fake_port.h"
#include "store.h"

#define SECTOR     1024
#define SECTORS    96
#define UNIT       16
#define NEVER      UINT64_MAX
#define STARTS     3 /* after the last step, all of which must agree */
#define STARTS_MAX 20
#define STAGED     "/.~staging/new"

enum verb { WRITE, UPLOAD, APPEND, CUT_SHORT, RENAME, REMOVE, MKDIR, END };

/* The names that take part. */
enum name { A, B, LOG, IN_D, D, E, IN_E, NAMES };

static const char *const names[NAMES] = { "/a", "/b.bin", "/log", "/d/keep",
	"/d", "/e", "/e/f" };

struct step {
	enum verb verb;
	enum name name;
	enum name to;
	uint32_t size;
};

static const struct step script[] = {
	{ WRITE, A, A, 300 },
	{ UPLOAD, B, B, 5000 },
	{ APPEND, LOG, LOG, 40 },
	{ APPEND, LOG, LOG, 700 },
	{ UPLOAD, A, A, 2600 },
	{ RENAME, A, B, 0 },
	{ MKDIR, E, E, 0 },
	{ WRITE, IN_E, IN_E, 1500 },
	{ RENAME, IN_E, A, 0 },
	{ REMOVE, E, E, 0 },
	{ CUT_SHORT, LOG, LOG, 100 },
	{ WRITE, LOG, LOG, 3000 },
	{ UPLOAD, LOG, LOG, 20 },
	{ REMOVE, B, B, 0 },
	{ MKDIR, E, E, 0 },
	{ UPLOAD, IN_E, IN_E, 4000 },
	{ APPEND, IN_E, IN_E, 10 },
	{ END, A, A, 0 },
};
#define STEPS (sizeof(script) / sizeof(script[0]))

/* What a name stands for: bytes made by seed from pieces of a file's life. */
struct entry {
	bool exists;
	bool is_folder;
	uint32_t size;
	uint8_t bytes[8192];
};

struct files {
	struct entry entry[NAMES];
};

static struct port port;
static struct sim sim;
static struct sim first; /* a new board, before the script */
static struct store *store;
static struct files at_step[STEPS]; /* before each */
static unsigned long runs;

static const char *failure;

static void
fail(const char *what)
{
	if (failure == NULL)
		failure = what;
}

/* ---- the script, as it ought to be -------------------------------------- */

static uint8_t
content(size_t step, uint32_t at)
{
	return (uint8_t)((step * 37 + at * 11 + at / 251) ^ at >> 5);
}

static void
extend(struct entry *entry, size_t step, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++)
		entry->bytes[entry->size++] = content(step, i);
	entry->exists = true;
}

static void
apply_to_model(struct files *files, size_t number)
{
	const struct step *step = &script[number];
	struct entry *entry = &files->entry[step->name];

	switch (step->verb) {
	case WRITE:
	case UPLOAD:
		entry->size = 0;
		extend(entry, number, step->size);
		break;
	case APPEND:
		extend(entry, number, step->size);
		break;
	case CUT_SHORT:
		entry->size = step->size;
		break;
	case RENAME:
		files->entry[step->to] = *entry;
		memset(entry, 0, sizeof(*entry));
		break;
	case REMOVE:
		memset(entry, 0, sizeof(*entry));
		break;
	case MKDIR:
		entry->exists = entry->is_folder = true;
		break;
	case END:
		break;
	}
}

/* ---- the script, as the store does it ----------------------------------- */

static int
write_file(const char *path, unsigned flags, size_t number, uint32_t size)
{
	uint8_t piece[257];
	int fd = store_open(store, path, flags);
	int ret = fd;

	for (uint32_t at = 0; ret >= 0 && at < size;) {
		uint32_t len =
		    size - at < sizeof(piece) ? size - at : sizeof(piece);

		for (uint32_t i = 0; i < len; i++)
			piece[i] = content(number, at + i);
		ret = store_write(store, fd, piece, len);
		at += len;
		/* Uploads do so every now and then. */
		if (ret >= 0 && (flags & STORE_INTERNAL) != 0 && at % 2 == 0)
			ret = store_sync(store, fd);
	}
	return ret < 0 ? ret : store_close(store, fd);
}

static int
cut_short(const char *path, uint32_t size)
{
	int fd = store_open(store, path, STORE_READ | STORE_WRITE);

	if (fd < 0 || store_truncate(store, fd, size) < 0)
		return -1;
	return store_close(store, fd);
}

static int
upload(const char *path, size_t number, uint32_t size)
{
	int ret = write_file(STAGED,
	    STORE_READ | STORE_WRITE | STORE_CREATE | STORE_TRUNCATE |
		STORE_INTERNAL,
	    number, size);

	return ret < 0 ? ret : store_publish(store, STAGED, path);
}

static int
apply(size_t number)
{
	const struct step *step = &script[number];
	const char *path = names[step->name];

	switch (step->verb) {
	case WRITE:
		return write_file(path,
		    STORE_WRITE | STORE_CREATE | STORE_TRUNCATE, number,
		    step->size);
	case UPLOAD:
		return upload(path, number, step->size);
	case APPEND:
		return write_file(path,
		    STORE_WRITE | STORE_CREATE | STORE_APPEND, number,
		    step->size);
	case CUT_SHORT:
		return cut_short(path, step->size);
	case RENAME:
		return store_rename(store, path, names[step->to]);
	case REMOVE:
		return store_remove(store, path);
	case MKDIR:
		return store_mkdir(store, path);
	case END:
		break;
	}
	return 0;
}

/* ---- looking ------------------------------------------------------------ */

static bool
entry_is(enum name name, const struct entry *want)
{
	static uint8_t bytes[sizeof(want->bytes) + 1];
	struct store_stat st;
	int fd;
	int n;

	if (store_stat(store, names[name], &st) != 0)
		return !want->exists;
	if (!want->exists || (st.type == STORE_DIRECTORY) != want->is_folder)
		return false;
	if (want->is_folder)
		return true;
	fd = store_open(store, names[name], STORE_READ);
	n = fd < 0 ? fd : store_read(store, fd, bytes, sizeof(bytes));
	if (fd >= 0)
		store_close(store, fd);
	return n == (int)want->size &&
	    memcmp(bytes, want->bytes, want->size) == 0;
}

static bool
files_are(const struct files *want)
{
	for (int i = 0; i < NAMES; i++) {
		if (!entry_is((enum name)i, &want->entry[i]))
			return false;
	}
	return true;
}

static void
start(bool may_format)
{
	struct arena arena;
	bool formatted;

	arena.at = fake_port_memory(&arena.left);
	store = store_new(&port, &arena, may_format, &formatted);
	if (store == NULL || !store_is_mounted(store))
		fail("does not mount");
	if (formatted != may_format)
		fail("was formatted again");
}

/* ---- runs --------------------------------------------------------------- */

struct run {
	size_t number; /* of the step under way */
	bool is_acknowledged;
	unsigned starts;
	unsigned calm; /* starts since the last step */
};

static struct run now;

/* Opening a new file makes it, empty, before anything is written. */
static bool
is_just_made(void)
{
	static struct files made;
	const struct step *step = &script[now.number];

	if (step->verb != WRITE && step->verb != APPEND)
		return false;
	made = at_step[now.number];
	if (made.entry[step->name].exists)
		return false;
	made.entry[step->name].exists = true;
	return files_are(&made);
}

/* A start: everything is as before the step, or as after it. */
static void
look(void)
{
	start(false);
	if (failure != NULL)
		return;
	if (now.number + 1 < STEPS && files_are(&at_step[now.number + 1]))
		now.number++;
	else if (!files_are(&at_step[now.number]) && !is_just_made())
		fail("is neither as before nor as after");
}

static void
go_on(void)
{
	look();
	while (failure == NULL && now.number + 1 < STEPS) {
		if (apply(now.number) < 0)
			fail("a step fails");
		now.number++;
	}
	if (failure == NULL && !files_are(&at_step[STEPS - 1]))
		fail("ends with other files");
}

/* Until the script is over and a few starts have found the same. */
static void
run_script(void)
{
	static jmp_buf cut;

	memset(&now, 0, sizeof(now));
	sim.cut = &cut;
	(void)setjmp(cut);
	while (failure == NULL && now.calm < STARTS) {
		if (++now.starts > STARTS_MAX)
			fail("gets nowhere");
		sim_power_on(&sim);
		go_on();
		now.calm++;
		if (now.starts == 1 && sim.fault_count == 0)
			break;
	}
	runs++;
}

static void
report(uint64_t at, int fault, uint64_t seed)
{
	printf("not ok: %s: step %zu, start %u, fault %d at %llu, seed %llu\n",
	    failure, now.number, now.starts, fault, (unsigned long long)at,
	    (unsigned long long)seed);
	exit(1);
}

static void
new_board(uint64_t seed)
{
	memcpy(&sim, &first, sizeof(sim));
	sim.random = seed;
	sim.ops = 0;
	sim.fault_at[0] = NEVER;
	sim.fault_count = 0;
}

static uint64_t
prepare(void)
{
	sim_init(&sim, SECTOR * SECTORS, SECTOR, UNIT, 1);
	port.sim = &sim;
	start(true);
	if (store_mkdir(store, "/d") != 0 ||
	    write_file("/d/keep", STORE_WRITE | STORE_CREATE, 99, 3000) != 0)
		fail("cannot be prepared");
	at_step[0].entry[D].exists = at_step[0].entry[D].is_folder = true;
	extend(&at_step[0].entry[IN_D], 99, 3000);
	for (size_t i = 0; i + 1 < STEPS; i++) {
		at_step[i + 1] = at_step[i];
		apply_to_model(&at_step[i + 1], i);
	}
	memcpy(&first, &sim, sizeof(sim));
	new_board(1);
	run_script();
	if (failure != NULL)
		report(NEVER, 0, 1);
	return sim.ops;
}

int
main(int argc, char **argv)
{
	unsigned long rounds = 1;
	uint64_t ops;

	if (argc > 1 && strncmp(argv[1], "-rounds=", 8) == 0)
		rounds = strtoul(argv[1] + 8, NULL, 10);
	setvbuf(stdout, NULL, _IOLBF, 0);
	fake_port_init(&port);
	ops = prepare();
	printf("%llu operations\n", (unsigned long long)ops);
	for (unsigned long round = 1; round <= rounds; round++) {
		for (uint64_t at = 0; at < ops; at++) {
			for (int fault = 0; fault < SIM_CUT_COUNT; fault++) {
				uint64_t seed =
				    round * 1000003 + at * 8 + (uint64_t)fault;

				new_board(seed);
				sim.fault_at[0] = at;
				sim.fault[0] = (enum sim_fault)fault;
				run_script();
				if (failure != NULL)
					report(at, fault, seed);
			}
		}
	}
	printf("ok: %lu cuts under the file system\n", runs - 1);
	return 0;
}
