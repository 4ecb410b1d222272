# Levels, handlers and formats of logging.
import io
import logging

out = io.StringIO()
logging.basicConfig(stream=out, level=logging.INFO)
logging.debug("hidden")
logging.info("plain %s %d", "text", 5)
log = logging.getLogger("app")
log.warning("by %(name)s", {"name": "dict"})
log.setLevel(logging.ERROR)
log.warning("hidden")
log.error("shown")
print(log.isEnabledFor(logging.WARNING), log.getEffectiveLevel())
print(log is logging.getLogger("app"), log.hasHandlers())

own = io.StringIO()
handler = logging.StreamHandler(own)
handler.setFormatter(logging.Formatter("[%(levelno)d] %(message)s"))
handler.setLevel(logging.CRITICAL)
log.addHandler(handler)
log.error("too little")
log.critical("enough")
log.removeHandler(handler)
try:
    {}["key"]
except KeyError as e:
    log.exception("failed", exc_info=e)
print(own.getvalue())
print("\n".join(line for line in out.getvalue().split("\n")
                if not line.startswith("  File")))

logging.addLevelName(25, "NOTICE")
logging.basicConfig(filename="x.log", force=True, level=logging.DEBUG,
                    format="%(asctime)s %(levelname)s", datefmt="%Y")
logging.log(25, "to a file")
logging.shutdown()
with open("x.log") as f:
    text = f.read()
print(len(text.split()[0]), text.split()[1:])
