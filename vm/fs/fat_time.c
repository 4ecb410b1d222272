/* SPDX-License-Identifier: MIT */
/* Converts between seconds since 1970 and FAT's dates. */
#include "fat_time.h"

#define DAY_S          86400u
#define DAYS_TO_1980   3652u
#define DAYS_IN_4_YEAR 1461u

/* Days before each month, in years without and with a 29th of February. Up
 * to 2107, the last year FAT can say, only 2100 would need more. */
static const uint16_t days_before[2][13] = {
	{ 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 },
	{ 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366 },
};

uint32_t
vm_fat_time_from(uint64_t seconds)
{
	uint32_t days = (uint32_t)(seconds / DAY_S);
	uint32_t rest = (uint32_t)(seconds % DAY_S);
	uint32_t year, day, month = 0, leap;

	if (days < DAYS_TO_1980)
		return (1u << 21) | (1u << 16);
	days -= DAYS_TO_1980;
	year = days / DAYS_IN_4_YEAR * 4;
	day = days % DAYS_IN_4_YEAR;
	leap = day < 366;
	if (!leap) {
		year += 1 + (day - 366) / 365;
		day = (day - 366) % 365;
	}
	while (day >= days_before[leap][month + 1])
		month++;
	day -= days_before[leap][month];
	return (year & 127u) << 25 | (month + 1) << 21 | (day + 1) << 16 |
	    (rest / 3600) << 11 | (rest / 60 % 60) << 5 | rest % 60 / 2;
}

uint64_t
vm_fat_time_to(uint16_t date, uint16_t time)
{
	uint32_t year = date >> 9;
	uint32_t month = (date >> 5) & 15u;
	uint32_t days = DAYS_TO_1980 + year * 365 + (year + 3) / 4;

	month = month < 1 ? 1 : month > 12 ? 12 : month;
	days += days_before[year % 4 == 0][month - 1];
	days += (date & 31u);
	return (uint64_t)days * DAY_S - DAY_S + (uint64_t)(time >> 11) * 3600u +
	    ((time >> 5) & 63u) * 60u + (time & 31u) * 2u;
}
