/* SPDX-License-Identifier: MIT */
/*
 * The profiles. Pins are those a maker of such boards brings out; memory is
 * twice the chip's, since a word is twice as wide here; power is what makers
 * state for such modes.
 */
#include <stdio.h>
#include <string.h>

#include "profile.h"

#define KIB 1024u
#define MIB (1024u * 1024u)
#define MHZ 1000000u

static const struct posix_profile profiles[] = {
	{
	    .identity = { .model = "posix", .profile = "generic" },
	    .pins = "p0 p1 p2 p3 p4 p5 p6 p7 p8 p9 p10 p11 p12 p13 p14 p15 "
		    "led",
	    .analog = "p0 p1 p2 p3 p4 p5 p6 p7 p8 p9 p10 p11 p12 p13 p14 p15",
	    .wire = {
		[POSIX_I2C_SDA] = "p4",
		[POSIX_I2C_SCL] = "p5",
		[POSIX_UART_TX] = "p9",
		[POSIX_UART_RX] = "p10",
		[POSIX_SPI_MISO] = "p12",
		[POSIX_SPI_MOSI] = "p13",
		[POSIX_SPI_SCK] = "p14",
		[POSIX_SPI_CS] = "p15",
		[POSIX_SAFE_PIN] = "p15",
		[POSIX_LED_PIN] = "led",
	    },
	    .flash_size = 1 * MIB,
	    .heap_size = 128 * KIB,
	    .hertz = { 240 * MHZ, 160 * MHZ, 80 * MHZ },
	    .power_ua = { 30000, 10000, 1000, 20 },
	    .point_name = "UPY_",
	    .point_key = "",
	    .point_address = { 192, 168, 4, 1 },
	    .chip = ROM_CHIP_ESP32,
	},
	{
	    .identity = {
		.model = "posix",
		.profile = "esp32",
		.platform = "esp32",
		.machine = "Generic ESP32 module with ESP32",
		.modules = PORT_MODULE_ESP | PORT_MODULE_ESP32 |
		    PORT_MODULE_NETWORK,
	    },
	    .pins = "GPIO0 GPIO1 GPIO2 GPIO3 GPIO4 GPIO5 GPIO12 GPIO13 GPIO14 "
		    "GPIO15 GPIO16 GPIO17 GPIO18 GPIO19 GPIO21 GPIO22 GPIO23 "
		    "GPIO25 GPIO26 GPIO27 GPIO32 GPIO33 GPIO34 GPIO35 GPIO36 "
		    "GPIO37 GPIO38 GPIO39",
	    .input = "GPIO34 GPIO35 GPIO36 GPIO37 GPIO38 GPIO39",
	    .touch = "GPIO0 GPIO2 GPIO4 GPIO12 GPIO13 GPIO14 GPIO15 GPIO27 "
		     "GPIO32 GPIO33",
	    .dac = "GPIO25 GPIO26",
	    .pins_are_free = true,
	    .analog = "GPIO0 GPIO2 GPIO4 GPIO12 GPIO13 GPIO14 GPIO15 GPIO25 "
		      "GPIO26 GPIO27 GPIO32 GPIO33 GPIO34 GPIO35 GPIO36 "
		      "GPIO37 GPIO38 GPIO39",
	    .wire = {
		[POSIX_I2C_SDA] = "GPIO19",
		[POSIX_I2C_SCL] = "GPIO18",
		[POSIX_UART_TX] = "GPIO5",
		[POSIX_UART_RX] = "GPIO4",
		[POSIX_SPI_MISO] = "GPIO12",
		[POSIX_SPI_MOSI] = "GPIO13",
		[POSIX_SPI_SCK] = "GPIO14",
		[POSIX_SPI_CS] = "GPIO15",
		[POSIX_SAFE_PIN] = "GPIO27",
		[POSIX_LED_PIN] = "GPIO2",
	    },
	    .flash_size = 2 * MIB,
	    .heap_size = 224 * KIB,
	    .hertz = { 160 * MHZ, 20 * MHZ, 40 * MHZ, 80 * MHZ, 240 * MHZ },
	    .power_ua = { 95000, 30000, 800, 10 },
	    .point_name = "ESP_",
	    .point_key = "",
	    .point_address = { 192, 168, 4, 1 },
	    .chip = ROM_CHIP_ESP32,
	},
	{
	    .identity = {
		.model = "posix",
		.profile = "esp8266",
		.platform = "esp8266",
		.machine = "ESP module with ESP8266",
		.modules = PORT_MODULE_ESP | PORT_MODULE_NETWORK,
		.transfers = 1,
	    },
	    .pins = "GPIO0 GPIO1 GPIO2 GPIO3 GPIO4 GPIO5 GPIO12 GPIO13 GPIO14 "
		    "GPIO15 GPIO16 A0",
	    .analog = "A0",
	    .input = "A0",
	    .wire = {
		[POSIX_I2C_SDA] = "GPIO4",
		[POSIX_I2C_SCL] = "GPIO5",
		[POSIX_UART_TX] = "GPIO2",
		[POSIX_SPI_MISO] = "GPIO12",
		[POSIX_SPI_MOSI] = "GPIO13",
		[POSIX_SPI_SCK] = "GPIO14",
		[POSIX_SPI_CS] = "GPIO15",
		[POSIX_SAFE_PIN] = "GPIO16",
		[POSIX_LED_PIN] = "GPIO2",
	    },
	    .flash_size = 3 * MIB,
	    .heap_size = 76 * KIB,
	    .hertz = { 80 * MHZ, 160 * MHZ },
	    .power_ua = { 56000, 15000, 900, 20 },
	    .point_name = "MicroPython-",
	    .point_key = "micropythoN",
	    .point_address = { 192, 168, 4, 1 },
	    .point_is_on = true,
	    .chip = ROM_CHIP_ESP8266,
	},
	{
	    .identity = {
		.model = "posix",
		.profile = "wipy",
		.platform = "WiPy",
		.machine = "WiPy with CC3200",
		.home = "/flash",
		.modules = PORT_MODULE_WIPY | PORT_MODULE_NETWORK,
	    },
	    .pins = "GP0 GP1 GP2 GP3 GP4 GP5 GP6 GP7 GP8 GP9 GP10 GP11 GP12 "
		    "GP13 GP14 GP15 GP16 GP17 GP22 GP23 GP24 GP25 GP28 GP30",
	    .analog = "GP2 GP3 GP4 GP5",
	    .wire = {
		[POSIX_I2C_SDA] = "GP13",
		[POSIX_I2C_SCL] = "GP23",
		[POSIX_UART_TX] = "GP3",
		[POSIX_UART_RX] = "GP4",
		[POSIX_SPI_MISO] = "GP30",
		[POSIX_SPI_MOSI] = "GP16",
		[POSIX_SPI_SCK] = "GP14",
		[POSIX_SPI_CS] = "GP17",
		[POSIX_SAFE_PIN] = "GP28",
		[POSIX_LED_PIN] = "GP25",
	    },
	    .flash_size = 2 * MIB,
	    .heap_size = 108 * KIB,
	    .hertz = { 80 * MHZ },
	    .power_ua = { 15300, 12000, 950, 350 },
	    .point_name = "wipy-wlan-",
	    .point_key = "www.wipy.io",
	    .point_address = { 192, 168, 1, 1 },
	    .point_is_on = true,
	    .chip = ROM_CHIP_ESP32,
	},
	{
	    .identity = {
		.model = "posix",
		.profile = "xbee3",
		.platform = "xbee3-zigbee",
		.machine = "XBee3 Zigbee with EFR32MG",
		.home = "/flash",
	    },
	    .pins = "D0 D1 D2 D3 D4 D5 D6 D7 D8 D9 P0 P1 P2 P3 P4",
	    .analog = "D0 D1 D2 D3",
	    .wire = {
		[POSIX_I2C_SDA] = "P1",
		[POSIX_I2C_SCL] = "D1",
		[POSIX_UART_TX] = "P4",
		[POSIX_UART_RX] = "P3",
		[POSIX_SPI_MISO] = "P0",
		[POSIX_SPI_MOSI] = "P2",
		[POSIX_SPI_SCK] = "D2",
		[POSIX_SPI_CS] = "D3",
		[POSIX_SAFE_PIN] = "D9",
		[POSIX_LED_PIN] = "D5",
	    },
	    .flash_size = 1 * MIB,
	    .heap_size = 64 * KIB,
	    .hertz = { 38400000 },
	    .power_ua = { 17000, 8000, 1000, 2 },
	    .point_name = "XBEE_",
	    .point_key = "",
	    .point_address = { 192, 168, 4, 1 },
	    .chip = ROM_CHIP_ESP32,
	},
};

const struct posix_profile *
posix_profile_find(const char *name)
{
	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++) {
		if (strcmp(profiles[i].identity.profile, name) == 0)
			return &profiles[i];
	}
	return NULL;
}

const char *
posix_profile_names(void)
{
	static char names[64];
	size_t len = 0;

	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++)
		len += (size_t)snprintf(names + len, sizeof(names) - len,
		    "%s%s", i == 0 ? "" : ", ", profiles[i].identity.profile);
	return names;
}

bool
posix_profile_has(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = list; (at = strstr(at, name)) != NULL;
	     at += len) {
		if ((at == list || at[-1] == ' ') &&
		    (at[len] == ' ' || at[len] == '\0'))
			return len > 0;
	}
	return false;
}
