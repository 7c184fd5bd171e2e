import asyncio

from fastapi import APIRouter

router = APIRouter()
total = 0
client: object | None = None
rates: dict[str, float] = {}
lock = asyncio.Lock()


async def fetch(key: str) -> float:
    return 1.0


async def connect() -> object:
    return object()


@router.post("/add")
async def add(key: str) -> None:
    global total
    total += await fetch(key)  # expect: lost "`total`"


@router.post("/step")
async def step(key: str) -> None:
    global total
    before = total
    await fetch(key)
    total = before + 1  # expect: lost


@router.post("/wait-first")
async def wait_first(key: str) -> None:
    global total
    amount = await fetch(key)
    total += amount  # ok: no await between read and write


@router.get("/client")
async def get_client() -> object:
    global client
    if client is None:
        client = await connect()  # expect: checked "`client`"
    return client


async def get_client_early() -> object:
    global client
    if client is not None:
        return client
    client = await connect()  # expect: checked
    return client


async def get_client_locked() -> object:
    global client
    async with lock:
        if client is None:
            client = await connect()  # ok: under a lock
    return client


async def get_client_checked_twice() -> object:
    global client
    if client is None:
        fresh = await connect()
        if client is None:
            client = fresh  # ok: tested again after the await
    return client


async def _connect_under_lock() -> None:
    global client
    if client is None:
        client = await connect()  # ok: its caller holds the lock


async def ensure_client() -> None:
    async with lock:
        await _connect_under_lock()


async def close_client() -> None:
    global client
    if client is not None:
        await asyncio.sleep(0)
        client = None  # ok: a reset


@router.get("/rates")
async def rate(key: str) -> float:
    if key not in rates:
        rates[key] = await fetch(key)  # ok: the later rate is as good as the first
    return rates[key]


async def rate_by_get(key: str) -> float:
    known = rates.get(key)
    if known is None:
        known = await fetch(key)
        rates[key] = known  # ok: an entry of a cache
    return known


async def local_state(keys: list[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for key in keys:
        if key not in found:
            found[key] = await fetch(key)  # ok: a local dict
    return found


class Tokens:
    current: str | None = None

    def __init__(self) -> None:
        self.value: str | None = None

    @classmethod
    async def shared(cls) -> str | None:
        if cls.current is None:
            cls.current = str(await fetch("token"))  # ok: both read the same
        return cls.current

    async def own(self) -> str | None:
        if self.value is None:
            self.value = str(await fetch("token"))  # ok: both read the same
        return self.value


tokens = Tokens()


class Gateway:
    client: object | None = None
    is_gone = False

    def __init__(self) -> None:
        self.client_of_shop: object | None = None

    @classmethod
    async def shared(cls) -> object:
        if cls.client is None:
            cls.client = await connect()  # expect: checked "`cls.client`"
        return cls.client

    async def own(self) -> object:
        if self.client_of_shop is None:
            self.client_of_shop = await connect()  # expect: checked "`self.client_of_shop`"
        return self.client_of_shop

    @classmethod
    async def ask(cls) -> float | None:
        if cls.is_gone:
            return None
        try:
            return await fetch("rate")
        except ValueError:
            cls.is_gone = True  # ok: whoever finds it gone says the same
            return None


gateway = Gateway()


class Report:
    def __init__(self) -> None:
        self.value: float | None = None

    async def load(self) -> float | None:
        if self.value is None:
            self.value = await fetch("report")  # ok: there may be one per request
        return self.value
