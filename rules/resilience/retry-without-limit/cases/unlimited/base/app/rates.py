import backoff
import requests


@backoff.on_exception(backoff.expo, requests.RequestException, max_tries=5)
def fetch() -> None:
    requests.get("https://example.com", timeout=1)
