from django.db import connection, connections, transaction
from django.http import HttpRequest, HttpResponse

replica = connections["replica"]  # ok: Django hands out one connection for each thread
default = connection  # ok: the same behind another name


def orders(request: HttpRequest) -> HttpResponse:
    with replica.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM orders")
        (count,) = cursor.fetchone()
    return HttpResponse(str(count))


def close_day(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), default.cursor() as cursor:
        cursor.execute("UPDATE orders SET closed = true")
    return HttpResponse()
