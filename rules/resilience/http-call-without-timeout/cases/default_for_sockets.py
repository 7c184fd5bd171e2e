import socket
from urllib.request import urlopen

socket.setdefaulttimeout(10)


def fetch(url: str) -> bytes:
    return urlopen(url).read()  # ok: every socket of the process is bounded
