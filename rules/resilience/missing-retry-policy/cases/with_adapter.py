# practice: present
import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry  # evidence: retries of the adapter

session = requests.Session()
session.mount("https://", HTTPAdapter(max_retries=Retry(total=3, backoff_factor=0.5)))


def rates() -> dict:
    return session.get("https://rates.example.com", timeout=3).json()  # needed: it calls another machine
