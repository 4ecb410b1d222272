/* SPDX-License-Identifier: MIT */
/*
 * The sixth part of the contract (port.h): things on one wire, timed to the
 * microsecond, for ports with PORT_HAS_WIRE 1 in port_config.h.
 */
#ifndef PORT_WIRE_H
#define PORT_WIRE_H

#include "port.h"

#define PORT_DHT_BYTES 5

/* Sends bits, the highest of a byte first: high and low times of a 0, then of
 * a 1. */
void port_bitstream(struct port *port, size_t pin, const uint32_t ns[4],
    const uint8_t *bytes, size_t len);
/* What a DHT sensor answers; false: none did. */
bool port_dht_read(struct port *port, size_t pin,
    uint8_t bytes[PORT_DHT_BYTES]);
/* A reset pulse; whether somebody is there. */
bool port_one_wire_reset(struct port *port, size_t pin);
/* A time slot that writes the bit; to read, write 1. What the wire was. */
bool port_one_wire_bit(struct port *port, size_t pin, bool bit);

#endif
