/* SPDX-License-Identifier: MIT */
/* The ethernet controller: frames through one register, length first. */
#include "../shared/board.h"
#include "../shared/lwip_link.h"
#include "lm3s.h"
#include "port_config.h"

#define ETHER        0x40048000u
#define IRQ_STATUS   (ETHER + 0x00)
#define IRQ_MASK     (ETHER + 0x04)
#define RX_CONTROL   (ETHER + 0x08)
#define TX_CONTROL   (ETHER + 0x0c)
#define DATA         (ETHER + 0x10)
#define ADDRESS_LOW  (ETHER + 0x14)
#define ADDRESS_HIGH (ETHER + 0x18)
#define RX_FRAMES    (ETHER + 0x34)
#define TX_REQUEST   (ETHER + 0x38)
#define IRQ_RX       1u
#define IRQ_ALL      0x7fu
#define RX_ON        1u
#define TX_ON        1u
#define TX_PAD       2u
#define TX_CHECKSUM  4u
#define CLOCK_ETHER  (SYSCTL_BASE + 0x108)
#define ETHER_ON     (5u << 28) /* MAC and PHY */
#define HEADERS_MAX  64u
#define TX_MAX       (PORT_TCP_MTU + HEADERS_MAX)
/* Who does not look at the size of our segments keeps to our window. */
#define RX_MAX       (2 * PORT_TCP_MTU + HEADERS_MAX)
#define HEAD_LEN     14u
#define LENGTH_LEN   2u
#define CHECKSUM_LEN 4u

/* With the two bytes of length before, and the checksum behind it. */
static _Alignas(4) uint8_t rx_bytes[LENGTH_LEN + RX_MAX + CHECKSUM_LEN];
static _Alignas(4) uint8_t tx_bytes[LENGTH_LEN + TX_MAX + CHECKSUM_LEN];
static size_t rx_len; /* 0: rx_bytes is free */

/* The frames are fetched later; until then no more of these. */
void
lm3s_ether_interrupt(void)
{
	REG32(IRQ_STATUS) = IRQ_RX;
}

static uint8_t *
tx_begin(void)
{
	return REG32(TX_REQUEST) & 1 ? NULL : tx_bytes + LENGTH_LEN;
}

static void
tx_end(uint8_t *frame, size_t len)
{
	const uint32_t *words = (const uint32_t *)(void *)tx_bytes;
	size_t count = (LENGTH_LEN + len + 3) / 4;

	(void)frame;
	tx_bytes[0] = (uint8_t)(len - HEAD_LEN);
	tx_bytes[1] = (uint8_t)((len - HEAD_LEN) >> 8);
	for (size_t i = 0; i < count; i++)
		REG32(DATA) = words[i];
	REG32(TX_REQUEST) = 1;
}

static void
fetch(void)
{
	uint32_t *words = (uint32_t *)(void *)rx_bytes;
	uint32_t first = REG32(DATA);
	size_t len = first & 0xffff;

	words[0] = first;
	for (size_t i = 1; i < (len + 3) / 4; i++) {
		uint32_t word = REG32(DATA);

		if (i < sizeof(rx_bytes) / 4)
			words[i] = word;
	}
	if (len > LENGTH_LEN + HEAD_LEN + CHECKSUM_LEN &&
	    len <= sizeof(rx_bytes))
		rx_len = len - LENGTH_LEN - CHECKSUM_LEN;
}

static const uint8_t *
rx(size_t *len)
{
	while (rx_len == 0 && REG32(RX_FRAMES) != 0)
		fetch();
	*len = rx_len;
	return rx_len == 0 ? NULL : rx_bytes + LENGTH_LEN;
}

static void
rx_done(void)
{
	rx_len = 0;
}

void
lm3s_ether_init(struct port *port)
{
	static const struct lwip_driver driver = {
		.tx_begin = tx_begin,
		.tx_end = tx_end,
		.rx = rx,
		.rx_done = rx_done,
	};
	uint8_t mac[6];
	uint32_t low;
	uint32_t high;

	REG32(CLOCK_ETHER) |= ETHER_ON;
	low = REG32(ADDRESS_LOW);
	high = REG32(ADDRESS_HIGH);
	for (int i = 0; i < 4; i++)
		mac[i] = (uint8_t)(low >> 8 * i);
	mac[4] = (uint8_t)high;
	mac[5] = (uint8_t)(high >> 8);
	REG32(IRQ_STATUS) = IRQ_ALL;
	REG32(TX_CONTROL) = TX_ON | TX_PAD | TX_CHECKSUM;
	REG32(RX_CONTROL) = RX_ON;
	REG32(IRQ_MASK) = IRQ_RX;
	lm3s_enable_irq(IRQ_ETHERNET);
	lwip_link_init(port, &driver, mac);
}
