from typing import TYPE_CHECKING

import requests  # expect: contract "pricing may not import requests"
from requests.adapters import HTTPAdapter  # expect: contract "`requests.adapters.HTTPAdapter`"
from sqlalchemy import select  # ok: another part of the library

if TYPE_CHECKING:
    from sqlalchemy.orm import Session  # ok: does not run


def source() -> object:
    from sqlalchemy.orm import sessionmaker  # expect: contract "may not import sqlalchemy.orm"

    return [requests.Session, HTTPAdapter, select, sessionmaker]
