# practice: missing
import requests


def rates() -> dict:
    return requests.get("https://rates.example.com", timeout=3).json()  # needed: it calls another machine
