import contextlib
import json
import logging
import os
from contextlib import suppress

import httpx
import requests
import stripe
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

logger = logging.getLogger(__name__)


def warm_up(settings: dict) -> None:
    logger.info(settings["name"])


try:
    import orjson
except Exception:  # ok: an optional import
    pass

settings = {}
try:
    settings = json.loads("{}")
except Exception:  # ok: the default stays
    pass

try:
    warm_up(settings)
except Exception:  # expect: swallowed "`except Exception` drops every error of `warm_up()` without"
    pass


def charge(customer: str) -> None:
    try:
        stripe.PaymentIntent.create(amount=1, currency="eur", customer=customer)
    except:  # expect: swallowed "`except` drops every error"
        pass


async def save(session: AsyncSession, row: object) -> None:
    try:
        session.add(row)
        await session.commit()
    except Exception as error:  # expect: swallowed "of `session.add()`, and 1 more call, without"
        ...


def send_all(urls: list[str]) -> None:
    for url in urls:
        try:
            requests.post(url, timeout=5)
        except (ValueError, Exception):  # expect: swallowed
            continue


def quiet(session: Session) -> None:
    with contextlib.suppress(Exception):  # expect: suppressed "`contextlib.suppress(…)`"
        session.commit()
    with suppress(KeyError):  # ok: somebody knew what would come
        session.commit()
    with suppress(Exception):  # ok: clean-up
        session.close()


def narrow(path: str) -> None:
    try:
        os.stat(path)
    except FileNotFoundError:  # ok: a named exception
        pass


def told(url: str) -> None:
    try:
        requests.get(url, timeout=5)
    except Exception:  # ok: logged
        logger.exception("failed")


def raised(url: str) -> None:
    try:
        requests.get(url, timeout=5)
    except Exception as error:  # ok: translated
        raise RuntimeError(url) from error


def counted(url: str) -> int:
    failures = 0
    try:
        requests.get(url, timeout=5)
    except Exception:  # ok: the caller hears of it
        failures += 1
    return failures


def first_that_answers(urls: list[str]) -> str | None:
    for url in urls:
        try:
            return requests.get(url, timeout=5).text
        except Exception:  # ok: the next one is tried
            continue
    return None


def meant(url: str) -> None:
    try:
        requests.get(url, timeout=5)
    except Exception:  # noqa: BLE001  # ok: somebody meant it
        pass


class Client:
    def __init__(self) -> None:
        self.http = httpx.Client()

    def close(self) -> None:
        try:
            self.http.get("https://example.com/bye")
        except Exception:  # ok: the last step of an object's life
            pass

    def restart(self) -> None:
        try:
            self.http.close()
        except Exception:  # ok: clean-up of what may be gone
            pass

    def measure(self, value: object) -> None:
        try:
            logger.info("value %s", len(str(value)))
        except Exception:  # ok: logging must not disturb
            pass
