import requests  # ok: the contract lets it pass

from web.helpers import render  # ok: the contract lets it pass

legacy = [render, requests]
