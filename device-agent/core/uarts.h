/* SPDX-License-Identifier: MIT */
/* Interrupts of the program's serial lines. */
#ifndef UARTS_H
#define UARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port_features.h"

struct agent;

#define UARTS_MAX (PORT_HAS_UART ? 3 : 0) /* that can interrupt */

enum uarts_trigger {
	UARTS_RX = 1,      /* bytes came */
	UARTS_RX_IDLE = 2, /* and then none for a while */
	UARTS_TX_IDLE = 4  /* all is sent */
};

struct uart_watch {
	uint8_t trigger; /* enum uarts_trigger bits; 0: nobody is called */
	uint8_t flags;   /* what the last call was for */
	bool is_receiving;
	bool is_sending;
	size_t waiting; /* bytes, as last seen */
	uint32_t changed_ms;
};

void uarts_poll(struct agent *agent, uint32_t now_ms);
uint32_t uarts_next_timeout_ms(const struct agent *agent);
/* The program wrote something. */
void uarts_note_write(struct agent *agent, size_t uart);
/* No handler is called any more (soft reset). */
void uarts_forget(struct agent *agent);

#endif
