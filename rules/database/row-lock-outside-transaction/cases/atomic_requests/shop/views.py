from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path


class Stock(models.Model):
    sku = models.CharField(max_length=20, unique=True)
    quantity = models.IntegerField(default=0)


def reserve(request: HttpRequest) -> HttpResponse:
    stock = Stock.objects.select_for_update().get(sku="a")  # ok: every request is a transaction
    stock.quantity -= 1
    stock.save(update_fields=["quantity"])
    return HttpResponse()


urlpatterns = [path("reserve/", reserve)]
