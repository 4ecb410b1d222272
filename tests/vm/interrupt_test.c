/* SPDX-License-Identifier: MIT */
/*
 * Ctrl-C works everywhere: a statement that would take long is interrupted,
 * and the longest stretch of work between two polls of the VM is measured
 * in processor time, which a busy machine does not lengthen.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

#include "check.h"
#include "heap_check.h"
#include "modules/mod_marshal.h"
#include "runtime/state.h"
#include "vm.h"

#define HEAP_SIZE (64u * 1024u * 1024u)
/* Generous: for slow machines, and sanitizers make natives several times
 * slower; a missing poll takes seconds. */
#ifdef __SANITIZE_ADDRESS__
#define GAP_MAX_US 300000u
#else
#define GAP_MAX_US 10000u
#endif
/* A longer one is measured again: what else the machine does costs, too. */
#define GOAL_US    1000u
#define TRIES      4
#define GIVE_UP_US 1500000u
#define RUN_US     30000u /* of each statement; INTERRUPT_US tells another */

struct statement {
	const char *setup;
	const char *text; /* runs for ever, or nearly */
};

static const struct statement statements[] = {
#define X(setup, text) { setup, text },
#include "interrupt_statements.def"
#undef X
};

#define COUNT (sizeof(statements) / sizeof(statements[0]))

static struct {
	struct vm *vm;
	bool armed;
	uint64_t start_us;
	uint64_t last_us; /* of processor time, at the last poll */
	uint64_t gap_us;  /* longest */
	uint64_t run_us;  /* processor time before the interrupt */
	sigjmp_buf out;
} watch;

static uint64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
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
	if (watch.last_us - watch.start_us > watch.run_us) {
		vm_interrupt(watch.vm);
		/* Again if it was caught. */
		watch.start_us = watch.last_us;
	}
}

static void
give_up(int signal_number)
{
	(void)signal_number;
	siglongjmp(watch.out, 1);
}

/* After so much processor time; 0: never. */
static void
give_up_after(uint64_t us)
{
	struct itimerval timer = { .it_value = { (time_t)(us / 1000000u),
				       (suseconds_t)(us % 1000000u) } };

	signal(SIGPROF, give_up);
	setitimer(ITIMER_PROF, &timer, NULL);
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

/* ---- the only file there is: the module `large` ------------------------ */

#define LARGE_LINES 40000u
static const char line[] = "x = [1, 2]; y = 'ab'\n";
#define LINE_LEN (sizeof(line) - 1)
static size_t read_at;

static int
host_open(void *ctx, const char *name, unsigned flags)
{
	(void)ctx;
	(void)flags;
	read_at = 0;
	return strstr(name, "large.py") != NULL ? 3 : -2;
}

static int
host_close(void *ctx, int fd)
{
	(void)ctx;
	(void)fd;
	return 0;
}

static int
host_read(void *ctx, int fd, void *buf, size_t len)
{
	char *bytes = buf;
	size_t n = 0;

	(void)ctx;
	(void)fd;
	for (; n < len && read_at < LARGE_LINES * LINE_LEN; n++)
		bytes[n] = line[read_at++ % LINE_LEN];
	return (int)n;
}

static int
host_stat(void *ctx, const char *name, struct vm_file_stat *st)
{
	(void)ctx;
	if (strstr(name, "large.py") == NULL)
		return -2;
	memset(st, 0, sizeof(*st));
	st->mode = VM_MODE_FILE;
	st->size = LARGE_LINES * LINE_LEN;
	return 0;
}

static const struct vm_host_files files = {
	.open = host_open,
	.close = host_close,
	.read = host_read,
	.stat = host_stat,
};
static const struct vm_module *const modules[] = {
	&vm_module_marshal,
};
static const struct vm_host host = {
	.files = &files,
	.modules = modules,
	.module_count = sizeof(modules) / sizeof(modules[0]),
	.poll = host_poll,
	.sleep_us = host_sleep,
	.ticks_us = host_ticks,
	.platform = "test",
};

/* Every poll asks the host. */
static const struct vm_config config = { .poll_interval = 1 };

static enum vm_result
run(const char *text)
{
	return vm_exec_source(watch.vm, text, strlen(text), "test",
	    VM_EXEC_FILE);
}

static void
run_watched(const char *statement)
{
	enum vm_result result;
	const char *wrong;
	char text[160];

	if (sigsetjmp(watch.out, 1) != 0) {
		watch.gap_us = GIVE_UP_US;
		return;
	}
	give_up_after(GIVE_UP_US);
	watch.gap_us = 0;
	watch.start_us = watch.last_us = now_us();
	watch.armed = true;
	result = run(statement);
	watch.armed = false;
	note_time();
	give_up_after(0);
	if (result != VM_INTERRUPTED) {
		vm_error_text(watch.vm, text, sizeof(text));
		printf("# result %d, not interrupted: %s# %s", result,
		    statement, text);
		check_report(__FILE__, __LINE__, "not interrupted");
	}
	wrong = heap_check(watch.vm);
	if (wrong != NULL)
		check_report(__FILE__, __LINE__, wrong);
	vm_fini(watch.vm);
}

/* The longest gap of one statement in us; 0: it could not be run. */
static uint64_t
measure(const struct statement *s, void *block)
{
	char text[160];

	watch.armed = false;
	if (vm_init(&watch.vm, block, HEAP_SIZE, &host, &config) != VM_OK)
		return 0;
	if (run(s->setup) != VM_OK) {
		vm_error_line(watch.vm, text, sizeof(text));
		printf("# skipped (%s): %s", text, s->text);
		return 0;
	}
	run_watched(s->text);
	return watch.gap_us;
}

/* The least of some tries, if it is above the goal. */
static uint64_t
measure_again(const struct statement *s, void *block)
{
	uint64_t least = measure(s, block);

	for (int i = 1; i < TRIES && least > GOAL_US; i++) {
		uint64_t gap = measure(s, block);

		least = gap < least ? gap : least;
	}
	return least;
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
	const char *run_us = getenv("INTERRUPT_US");
	void *block = malloc(HEAP_SIZE);
	size_t count = 0;

	/* The system gives memory now, not in a statement. */
	if (block != NULL)
		memset(block, 1, HEAP_SIZE);
	watch.run_us = run_us != NULL ? strtoul(run_us, NULL, 10) : RUN_US;
	for (size_t i = 0; block != NULL && i < COUNT; i++) {
		uint64_t gap;

		if (only != NULL && strstr(statements[i].text, only) == NULL)
			continue;
		gap = measure_again(&statements[i], block);
		if (gap > GOAL_US || only != NULL)
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
