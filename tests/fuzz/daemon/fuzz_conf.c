/* SPDX-License-Identifier: MIT */
/* Configuration files: any text. */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/conf.h"
#include "daemon/common/log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf conf;
	char *text = malloc(size + 1);

	if (text == NULL)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	conf_init(&conf);
	if (conf_parse(&conf, "fuzz", text, NULL) == 0 &&
	    (conf.heartbeat_ms < 200 || conf.gateway_name[0] == '\0' ||
		log_level_name(conf.log_level) == NULL))
		abort();
	conf_fini(&conf);
	free(text);
	return 0;
}
