/* SPDX-License-Identifier: MIT */
/* network: arguments, errors, waiting, addresses. */
#include <string.h>

#include "object/arguments.h"
#include "object/int.h"
#include "object/list.h"
#include "object/names.h"
#include "object/str.h"
#include "runtime/ops.h"
#include "runtime/raise.h"

#include "machine.h"
#include "runner_parts.h"

#if PORT_HAS_RADIO

#include "network.h"
#include "text.h"

#define IP_TEXT_MAX 16
#define WAIT_MS     20 /* between two looks */

void
network_get_name(struct vm *vm, vm_value v, struct port_radio_name *name)
{
	struct vm_bytes_view view;

	vm_get_bytes_or_str(vm, v, &view);
	if (view.len == 0 || view.len > PORT_RADIO_SSID_MAX)
		vm_raise_error(vm, &vm_type_OSError, "Wifi SSID Invalid");
	name->len = (uint8_t)view.len;
	memcpy(name->bytes, view.data, view.len);
}

void
network_get_key(struct vm *vm, vm_value v, char *key)
{
	struct vm_bytes_view view = { .len = 0 };

	if (v != VM_NONE && v != VM_UNDEF)
		vm_get_bytes_or_str(vm, v, &view);
	if (view.len > PORT_RADIO_KEY_MAX)
		vm_raise_error(vm, &vm_type_OSError, "Wifi Invalid Password");
	if (view.len > 0)
		memcpy(key, view.data, view.len);
	key[view.len] = '\0';
}

void
network_get_mac(struct vm *vm, vm_value v, uint8_t mac[PORT_RADIO_MAC_LEN])
{
	struct vm_bytes_view view;

	vm_get_bytes(vm, v, &view);
	if (view.len != PORT_RADIO_MAC_LEN)
		vm_raise_value_error(vm, "invalid buffer length");
	memcpy(mac, view.data, PORT_RADIO_MAC_LEN);
}

/* Names are text, unless they are not. */
void
network_get_bssid(struct vm *vm, vm_value v, struct port_radio_join *join)
{
	join->has_bssid = v != VM_NONE;
	if (join->has_bssid)
		network_get_mac(vm, v, join->bssid);
}

vm_value
network_name(struct vm *vm, const struct port_radio_name *name)
{
	for (size_t i = 0; i < name->len; i++) {
		if (name->bytes[i] < 0x20 || name->bytes[i] > 0x7e)
			return vm_bytes_new(vm, name->bytes, name->len);
	}
	return vm_str_new(vm, (const char *)name->bytes, name->len);
}

vm_value
network_mac(struct vm *vm, const uint8_t mac[PORT_RADIO_MAC_LEN])
{
	return vm_bytes_new(vm, mac, PORT_RADIO_MAC_LEN);
}

void
network_check(struct vm *vm, int result)
{
	static const char *const texts[] = {
		[PORT_RADIO_NOT_STARTED] = "Wifi Not Started",
		[PORT_RADIO_BUSY] = "Wifi Internal State Error",
		[PORT_RADIO_INVALID] = "Wifi Invalid Argument",
	};

	if (result < 0)
		vm_raise_error(vm, &vm_type_OSError, "%s", texts[-result]);
}

bool
network_wait(struct vm *vm, uint32_t timeout_ms,
    bool (*is_done)(struct port *port))
{
	struct agent *agent = machine_agent(vm);
	uint32_t start_ms = agent_now_ms(agent);

	while (!is_done(agent->port)) {
		if (timeout_ms != NETWORK_ANY &&
		    agent_now_ms(agent) - start_ms >= timeout_ms)
			return false;
		agent_idle(agent, WAIT_MS);
		runner_check(agent->runner);
		vm_poll(vm);
	}
	return true;
}

vm_value
network_scan(struct vm *vm,
    vm_value (
	*describe)(struct vm *vm, const struct port_radio_network *network))
{
	vm_value list = vm_list_new(vm, 0, NULL);
	struct port_radio_network network;

	network_check(vm, port_radio_scan(network_port(vm)));
	network_wait(vm, NETWORK_ANY, port_radio_scan_is_done);
	for (size_t i = 0; port_radio_found(network_port(vm), i, &network); i++)
		vm_list_append(vm, list, describe(vm, &network));
	return list;
}

/* ---- addresses ---------------------------------------------------------- */

vm_value
network_ip_text(struct vm *vm, const uint8_t ip[4])
{
	char text[IP_TEXT_MAX];

	text_format(text, sizeof(text), "%u.%u.%u.%u", (unsigned)ip[0],
	    (unsigned)ip[1], (unsigned)ip[2], (unsigned)ip[3]);
	return vm_str_from(vm, text);
}

void
network_parse_ip(struct vm *vm, vm_value v, uint8_t ip[4])
{
	vm_value str = vm_argument_str(vm, v);
	const char *text = vm_str_data(str);
	size_t len = vm_str_len(str);
	size_t at = 0;

	for (size_t i = 0; i < 4; i++) {
		unsigned number = 0;
		size_t begin = at;

		while (at < len && at - begin < 3 && text[at] >= '0' &&
		    text[at] <= '9')
			number = 10 * number + (unsigned)(text[at++] - '0');
		if (at == begin || number > UINT8_MAX ||
		    (i < 3 ? at == len || text[at++] != '.' : at != len))
			vm_raise_value_error(vm, "invalid arguments");
		ip[i] = (uint8_t)number;
	}
}

static void
set_four(struct vm *vm, enum port_radio_side side, vm_value config)
{
	struct port_radio_address address = {
		.is_dhcp = side == PORT_RADIO_POINT,
	};
	vm_value *items;
	size_t n;

	if (!vm_sequence_items(config, &n, &items))
		vm_raise_type_error(vm, "'dhcp' or a tuple of 4 addresses");
	if (n != 4)
		vm_raise_value_error(vm,
		    "requested length 4 but object has length %d", (int)n);
	network_parse_ip(vm, items[0], address.ip);
	network_parse_ip(vm, items[1], address.mask);
	network_parse_ip(vm, items[2], address.gateway);
	network_parse_ip(vm, items[3], address.dns);
	port_radio_set_address(network_port(vm), side, &address);
}

vm_value
network_ifconfig(struct vm *vm, enum port_radio_side side, vm_value config)
{
	struct port_radio_address address;
	vm_value out[4];

	if (config != VM_UNDEF) {
		const struct port_radio_address dhcp = { .is_dhcp = true };

		if (!vm_is_str(config))
			set_four(vm, side, config);
		else if (side == PORT_RADIO_STATION &&
		    vm_equal(vm, config, VM_NAME(dhcp)))
			port_radio_set_address(network_port(vm), side, &dhcp);
		else
			vm_raise_value_error(vm, "invalid arguments");
		return VM_NONE;
	}
	port_radio_address(network_port(vm), side, &address);
	out[0] = network_ip_text(vm, address.ip);
	out[1] = network_ip_text(vm, address.mask);
	out[2] = network_ip_text(vm, address.gateway);
	out[3] = network_ip_text(vm, address.dns);
	return vm_tuple_new(vm, 4, out);
}

/* ---- ipconfig ----------------------------------------------------------- */

static bool
has_address(const struct port_radio_address *address)
{
	static const uint8_t none[4];

	return memcmp(address->ip, none, sizeof(none)) != 0;
}

static vm_value
ask_ipconfig(struct vm *vm, enum port_radio_side side, vm_value name)
{
	struct port_radio_address address;
	vm_value pair[2];

	port_radio_address(network_port(vm), side, &address);
	if (vm_equal(vm, name, VM_NAME(addr4))) {
		pair[0] = network_ip_text(vm, address.ip);
		pair[1] = network_ip_text(vm, address.mask);
		return vm_tuple_new(vm, 2, pair);
	}
	if (vm_equal(vm, name, VM_NAME(gw4)))
		return network_ip_text(vm, address.gateway);
	if (vm_equal(vm, name, VM_NAME(dhcp4)))
		return vm_new_bool(address.is_dhcp);
	if (vm_equal(vm, name, VM_NAME(has_dhcp4)))
		return vm_new_bool(address.is_dhcp && has_address(&address));
	vm_raise_value_error(vm, "unexpected key");
}

/* "A.B.C.D/24", or a pair of address and mask. */
static void
set_addr4(struct vm *vm, vm_value v, struct port_radio_address *address)
{
	const char *slash;
	vm_value *items;
	size_t n;
	uint32_t bits = 0;

	if (vm_sequence_items(v, &n, &items) && n == 2) {
		network_parse_ip(vm, items[0], address->ip);
		network_parse_ip(vm, items[1], address->mask);
		return;
	}
	v = vm_argument_str(vm, v);
	n = vm_str_len(v);
	slash = memchr(vm_str_data(v), '/', n);
	if (slash == NULL) {
		network_parse_ip(vm, v, address->ip);
		return;
	}
	for (const char *at = slash + 1; at < vm_str_data(v) + n; at++) {
		if (*at < '0' || *at > '9' || bits > 32)
			vm_raise_value_error(vm, "invalid arguments");
		bits = 10 * bits + (uint32_t)(*at - '0');
	}
	if (bits > 32 || slash + 1 == vm_str_data(v) + n)
		vm_raise_value_error(vm, "invalid arguments");
	for (size_t i = 0; i < 4; i++, bits -= bits < 8 ? bits : 8)
		address->mask[i] =
		    (uint8_t)(0xff00u >> (bits < 8 ? bits : 8) & 0xff);
	n = (size_t)(slash - vm_str_data(v));
	network_parse_ip(vm, vm_str_new(vm, vm_str_data(v), n), address->ip);
}

vm_value
network_ipconfig(struct vm *vm, enum port_radio_side side, size_t n_pos,
    size_t n_kw, const vm_value *args)
{
	static const vm_value names[] = { VM_NAME(addr4), VM_NAME(gw4),
		VM_NAME(dhcp4) };
	vm_value out[] = { VM_UNDEF, VM_UNDEF, VM_UNDEF };
	struct port_radio_address address;

	if (n_pos == 1 && n_kw == 0)
		return ask_ipconfig(vm, side, args[0]);
	if (n_pos != 0 || n_kw == 0)
		vm_raise_type_error(vm, "Must specify one parameter name");
	vm_bind_keywords(vm, 0, n_kw, args, 3, 0, names, out);
	port_radio_address(network_port(vm), side, &address);
	if (out[0] != VM_UNDEF) {
		set_addr4(vm, out[0], &address);
		address.is_dhcp = side == PORT_RADIO_POINT;
	}
	if (out[1] != VM_UNDEF)
		network_parse_ip(vm, out[1], address.gateway);
	if (out[2] != VM_UNDEF)
		address.is_dhcp = vm_truth(vm, out[2]);
	port_radio_set_address(network_port(vm), side, &address);
	return VM_NONE;
}

#endif
