/* SPDX-License-Identifier: MIT */
/* WLAN.config: one table of parameters for both sides. */
#include <string.h>

#include "object/arguments.h"
#include "object/int.h"
#include "object/names.h"
#include "object/str.h"
#include "runtime/ops.h"
#include "runtime/raise.h"
#if VM_HAS_FLOAT
#include "object/float_value.h"
#endif

#include "machine.h"

#if PORT_HAS_RADIO

#include "network.h"

#define KEY_MIN      8  /* of WPA */
#define TX_POWER_MAX 20 /* dBm */
#define QUARTERS     4
#define PHY_MAX      7

/* What config() works on; a point is set when all has been understood. */
struct context {
	enum port_radio_side side;
	struct port *port;
	struct port_radio_settings *settings;
	struct port_radio_point point;
};

struct parameter {
	vm_value name;
	vm_value (*get)(struct vm *vm, struct context *context);
	void (*set)(struct vm *vm, struct context *context, vm_value v);
};

static void
need_point(struct vm *vm, const struct context *context)
{
	if (context->side != PORT_RADIO_POINT)
		vm_raise_error(vm, &vm_type_OSError, "AP required");
}

static vm_value
get_mac(struct vm *vm, struct context *context)
{
	uint8_t mac[PORT_RADIO_MAC_LEN];

	port_radio_mac(context->port, context->side, mac);
	return network_mac(vm, mac);
}

static void
set_mac(struct vm *vm, struct context *context, vm_value v)
{
	uint8_t mac[PORT_RADIO_MAC_LEN];

	network_get_mac(vm, v, mac);
	if (port_radio_set_mac(context->port, context->side, mac) != 0)
		vm_raise_error(vm, &vm_type_OSError, "Wifi Invalid MAC");
}

static vm_value
get_ssid(struct vm *vm, struct context *context)
{
	struct port_radio_network network;

	if (context->side == PORT_RADIO_POINT)
		return network_name(vm, &context->point.ssid);
	if (!port_radio_joined(context->port, &network))
		return VM_NAME(empty_);
	return network_name(vm, &network.ssid);
}

static void
set_ssid(struct vm *vm, struct context *context, vm_value v)
{
	need_point(vm, context);
	network_get_name(vm, v, &context->point.ssid);
}

static vm_value
get_channel(struct vm *vm, struct context *context)
{
	struct port_radio_network network = { .channel = 0 };

	(void)vm;
	if (context->side == PORT_RADIO_POINT)
		return VM_INT(context->point.channel);
	return VM_INT(port_radio_joined(context->port, &network) ?
		network.channel :
		context->point.channel);
}

static void
set_channel(struct vm *vm, struct context *context, vm_value v)
{
	intptr_t channel = vm_get_int(vm, v);

	if (channel < 1 || channel > 14)
		vm_raise_value_error(vm, "invalid channel");
	context->point.channel = (uint8_t)channel;
}

static vm_value
get_hidden(struct vm *vm, struct context *context)
{
	(void)vm;
	need_point(vm, context);
	return vm_new_bool(context->point.is_hidden);
}

static void
set_hidden(struct vm *vm, struct context *context, vm_value v)
{
	need_point(vm, context);
	context->point.is_hidden = vm_truth(vm, v);
}

static vm_value
get_security(struct vm *vm, struct context *context)
{
	struct port_radio_network network;

	(void)vm;
	if (context->side == PORT_RADIO_POINT)
		return VM_INT(context->point.security);
	return VM_INT(port_radio_joined(context->port, &network) ?
		network.security :
		PORT_RADIO_OPEN);
}

static void
set_security(struct vm *vm, struct context *context, vm_value v)
{
	intptr_t security = vm_get_int(vm, v);

	need_point(vm, context);
	if (security < PORT_RADIO_OPEN || security >= PORT_RADIO_SECURITY_COUNT)
		vm_raise_value_error(vm, "invalid security");
	context->point.security = (uint8_t)security;
	if (security == PORT_RADIO_OPEN)
		context->point.key[0] = '\0';
}

/* With a key a network is not open any more. */
static void
set_key(struct vm *vm, struct context *context, vm_value v)
{
	need_point(vm, context);
	network_get_key(vm, v, context->point.key);
	if (context->point.key[0] != '\0' &&
	    context->point.security == PORT_RADIO_OPEN)
		context->point.security = PORT_RADIO_WPA2;
}

static vm_value
get_clients_max(struct vm *vm, struct context *context)
{
	need_point(vm, context);
	return VM_INT(context->point.clients_max);
}

static void
set_clients_max(struct vm *vm, struct context *context, vm_value v)
{
	need_point(vm, context);
	context->point.clients_max =
	    (uint8_t)(machine_number(vm, v, 1, "max_clients") & UINT8_MAX);
}

static vm_value
get_hostname(struct vm *vm, struct context *context)
{
	(void)context;
	return network_hostname(vm, VM_UNDEF);
}

static void
set_hostname(struct vm *vm, struct context *context, vm_value v)
{
	(void)context;
	network_hostname(vm, v);
}

static vm_value
get_reconnects(struct vm *vm, struct context *context)
{
	return vm_new_int(vm, context->settings->reconnects);
}

static void
set_reconnects(struct vm *vm, struct context *context, vm_value v)
{
	intptr_t count = vm_get_int(vm, v);

	if (context->side != PORT_RADIO_STATION)
		vm_raise_error(vm, &vm_type_OSError, "STA required");
	if (count < -1 || count > INT32_MAX)
		vm_raise_value_error(vm, "invalid reconnects");
	context->settings->reconnects = (int)count;
}

static vm_value
get_tx_power(struct vm *vm, struct context *context)
{
#if VM_HAS_FLOAT
	return vm_new_float(vm, (vm_float)context->settings->tx_power / 4);
#else
	(void)vm;
	return VM_INT(context->settings->tx_power / QUARTERS);
#endif
}

static void
set_tx_power(struct vm *vm, struct context *context, vm_value v)
{
#if VM_HAS_FLOAT
	double quarters = vm_get_float(vm, v) * QUARTERS;
#else
	intptr_t quarters = vm_get_int(vm, v) * QUARTERS;
#endif

	if (!(quarters >= 0 && quarters <= TX_POWER_MAX * QUARTERS))
		vm_raise_value_error(vm, "invalid txpower");
	context->settings->tx_power = (int8_t)quarters;
}

static vm_value
get_power_save(struct vm *vm, struct context *context)
{
	(void)vm;
	return VM_INT(context->settings->power_save);
}

static void
set_power_save(struct vm *vm, struct context *context, vm_value v)
{
	intptr_t mode = vm_get_int(vm, v);

	if (mode < 0 || mode > 2)
		vm_raise_value_error(vm, "invalid pm");
	context->settings->power_save = (uint8_t)mode;
}

static vm_value
get_protocol(struct vm *vm, struct context *context)
{
	(void)vm;
	return VM_INT(context->settings->phy_mode);
}

static void
set_protocol(struct vm *vm, struct context *context, vm_value v)
{
	intptr_t mode = vm_get_int(vm, v);

	if (mode < 1 || mode > PHY_MAX)
		vm_raise_value_error(vm, "invalid protocol");
	context->settings->phy_mode = (uint8_t)mode;
}

/* Older names stand behind the newer ones. A key is never told. */
static const struct parameter parameters[] = {
	{ VM_NAME(mac), get_mac, set_mac },
	{ VM_NAME(ssid), get_ssid, set_ssid },
	{ VM_NAME(essid), get_ssid, set_ssid },
	{ VM_NAME(channel), get_channel, set_channel },
	{ VM_NAME(hidden), get_hidden, set_hidden },
	{ VM_NAME(security), get_security, set_security },
	{ VM_NAME(authmode), get_security, set_security },
	{ VM_NAME(key), NULL, set_key },
	{ VM_NAME(password), NULL, set_key },
	{ VM_NAME(max_clients), get_clients_max, set_clients_max },
	{ VM_NAME(hostname), get_hostname, set_hostname },
	{ VM_NAME(dhcp_hostname), get_hostname, set_hostname },
	{ VM_NAME(reconnects), get_reconnects, set_reconnects },
	{ VM_NAME(txpower), get_tx_power, set_tx_power },
	{ VM_NAME(pm), get_power_save, set_power_save },
	{ VM_NAME(protocol), get_protocol, set_protocol },
};

static const struct parameter *
find(struct vm *vm, vm_value name)
{
	for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]);
	     i++) {
		if (vm_equal(vm, parameters[i].name, name))
			return &parameters[i];
	}
	vm_raise_value_error(vm, "unknown config param");
}

void
network_set_point(struct vm *vm, const struct port_radio_point *point)
{
	if (point->security >= PORT_RADIO_WPA && strlen(point->key) < KEY_MIN)
		vm_raise_error(vm, &vm_type_OSError, "Wifi Invalid Password");
	network_check(vm, port_radio_set_point(network_port(vm), point));
}

vm_value
network_config(struct vm *vm, enum port_radio_side side, size_t n_pos,
    size_t n_kw, const vm_value *args)
{
	struct context context = {
		.side = side,
		.port = network_port(vm),
		.settings = port_radio_settings(network_port(vm)),
	};

	port_radio_point(context.port, &context.point);
	if (n_kw == 0) {
		const struct parameter *parameter;

		if (n_pos != 1)
			vm_raise_type_error(vm, "can query only one param");
		parameter = find(vm, vm_argument_str(vm, args[0]));
		if (parameter->get == NULL)
			vm_raise_value_error(vm, "unknown config param");
		return parameter->get(vm, &context);
	}
	if (n_pos != 0)
		vm_raise_type_error(vm, "can't specify pos and kw args");
	for (size_t i = 0; i < n_kw; i++)
		find(vm, args[2 * i])->set(vm, &context, args[2 * i + 1]);
	if (side == PORT_RADIO_POINT)
		network_set_point(vm, &context.point);
	return VM_NONE;
}

vm_value
network_hostname(struct vm *vm, vm_value name_or_undef)
{
	struct port_radio_settings *settings =
	    port_radio_settings(network_port(vm));
	vm_value name;

	if (name_or_undef == VM_UNDEF)
		return vm_str_from(vm, settings->hostname);
	name = vm_argument_str(vm, name_or_undef);
	if (vm_str_len(name) > PORT_RADIO_HOST_MAX)
		vm_raise_value_error(vm, "hostname must be at most 32 bytes");
	memcpy(settings->hostname, vm_str_data(name), vm_str_len(name));
	settings->hostname[vm_str_len(name)] = '\0';
	return VM_NONE;
}

#endif
