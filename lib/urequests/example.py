# The older name of requests.
import urequests

print(urequests.get.__name__ if hasattr(urequests.get, "__name__") else "get")
