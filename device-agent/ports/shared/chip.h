/* SPDX-License-Identifier: MIT */
/* What the files of ports/shared ask of a port that uses them. */
#ifndef CHIP_H
#define CHIP_H

#include <stdint.h>

struct kept_fault;

/* Off; gives what chip_interrupts_restore wants. */
uint32_t chip_interrupts_off(void);
void chip_interrupts_restore(uint32_t state);
/* Until an interrupt comes, at most so long. Interrupts are off before; on or
 * off after. */
void chip_sleep(uint32_t timeout_ms);
_Noreturn void chip_reset(void);
/* What a fault was, for people; NULL: no name. */
const char *chip_fault_name(const struct kept_fault *fault);

#endif
