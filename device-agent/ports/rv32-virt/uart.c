/* SPDX-License-Identifier: MIT */
/*
 * The 16550: the receive interrupt fills a ring; when that is full bytes wait
 * in the chip's queue, and those lost there are counted.
 */
#include "../shared/serial.h"
#include "virt.h"

#define SERIAL_RING    2048u /* over 20 ms at 921600 baud */
#define DATA           (UART_BASE + 0)
#define IRQ_ENABLE     (UART_BASE + 1)
#define FIFO_CONTROL   (UART_BASE + 2)
#define LINE_CONTROL   (UART_BASE + 3)
#define MODEM_CONTROL  (UART_BASE + 4)
#define LINE_STATUS    (UART_BASE + 5)
#define IRQ_RECEIVED   0x01u
#define IRQ_SENT       0x02u
#define FIFO_ON        0xc7u /* interrupt at 14 bytes, or a pause */
#define EIGHT_BITS     0x03u
#define DIVISOR_ACCESS 0x80u
#define DIVISOR        1u /* as fast as it goes */
#define DTR_RTS_IRQ    0x0bu
#define STATUS_READY   0x01u
#define STATUS_OVERRUN 0x02u
#define STATUS_EMPTY   0x20u
#define FIFO_LEN       16u

static struct {
	uint8_t bytes[SERIAL_RING];
	volatile uint32_t head; /* written by the interrupt */
	volatile uint32_t tail;
	volatile uint32_t overruns;
} serial;

void
serial_init(void)
{
	REG8(LINE_CONTROL) = EIGHT_BITS | DIVISOR_ACCESS;
	REG8(DATA) = DIVISOR;
	REG8(IRQ_ENABLE) = 0;
	REG8(LINE_CONTROL) = EIGHT_BITS;
	REG8(FIFO_CONTROL) = FIFO_ON;
	REG8(MODEM_CONTROL) = DTR_RTS_IRQ;
	REG8(IRQ_ENABLE) = IRQ_RECEIVED;
	virt_enable_irq(UART_IRQ);
}

void
serial_interrupt(void)
{
	uint8_t status;

	while ((status = REG8(LINE_STATUS)) & STATUS_READY) {
		if (status & STATUS_OVERRUN)
			serial.overruns++;
		if (serial.head - serial.tail == SERIAL_RING) {
			REG8(IRQ_ENABLE) &= (uint8_t)~IRQ_RECEIVED;
			break;
		}
		serial.bytes[serial.head % SERIAL_RING] = REG8(DATA);
		serial.head++;
	}
	if (status & STATUS_EMPTY)
		REG8(IRQ_ENABLE) &= (uint8_t)~IRQ_SENT;
}

size_t
serial_read(uint8_t *bytes, size_t cap)
{
	size_t len = 0;
	uint32_t state;

	while (len < cap && serial.tail != serial.head) {
		bytes[len++] = serial.bytes[serial.tail % SERIAL_RING];
		serial.tail++;
	}
	if (len > 0) {
		state = virt_interrupts_off();
		REG8(IRQ_ENABLE) |= IRQ_RECEIVED;
		virt_interrupts_restore(state);
	}
	return len;
}

/* Fills the chip's queue while it is empty; its interrupt tells when again. */
size_t
serial_write(const uint8_t *bytes, size_t len)
{
	size_t done = 0;
	uint32_t state;

	while (done < len && (REG8(LINE_STATUS) & STATUS_EMPTY)) {
		for (size_t i = 0; i < FIFO_LEN && done < len; i++)
			REG8(DATA) = bytes[done++];
	}
	if (done < len) {
		state = virt_interrupts_off();
		REG8(IRQ_ENABLE) |= IRQ_SENT;
		virt_interrupts_restore(state);
	}
	return done;
}

uint32_t
serial_overruns(void)
{
	return serial.overruns;
}

void
serial_say(const char *text)
{
	for (; *text != '\0'; text++) {
		while (!(REG8(LINE_STATUS) & STATUS_EMPTY))
			continue;
		REG8(DATA) = (uint8_t)*text;
	}
}
