import requests
from requests.adapters import HTTPAdapter


class TimeoutSession(requests.Session):
    def request(self, method, url, **kwargs):
        kwargs.setdefault("timeout", 5)
        return super().request(method, url, **kwargs)


def fetch(url: str) -> bytes:
    return TimeoutSession().get(url).content  # ok: the session adds the timeout


class TimeoutAdapter(HTTPAdapter):
    def send(self, request, **kwargs):
        kwargs["timeout"] = kwargs.get("timeout") or 5
        return super().send(request, **kwargs)


def make_session() -> requests.Session:
    session = requests.Session()
    session.mount("https://", TimeoutAdapter())
    return session


def fetch_mounted(url: str) -> bytes:
    return make_session().get(url).content  # ok: the adapter adds the timeout
