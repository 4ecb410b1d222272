/* SPDX-License-Identifier: MIT */
/* What port_config.h says nothing of is not there. */
#ifndef PORT_FEATURES_H
#define PORT_FEATURES_H

#include "port_config.h"

#endif
