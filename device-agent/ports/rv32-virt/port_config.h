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
#define PORT_MEMORY          32768

#define PORT_HAS_CODINGS     1

#endif
