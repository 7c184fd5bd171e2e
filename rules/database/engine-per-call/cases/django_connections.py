from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.urls import path


def orders(request: HttpRequest) -> HttpResponse:
    replica = connections["replica"]  # ok: kept by Django, one for each thread
    with replica.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM orders")
        (count,) = cursor.fetchone()
    return HttpResponse(str(count))


urlpatterns = [path("orders/", orders)]
