import functools
from collections.abc import AsyncIterator, Iterator
from functools import cache, cached_property, lru_cache

from aiocache import cached as async_cached
from async_lru import alru_cache
from cachetools import TTLCache, cached
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, sessionmaker

from app.decorators import reusable

make_session = async_sessionmaker()


@lru_cache(maxsize=128)  # expect: coroutine "`lru_cache`"
async def load_rate(currency: str) -> float:
    return 1.0


@cache  # expect: coroutine "`cache`"
async def load_country(code: str) -> str:
    return code


@functools.lru_cache  # expect: coroutine "`functools.lru_cache`"
async def load_tax(code: str) -> float:
    return 0.2


@cached(cache=TTLCache(maxsize=10, ttl=60))  # expect: coroutine "`cached`"
async def load_price(code: str) -> float:
    return 1.0


@lru_cache  # expect: generator "`pages`"
def pages(count: int) -> Iterator[int]:
    yield from range(count)


@cache  # expect: generator
async def lines(path: str) -> AsyncIterator[str]:
    yield path


@lru_cache  # expect: session "`current_session`"
def current_session() -> AsyncSession:
    return make_session()


@alru_cache(maxsize=128)
async def load_weight(code: str) -> float:  # ok: made for coroutines
    return 1.0


@async_cached(ttl=60)
async def load_size(code: str) -> float:  # ok: made for coroutines
    return 1.0


@lru_cache
def settings() -> dict[str, str]:  # ok: a plain function
    return {}


@lru_cache
def session_factory() -> sessionmaker[Session]:  # ok: the factory is shared, not a session
    return sessionmaker(create_engine("sqlite://"))


@lru_cache
@reusable
async def load_stock(code: str) -> int:  # ok: the inner decorator may return something else
    return 1


class Report:
    @cached_property  # expect: coroutine "`cached_property`"
    async def total(self) -> int:
        return 1

    @cached_property
    def name(self) -> str:  # ok: a plain property
        return "report"


async def fetch(code: str) -> str:
    return code


def look_up(code: str) -> str:
    return code


cached_fetch = lru_cache(maxsize=8)(fetch)  # expect: coroutine
plain_cached_fetch = cache(fetch)  # expect: coroutine "`cache`"
cached_look_up = lru_cache(look_up)  # ok: a plain function
