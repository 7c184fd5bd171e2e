async def send_welcome(address: str) -> None: ...


def render(address: str) -> str:
    return f"Welcome, {address}"
