/* SPDX-License-Identifier: MIT */
/* network.WLAN of the WiPy: one radio that is a station or an access point. */
#include <string.h>

#include "object/arguments.h"
#include "object/int.h"
#include "object/names.h"
#include "object/str.h"
#include "object/tuple.h"
#include "runtime/ops.h"
#include "runtime/raise.h"
#include "runtime/writer.h"

#include "machine.h"
#include "machine_sleep.h"
#include "runner_parts.h"

#if PORT_HAS_RADIO

#include "network.h"

/* The chip's numbers of its modes, antennas and events. */
enum { STA = 0, AP = 2 };
enum { INT_ANT, EXT_ANT };
#define ANY_EVENT   1
#define CHANNEL_MAX 11

static const struct {
	struct vm_object head;
	uint32_t slot_count;
	const struct vm_type *type;
} the_wlan VM_ALIGNED = { VM_ROM_HEAD(VM_TID_RECORD), 0,
	&vm_type_network_wlan_wipy };

static enum port_radio_side
side_of(struct vm *vm)
{
	return port_radio_is_active(network_port(vm), PORT_RADIO_POINT) ?
	    PORT_RADIO_POINT :
	    PORT_RADIO_STATION;
}

static void
check_mode(struct vm *vm, vm_value v)
{
	intptr_t mode = vm_get_int(vm, v);

	if (mode != STA && mode != AP)
		vm_raise_value_error(vm, "invalid mode");
}

static void
set_mode(struct vm *vm, intptr_t mode)
{
	struct port *port = network_port(vm);

	port_radio_activate(port, PORT_RADIO_POINT, mode == AP);
	port_radio_activate(port, PORT_RADIO_STATION, mode == STA);
}

/* None, or (security, key); a key of WEP is hexadecimal. */
static void
get_auth(struct vm *vm, vm_value v, uint8_t *security, char *key)
{
	vm_value *items;
	size_t n;
	intptr_t number;

	*security = PORT_RADIO_OPEN;
	key[0] = '\0';
	if (v == VM_NONE)
		return;
	if (!vm_sequence_items(v, &n, &items) || n != 2)
		vm_raise_type_error(vm, "auth is None or (security, key)");
	if (items[0] == VM_NONE)
		return;
	number = vm_get_int(vm, items[0]);
	if (number < PORT_RADIO_WEP || number > PORT_RADIO_WPA2)
		vm_raise_value_error(vm, "invalid security");
	network_get_key(vm, items[1], key);
	if (number == PORT_RADIO_WEP &&
	    strspn(key, "0123456789abcdefABCDEF") != strlen(key))
		vm_raise_value_error(vm, "a key of WEP is hexadecimal");
	*security = (uint8_t)number;
}

static void
set_channel(struct vm *vm, struct port_radio_point *point, vm_value v)
{
	uint32_t channel = machine_number(vm, v, 1, "channel");

	if (channel > CHANNEL_MAX)
		vm_raise_value_error(vm, "invalid channel");
	point->channel = (uint8_t)channel;
}

static void
set_antenna(struct vm *vm, vm_value v)
{
	intptr_t antenna = vm_get_int(vm, v);

	if (antenna != INT_ANT && antenna != EXT_ANT)
		vm_raise_value_error(vm, "invalid antenna");
	port_radio_settings(network_port(vm))->antenna = (uint8_t)antenna;
}

/* init(mode, *, ssid, auth, channel, antenna); absent ones stay. */
static void
configure(struct vm *vm, size_t n_pos, size_t n_kw, const vm_value *args)
{
	static const vm_value names[] = { VM_NAME(mode), VM_NAME(ssid),
		VM_NAME(auth), VM_NAME(channel), VM_NAME(antenna) };
	vm_value out[] = { VM_UNDEF, VM_UNDEF, VM_UNDEF, VM_UNDEF, VM_UNDEF };
	struct port_radio_point point;

	vm_bind_keywords(vm, n_pos, n_kw, args, 5, 0, names, out);
	port_radio_point(network_port(vm), &point);
	if (out[0] != VM_UNDEF)
		check_mode(vm, out[0]);
	if (out[1] != VM_UNDEF && out[1] != VM_NONE)
		network_get_name(vm, out[1], &point.ssid);
	if (out[2] != VM_UNDEF)
		get_auth(vm, out[2], &point.security, point.key);
	if (out[3] != VM_UNDEF)
		set_channel(vm, &point, out[3]);
	if (out[4] != VM_UNDEF)
		set_antenna(vm, out[4]);
	network_set_point(vm, &point);
	if (out[0] != VM_UNDEF)
		set_mode(vm, vm_get_int(vm, out[0]));
}

static vm_value
wlan_make(struct vm *vm, const struct vm_type *type, size_t n_pos, size_t n_kw,
    vm_value *args)
{
	(void)type;
	if (n_pos > 0) {
		if (vm_get_int(vm, args[0]) != 0)
			vm_raise_os_error(vm, PORT_ENODEV);
		n_pos--;
		args++;
	}
	if (n_pos + n_kw > 0)
		configure(vm, n_pos, n_kw, args);
	return VM_PTR(&the_wlan);
}

static vm_value
wlan_init(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	configure(vm, n_pos - 1, n_kw, args + 1);
	return VM_NONE;
}

static bool
has_settled(struct port *port)
{
	return port_radio_state(port) == PORT_RADIO_CONNECTED;
}

/* connect(ssid, *, auth=None, bssid=None, timeout=None) */
static vm_value
wlan_connect(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(ssid), VM_NAME(auth),
		VM_NAME(bssid), VM_NAME(timeout) };
	vm_value out[] = { VM_UNDEF, VM_NONE, VM_NONE, VM_NONE };
	struct port_radio_join join = { .has_bssid = false };
	uint8_t security;

	vm_bind_keywords(vm, n_pos - 1, n_kw, args + 1, 4, 1, names, out);
	network_get_name(vm, out[0], &join.ssid);
	get_auth(vm, out[1], &security, join.key);
	network_get_bssid(vm, out[2], &join);
	port_radio_leave(network_port(vm));
	network_check(vm, port_radio_join(network_port(vm), &join));
	if (out[3] != VM_NONE &&
	    !network_wait(vm, machine_number(vm, out[3], 0, "timeout"),
		has_settled)) {
		port_radio_leave(network_port(vm));
		vm_raise_os_error(vm, PORT_ETIMEDOUT);
	}
	return VM_NONE;
}

static vm_value
wlan_disconnect(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	port_radio_leave(network_port(vm));
	return VM_NONE;
}

static vm_value
wlan_isconnected(struct vm *vm, size_t argc, vm_value *args)
{
	struct port *port = network_port(vm);
	struct port_radio_client client;

	(void)argc;
	(void)args;
	return vm_new_bool(side_of(vm) == PORT_RADIO_POINT ?
		port_radio_client(port, 0, &client) :
		has_settled(port));
}

/* Named tuples; the chip does not tell the channel. */
static vm_value
describe(struct vm *vm, const struct port_radio_network *network)
{
	static const struct {
		struct vm_object head;
		uint32_t len;
		vm_value items[5];
	} names VM_ALIGNED = { VM_ROM_HEAD(VM_TID_TUPLE), 5,
		{ VM_NAME(ssid), VM_NAME(bssid), VM_NAME(sec), VM_NAME(channel),
		    VM_NAME(rssi) } };
	vm_value out[5];

	out[0] = network_name(vm, &network->ssid);
	out[1] = network_mac(vm, network->bssid);
	out[2] = VM_INT(network->security);
	out[3] = VM_NONE;
	out[4] = VM_INT(network->rssi);
	return vm_attrtuple_new(vm, (const struct vm_tuple *)&names, 5, out);
}

static vm_value
wlan_scan(struct vm *vm, size_t argc, vm_value *args)
{
	(void)argc;
	(void)args;
	return network_scan(vm, describe);
}

/* ifconfig(if_id=0, config='dhcp' or four addresses) */
static vm_value
wlan_ifconfig(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(if_id), VM_NAME(config) };
	vm_value out[] = { VM_INT(0), VM_UNDEF };

	vm_bind_keywords(vm, n_pos - 1, n_kw, args + 1, 2, 0, names, out);
	if (vm_get_int(vm, out[0]) != 0)
		vm_raise_os_error(vm, PORT_ENODEV);
	return network_ifconfig(vm, side_of(vm), out[1]);
}

static vm_value
wlan_ipconfig(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	return network_ipconfig(vm, side_of(vm), n_pos - 1, n_kw, args + 1);
}

/* ---- one setting each --------------------------------------------------- */

static vm_value
wlan_mode(struct vm *vm, size_t argc, vm_value *args)
{
	if (argc == 1)
		return VM_INT(side_of(vm) == PORT_RADIO_POINT ? AP : STA);
	check_mode(vm, args[1]);
	set_mode(vm, vm_get_int(vm, args[1]));
	return VM_NONE;
}

static vm_value
wlan_ssid(struct vm *vm, size_t argc, vm_value *args)
{
	struct port_radio_point point;

	port_radio_point(network_port(vm), &point);
	if (argc == 1)
		return network_name(vm, &point.ssid);
	network_get_name(vm, args[1], &point.ssid);
	network_set_point(vm, &point);
	return VM_NONE;
}

static vm_value
wlan_auth(struct vm *vm, size_t argc, vm_value *args)
{
	struct port_radio_point point;
	vm_value pair[2];

	port_radio_point(network_port(vm), &point);
	if (argc > 1) {
		get_auth(vm, args[1], &point.security, point.key);
		network_set_point(vm, &point);
		return VM_NONE;
	}
	if (point.security == PORT_RADIO_OPEN)
		return VM_NONE;
	pair[0] = VM_INT(point.security);
	pair[1] = vm_str_from(vm, point.key);
	return vm_tuple_new(vm, 2, pair);
}

static vm_value
wlan_channel(struct vm *vm, size_t argc, vm_value *args)
{
	struct port_radio_point point;

	port_radio_point(network_port(vm), &point);
	if (argc == 1)
		return VM_INT(point.channel);
	set_channel(vm, &point, args[1]);
	network_set_point(vm, &point);
	return VM_NONE;
}

static vm_value
wlan_antenna(struct vm *vm, size_t argc, vm_value *args)
{
	if (argc == 1)
		return VM_INT(port_radio_settings(network_port(vm))->antenna);
	set_antenna(vm, args[1]);
	return VM_NONE;
}

static vm_value
wlan_mac(struct vm *vm, size_t argc, vm_value *args)
{
	struct port *port = network_port(vm);
	uint8_t mac[PORT_RADIO_MAC_LEN];

	if (argc == 1) {
		port_radio_mac(port, PORT_RADIO_STATION, mac);
		return network_mac(vm, mac);
	}
	network_get_mac(vm, args[1], mac);
	network_check(vm, port_radio_set_mac(port, PORT_RADIO_STATION, mac));
	return VM_NONE;
}

/* irq(*, handler=None, wake=None): called when it connects or loses its
 * connection; with wake=machine.SLEEP that ends a sleep. */
static vm_value
wlan_irq(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(trigger), VM_NAME(priority),
		VM_NAME(handler), VM_NAME(wake) };
	vm_value out[] = { VM_INT(ANY_EVENT), VM_INT(1), VM_NONE, VM_NONE };
	struct agent *agent = machine_agent(vm);
	vm_value irq;

	vm_bind_keywords(vm, n_pos - 1, n_kw, args + 1, 4, 0, names, out);
	if (vm_get_int(vm, out[0]) != ANY_EVENT)
		vm_raise_value_error(vm, "invalid trigger");
	if (out[3] != VM_NONE && vm_get_int(vm, out[3]) != MACHINE_SLEEP)
		vm_raise_value_error(vm, "wake must be machine.SLEEP");
	agent->wake.by_radio = out[3] == VM_NONE ? 0 : MACHINE_SLEEP;
	radio_watch(agent);
	irq = machine_irq_new(vm, RUNNER_RADIO_SLOT, args[0]);
	machine_irq_set(vm, irq, out[2], ANY_EVENT, false);
	return irq;
}

VM_DEFINE_NATIVE_KW(init_native, wlan_init, 1, 2);
VM_DEFINE_NATIVE_KW(connect_native, wlan_connect, 1, 2);
VM_DEFINE_NATIVE(disconnect_native, wlan_disconnect, 1, 1);
VM_DEFINE_NATIVE(isconnected_native, wlan_isconnected, 1, 1);
VM_DEFINE_NATIVE(scan_native, wlan_scan, 1, 1);
VM_DEFINE_NATIVE_KW(ifconfig_native, wlan_ifconfig, 1, 3);
VM_DEFINE_NATIVE_KW(ipconfig_native, wlan_ipconfig, 1, VM_ARGS_MANY);
VM_DEFINE_NATIVE(mode_native, wlan_mode, 1, 2);
VM_DEFINE_NATIVE(ssid_native, wlan_ssid, 1, 2);
VM_DEFINE_NATIVE(auth_native, wlan_auth, 1, 2);
VM_DEFINE_NATIVE(channel_native, wlan_channel, 1, 2);
VM_DEFINE_NATIVE(antenna_native, wlan_antenna, 1, 2);
VM_DEFINE_NATIVE(mac_native, wlan_mac, 1, 2);
VM_DEFINE_NATIVE_KW(irq_native, wlan_irq, 1, 1);

static const struct vm_member wlan_members[] = {
	{ VM_NAME(init), VM_NATIVE(init_native) },
	{ VM_NAME(connect), VM_NATIVE(connect_native) },
	{ VM_NAME(disconnect), VM_NATIVE(disconnect_native) },
	{ VM_NAME(isconnected), VM_NATIVE(isconnected_native) },
	{ VM_NAME(scan), VM_NATIVE(scan_native) },
	{ VM_NAME(ifconfig), VM_NATIVE(ifconfig_native) },
	{ VM_NAME(ipconfig), VM_NATIVE(ipconfig_native) },
	{ VM_NAME(mode), VM_NATIVE(mode_native) },
	{ VM_NAME(ssid), VM_NATIVE(ssid_native) },
	{ VM_NAME(auth), VM_NATIVE(auth_native) },
	{ VM_NAME(channel), VM_NATIVE(channel_native) },
	{ VM_NAME(antenna), VM_NATIVE(antenna_native) },
	{ VM_NAME(mac), VM_NATIVE(mac_native) },
	{ VM_NAME(irq), VM_NATIVE(irq_native) },
	{ VM_NAME(STA), VM_INT(STA) },
	{ VM_NAME(AP), VM_INT(AP) },
	{ VM_NAME(WEP), VM_INT(PORT_RADIO_WEP) },
	{ VM_NAME(WPA), VM_INT(PORT_RADIO_WPA) },
	{ VM_NAME(WPA2), VM_INT(PORT_RADIO_WPA2) },
	{ VM_NAME(INT_ANT), VM_INT(INT_ANT) },
	{ VM_NAME(EXT_ANT), VM_INT(EXT_ANT) },
	{ VM_NAME(ANY_EVENT), VM_INT(ANY_EVENT) },
};

static const struct vm_slots wlan_slots = {
	.make = wlan_make,
};

VM_DEFINE_TYPE(network_wlan_wipy, WLAN, NULL, VM_TYPE_FINAL | VM_TYPE_HASHABLE,
    wlan_slots, wlan_members);

#endif
