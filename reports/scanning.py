"""Ask clamd whether a file is malware: its INSTREAM command, over a socket of this machine or of another.

The address is "unix:/run/clamav/clamd.ctl" or "host:3310" (setting CLAMD). What clamd says is one line: "stream: OK",
"stream: NAME FOUND", or an error.
"""

import socket
import struct
from dataclasses import dataclass

CHUNK = 64 * 1024
SECONDS = 60
LONGEST_ANSWER = 4096


class NoAnswer(Exception):
    """clamd wasn't there, or didn't say. Nothing is known of the file."""


class NoVerdict(Exception):
    """clamd was asked and refused to judge this file: too large for it, mostly."""


@dataclass(frozen=True)
class Answer:
    found: str = ""  # the name of what was found; "" where it is clean

    @property
    def is_clean(self) -> bool:
        return not self.found


def ask(content: bytes, *, address: str, seconds: float = SECONDS) -> Answer:
    """What clamd says of these bytes. Raises NoAnswer, NoVerdict."""
    try:
        with _connected(address, seconds) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
            said = _line(line)
    except (OSError, ValueError) as error:
        raise NoAnswer(f"clamd can't be asked: {type(error).__name__}") from error
    return _answer(said)


def _connected(address: str, seconds: float) -> socket.socket:
    if address.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(seconds)
        try:
            line.connect(address.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)


def _line(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        more = line.recv(1024)
        if not more:
            break
        said += more
    return said.rstrip(b"\0\n").decode(errors="replace")


def _answer(said: str) -> Answer:
    if said == "stream: OK":
        return Answer()
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return Answer(found=said.removeprefix("stream: ").removesuffix(" FOUND"))
    raise NoVerdict if said else NoAnswer("clamd hung up")
