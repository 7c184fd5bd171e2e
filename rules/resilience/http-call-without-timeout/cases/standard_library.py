import http.client
import smtplib
import socket
import subprocess
import urllib.request
from urllib.request import urlopen


def fetch(url: str) -> bytes:
    with urlopen(url) as response:  # expect: missing "urlopen"
        return response.read()


def post(url: str, body: bytes) -> bytes:
    return urllib.request.urlopen(url, body).read()  # expect: missing


def positional(url: str, body: bytes) -> bytes:
    return urllib.request.urlopen(url, body, 10).read()  # ok: the third argument is the timeout


def connection(host: str) -> int:
    link = http.client.HTTPSConnection(host)  # expect: missing "http.client.HTTPSConnection"
    link.request("GET", "/")
    return link.getresponse().status


def bounded_connection(host: str) -> int:
    link = http.client.HTTPSConnection(host, timeout=10)  # ok: bounded
    link.request("GET", "/")
    return link.getresponse().status


def reach(host: str) -> None:
    socket.create_connection((host, 443)).close()  # expect: missing
    socket.create_connection((host, 443), 3).close()  # ok: positional timeout


def run_tool() -> None:
    subprocess.run(["convert", "a.png", "a.jpg"])  # ok: a process, not the network


def send_mail(host: str) -> None:
    smtplib.SMTP(host).quit()  # ok: client-without-timeout speaks of mail
