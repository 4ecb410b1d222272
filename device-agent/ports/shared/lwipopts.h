/* SPDX-License-Identifier: MIT */
/* lwIP as the ports use it: one card, DHCP, one TCP connection. */
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

#define NO_SYS                  1
#define SYS_LIGHTWEIGHT_PROT    0
#define LWIP_SOCKET             0
#define LWIP_NETCONN            0
#define LWIP_RAW                0
#define LWIP_DHCP               1
#define LWIP_ACD                0
#define DHCP_DOES_ARP_CHECK     0
#define LWIP_AUTOIP             0
#define LWIP_DNS                0
#define LWIP_IPV6               0
#define IP_REASSEMBLY           0
#define IP_FRAG                 0
#define LWIP_STATS              0
#define LWIP_TCP_KEEPALIVE      1
#define TCP_LISTEN_BACKLOG      0
#define LWIP_ICMP               1
#define LWIP_CHKSUM_ALGORITHM   3

#define MEM_ALIGNMENT           4
#define MEM_SIZE                8192 /* frames received, segments to send */
#define MEMP_NUM_PBUF           4
#define MEMP_NUM_UDP_PCB        1
#define MEMP_NUM_TCP_PCB        3
#define MEMP_NUM_TCP_PCB_LISTEN 1
#define MEMP_NUM_TCP_SEG        8
#define PBUF_POOL_SIZE          0 /* card drivers copy into MEM_SIZE */
#define ARP_TABLE_SIZE          4
#define ARP_QUEUEING            0
#define TCP_MSS                 1024
#define TCP_WND                 (2 * TCP_MSS)
#define TCP_SND_BUF             (2 * TCP_MSS)
#define TCP_SND_QUEUELEN        8
#define TCP_QUEUE_OOSEQ         0

#endif
