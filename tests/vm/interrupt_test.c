/* SPDX-License-Identifier: MIT */
/*
 * Ctrl-C works everywhere: a statement that would take long is interrupted,
 * and the longest stretch of work between two polls of the VM is measured
 * in processor time, which a busy machine does not lengthen.
 */
#include <stdlib.h>
#include <time.h>

#include "check.h"
#include "runtime/state.h"
#include "vm.h"

#define HEAP_SIZE (32u * 1024u * 1024u)
/* Generous: sanitizers and slow machines; a missing poll takes seconds. */
#define GAP_MAX_US 60000u
#define RUN_US     30000u /* processor time before the interrupt */

struct statement {
	const char *setup;
	const char *text; /* runs far longer than RUN_US, or for ever */
};

static const struct statement statements[] = {
	{ "", "while True: pass\n" },
	{ "def f():\n    while 1:\n        try:\n            pass\n"
	  "        finally:\n            continue\n",
	    "f()\n" },
	{ "", "sum(range(10 ** 9))\n" },
	{ "", "10 ** 9 in (x * 2 for x in range(10 ** 9))\n" },
	{ "", "max(range(10 ** 9))\n" },
	{ "", "list(filter(None, (0 for x in range(10 ** 9))))\n" },
	{ "", "all(map(lambda x: True, range(10 ** 9)))\n" },
	{ "", "for x in zip(range(10 ** 9), range(10 ** 9)): pass\n" },
	{ "", "[0 for x in range(10 ** 9) if x < 0]\n" },
	{ "a = 3 ** 100000\n", "while a: a * a\n" },
	{ "a = 3 ** 100000\n", "while a: str(a)\n" },
	{ "a = '7' * 100000\n", "while a: int(a)\n" },
	{ "a = 3 ** 100000\nb = 7 ** 30000\n", "while a: a // b\n" },
	{ "l = [(i * 7919) % 1000003 for i in range(100000)]\n",
	    "while l: sorted(l)\n" },
	{ "def f(): f()\n",
	    "while 1:\n    try: f()\n    except RuntimeError: pass\n" },
	{ "def g():\n    while 1: yield\n", "for x in g(): pass\n" },
	{ "def g():\n    while 1: yield\n", "list(0 for x in g() if x)\n" },
	{ "import time\n", "time.sleep(1000)\n" },
};

#define COUNT (sizeof(statements) / sizeof(statements[0]))

static struct {
	struct vm *vm;
	bool armed;
	uint64_t start_us;
	uint64_t last_us; /* of processor time, at the last poll */
	uint64_t gap_us;  /* longest */
	unsigned long polls;
} watch;

static uint64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}

static void
note_time(void)
{
	uint64_t now = now_us();

	if (now - watch.last_us > watch.gap_us)
		watch.gap_us = now - watch.last_us;
	watch.last_us = now;
}

static void
host_poll(void *ctx)
{
	(void)ctx;
	if (!watch.armed)
		return;
	note_time();
	watch.polls++;
	if (watch.last_us - watch.start_us > RUN_US)
		vm_interrupt(watch.vm);
}

/* A sleep that an interrupt ends early. */
static void
host_sleep(void *ctx, uint64_t us)
{
	(void)ctx;
	(void)us;
	if (watch.armed)
		vm_interrupt(watch.vm);
}

static uint64_t
host_ticks(void *ctx)
{
	(void)ctx;
	return now_us();
}

static const struct vm_host host = {
	.poll = host_poll,
	.sleep_us = host_sleep,
	.ticks_us = host_ticks,
	.platform = "test",
};

static enum vm_result
run(const char *text)
{
	return vm_exec_source(watch.vm, text, strlen(text), "test",
	    VM_EXEC_FILE);
}

/* The longest gap of one statement in us; 0: it could not be run. */
static uint64_t
measure(const struct statement *s, void *block)
{
	char text[160];
	enum vm_result result;

	if (vm_init(&watch.vm, block, HEAP_SIZE, &host, NULL) != VM_OK)
		return 0;
	result = run(s->setup);
	if (result == VM_OK) {
		watch.gap_us = 0;
		watch.polls = 0;
		watch.start_us = watch.last_us = now_us();
		watch.armed = true;
		result = run(s->text);
		watch.armed = false;
		note_time();
		if (result != VM_INTERRUPTED) {
			vm_error_text(watch.vm, text, sizeof(text));
			printf("# result %d, not interrupted: %s# %s", result,
			    s->text, text);
			check_report(__FILE__, __LINE__, "not interrupted");
		}
	} else {
		vm_error_line(watch.vm, text, sizeof(text));
		printf("# skipped (%s): %s", text, s->text);
		watch.gap_us = 0;
	}
	vm_fini(watch.vm);
	return watch.gap_us;
}

static int
compare(const void *a, const void *b)
{
	const uint64_t *x = a;
	const uint64_t *y = b;

	return (*x > *y) - (*x < *y);
}

TEST(every_statement_is_interrupted)
{
	static uint64_t gaps[COUNT];
	const char *only = getenv("INTERRUPT_ONLY");
	void *block = malloc(HEAP_SIZE);
	size_t count = 0;

	for (size_t i = 0; block != NULL && i < COUNT; i++) {
		uint64_t gap;

		if (only != NULL && strstr(statements[i].text, only) == NULL)
			continue;
		gap = measure(&statements[i], block);
		if (gap > 1000 || only != NULL)
			printf("# %llu us: %s", (unsigned long long)gap,
			    statements[i].text);
		if (gap > GAP_MAX_US)
			check_report(__FILE__, __LINE__, statements[i].text);
		if (gap > 0)
			gaps[count++] = gap;
	}
	free(block);
	CHECK(count > 0);
	if (count == 0)
		return;
	qsort(gaps, count, sizeof(gaps[0]), compare);
	printf("# %zu statements, longest time without a poll: p50 %llu us, "
	       "max %llu us\n",
	    count, (unsigned long long)gaps[count / 2],
	    (unsigned long long)gaps[count - 1]);
}

int
main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	RUN(every_statement_is_interrupted);
	return check_done();
}
