import backoff
import requests


@backoff.on_exception(backoff.expo, requests.RequestException)  # expect: endless
def fetch() -> None:
    requests.get("https://example.com", timeout=1)
