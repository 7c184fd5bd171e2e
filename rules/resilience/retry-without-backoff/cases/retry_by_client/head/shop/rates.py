import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

session = requests.Session()
session.mount("https://", HTTPAdapter(max_retries=Retry(total=3, backoff_factor=0.5)))


def exchange_rate(currency: str) -> float:  # ok: the session tries again
    response = session.get(f"https://rates.example.com/{currency}", timeout=3)
    response.raise_for_status()
    return float(response.json()["rate"])
