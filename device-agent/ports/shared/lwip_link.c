/* SPDX-License-Identifier: MIT */
/* lwIP without an operating system, polled by the agent's loop. */
#include <string.h>

#include "lwip/dhcp.h"
#include "lwip/etharp.h"
#include "lwip/init.h"
#include "lwip/netif.h"
#include "lwip/sys.h"
#include "lwip/tcp.h"
#include "lwip/timeouts.h"
#include "netif/ethernet.h"

#include "board.h"
#include "lwip_link.h"

#define BACKOFF_MIN_MS 200u
#define BACKOFF_MAX_MS 5000u
#define MTU            1500

struct lwip_link {
	struct port *port; /* borrowed: for ever */
	const struct lwip_driver *driver;
	struct netif netif;
	ip_addr_t gateway;
	uint16_t gateway_port;    /* 0: do not dial */
	struct tcp_pcb *pcb;      /* owned; NULL: no connection */
	struct pbuf *received;    /* owned: a chain, oldest first */
	uint16_t received_offset; /* read of its first */
	bool is_open;
	uint32_t generation;
	uint32_t backoff_ms;
	uint32_t retry_ms; /* when to dial again */
};

static struct lwip_link link;

/* ---- what lwIP asks for -------------------------------------------- */

u32_t
sys_now(void)
{
	return (u32_t)(port_ticks_us(link.port) / 1000);
}

u32_t
lwip_random(void)
{
	u32_t value;

	port_random(link.port, &value, sizeof(value));
	return value;
}

_Noreturn void
lwip_impossible(const char *what)
{
	port_log(link.port, what);
	port_reset(link.port, PORT_RESET_WATCHDOG);
}

static err_t
send_frame(struct netif *netif, struct pbuf *frame)
{
	uint8_t *bytes = link.driver->tx_begin();

	(void)netif;
	if (bytes == NULL)
		return ERR_MEM; /* as if the wire had lost it */
	pbuf_copy_partial(frame, bytes, frame->tot_len, 0);
	link.driver->tx_end(bytes, frame->tot_len);
	return ERR_OK;
}

static err_t
on_netif(struct netif *netif)
{
	netif->name[0] = 'e';
	netif->name[1] = 'n';
	netif->mtu = MTU;
	netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP |
	    NETIF_FLAG_ETHERNET | NETIF_FLAG_LINK_UP;
	netif->linkoutput = send_frame;
	netif->output = etharp_output;
	return ERR_OK;
}

/* ---- the connection ------------------------------------------------ */

/* The pause is between half and the whole back-off, so boards spread out. */
static void
schedule_retry(void)
{
	uint32_t jitter = lwip_random() % (link.backoff_ms / 2 + 1);

	link.retry_ms = sys_now() + link.backoff_ms / 2 + jitter;
	link.backoff_ms = link.backoff_ms >= BACKOFF_MAX_MS / 2 ?
	    BACKOFF_MAX_MS :
	    link.backoff_ms * 2;
}

/* The connection is gone: lwIP freed the pcb or is about to. */
static void
forget(void)
{
	link.pcb = NULL;
	link.is_open = false;
	if (link.received != NULL)
		pbuf_free(link.received);
	link.received = NULL;
	schedule_retry();
}

static void
on_error(void *arg, err_t error)
{
	(void)arg;
	(void)error;
	forget();
}

static err_t
hang_up(void)
{
	struct tcp_pcb *pcb = link.pcb;

	tcp_err(pcb, NULL);
	tcp_recv(pcb, NULL);
	forget();
	if (tcp_close(pcb) == ERR_OK)
		return ERR_OK;
	tcp_abort(pcb);
	return ERR_ABRT;
}

static err_t
on_received(void *arg, struct tcp_pcb *pcb, struct pbuf *bytes, err_t error)
{
	(void)arg;
	(void)pcb;
	(void)error;
	if (bytes == NULL)
		return hang_up();
	if (link.received == NULL) {
		link.received = bytes;
		link.received_offset = 0;
	} else {
		pbuf_cat(link.received, bytes);
	}
	return ERR_OK;
}

static err_t
on_connected(void *arg, struct tcp_pcb *pcb, err_t error)
{
	(void)arg;
	(void)error;
	tcp_nagle_disable(pcb);
	ip_set_option(pcb, SOF_KEEPALIVE);
	link.backoff_ms = BACKOFF_MIN_MS;
	link.is_open = true;
	link.generation++;
	return ERR_OK;
}

static void
dial(void)
{
	link.pcb = tcp_new();
	if (link.pcb == NULL) {
		schedule_retry();
		return;
	}
	tcp_err(link.pcb, on_error);
	tcp_recv(link.pcb, on_received);
	if (tcp_connect(link.pcb, &link.gateway, link.gateway_port,
		on_connected) != ERR_OK)
		hang_up();
}

static void
fetch_frames(void)
{
	const uint8_t *bytes;
	size_t len;

	while ((bytes = link.driver->rx(&len)) != NULL) {
		struct pbuf *frame = pbuf_alloc(PBUF_RAW, (u16_t)len, PBUF_RAM);

		/* Without memory it is lost, and sent again. */
		if (frame != NULL) {
			pbuf_take(frame, bytes, (u16_t)len);
			if (link.netif.input(frame, &link.netif) != ERR_OK)
				pbuf_free(frame);
		}
		link.driver->rx_done();
	}
}

void
lwip_link_poll(void)
{
	fetch_frames();
	sys_check_timeouts();
	if (link.gateway_port != 0 && link.pcb == NULL &&
	    !ip4_addr_isany_val(*netif_ip4_addr(&link.netif)) &&
	    (int32_t)(sys_now() - link.retry_ms) >= 0)
		dial();
}

uint32_t
lwip_link_timeout_ms(void)
{
	uint32_t timers = sys_timeouts_sleeptime();
	int32_t retry = (int32_t)(link.retry_ms - sys_now());

	if (link.gateway_port == 0 || link.pcb != NULL || retry < 0)
		return timers;
	return (uint32_t)retry < timers ? (uint32_t)retry : timers;
}

bool
lwip_link_has_card(void)
{
	return link.driver != NULL;
}

/* ---- bytes --------------------------------------------------------- */

bool
lwip_link_is_open(uint32_t *generation)
{
	*generation = link.generation;
	return link.is_open;
}

size_t
lwip_link_read(uint8_t *bytes, size_t cap)
{
	size_t done = 0;

	while (done < cap && link.received != NULL) {
		struct pbuf *first = link.received;
		size_t part = (size_t)(first->len - link.received_offset);

		if (part > cap - done)
			part = cap - done;
		memcpy(bytes + done,
		    (const uint8_t *)first->payload + link.received_offset,
		    part);
		done += part;
		link.received_offset = (uint16_t)(link.received_offset + part);
		if (link.received_offset < first->len)
			break;
		link.received = pbuf_free_header(first, first->len);
		link.received_offset = 0;
	}
	if (done > 0 && link.pcb != NULL)
		tcp_recved(link.pcb, (u16_t)done);
	return done;
}

size_t
lwip_link_write(const uint8_t *bytes, size_t len)
{
	if (!link.is_open)
		return 0;
	if (len > tcp_sndbuf(link.pcb))
		len = tcp_sndbuf(link.pcb);
	if (len == 0 ||
	    tcp_write(link.pcb, bytes, (u16_t)len, TCP_WRITE_FLAG_COPY) !=
		ERR_OK)
		len = 0;
	tcp_output(link.pcb);
	return len;
}

/* ---- start --------------------------------------------------------- */

/* ADDRESS, the separator, a number. */
static bool
parse_address(const char *text, char separator, ip_addr_t *address,
    uint32_t *number)
{
	char piece[IP4ADDR_STRLEN_MAX];
	const char *end = strchr(text, separator);

	if (end == NULL || (size_t)(end - text) >= sizeof(piece))
		return false;
	memcpy(piece, text, (size_t)(end - text));
	piece[end - text] = '\0';
	*number = 0;
	for (text = end + 1; *text >= '0' && *text <= '9'; text++)
		*number = *number * 10 + (uint32_t)(*text - '0');
	return *text == '\0' && ipaddr_aton(piece, address);
}

/* What the maker said, or DHCP. */
static void
take_address(const struct maker *maker)
{
	ip_addr_t address;
	ip_addr_t router = { 0 };
	ip_addr_t mask;
	uint32_t bits;

	if (parse_address(maker->address, '/', &address, &bits) && bits < 32) {
		mask.addr = lwip_htonl(~(UINT32_MAX >> bits));
		ipaddr_aton(maker->router, &router);
		netif_set_addr(&link.netif, &address, &mask, &router);
		return;
	}
#if LWIP_DHCP
	dhcp_start(&link.netif);
#endif
}

void
lwip_link_init(struct port *port, const struct lwip_driver *driver,
    const uint8_t mac[6])
{
	uint32_t number;

	link.port = port;
	link.driver = driver;
	link.backoff_ms = BACKOFF_MIN_MS;
	if (parse_address(port->maker.gateway, ':', &link.gateway, &number) &&
	    number <= UINT16_MAX)
		link.gateway_port = (uint16_t)number;
	lwip_init();
	netif_add_noaddr(&link.netif, NULL, on_netif, ethernet_input);
	link.netif.hwaddr_len = ETH_HWADDR_LEN;
	memcpy(link.netif.hwaddr, mac, ETH_HWADDR_LEN);
	netif_set_default(&link.netif);
	netif_set_up(&link.netif);
	take_address(&port->maker);
}
