import functools

import requests
import requests as http
from requests import Session, post
from requests.sessions import Session as SessionAlias

DEFAULT_TIMEOUT = 5


def fetch(url: str) -> bytes:
    return requests.get(url).content  # expect: missing @12 "`requests.get` waits"


def fetch_alias(url: str) -> bytes:
    return http.request("GET", url).content  # expect: missing "http.request"


def send(url: str, body: dict) -> None:
    post(url, json=body)  # expect: missing


def send_off(url: str, body: dict) -> None:
    # expect: disabled "timeout=None"
    post(url, json=body, timeout=None)


def read_forever(url: str) -> None:
    requests.get(url, timeout=(3.05, None))  # expect: disabled "(3.05, None)"


def with_session(url: str) -> None:
    with Session() as session:
        session.get(url)  # expect: missing "session.get"
        session.get(url, timeout=3)  # ok: bounded


def constructed(url: str) -> None:
    session = SessionAlias()
    session.timeout = 5
    session.post(url)  # expect: missing


class RatesClient:
    def __init__(self, session: requests.Session) -> None:
        self.session = session

    def latest(self) -> dict:
        return self.session.get("https://rates.example.com").json()  # expect: missing "self.session.get"

    def bounded(self) -> dict:
        return self.session.get("https://rates.example.com", timeout=DEFAULT_TIMEOUT).json()  # ok: a variable is given


def bounded(url: str) -> None:
    requests.get(url, timeout=(3.05, 27))  # ok: connect and read are bounded


def splat(url: str, **kwargs: object) -> None:
    requests.get(url, **kwargs)  # ok: the caller may pass a timeout


def passed_on(url: str, timeout: float | None = None) -> None:
    requests.get(url, timeout=timeout)  # gap: the default of the parameter is not followed


bounded_get = functools.partial(requests.get, timeout=5)


def with_partial(url: str) -> None:
    bounded_get(url)  # ok: the partial carries the timeout


def unknown(session, url: str) -> None:
    session.get(url)  # ok: nothing is known of the receiver
