/* SPDX-License-Identifier: MIT */
/* Sizes of the agent on this port (see ports/template for what they mean). */
#ifndef PORT_CONFIG_H
#define PORT_CONFIG_H

#define PORT_MAX_LINKS       4
#define PORT_SERIAL_MTU      512
#define PORT_TCP_MTU         2048
#define PORT_TRANSFERS       4
#define PORT_SERIAL_WINDOW   4096
#define PORT_TCP_WINDOW      16384
#define PORT_CONSOLE_RING    4096
#define PORT_CONSOLE_WINDOW  1024
#define PORT_CONSOLE_BACKLOG 4096
#define PORT_LOG_RING        1024
#define PORT_EVENT_QUEUE     1024
#define PORT_NOTICE_MAX      1024
#define PORT_PROGRAM_MAX     131072
#define PORT_OPEN_FILES      12
#define PORT_FLASH_CACHE     512
#define PORT_MEMORY          524288

#define PORT_HAS_CODINGS     1
#define PORT_HAS_PIN_DRIVE   1
#define PORT_HAS_PWM         1
#define PORT_HAS_I2C         1
#define PORT_HAS_SPI         1
#define PORT_HAS_UART        1
#define PORT_HAS_SLEEP       1
#define PORT_HAS_FREQUENCY   1
#define PORT_HAS_ANALOG_PINS 1
#define PORT_HAS_BOOTLOADER  1
#define PORT_HAS_RADIO       1
#define PORT_HAS_ESP         1
#define PORT_HAS_WIPY        1
#define PORT_HAS_WIRE        1
#define PORT_HAS_SOCKETS     1
#define PORT_SOCKETS         64

#endif
