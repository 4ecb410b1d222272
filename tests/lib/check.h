/* SPDX-License-Identifier: MIT */
/*
 * Tiny unit-test harness: TAP on stdout, exit status for automake.
 * A test program defines functions with TEST(name), and main() calls
 * check_run() on each; check_done() returns the exit status.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

extern int check_failed; /* failed checks in the running test */
extern int check_count;  /* tests run so far */
extern int check_bad;    /* tests that failed so far */

void check_run(const char *name, void (*test)(void));
int check_done(void);
void check_report(const char *file, int line, const char *text);
/* Reports unless both texts are equal; a NULL equals nothing. */
void check_report_str(const char *file, int line, const char *expression,
    const char *got, const char *want);

#define TEST(name) static void name(void)
#define RUN(name)  check_run(#name, name)

#define CHECK(cond)                                              \
	do {                                                     \
		if (!(cond))                                     \
			check_report(__FILE__, __LINE__, #cond); \
	} while (0)

#define CHECK_INT(got, want)                                               \
	do {                                                               \
		long long got_ = (long long)(got);                         \
		long long want_ = (long long)(want);                       \
		char text_[160];                                           \
		if (got_ != want_) {                                       \
			snprintf(text_, sizeof(text_),                     \
			    "%s: got %lld, want %lld", #got, got_, want_); \
			check_report(__FILE__, __LINE__, text_);           \
		}                                                          \
	} while (0)

#define CHECK_STR(got, want) \
	check_report_str(__FILE__, __LINE__, #got, (got), (want))

#endif
