/* SPDX-License-Identifier: MIT */
/* Dates of the Gregorian calendar and seconds since 1970, UTC. */
#ifndef VM_CALENDAR_H
#define VM_CALENDAR_H

#include <stdint.h>

struct vm_date {
	int64_t year;
	int month; /* 1 to 12 */
	int day;   /* 1 to 31 */
	int hour;
	int minute;
	int second;
	int weekday; /* 0: Monday */
	int yearday; /* 1: January 1st */
};

void vm_date_from_seconds(int64_t seconds, struct vm_date *date);
/* Midnight of that day. Months and days beyond the calendar's count on. */
int64_t vm_date_to_seconds(int64_t year, int64_t month, int64_t day);

#endif
