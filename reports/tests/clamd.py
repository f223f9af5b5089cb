"""A clamd of our own that speaks the real protocol: INSTREAM, chunks with their lengths, one line of verdict."""

import io
import socketserver
import struct
import threading
import zipfile
from contextlib import contextmanager

from reports.tests.sent_files import EICAR


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        assert command == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            assert size <= 25 * 1024 * 1024
            content += self.rfile.read(size)
        self.server.seen.append(content)
        self.wfile.write(self.server.verdict(content))


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


def verdict(content: bytes) -> bytes:
    """As the real one, it looks into what is packed."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"".join(map(parts.read, parts.namelist()))
    return b"stream: Eicar-Signature FOUND\0" if EICAR.encode() in content else b"stream: OK\0"


@contextmanager
def clamd(*, path=None, says=None):
    """A clamd that runs, with `seen`, what it was sent, and `address`. `says`: the same answer whatever it is asked."""
    server = _Unix(str(path), _Handler) if path else _Tcp(("127.0.0.1", 0), _Handler)
    server.seen, server.verdict = [], verdict if says is None else lambda content: says
    server.address = f"unix:{path}" if path else f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
