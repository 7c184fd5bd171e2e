import httpx  # ok: not the domain layer


def pay() -> None:
    httpx.post("https://pay.example.com")
