/* SPDX-License-Identifier: MIT */
/* Which of a board's own modules a kind of board has. */
#include "agent_modules.h"
#include "core/agent.h"
#include "modules/mod_tls.h"
#include "port_features.h"
#include "port_identity.h"

static const struct {
	const struct vm_module *module;
	uint32_t needs; /* PORT_MODULE_ bits */
	uint32_t lacks;
} table[AGENT_MODULES_MAX] = {
	{ &vm_module_machine, 0, 0 },
	{ &vm_module_board, 0, 0 },
#if PORT_HAS_RADIO
	{ &vm_module_network, PORT_MODULE_NETWORK, 0 },
#endif
#if PORT_HAS_ESP
	{ &vm_module_esp, PORT_MODULE_ESP | PORT_MODULE_ESP32, 0 },
	{ &vm_module_esp8266, PORT_MODULE_ESP, PORT_MODULE_ESP32 },
	{ &vm_module_esp32, PORT_MODULE_ESP32, 0 },
#endif
#if PORT_HAS_WIRE
	{ &vm_module__onewire, 0, PORT_MODULE_WIPY },
#endif
#if PORT_HAS_SOCKETS
	{ &vm_module_tls, 0, 0 },
#endif
#if PORT_HAS_WIPY
	{ &vm_module_wipy, PORT_MODULE_WIPY, 0 },
#endif
};

size_t
agent_modules_of(uint32_t bits, const struct vm_module **modules)
{
	size_t count = 0;

	for (size_t i = 0; i < AGENT_MODULES_MAX; i++) {
		if (table[i].module != NULL &&
		    (bits & table[i].needs) == table[i].needs &&
		    (bits & table[i].lacks) == 0)
			modules[count++] = table[i].module;
	}
	return count;
}
