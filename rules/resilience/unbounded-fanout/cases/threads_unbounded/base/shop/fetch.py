import threading

import requests

slots = threading.BoundedSemaphore(4)


def fetch(url: str) -> bytes:
    with slots:  # expect-left: guard-removed
        return requests.get(url, timeout=5).content


def start(urls: list[str]) -> None:
    for url in urls:
        threading.Thread(target=fetch, args=(url,)).start()
