import httpx
from tenacity import retry, stop_after_attempt, wait_random_exponential


@retry(stop=stop_after_attempt(3), wait=wait_random_exponential(max=10))
def exchange_rate(currency: str) -> float:
    response = httpx.get(f"https://rates.example.com/{currency}", timeout=3)
    response.raise_for_status()
    return float(response.json()["rate"])
