/* SPDX-License-Identifier: MIT */
/* Sizes of the agent on this port (see ports/template for what they mean). */
#ifndef PORT_CONFIG_H
#define PORT_CONFIG_H

#define PORT_MAX_LINKS       1
#define PORT_SERIAL_MTU      256
#define PORT_TCP_MTU         256
#define PORT_TRANSFERS       1
#define PORT_SERIAL_WINDOW   1024
#define PORT_TCP_WINDOW      1024
#define PORT_CONSOLE_RING    512
#define PORT_CONSOLE_WINDOW  256
#define PORT_CONSOLE_BACKLOG 256
#define PORT_LOG_RING        256
#define PORT_EVENT_QUEUE     256
#define PORT_NOTICE_MAX      256
#define PORT_PROGRAM_MAX     4096
#define PORT_OPEN_FILES      3
#define PORT_FLASH_CACHE     256
#define PORT_MEMORY          26624

/* The UART, and the agent's areas of the flash, see ports/shared. The image
 * is below them, from the flash's begin on. */
#define PORT_UART_BASE      0x9d050020u
#define PORT_UART_STRIDE    4u
#define PORT_UART_HZ        1843200u
#define PORT_UART_SPEEDS    115200
#define PORT_CFI_PAIR       0
#define PORT_FLASH          0x98000000u
#define PORT_SECTOR_SIZE    0x10000u
#define PORT_PROGRAM_SIZE   16u
#define PORT_MAKER_BEGIN    (PORT_FLASH + 12 * PORT_SECTOR_SIZE)
#define PORT_SEED_BEGIN     (PORT_FLASH + 13 * PORT_SECTOR_SIZE)
#define PORT_SETTINGS_BEGIN (PORT_FLASH + 14 * PORT_SECTOR_SIZE)
#define PORT_SETTINGS_SIZE  (2 * PORT_SECTOR_SIZE)
#define PORT_FILES_BEGIN    (PORT_FLASH + 16 * PORT_SECTOR_SIZE)
#define PORT_FILES_SIZE     (48 * PORT_SECTOR_SIZE)

#endif
