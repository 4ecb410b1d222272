/* SPDX-License-Identifier: MIT */
/* What FLASH and BACKUP streams need before files are out of reach. */
#ifndef LINK_STREAM_FLASH_H
#define LINK_STREAM_FLASH_H

void stream_flash_prepare(void);

#endif
