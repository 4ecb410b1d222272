/* SPDX-License-Identifier: MIT */
/* Sizes of the agent on this port (see ports/template for what they mean). */
#ifndef PORT_CONFIG_H
#define PORT_CONFIG_H

#define PORT_MAX_LINKS       2 /* the UART, and TCP to the gateway */
#define PORT_SERIAL_MTU      256
#define PORT_TCP_MTU         512
#define PORT_TRANSFERS       1
#define PORT_SERIAL_WINDOW   512
#define PORT_TCP_WINDOW      1024
#define PORT_CONSOLE_RING    256
#define PORT_CONSOLE_WINDOW  128
#define PORT_CONSOLE_BACKLOG 256
#define PORT_LOG_RING        256
#define PORT_EVENT_QUEUE     256
#define PORT_NOTICE_MAX      256
#define PORT_PROGRAM_MAX     2048
#define PORT_OPEN_FILES      3
#define PORT_FLASH_CACHE     512
#define PORT_MEMORY          25600

#define PORT_LWIP_MEMORY     4096

#define PORT_HAS_I2C         1

#endif
