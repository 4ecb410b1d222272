# SPDX-License-Identifier: MIT
# Logs to the standard output.
import sys

import logging

logging.basicConfig(level=logging.INFO, stream=sys.stdout,
                    format="%(levelname)-8s%(name)s: %(message)s")
log = logging.getLogger("sensor")
log.debug("not shown")
log.info("temperature %.1f", 21.5)
log.warning("battery at %d%%", 12)
try:
    1 // 0
except ZeroDivisionError as e:
    log.exception("reading failed", exc_info=e)
