/* SPDX-License-Identifier: MIT */
/* The module network: WLAN, and what all interfaces share. */
#include <string.h>

#include "object/arguments.h"
#include "object/int.h"
#include "object/names.h"
#include "object/str.h"
#include "runtime/ops.h"
#include "runtime/raise.h"

#include "agent_modules.h"
#include "machine.h"

#if PORT_HAS_RADIO

#include "network.h"

/* PHY modes are bits on an ESP32; an ESP8266's 3 is its newest. */
enum { MODE_11B = 1, MODE_11G = 2, MODE_11N = 4 };

struct status {
	vm_value name;
	uint16_t esp32;
	uint8_t others;
	int8_t state; /* enum port_radio_state; -1: never happens here */
};

static const struct status statuses[] = {
	{ VM_NAME(STAT_IDLE), 1000, 0, PORT_RADIO_IDLE },
	{ VM_NAME(STAT_CONNECTING), 1001, 1, PORT_RADIO_CONNECTING },
	{ VM_NAME(STAT_WRONG_PASSWORD), 202, 2, PORT_RADIO_WRONG_KEY },
	{ VM_NAME(STAT_NO_AP_FOUND), 201, 3, PORT_RADIO_NO_POINT },
	{ VM_NAME(STAT_CONNECT_FAIL), 203, 4, PORT_RADIO_FAILED },
	{ VM_NAME(STAT_ASSOC_FAIL), 203, 4, -1 },
	{ VM_NAME(STAT_GOT_IP), 1010, 5, PORT_RADIO_CONNECTED },
	{ VM_NAME(STAT_BEACON_TIMEOUT), 200, 4, PORT_RADIO_LOST },
	{ VM_NAME(STAT_HANDSHAKE_TIMEOUT), 204, 4, -1 },
};

static bool
has_module(struct vm *vm, uint32_t bit)
{
	return (port_identity(network_port(vm))->modules & bit) != 0;
}

static intptr_t
number_of(struct vm *vm, const struct status *status)
{
	return has_module(vm, PORT_MODULE_ESP32) ? status->esp32 :
						   status->others;
}

intptr_t
network_status_number(struct vm *vm, enum port_radio_state state)
{
	const struct status *status = statuses;

	while (status->state != (int)state)
		status++;
	return number_of(vm, status);
}

/* What depends on the kind of board. */
static vm_value
network_getattr(struct vm *vm, vm_value name)
{
	if (name == VM_NAME(WLAN))
		return has_module(vm, PORT_MODULE_WIPY) ?
		    VM_PTR(&vm_type_network_wlan_wipy) :
		    VM_PTR(&vm_type_network_wlan);
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		if (statuses[i].name == name)
			return VM_INT(number_of(vm, &statuses[i]));
	}
	return VM_UNDEF;
}

static vm_value
hostname(struct vm *vm, size_t argc, vm_value *args)
{
	return network_hostname(vm, argc > 0 ? args[0] : VM_UNDEF);
}

static vm_value
country(struct vm *vm, size_t argc, vm_value *args)
{
	struct port_radio_settings *settings =
	    port_radio_settings(network_port(vm));
	vm_value code;

	if (argc == 0)
		return vm_str_from(vm, settings->country);
	code = vm_argument_str(vm, args[0]);
	if (vm_str_len(code) != 2)
		vm_raise_value_error(vm, "country code must be two letters");
	memcpy(settings->country, vm_str_data(code), 2);
	return VM_NONE;
}

static vm_value
phy_mode(struct vm *vm, size_t argc, vm_value *args)
{
	struct port_radio_settings *settings =
	    port_radio_settings(network_port(vm));
	intptr_t mode;

	if (argc == 0)
		return VM_INT(settings->phy_mode);
	mode = vm_get_int(vm, args[0]);
	if (mode < MODE_11B || mode > (MODE_11B | MODE_11G | MODE_11N))
		vm_raise_value_error(vm, "invalid mode");
	settings->phy_mode = (uint8_t)mode;
	return VM_NONE;
}

/* ipconfig('dns'), ipconfig('prefer'), ipconfig(dns=..., prefer=4) */
static vm_value
ipconfig(struct vm *vm, size_t n_pos, size_t n_kw, vm_value *args)
{
	static const vm_value names[] = { VM_NAME(dns), VM_NAME(prefer) };
	vm_value out[] = { VM_UNDEF, VM_UNDEF };
	struct port_radio_address address;

	port_radio_address(network_port(vm), PORT_RADIO_STATION, &address);
	if (n_pos == 1 && n_kw == 0) {
		if (vm_equal(vm, args[0], VM_NAME(dns)))
			return network_ip_text(vm, address.dns);
		if (vm_equal(vm, args[0], VM_NAME(prefer)))
			return VM_INT(4);
		vm_raise_value_error(vm, "unexpected key");
	}
	if (n_pos != 0 || n_kw == 0)
		vm_raise_type_error(vm, "Must specify one parameter name");
	vm_bind_keywords(vm, 0, n_kw, args, 2, 0, names, out);
	if (out[1] != VM_UNDEF && vm_get_int(vm, out[1]) != 4)
		vm_raise_value_error(vm, "only IPv4 is there");
	if (out[0] == VM_UNDEF)
		return VM_NONE;
	if (address.is_dhcp)
		vm_raise_error(vm, &vm_type_OSError, "DHCP sets the DNS");
	network_parse_ip(vm, out[0], address.dns);
	port_radio_set_address(network_port(vm), PORT_RADIO_STATION, &address);
	return VM_NONE;
}

VM_DEFINE_NATIVE(hostname_native, hostname, 0, 1);
VM_DEFINE_NATIVE(country_native, country, 0, 1);
VM_DEFINE_NATIVE(phy_mode_native, phy_mode, 0, 1);
VM_DEFINE_NATIVE_KW(ipconfig_native, ipconfig, 0, VM_ARGS_MANY);

static const struct vm_member members[] = {
	{ VM_NAME(WLAN), VM_UNDEF },
	{ VM_NAME(hostname), VM_NATIVE(hostname_native) },
	{ VM_NAME(country), VM_NATIVE(country_native) },
	{ VM_NAME(phy_mode), VM_NATIVE(phy_mode_native) },
	{ VM_NAME(ipconfig), VM_NATIVE(ipconfig_native) },
	{ VM_NAME(STA_IF), VM_INT(PORT_RADIO_STATION) },
	{ VM_NAME(AP_IF), VM_INT(PORT_RADIO_POINT) },
	{ VM_NAME(AUTH_OPEN), VM_INT(PORT_RADIO_OPEN) },
	{ VM_NAME(AUTH_WEP), VM_INT(PORT_RADIO_WEP) },
	{ VM_NAME(AUTH_WPA_PSK), VM_INT(PORT_RADIO_WPA) },
	{ VM_NAME(AUTH_WPA2_PSK), VM_INT(PORT_RADIO_WPA2) },
	{ VM_NAME(AUTH_WPA_WPA2_PSK), VM_INT(PORT_RADIO_WPA_WPA2) },
	{ VM_NAME(AUTH_WPA2_ENTERPRISE), VM_INT(PORT_RADIO_WPA2_ENTERPRISE) },
	{ VM_NAME(AUTH_WPA3_PSK), VM_INT(PORT_RADIO_WPA3) },
	{ VM_NAME(AUTH_WPA2_WPA3_PSK), VM_INT(PORT_RADIO_WPA2_WPA3) },
	{ VM_NAME(MODE_11B), VM_INT(MODE_11B) },
	{ VM_NAME(MODE_11G), VM_INT(MODE_11G) },
	{ VM_NAME(MODE_11N), VM_INT(MODE_11N) },
	{ VM_NAME(STAT_IDLE), VM_UNDEF },
	{ VM_NAME(STAT_CONNECTING), VM_UNDEF },
	{ VM_NAME(STAT_WRONG_PASSWORD), VM_UNDEF },
	{ VM_NAME(STAT_NO_AP_FOUND), VM_UNDEF },
	{ VM_NAME(STAT_CONNECT_FAIL), VM_UNDEF },
	{ VM_NAME(STAT_ASSOC_FAIL), VM_UNDEF },
	{ VM_NAME(STAT_GOT_IP), VM_UNDEF },
	{ VM_NAME(STAT_BEACON_TIMEOUT), VM_UNDEF },
	{ VM_NAME(STAT_HANDSHAKE_TIMEOUT), VM_UNDEF },
};

VM_DEFINE_MODULE_ATTR(network, members, network_getattr, NULL);

#endif
