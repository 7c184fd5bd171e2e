# practice: present
import requests
from tenacity import retry, stop_after_attempt, wait_random_exponential  # evidence: a retry library


@retry(stop=stop_after_attempt(3), wait=wait_random_exponential(max=5))
def rates() -> dict:
    return requests.get("https://rates.example.com", timeout=3).json()  # needed: it calls another machine
