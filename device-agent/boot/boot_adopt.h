/* SPDX-License-Identifier: MIT */
/* Images that came into a slot past this code, by a programmer. */
#ifndef BOOT_ADOPT_H
#define BOOT_ADOPT_H

#include "boot_chip.h"

/*
 * Puts a slot's image on trial when nothing is known of it and all is right
 * with it: signature, board, slot, floor and hash. One that was rejected, or
 * is known already, stays what it is. Call when somebody else could write the
 * flash. 0 or an error of the flash.
 */
int boot_adopt(const struct boot_chip *chip);

#endif
