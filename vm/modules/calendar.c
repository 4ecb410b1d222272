/* SPDX-License-Identifier: MIT */
/* The calendar: days since 1970 to dates and back. */
#include "calendar.h"

#include <stdbool.h>

#define DAY_S 86400

static bool
is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* The greatest whole number at most a / b, b above 0. */
static int64_t
floor_divide(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Days from 1970-01-01 to the first of a month (1 to 12). */
static int64_t
days_to_month(int64_t year, int month)
{
	static const int16_t before[] = { 0, 31, 59, 90, 120, 151, 181, 212,
		243, 273, 304, 334 };
	int64_t y = year - 1;
	int64_t days = y * 365 + floor_divide(y, 4) - floor_divide(y, 100) +
	    floor_divide(y, 400) - 719162;

	return days + before[month - 1] + (month > 2 && is_leap(year));
}

static void
split_days(int64_t days, struct vm_date *date)
{
	/* Never too late, and at most two years early: 400 years have
	 * 146097 days. */
	int64_t y = 1969 + floor_divide(days * 400, 146097);
	int m = 12;

	while (days_to_month(y + 1, 1) <= days)
		y++;
	while (days_to_month(y, m) > days)
		m--;
	date->year = y;
	date->month = m;
	date->day = (int)(days - days_to_month(y, m)) + 1;
	date->weekday = (int)(((days + 3) % 7 + 7) % 7);
	date->yearday = (int)(days - days_to_month(y, 1)) + 1;
}

void
vm_date_from_seconds(int64_t seconds, struct vm_date *date)
{
	int64_t days = seconds / DAY_S;
	int rest = (int)(seconds % DAY_S);

	if (rest < 0) {
		rest += DAY_S;
		days--;
	}
	split_days(days, date);
	date->hour = rest / 3600;
	date->minute = rest / 60 % 60;
	date->second = rest % 60;
}

int64_t
vm_date_to_seconds(int64_t year, int64_t month, int64_t day)
{
	int64_t index = month - 1; /* from 0, may be beyond the year */

	year += index / 12;
	index %= 12;
	if (index < 0) {
		index += 12;
		year--;
	}
	return (days_to_month(year, (int)index + 1) + day - 1) * DAY_S;
}
