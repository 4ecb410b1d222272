/* SPDX-License-Identifier: MIT */
/* What port_config.h says nothing of is not there. */
#ifndef PORT_FEATURES_H
#define PORT_FEATURES_H

#include "port_config.h"

#ifndef PORT_HAS_PIN_DRIVE /* strengths and alternate functions of pins */
#define PORT_HAS_PIN_DRIVE 0
#endif
#ifndef PORT_HAS_PWM
#define PORT_HAS_PWM 0
#endif
#ifndef PORT_HAS_I2C
#define PORT_HAS_I2C 0
#endif
#ifndef PORT_HAS_SPI
#define PORT_HAS_SPI 0
#endif
#ifndef PORT_HAS_UART /* beside those that are links */
#define PORT_HAS_UART 0
#endif
#ifndef PORT_HAS_SLEEP
#define PORT_HAS_SLEEP 0
#endif
#ifndef PORT_HAS_ANALOG_PINS /* only some pins have a converter */
#define PORT_HAS_ANALOG_PINS 0
#endif
#ifndef PORT_HAS_BOOTLOADER /* in ROM, that a programmer speaks with */
#define PORT_HAS_BOOTLOADER 0
#endif
#ifndef PORT_HAS_RADIO /* WiFi, see port_radio.h */
#define PORT_HAS_RADIO 0
#endif
#ifndef PORT_HAS_SOCKETS /* see port_net.h; PORT_SOCKETS of them */
#define PORT_HAS_SOCKETS 0
#endif
#ifndef PORT_HAS_WIPY /* the module of that name, for boards that have it */
#define PORT_HAS_WIPY 0
#endif
#ifndef PORT_HAS_ESP /* what esp and esp32 need, see port_esp.h */
#define PORT_HAS_ESP 0
#endif
#ifndef PORT_HAS_WIRE /* lights and sensors on one wire, see port_wire.h */
#define PORT_HAS_WIRE 0
#endif
#ifndef PORT_HAS_DHCP /* for the network's address, if it has none fixed */
#define PORT_HAS_DHCP 0
#endif
#ifndef PORT_HAS_FREQUENCY /* that can be chosen */
#define PORT_HAS_FREQUENCY 0
#endif

#endif
