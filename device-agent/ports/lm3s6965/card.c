/* SPDX-License-Identifier: MIT */
/* The SD card on SSI0, in SPI mode, block by block. */
#include "lm3s.h"

#define SSI            0x40008000u
#define SSI_CONTROL0   (SSI + 0x00)
#define SSI_CONTROL1   (SSI + 0x04)
#define SSI_DATA       (SSI + 0x08)
#define SSI_STATUS     (SSI + 0x0c)
#define SSI_PRESCALE   (SSI + 0x10)
#define EIGHT_BITS     7u
#define SSI_ON         2u
#define TX_ROOM        2u
#define RX_READY       4u
#define SLOW           126u /* 400 kHz until the card is ready */
#define FAST           4u
#define CLOCK_SSI      (SYSCTL_BASE + 0x104)
#define SSI0_ON        (1u << 4)
#define PORT_A         0x40004000u
#define PORT_D         0x40007000u
#define SSI_PINS       0x34u /* PA2, PA4, PA5 */
#define SELECT_PIN     0x01u /* PD0, low: selected */
#define GPIO_DIRECTION 0x400u
#define GPIO_AFSEL     0x420u
#define GPIO_DIGITAL   0x51cu

#define GO_IDLE        0u
#define IF_CONDITION   8u
#define SEND_CSD       9u
#define READ_BLOCK     17u
#define WRITE_BLOCK    24u
#define APP_INIT       41u
#define APP_PREFIX     55u
#define READ_OCR       58u
#define HIGH_CAPACITY  0x40000000u
#define DATA_TOKEN     0xfeu
#define DATA_TAKEN     0x05u
#define ANSWER_MAX     64
#define BUSY_MAX_US    500000u
#define PATIENCE       100000u /* looks at the status */
#define CSD_LEN        16u

static bool is_by_block; /* addresses are blocks, not bytes */
static uint32_t block_count;
static bool is_stuck; /* the controller, until the next reset */

static bool
wait_status(uint32_t bit)
{
	for (uint32_t i = 0; i < PATIENCE && !is_stuck; i++) {
		if (REG32(SSI_STATUS) & bit)
			return true;
	}
	is_stuck = true;
	return false;
}

/* 0xff, as without a card, once the controller is stuck. */
static uint8_t
exchange(uint8_t out)
{
	if (!wait_status(TX_ROOM))
		return 0xff;
	REG32(SSI_DATA) = out;
	return wait_status(RX_READY) ? (uint8_t)REG32(SSI_DATA) : 0xff;
}

static void
select_card(bool on)
{
	REG32(PORT_D + (SELECT_PIN << 2)) = on ? 0 : SELECT_PIN;
	exchange(0xff);
}

/* The card's first byte; 0x80 and above: no answer. */
static uint8_t
command(uint8_t number, uint32_t argument)
{
	/* Checksums count until the card is in SPI mode, and for one more. */
	uint8_t sum = number == GO_IDLE ? 0x95 : 0x87;
	uint8_t answer = 0xff;

	exchange(0xff);
	exchange((uint8_t)(0x40 | number));
	for (int shift = 24; shift >= 0; shift -= 8)
		exchange((uint8_t)(argument >> shift));
	exchange(sum);
	for (int i = 0; i < ANSWER_MAX && (answer & 0x80) != 0; i++)
		answer = exchange(0xff);
	return answer;
}

static uint32_t
read_word(void)
{
	uint32_t word = 0;

	for (int i = 0; i < 4; i++)
		word = word << 8 | exchange(0xff);
	return word;
}

/* Until the card sends this byte. */
static int
wait_for(uint8_t byte)
{
	uint64_t end = lm3s_clock_us() + BUSY_MAX_US;

	while (exchange(0xff) != byte) {
		if (lm3s_clock_us() > end)
			return -1;
	}
	return 0;
}

static int
receive(uint8_t *bytes, uint32_t len)
{
	if (wait_for(DATA_TOKEN) != 0)
		return -1;
	for (uint32_t i = 0; i < len; i++)
		bytes[i] = exchange(0xff);
	exchange(0xff);
	exchange(0xff);
	return 0;
}

static int
measure_card(void)
{
	uint8_t csd[CSD_LEN];
	uint32_t size;
	uint32_t shift;

	if (command(SEND_CSD, 0) != 0 || receive(csd, sizeof(csd)) != 0)
		return -1;
	if (csd[0] >> 6 == 1) {
		size = (uint32_t)(csd[7] & 0x3f) << 16 | (uint32_t)csd[8] << 8 |
		    csd[9];
		block_count = (size + 1) * 1024;
		return 0;
	}
	size =
	    (uint32_t)(csd[6] & 3) << 10 | (uint32_t)csd[7] << 2 | csd[8] >> 6;
	shift = (uint32_t)(csd[9] & 3) << 1 | csd[10] >> 7;
	block_count = (size + 1) << (shift + 2 + (csd[5] & 0xf)) >> 9;
	return 0;
}

static int
start_card(void)
{
	uint64_t end = lm3s_clock_us() + BUSY_MAX_US;

	if (command(GO_IDLE, 0) != 1)
		return -1;
	if (command(IF_CONDITION, 0x1aa) == 1)
		read_word();
	for (;;) {
		command(APP_PREFIX, 0);
		if (command(APP_INIT, HIGH_CAPACITY) == 0)
			break;
		if (lm3s_clock_us() > end)
			return -1;
	}
	/* QEMU's card answers that it still starts. */
	if (command(READ_OCR, 0) > 1)
		return -1;
	is_by_block = (read_word() & HIGH_CAPACITY) != 0;
	return measure_card();
}

static void
set_speed(uint32_t prescale)
{
	REG32(SSI_CONTROL1) = 0;
	REG32(SSI_CONTROL0) = EIGHT_BITS;
	REG32(SSI_PRESCALE) = prescale;
	REG32(SSI_CONTROL1) = SSI_ON;
}

int
lm3s_card_init(void)
{
	int ret;

	REG32(CLOCK_SSI) |= SSI0_ON;
	REG32(PORT_A + GPIO_AFSEL) |= SSI_PINS;
	REG32(PORT_A + GPIO_DIGITAL) |= SSI_PINS;
	REG32(PORT_D + GPIO_DIRECTION) |= SELECT_PIN;
	REG32(PORT_D + GPIO_DIGITAL) |= SELECT_PIN;
	set_speed(SLOW);
	select_card(false);
	for (int i = 0; i < 10; i++)
		exchange(0xff);
	select_card(true);
	ret = start_card();
	select_card(false);
	set_speed(FAST);
	return ret;
}

uint32_t
lm3s_card_blocks(void)
{
	return block_count;
}

static uint32_t
address_of(uint32_t block)
{
	return is_by_block ? block : block * CARD_BLOCK;
}

int
lm3s_card_read(uint32_t block, uint8_t bytes[CARD_BLOCK])
{
	int ret = -1;

	select_card(true);
	if (command(READ_BLOCK, address_of(block)) == 0)
		ret = receive(bytes, CARD_BLOCK);
	select_card(false);
	return ret;
}

/* Returns when the card has it. */
int
lm3s_card_write(uint32_t block, const uint8_t bytes[CARD_BLOCK])
{
	int ret = -1;

	select_card(true);
	if (command(WRITE_BLOCK, address_of(block)) == 0) {
		exchange(0xff);
		exchange(DATA_TOKEN);
		for (uint32_t i = 0; i < CARD_BLOCK; i++)
			exchange(bytes[i]);
		exchange(0xff);
		exchange(0xff);
		if ((exchange(0xff) & 0x1f) == DATA_TAKEN)
			ret = wait_for(0xff);
	}
	select_card(false);
	return ret;
}
