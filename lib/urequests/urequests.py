# SPDX-License-Identifier: MIT
# The older name of requests.
from requests import *
from requests import Response, request
