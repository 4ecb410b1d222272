/* SPDX-License-Identifier: MIT */
/* lwIP as the ports use it: one card, one address, one TCP connection. Its
 * memory, PORT_LWIP_MEMORY, is for frames received and segments to send. */
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

#include "port_features.h"

#define NO_SYS                     1
#define SYS_LIGHTWEIGHT_PROT       0
#define LWIP_SOCKET                0
#define LWIP_NETCONN               0
#define LWIP_RAW                   0
#define LWIP_DHCP                  PORT_HAS_DHCP
#define LWIP_UDP                   PORT_HAS_DHCP
#define LWIP_ACD                   0
#define DHCP_DOES_ARP_CHECK        0
#define LWIP_AUTOIP                0
#define LWIP_DNS                   0
#define LWIP_IPV6                  0
#define IP_REASSEMBLY              0
#define IP_FRAG                    0
#define IP_OPTIONS_ALLOWED         0
#define LWIP_NO_CTYPE_H            1
#define LWIP_STATS                 0
#define LWIP_TCP_KEEPALIVE         1
#define TCP_LISTEN_BACKLOG         0
#define LWIP_ICMP                  1
#define LWIP_CHKSUM_ALGORITHM      3

#define MEM_ALIGNMENT              4
#define MEM_SIZE                   PORT_LWIP_MEMORY
#define MEMP_NUM_PBUF              4
#define MEMP_NUM_UDP_PCB           1
#define MEMP_NUM_TCP_PCB           3
#define MEMP_NUM_TCP_PCB_LISTEN    1
#define MEMP_NUM_TCP_SEG           8
#define PBUF_POOL_SIZE             0 /* card drivers copy into MEM_SIZE */
#define ARP_TABLE_SIZE             4
#define ARP_QUEUEING               0
#define TCP_MSS                    PORT_TCP_MTU
#define TCP_WND                    (2 * TCP_MSS)
#define TCP_SND_BUF                (2 * TCP_MSS)
#define TCP_SND_QUEUELEN           8
#define TCP_QUEUE_OOSEQ            0
#define TCP_CALCULATE_EFF_SEND_MSS 0 /* it is far below what fits a frame */

#endif
