/* SPDX-License-Identifier: MIT */
/*
 * Virtio over memory-mapped registers (version 2): one queue of the random
 * source, asked and waited for, and two of the network card.
 */
#include <string.h>

#include "virt.h"

#define MAGIC         0x74726976u
#define VERSION       2u
#define DEVICE_NET    1u
#define DEVICE_RANDOM 4u

#define QUEUE_LEN     4u
#define HEAD_LEN      12u /* before each frame */
#define FRAME_MAX     1514u
#define BUFFER_LEN    (HEAD_LEN + FRAME_MAX + 2u)
#define QUEUE_RX      0u
#define QUEUE_TX      1u
#define TX_BUFFERS    2u
#define WRITTEN       2u /* by the device */
#define FEATURE_MAC   5u
#define PATIENCE      1000000000u /* looks at memory, some seconds */

enum {
	REG_MAGIC = 0x00,
	REG_VERSION = 0x04,
	REG_DEVICE = 0x08,
	REG_FEATURES = 0x10,
	REG_FEATURES_SELECT = 0x14,
	REG_ACCEPT = 0x20,
	REG_ACCEPT_SELECT = 0x24,
	REG_QUEUE_SELECT = 0x30,
	REG_QUEUE_LEN_MAX = 0x34,
	REG_QUEUE_LEN = 0x38,
	REG_QUEUE_READY = 0x44,
	REG_QUEUE_NOTIFY = 0x50,
	REG_IRQ_STATUS = 0x60,
	REG_IRQ_DONE = 0x64,
	REG_STATUS = 0x70,
	REG_DESCRIPTORS = 0x80,
	REG_AVAILABLE = 0x90,
	REG_USED = 0xa0,
	REG_CONFIG = 0x100,
};

enum {
	STATUS_ACKNOWLEDGE = 1,
	STATUS_DRIVER = 2,
	STATUS_DRIVER_OK = 4,
	STATUS_FEATURES_OK = 8,
};

struct descriptor {
	uint64_t address;
	uint32_t len;
	uint16_t flags;
	uint16_t next;
};

struct queue {
	_Alignas(16) struct descriptor descriptor[QUEUE_LEN];
	struct {
		uint16_t flags;
		volatile uint16_t index;
		uint16_t ring[QUEUE_LEN + 1];
	} available;
	_Alignas(4) struct {
		uint16_t flags;
		volatile uint16_t index;
		struct {
			uint32_t id;
			uint32_t len;
		} ring[QUEUE_LEN + 1];
	} used;
	uint16_t seen; /* of used */
};

static struct queue random_queue;
static struct queue net_queue[2];
static uint32_t random_at;
static uint32_t net_at;
static _Alignas(4) uint8_t rx_buffer[QUEUE_LEN][BUFFER_LEN];
static _Alignas(4) uint8_t tx_buffer[TX_BUFFERS][BUFFER_LEN];
static uint32_t tx_free = (1u << TX_BUFFERS) - 1;

static void
barrier(void)
{
	__asm__ volatile("fence" ::: "memory");
}

static uint32_t
find(uint32_t device)
{
	for (uint32_t i = 0; i < VIRTIO_SLOTS; i++) {
		uint32_t at = VIRTIO_BASE + 0x1000u * i;

		if (REG32(at + REG_MAGIC) == MAGIC &&
		    REG32(at + REG_VERSION) == VERSION &&
		    REG32(at + REG_DEVICE) == device)
			return at;
	}
	return 0;
}

/* accept: of the features 0 to 31. Version 1, feature 32, is a must. */
static int
start(uint32_t at, uint32_t accept)
{
	uint32_t status = STATUS_ACKNOWLEDGE | STATUS_DRIVER;

	REG32(at + REG_STATUS) = 0;
	REG32(at + REG_STATUS) = status;
	REG32(at + REG_FEATURES_SELECT) = 0;
	REG32(at + REG_ACCEPT_SELECT) = 0;
	REG32(at + REG_ACCEPT) = REG32(at + REG_FEATURES) & accept;
	REG32(at + REG_ACCEPT_SELECT) = 1;
	REG32(at + REG_ACCEPT) = 1;
	status |= STATUS_FEATURES_OK;
	REG32(at + REG_STATUS) = status;
	return REG32(at + REG_STATUS) & STATUS_FEATURES_OK ? 0 : -1;
}

static int
add_queue(uint32_t at, uint32_t number, struct queue *queue)
{
	REG32(at + REG_QUEUE_SELECT) = number;
	if (REG32(at + REG_QUEUE_LEN_MAX) < QUEUE_LEN)
		return -1;
	REG32(at + REG_QUEUE_LEN) = QUEUE_LEN;
	REG32(at + REG_DESCRIPTORS) = (uint32_t)queue->descriptor;
	REG32(at + REG_DESCRIPTORS + 4) = 0;
	REG32(at + REG_AVAILABLE) = (uint32_t)&queue->available;
	REG32(at + REG_AVAILABLE + 4) = 0;
	REG32(at + REG_USED) = (uint32_t)&queue->used;
	REG32(at + REG_USED + 4) = 0;
	REG32(at + REG_QUEUE_READY) = 1;
	return 0;
}

/* Hands buffer number id to the device. */
static void
offer(uint32_t at, uint32_t number, struct queue *queue, uint32_t id,
    void *bytes, uint32_t len, uint16_t flags)
{
	queue->descriptor[id] = (struct descriptor){
		.address = (uint32_t)bytes,
		.len = len,
		.flags = flags,
	};
	queue->available.ring[queue->available.index % QUEUE_LEN] =
	    (uint16_t)id;
	barrier();
	queue->available.index++;
	barrier();
	REG32(at + REG_QUEUE_NOTIFY) = number;
}

static bool
is_used(const struct queue *queue)
{
	barrier();
	return queue->used.index != queue->seen;
}

void
virtio_interrupt(uint32_t irq)
{
	uint32_t at = VIRTIO_BASE + 0x1000u * (irq - 1);

	REG32(at + REG_IRQ_DONE) = REG32(at + REG_IRQ_STATUS);
}

/* ---- random source ------------------------------------------------- */

int
virtio_rng_init(void)
{
	random_at = find(DEVICE_RANDOM);
	if (random_at == 0 || start(random_at, 0) != 0 ||
	    add_queue(random_at, 0, &random_queue) != 0)
		return -1;
	REG32(random_at + REG_STATUS) |= STATUS_DRIVER_OK;
	return 0;
}

void
virtio_rng_read(uint8_t *bytes, size_t len)
{
	uint8_t piece[32];

	while (len > 0) {
		uint32_t got;

		offer(random_at, 0, &random_queue, 0, piece, sizeof(piece),
		    WRITTEN);
		for (uint32_t i = 0; !is_used(&random_queue); i++) {
			if (i == PATIENCE)
				kept_restart(PORT_RESET_WATCHDOG, NULL);
		}
		got = random_queue.used.ring[random_queue.seen % QUEUE_LEN].len;
		random_queue.seen++;
		if (got > len)
			got = (uint32_t)len;
		memcpy(bytes, piece, got);
		bytes += got;
		len -= got;
	}
}

/* ---- network card -------------------------------------------------- */

int
virtio_net_init(uint8_t mac[6])
{
	net_at = find(DEVICE_NET);
	if (net_at == 0 || start(net_at, 1u << FEATURE_MAC) != 0 ||
	    add_queue(net_at, QUEUE_RX, &net_queue[QUEUE_RX]) != 0 ||
	    add_queue(net_at, QUEUE_TX, &net_queue[QUEUE_TX]) != 0)
		return -1;
	for (uint32_t i = 0; i < 6; i++)
		mac[i] = REG8(net_at + REG_CONFIG + i);
	REG32(net_at + REG_STATUS) |= STATUS_DRIVER_OK;
	for (uint32_t i = 0; i < QUEUE_LEN; i++)
		offer(net_at, QUEUE_RX, &net_queue[QUEUE_RX], i, rx_buffer[i],
		    BUFFER_LEN, WRITTEN);
	virt_enable_irq(VIRTIO_IRQ(net_at));
	return 0;
}

uint8_t *
virtio_net_tx_begin(void)
{
	struct queue *queue = &net_queue[QUEUE_TX];

	for (; is_used(queue); queue->seen++)
		tx_free |= 1u << queue->used.ring[queue->seen % QUEUE_LEN].id;
	if (tx_free == 0)
		return NULL;
	return tx_buffer[tx_free & 1 ? 0 : 1] + HEAD_LEN;
}

void
virtio_net_tx_end(uint8_t *frame, size_t len)
{
	uint32_t id = frame == tx_buffer[0] + HEAD_LEN ? 0 : 1;

	tx_free &= ~(1u << id);
	memset(tx_buffer[id], 0, HEAD_LEN);
	offer(net_at, QUEUE_TX, &net_queue[QUEUE_TX], id, tx_buffer[id],
	    HEAD_LEN + (uint32_t)len, 0);
}

const uint8_t *
virtio_net_rx(size_t *len)
{
	struct queue *queue = &net_queue[QUEUE_RX];
	uint32_t id;

	if (!is_used(queue))
		return NULL;
	id = queue->used.ring[queue->seen % QUEUE_LEN].id;
	*len = queue->used.ring[queue->seen % QUEUE_LEN].len - HEAD_LEN;
	return rx_buffer[id] + HEAD_LEN;
}

void
virtio_net_rx_done(void)
{
	struct queue *queue = &net_queue[QUEUE_RX];
	uint32_t id = queue->used.ring[queue->seen % QUEUE_LEN].id;

	queue->seen++;
	offer(net_at, QUEUE_RX, queue, id, rx_buffer[id], BUFFER_LEN, WRITTEN);
}
