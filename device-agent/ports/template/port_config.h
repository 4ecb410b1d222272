/* SPDX-License-Identifier: MIT */
/* Sizes of the agent on a small chip: 256-byte frames, 4 KiB programs. */
#ifndef PORT_CONFIG_H
#define PORT_CONFIG_H

/* Links to gateways at once; each costs its buffers below. */
#define PORT_MAX_LINKS 1
/* Largest payload of a frame: 256 at 115200 baud, 512 above 460800. */
#define PORT_SERIAL_MTU 256
#define PORT_TCP_MTU    1024
/* Transfers at once, and bytes each may have under way to the board. */
#define PORT_TRANSFERS     1
#define PORT_SERIAL_WINDOW 1024
#define PORT_TCP_WINDOW    2048
/* Console text sent and not yet acknowledged; typed and not yet read. */
#define PORT_CONSOLE_RING   512
#define PORT_CONSOLE_WINDOW 256
/* Console text kept while no gateway is attached. */
#define PORT_CONSOLE_BACKLOG 256
#define PORT_LOG_RING        256
#define PORT_EVENT_QUEUE     256
/* An event that must arrive: JOB_EXIT with its traceback. */
#define PORT_NOTICE_MAX 256
/* Largest program a gateway sends into memory. */
#define PORT_PROGRAM_MAX 4096
/* Files open at once, each with a buffer of PORT_FLASH_CACHE bytes. */
#define PORT_OPEN_FILES  4
#define PORT_FLASH_CACHE 256
/* All of the above and the agent's own state. */
#define PORT_MEMORY 32768

#endif
