/* SPDX-License-Identifier: MIT */
/* Sizes of the agent on this port (see ports/template for what they mean). */
#ifndef PORT_CONFIG_H
#define PORT_CONFIG_H

#define PORT_MAX_LINKS       2 /* the UART, and TCP to the gateway */
#define PORT_SERIAL_MTU      512
#define PORT_TCP_MTU         1024
#define PORT_TRANSFERS       1
#define PORT_SERIAL_WINDOW   1024
#define PORT_TCP_WINDOW      2048
#define PORT_CONSOLE_RING    512
#define PORT_CONSOLE_WINDOW  256
#define PORT_CONSOLE_BACKLOG 512
#define PORT_LOG_RING        256
#define PORT_EVENT_QUEUE     256
#define PORT_NOTICE_MAX      256
#define PORT_PROGRAM_MAX     4096
#define PORT_OPEN_FILES      4
#define PORT_FLASH_CACHE     256
#define PORT_MEMORY          37888

#define PORT_LWIP_MEMORY     8192

#define PORT_HAS_CODINGS     1
#define PORT_HAS_DHCP        1

/* The UART, and the agent's areas of the flash, see ports/shared. */
#define PORT_UART_BASE      0x10000000u
#define PORT_UART_STRIDE    1u
#define PORT_UART_HZ        3686400u
#define PORT_UART_SPEEDS    115200, 230400
#define PORT_CFI_PAIR       1
#define PORT_SECTOR_SIZE    0x40000u
#define PORT_PROGRAM_SIZE   16u
#define PORT_SETTINGS_BEGIN 0x22080000u /* SECTOR_SETTINGS */
#define PORT_SETTINGS_SIZE  (2 * PORT_SECTOR_SIZE)
#define PORT_FILES_BEGIN    0x22300000u /* SECTOR_FILES */
#define PORT_FILES_SIZE     (116 * PORT_SECTOR_SIZE)

#endif
