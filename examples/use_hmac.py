# SPDX-License-Identifier: MIT
# Signs a message.
import hmac

print(hmac.new(b"key", b"message", "sha256").hexdigest())
