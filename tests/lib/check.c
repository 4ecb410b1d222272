/* SPDX-License-Identifier: MIT */
/* Counts and prints what the macros of check.h find. */
#include "check.h"

int check_failed;
int check_count;
int check_bad;

void
check_report(const char *file, int line, const char *text)
{
	printf("# %s:%d: %s\n", file, line, text);
	fflush(stdout);
	check_failed++;
}

void
check_report_str(const char *file, int line, const char *expression,
    const char *got, const char *want)
{
	if (got != NULL && strcmp(got, want) == 0)
		return;
	check_report(file, line, expression);
	printf("#   got \"%s\", want \"%s\"\n", got != NULL ? got : "(null)",
	    want);
}

void
check_run(const char *name, void (*test)(void))
{
	check_failed = 0;
	test();
	check_count++;
	if (check_failed != 0)
		check_bad++;
	printf("%s %d - %s\n", check_failed != 0 ? "not ok" : "ok", check_count,
	    name);
	fflush(stdout);
}

int
check_done(void)
{
	printf("1..%d\n", check_count);
	return check_bad == 0 && check_count > 0 ? 0 : 1;
}
