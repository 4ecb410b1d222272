/* SPDX-License-Identifier: MIT */
/* The codes of the API's errors and the HTTP status of each. */
#ifndef DAEMON_API_ERROR_H
#define DAEMON_API_ERROR_H

enum api_error {
	API_ERROR_NONE = 0,
#define X(IDENT, code, http) API_ERROR_##IDENT,
#include "api_error.def"
#undef X
};

/* "no_such_board" */
const char *api_error_code(enum api_error error);
unsigned int api_error_http(enum api_error error);

#endif
