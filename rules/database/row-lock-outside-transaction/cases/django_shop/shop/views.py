from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from shop.services import Reservations

reservations = Reservations()


def reserve(request: HttpRequest) -> HttpResponse:
    Reservations().reserve("a", 1)
    Reservations().reserve_in_block("a", 1)
    Reservations().lock_raw("a")
    Reservations().recount()
    return HttpResponse()


@transaction.atomic
def release(request: HttpRequest) -> HttpResponse:
    Reservations().release("a", 1)
    return HttpResponse()


urlpatterns = [path("reserve/", reserve), path("release/", release)]
