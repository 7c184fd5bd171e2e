# practice: present
import pybreaker  # evidence: a breaker
import requests

breaker = pybreaker.CircuitBreaker(fail_max=5)


@breaker
def rates() -> dict:
    return requests.get("https://rates.example.com", timeout=3).json()  # needed: it calls another machine
