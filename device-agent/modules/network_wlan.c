/* SPDX-License-Identifier: MIT */
/* network.WLAN, as all boards but the WiPy have it. */
#include <string.h>

#include "object/arguments.h"
#include "object/int.h"
#include "object/list.h"
#include "object/names.h"
#include "object/str.h"
#include "runtime/ops.h"
#include "runtime/raise.h"
#include "runtime/writer.h"

#include "machine.h"

#if PORT_HAS_RADIO

#include "network.h"

#define SIDES 2

/* Each side is one object, whoever asks for it. */
static const struct {
	struct vm_object head;
	uint32_t slot_count;
	const struct vm_type *type;
	vm_value side;
} wlan[SIDES] VM_ALIGNED = {
	{ VM_ROM_HEAD(VM_TID_RECORD), 1, &vm_type_network_wlan,
	    VM_INT(PORT_RADIO_STATION) },
	{ VM_ROM_HEAD(VM_TID_RECORD), 1, &vm_type_network_wlan,
	    VM_INT(PORT_RADIO_POINT) },
};

static enum port_radio_side
side_of(struct vm *vm, vm_value self)
{
	return (enum port_radio_side)vm_int_value(
	    machine_self(vm, self, &vm_type_network_wlan)->slots[0]);
}

static void
need_station(struct vm *vm, vm_value self)
{
	if (side_of(vm, self) != PORT_RADIO_STATION)
		vm_raise_error(vm, &vm_type_OSError, "STA required");
}

static vm_value
wlan_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	intptr_t side = PORT_RADIO_STATION;

	(void)type;
	vm_check_arguments(vm, n_pos, n_kw, 0, 1);
	if (n_pos > 0)
		side = vm_get_int(vm, args[0]);
	if (side != PORT_RADIO_STATION && side != PORT_RADIO_POINT)
		vm_raise_value_error(vm, "invalid WLAN interface identifier");
	return VM_PTR(&wlan[side]);
}

static vm_value
wlan_active(struct vm *vm, size_t argc, vm_value *args)
{
	enum port_radio_side side = side_of(vm, args[0]);

	if (argc > 1)
		port_radio_activate(network_port(vm), side,
		    vm_truth(vm, args[1]));
	return vm_new_bool(port_radio_is_active(network_port(vm), side));
}

/* connect(ssid=None, key=None, *, bssid=None); password is key's old name.
 * Without a name: the network it was told before. */
static vm_value
wlan_connect(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(ssid), VM_NAME(key),
		VM_NAME(bssid), VM_NAME(password) };
	vm_value out[] = { VM_NONE, VM_NONE, VM_NONE, VM_NONE };
	struct port_radio_join join = { .has_bssid = false };

	need_station(vm, args[0]);
	vm_bind_keywords(vm, n_pos - 1, n_kw, args + 1, 4, 0, names, out);
	if (out[0] == VM_NONE) {
		if (out[2] != VM_NONE)
			vm_raise_value_error(vm, "bssid needs ssid");
		network_check(vm, port_radio_join(network_port(vm), NULL));
		return VM_NONE;
	}
	network_get_name(vm, out[0], &join.ssid);
	network_get_key(vm, out[1] == VM_NONE ? out[3] : out[1], join.key);
	network_get_bssid(vm, out[2], &join);
	network_check(vm, port_radio_join(network_port(vm), &join));
	return VM_NONE;
}

static vm_value
wlan_disconnect(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	need_station(vm, args[0]);
	if (!port_radio_is_active(network_port(vm), PORT_RADIO_STATION))
		network_check(vm, -PORT_RADIO_NOT_STARTED);
	port_radio_leave(network_port(vm));
	return VM_NONE;
}

static vm_value
wlan_isconnected(struct vm *vm, size_t argc, vm_value *args)
{
	struct port *port = network_port(vm);
	struct port_radio_client client;

	(void)argc;
	if (side_of(vm, args[0]) == PORT_RADIO_POINT)
		return vm_new_bool(port_radio_client(port, 0, &client));
	return vm_new_bool(port_radio_state(port) == PORT_RADIO_CONNECTED);
}

/* (ssid, bssid, channel, RSSI, security, hidden) */
static vm_value
describe(struct vm *vm, const struct port_radio_network *network)
{
	vm_value out[6];

	out[0] = vm_bytes_new(vm, network->ssid.bytes, network->ssid.len);
	out[1] = network_mac(vm, network->bssid);
	out[2] = VM_INT(network->channel);
	out[3] = VM_INT(network->rssi);
	out[4] = VM_INT(network->security);
	out[5] = vm_new_bool(network->is_hidden);
	return vm_tuple_new(vm, 6, out);
}

static vm_value
wlan_scan(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	need_station(vm, args[0]);
	return network_scan(vm, describe);
}

/* ---- status ------------------------------------------------------------- */

static vm_value
get_rssi(struct vm *vm, vm_value self)
{
	struct port_radio_network network;

	need_station(vm, self);
	if (!port_radio_joined(network_port(vm), &network))
		vm_raise_error(vm, &vm_type_OSError, "Wifi Not Connected");
	return VM_INT(network.rssi);
}

/* [(mac, rssi), ...] */
static vm_value
get_stations(struct vm *vm, vm_value self)
{
	vm_value list = vm_list_new(vm, 0, NULL);
	struct port_radio_client client;

	if (side_of(vm, self) != PORT_RADIO_POINT)
		vm_raise_error(vm, &vm_type_OSError, "AP required");
	for (size_t i = 0; port_radio_client(network_port(vm), i, &client);
	     i++) {
		vm_value pair[2] = { network_mac(vm, client.mac),
			VM_INT(client.rssi) };

		vm_list_append(vm, list, vm_tuple_new(vm, 2, pair));
	}
	return list;
}

static vm_value
wlan_status(struct vm *vm, size_t argc, vm_value *args)
{
	enum port_radio_side side = side_of(vm, args[0]);

	if (argc == 1)
		return side == PORT_RADIO_POINT ?
		    VM_NONE :
		    VM_INT(network_status_number(vm,
			port_radio_state(network_port(vm))));
	if (vm_equal(vm, args[1], VM_NAME(rssi)))
		return get_rssi(vm, args[0]);
	if (vm_equal(vm, args[1], VM_NAME(stations)))
		return get_stations(vm, args[0]);
	vm_raise_value_error(vm, "unknown status param");
}

/* ---- settings ----------------------------------------------------------- */

static vm_value
wlan_config(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	return network_config(vm, side_of(vm, args[0]), n_pos - 1, n_kw,
	    args + 1);
}

static vm_value
wlan_ifconfig(struct vm *vm, size_t argc, vm_value *args)
{
	return network_ifconfig(vm, side_of(vm, args[0]),
	    argc > 1 ? args[1] : VM_UNDEF);
}

static vm_value
wlan_ipconfig(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	return network_ipconfig(vm, side_of(vm, args[0]), n_pos - 1, n_kw,
	    args + 1);
}

static void
wlan_print(struct vm *vm, struct vm_writer *out, vm_value self,
    enum vm_print_kind kind)
{
	(void)kind;
	vm_write_format(vm, out, "<WLAN %s>",
	    side_of(vm, self) == PORT_RADIO_STATION ? "STA" : "AP");
}

VM_DEFINE_NATIVE(active_native, wlan_active, 1, 2);
VM_DEFINE_NATIVE_KW(connect_native, wlan_connect, 1, 3);
VM_DEFINE_NATIVE(disconnect_native, wlan_disconnect, 1, 1);
VM_DEFINE_NATIVE(isconnected_native, wlan_isconnected, 1, 1);
VM_DEFINE_NATIVE(scan_native, wlan_scan, 1, 1);
VM_DEFINE_NATIVE(status_native, wlan_status, 1, 2);
VM_DEFINE_NATIVE_KW(config_native, wlan_config, 1, VM_ARGS_MANY);
VM_DEFINE_NATIVE(ifconfig_native, wlan_ifconfig, 1, 2);
VM_DEFINE_NATIVE_KW(ipconfig_native, wlan_ipconfig, 1, VM_ARGS_MANY);

static const struct vm_member wlan_members[] = {
	{ VM_NAME(active), VM_NATIVE(active_native) },
	{ VM_NAME(connect), VM_NATIVE(connect_native) },
	{ VM_NAME(disconnect), VM_NATIVE(disconnect_native) },
	{ VM_NAME(isconnected), VM_NATIVE(isconnected_native) },
	{ VM_NAME(scan), VM_NATIVE(scan_native) },
	{ VM_NAME(status), VM_NATIVE(status_native) },
	{ VM_NAME(config), VM_NATIVE(config_native) },
	{ VM_NAME(ifconfig), VM_NATIVE(ifconfig_native) },
	{ VM_NAME(ipconfig), VM_NATIVE(ipconfig_native) },
	{ VM_NAME(IF_STA), VM_INT(PORT_RADIO_STATION) },
	{ VM_NAME(IF_AP), VM_INT(PORT_RADIO_POINT) },
	{ VM_NAME(SEC_OPEN), VM_INT(PORT_RADIO_OPEN) },
	{ VM_NAME(SEC_WEP), VM_INT(PORT_RADIO_WEP) },
	{ VM_NAME(SEC_WPA), VM_INT(PORT_RADIO_WPA) },
	{ VM_NAME(SEC_WPA2), VM_INT(PORT_RADIO_WPA2) },
	{ VM_NAME(SEC_WPA_WPA2), VM_INT(PORT_RADIO_WPA_WPA2) },
	{ VM_NAME(SEC_WPA2_ENT), VM_INT(PORT_RADIO_WPA2_ENTERPRISE) },
	{ VM_NAME(SEC_WPA3), VM_INT(PORT_RADIO_WPA3) },
	{ VM_NAME(SEC_WPA2_WPA3), VM_INT(PORT_RADIO_WPA2_WPA3) },
	{ VM_NAME(PM_NONE), VM_INT(0) },
	{ VM_NAME(PM_PERFORMANCE), VM_INT(1) },
	{ VM_NAME(PM_POWERSAVE), VM_INT(2) },
};

static const struct vm_slots wlan_slots = {
	.print = wlan_print,
	.make = wlan_make,
};

VM_DEFINE_TYPE(network_wlan, WLAN, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    wlan_slots, wlan_members);

#endif
