/* SPDX-License-Identifier: MIT */
/* FAT's dates: local time since 1980 in two seconds' steps. */
#ifndef VM_FAT_TIME_H
#define VM_FAT_TIME_H

#include <stdint.h>

/* Date in the upper half, time in the lower; seconds since 1970. */
uint32_t vm_fat_time_from(uint64_t seconds);
uint64_t vm_fat_time_to(uint16_t date, uint16_t time);

#endif
