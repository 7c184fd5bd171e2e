from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from shop.models import Account, Book, Customer, Order
from shop.services import Books, Checkout


def serve(request: HttpRequest, customer: Customer, order: Order, account: Account) -> HttpResponse:
    checkout = Checkout()
    checkout.place(customer, [])
    checkout.pay(order, customer)
    checkout.move(account, account)
    checkout.replace_lines(order)
    checkout.place_through_helpers(customer)
    checkout.place_in_block(customer)
    checkout.place_decorated(customer)
    checkout.place_and_tell(customer)
    checkout.announce(customer)
    checkout.charge(order, customer)
    checkout.settle(order, customer, True)
    checkout.first(customer)
    with transaction.atomic():
        checkout.place_under_caller(customer)
    return HttpResponse()


def read(request: HttpRequest, book: Book, customer: Customer) -> HttpResponse:
    books = Books()
    books.illustrate(book)
    books.sell(book)
    books.look(book)
    books.reprice(book)
    books.forgot(customer)
    return HttpResponse()


urlpatterns = [path("serve/", serve), path("read/", read)]
