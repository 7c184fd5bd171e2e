# path: shop/views.py
import requests
from django.http import HttpRequest, JsonResponse
from django.urls import path
from flask import Blueprint

bp = Blueprint("rates", __name__)
http = requests.Session()


def _session() -> requests.Session:
    session = requests.Session()  # expect: per-call
    session.headers["accept"] = "application/json"
    return session


@bp.get("/rates")
def rates() -> dict:
    return _session().get("https://rates.example/latest", timeout=5).json()


@bp.get("/shared")
def shared() -> dict:
    return http.get("https://rates.example/latest", timeout=5).json()  # ok: the session of the module


def orders(request: HttpRequest) -> JsonResponse:
    with requests.Session() as session:  # expect: per-call "`orders`"
        return JsonResponse(session.get("https://erp.example/orders", timeout=5).json())


urlpatterns = [path("orders/", orders)]


if __name__ == "__main__":
    requests.Session().get("https://rates.example/latest", timeout=5)  # ok: a script
