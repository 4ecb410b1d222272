/* SPDX-License-Identifier: MIT */
/* The console's UART, as each port has its own. */
#ifndef SERIAL_H
#define SERIAL_H

#include <stddef.h>
#include <stdint.h>

void serial_init(void);
void serial_interrupt(void);
/* As port_link_read and port_link_write. */
size_t serial_read(uint8_t *bytes, size_t cap);
size_t serial_write(const uint8_t *bytes, size_t len);
uint32_t serial_overruns(void);
/* As port_link_speeds and port_link_set_speed. */
size_t serial_speeds(uint32_t *bauds, size_t cap);
void serial_set_speed(uint32_t baud);
/* Waits for the line, not for ever; works without interrupts, for last
 * words. */
void serial_say(const char *text);

#endif
