/* SPDX-License-Identifier: MIT */
/*
 * Runs a fuzz target without libFuzzer: every file of the corpus, then random
 * changes of them for a while. Usage:
 * fuzz_x [-seconds=N] [-seed=N] [-keep=FILE] DIR...; FILE gets the input that
 * is running.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define INPUT_MAX       4096
#define CORPUS_MAX      512
#define DEFAULT_SECONDS 2

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	uint8_t *bytes; /* owned, never freed */
	size_t len;
};

static struct input corpus[CORPUS_MAX];
static size_t corpus_count;
static uint64_t rng_state = 1;
static const char *keep_path; /* the input that runs is kept here, or NULL */

static uint32_t
next_random(void)
{
	uint64_t z = rng_state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	return (uint32_t)((z ^ z >> 27) >> 20);
}

static uint32_t
below(size_t bound)
{
	return bound == 0 ? 0 : next_random() % (uint32_t)bound;
}

static void
keep(const uint8_t *bytes, size_t len)
{
	FILE *file = keep_path == NULL ? NULL : fopen(keep_path, "wb");

	if (file == NULL)
		return;
	fwrite(bytes, 1, len, file);
	fclose(file);
}

/* Runs an exact-size heap copy, so that overreads are caught. */
static void
run_one(const uint8_t *bytes, size_t len)
{
	uint8_t *copy = malloc(len == 0 ? 1 : len);

	if (copy == NULL)
		abort();
	memcpy(copy, bytes, len);
	keep(bytes, len);
	LLVMFuzzerTestOneInput(copy, len);
	free(copy);
}

static void
add_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes = malloc(INPUT_MAX);

	if (file == NULL || bytes == NULL || corpus_count == CORPUS_MAX) {
		perror(path);
		exit(1);
	}
	corpus[corpus_count].bytes = bytes;
	corpus[corpus_count].len = fread(bytes, 1, INPUT_MAX, file);
	corpus_count++;
	fclose(file);
}

static void
add_directory(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	char name[1024];

	if (dir == NULL) {
		perror(path);
		exit(1);
	}
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		add_file(name);
	}
	closedir(dir);
}

/* One random change: flip, set, insert, remove, copy, or splice. */
static size_t
mutate(uint8_t *bytes, size_t len)
{
	static const uint8_t special[] = { 0, 1, 0x7f, 0x80, 0xfe, 0xff };
	size_t at = below(len);
	size_t count = 1 + below(8);
	const struct input *other = &corpus[below(corpus_count)];

	switch (len == 0 ? 2 : below(7)) {
	case 0:
		bytes[at] ^= (uint8_t)(1u << below(8));
		return len;
	case 1:
		bytes[at] = special[below(sizeof(special))];
		return len;
	case 2:
		if (len + count > INPUT_MAX)
			return len;
		memmove(bytes + at + count, bytes + at, len - at);
		for (size_t i = 0; i < count; i++)
			bytes[at + i] = (uint8_t)next_random();
		return len + count;
	case 3:
		if (at + count > len)
			return at;
		memmove(bytes + at, bytes + at + count, len - at - count);
		return len - count;
	case 4:
		bytes[at] = (uint8_t)next_random();
		return len;
	case 5: {
		size_t from = below(len);

		count = count < len - at ? count : len - at;
		count = count < len - from ? count : len - from;
		memmove(bytes + at, bytes + from, count);
		return len;
	}
	default:
		if (other->len == 0)
			return len;
		count = 1 + below(other->len);
		if (at + count > INPUT_MAX)
			return len;
		memcpy(bytes + at, other->bytes + other->len - count, count);
		return at + count > len ? at + count : len;
	}
}

static unsigned long
fuzz_for(unsigned int seconds)
{
	static uint8_t bytes[INPUT_MAX];
	time_t end = time(NULL) + (time_t)seconds;
	unsigned long runs = 0;

	while (runs % 256 != 0 || time(NULL) < end) {
		const struct input *input = &corpus[below(corpus_count)];
		size_t len = input->len;
		uint32_t changes = 1 + below(6);

		memcpy(bytes, input->bytes, len);
		while (changes-- > 0)
			len = mutate(bytes, len);
		run_one(bytes, len);
		runs++;
	}
	return runs;
}

int
main(int argc, char **argv)
{
	unsigned int seconds = DEFAULT_SECONDS;
	unsigned long runs;

	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "-seconds=", 9) == 0)
			seconds = (unsigned int)strtoul(argv[i] + 9, NULL, 10);
		else if (strncmp(argv[i], "-seed=", 6) == 0)
			rng_state = strtoull(argv[i] + 6, NULL, 10);
		else if (strncmp(argv[i], "-keep=", 6) == 0)
			keep_path = argv[i] + 6;
		else
			add_directory(argv[i]);
	}
	for (size_t i = 0; i < corpus_count; i++)
		run_one(corpus[i].bytes, corpus[i].len);
	if (corpus_count == 0) {
		fprintf(stderr, "%s: no corpus\n", argv[0]);
		return 1;
	}
	runs = fuzz_for(seconds);
	printf("%s: corpus %zu, random runs %lu\n", argv[0], corpus_count,
	    runs);
	return 0;
}
