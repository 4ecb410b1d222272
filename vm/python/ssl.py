# SPDX-License-Identifier: MIT
# ssl: the module tls as CPython's programs use it.
import tls
from tls import *

__version__ = "0.2.1"


def _contents(file):
    with open(file, "rb") as f:
        return f.read()


class SSLContext:
    def __init__(self, protocol):
        self._context = tls.SSLContext(protocol)
        self._context.verify_mode = CERT_NONE

    @property
    def verify_mode(self):
        return self._context.verify_mode

    @verify_mode.setter
    def verify_mode(self, mode):
        self._context.verify_mode = mode

    # Settings that tls has under the same names.
    def __getattr__(self, name):
        if name[0] == "_":
            raise AttributeError(name)
        return getattr(self._context, name)

    def load_cert_chain(self, certfile, keyfile):
        if isinstance(certfile, str):
            certfile = _contents(certfile)
        if isinstance(keyfile, str):
            keyfile = _contents(keyfile)
        self._context.load_cert_chain(certfile, keyfile)

    def load_verify_locations(self, cafile=None, cadata=None):
        if cafile:
            cadata = _contents(cafile)
        self._context.load_verify_locations(cadata)

    def wrap_socket(self, sock, server_side=False,
                    do_handshake_on_connect=True, server_hostname=None,
                    client_id=None):
        return self._context.wrap_socket(
            sock, server_side=server_side,
            do_handshake_on_connect=do_handshake_on_connect,
            server_hostname=server_hostname, client_id=client_id)


def wrap_socket(sock, server_side=False, key=None, cert=None,
                cert_reqs=CERT_NONE, cadata=None, server_hostname=None,
                do_handshake=True):
    context = SSLContext(
        PROTOCOL_TLS_SERVER if server_side else PROTOCOL_TLS_CLIENT)
    if cert or key:
        context.load_cert_chain(cert, key)
    if cadata:
        context.load_verify_locations(cadata=cadata)
    context.verify_mode = cert_reqs
    return context.wrap_socket(
        sock, server_side=server_side, do_handshake_on_connect=do_handshake,
        server_hostname=server_hostname)
