from flask import Blueprint

desk = Blueprint("desk", __name__)


class Form:
    title = ""


from desk import orders  # ok: what the module takes is bound above
from desk import returns  # ok: likewise

pages = (orders, returns)
