/* SPDX-License-Identifier: MIT */
/* Start and time: the board as a whole. */
#include "../shared/board.h"
#include "../shared/lwip_link.h"
#include "../shared/serial.h"
#include "port_boot.h"
#include "port_config.h"
#include "virt.h"

#define MAKER_TEXT       (FLASH_BASE + SECTOR_MAKER * PORT_SECTOR_SIZE)
#define TICKS_PER_SECOND (1000000u * TICKS_PER_US)
#define RTC_LOW          (RTC_BASE + 0)
#define RTC_HIGH         (RTC_BASE + 4)
#define NS_PER_MS        1000000
#define RTC_MAX_MS       (INT64_MAX / NS_PER_MS)

static uint64_t start_ticks;

/* Called by start.S. */
int main(void);

uint64_t
port_ticks_us(struct port *port)
{
	(void)port;
	return (virt_ticks() - start_ticks) / TICKS_PER_US;
}

int64_t
port_clock_get_ms(struct port *port)
{
	uint64_t low = REG32(RTC_LOW); /* latches the other half */

	(void)port;
	return (int64_t)((uint64_t)REG32(RTC_HIGH) << 32 | low) / NS_PER_MS;
}

void
port_clock_set_ms(struct port *port, int64_t epoch_ms)
{
	uint64_t ns;

	(void)port;
	if (epoch_ms < 0 || epoch_ms > RTC_MAX_MS)
		return;
	ns = (uint64_t)epoch_ms * NS_PER_MS;
	REG32(RTC_HIGH) = (uint32_t)(ns >> 32);
	REG32(RTC_LOW) = (uint32_t)ns;
}

void
port_random(struct port *port, void *bytes, size_t len)
{
	(void)port;
	virtio_rng_read(bytes, len);
}

uint32_t
port_frequency(struct port *port)
{
	(void)port;
	return TICKS_PER_US * 1000000u;
}

static void
start_network(struct port *port)
{
	static const struct lwip_driver driver = {
		.tx_begin = virtio_net_tx_begin,
		.tx_end = virtio_net_tx_end,
		.rx = virtio_net_rx,
		.rx_done = virtio_net_rx_done,
	};
	uint8_t mac[6];

	if (virtio_net_init(mac) != 0)
		return;
	lwip_link_init(port, &driver, mac);
}

/* ---- starting, see port_boot.h -------------------------------------- */

const struct boot_chip *
port_boot_chip(struct port *port)
{
	(void)port;
	return virt_boot_chip();
}

void
virt_on_irq(uint32_t irq)
{
	if (irq == UART_IRQ)
		serial_interrupt();
	else
		virtio_interrupt(irq);
	board.event = true;
}

void
virt_on_second(const struct kept_fault *where)
{
	soft_watchdog_second(where);
}

/* ---- start ---------------------------------------------------------- */

int
main(void)
{
	start_ticks = virt_ticks();
	board_start();
	serial_init();
	virt_enable_irq(UART_IRQ);
	if (virtio_rng_init() != 0)
		board_give_up("no random source (virtio-rng-device)");
	board_identify((const char *)MAKER_TEXT, MAKER_TEXT_MAX);
	virt_set_timer(start_ticks + TICKS_PER_SECOND);
	virt_interrupts_on();
	start_network(&board);
	agent_main(&board);
	board_give_up("PORT_MEMORY is too small");
}
