/* SPDX-License-Identifier: MIT */
/* What the parts of the module network share. */
#ifndef NETWORK_H
#define NETWORK_H

#include "machine.h"
#include "port_radio.h"

#define NETWORK_ANY UINT32_MAX /* no limit of time */

static inline struct port *
network_port(struct vm *vm)
{
	return machine_agent(vm)->port;
}

/* ValueError, TypeError. */
void network_get_name(struct vm *vm, vm_value v, struct port_radio_name *name);
void network_get_key(struct vm *vm, vm_value v, char *key);
void network_get_mac(struct vm *vm, vm_value v,
    uint8_t mac[PORT_RADIO_MAC_LEN]);
/* Where to join; None: wherever the name is. */
void network_get_bssid(struct vm *vm, vm_value v, struct port_radio_join *join);
vm_value network_name(struct vm *vm, const struct port_radio_name *name);
vm_value network_mac(struct vm *vm, const uint8_t mac[PORT_RADIO_MAC_LEN]);

/* OSError of a negated enum port_radio_error. */
void network_check(struct vm *vm, int result);
/* Waits, serving links and interrupts; false: the time is over. */
bool network_wait(struct vm *vm, uint32_t timeout_ms,
    bool (*is_done)(struct port *port));
/* Scans; a list of what describe makes of each network found. */
vm_value network_scan(struct vm *vm,
    vm_value (
	*describe)(struct vm *vm, const struct port_radio_network *network));

/* ifconfig() and ipconfig() of one side; config VM_UNDEF asks. */
vm_value network_ifconfig(struct vm *vm, enum port_radio_side side,
    vm_value config);
vm_value network_ipconfig(struct vm *vm, enum port_radio_side side,
    size_t n_pos, size_t n_kw, const vm_value *args);
vm_value network_ip_text(struct vm *vm, const uint8_t ip[4]);
/* ValueError unless it is four numbers with dots. */
void network_parse_ip(struct vm *vm, vm_value v, uint8_t ip[4]);

/* config() of one side: one name, or names and values. */
vm_value network_config(struct vm *vm, enum port_radio_side side, size_t n_pos,
    size_t n_kw, const vm_value *args);
/* The host's name, as three interfaces set it. */
vm_value network_hostname(struct vm *vm, vm_value name_or_undef);
/* Whether a point can be so: OSError. */
void network_set_point(struct vm *vm, const struct port_radio_point *point);

/* The number of a state in STAT_..., which chips count differently. */
intptr_t network_status_number(struct vm *vm, enum port_radio_state state);

extern const struct vm_type vm_type_network_wlan;
extern const struct vm_type vm_type_network_wlan_wipy;

#endif
