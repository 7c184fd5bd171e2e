import requests
from django.db import transaction

from shop.models import (
    Account,
    Banner,
    Book,
    Cover,
    Customer,
    Order,
    OrderHistory,
    OrderLine,
    PasswordReset,
    Payment,
    Reading,
)


class Checkout:
    def place(self, customer: Customer, skus: list[str]) -> Order:
        order = Order.objects.create(customer=customer)
        for _sku in skus:
            OrderLine.objects.create(order=order)  # expect: apart "writes `Order` with `Order.objects.create` and `OrderLine` with `OrderLine.objects.create`"
        return order

    def pay(self, order: Order, customer: Customer) -> None:
        order.paid = True
        order.save()
        customer.spent += 1
        customer.save()  # expect: apart "`Order` with `order.save` and `Customer` with `customer.save`"

    def move(self, source: Account, target: Account) -> None:
        source.balance -= 1
        source.save()
        target.balance += 1
        target.save()  # expect: apart

    def replace_lines(self, order: Order) -> None:
        OrderLine.objects.filter(order=order).delete()
        OrderLine.objects.bulk_create([OrderLine(order=order)])  # expect: apart

    def place_through_helpers(self, customer: Customer) -> None:
        order = make_order(customer)
        add_line(order)  # expect: apart "with `make_order` and `OrderLine` with `add_line`"

    def place_in_block(self, customer: Customer) -> None:
        with transaction.atomic():
            order = Order.objects.create(customer=customer)
            OrderLine.objects.create(order=order)  # ok: one transaction

    @transaction.atomic
    def place_decorated(self, customer: Customer) -> None:
        order = Order.objects.create(customer=customer)
        OrderLine.objects.create(order=order)  # ok: one transaction

    def place_under_caller(self, customer: Customer) -> None:
        order = Order.objects.create(customer=customer)
        OrderLine.objects.create(order=order)  # ok: its caller opens one

    def place_and_tell(self, customer: Customer) -> None:
        order = Order.objects.create(customer=customer)
        OrderHistory.objects.create(order=order)  # ok: nobody misses a row of the history

    def announce(self, customer: Customer) -> None:
        Banner.objects.create(text="new")
        Order.objects.create(customer=customer)  # ok: the two have nothing to do with each other

    def charge(self, order: Order, customer: Customer) -> None:
        order.paid = False
        order.save()
        requests.post("https://pay.example.com/charges", timeout=5)
        customer.save()  # ok: stored before the call on purpose

    def settle(self, order: Order, customer: Customer, paid: bool) -> None:
        if paid:
            order.save()
        else:
            customer.save()  # ok: one or the other

    def first(self, customer: Customer) -> None:
        order, _ = Order.objects.get_or_create(customer=customer)
        OrderLine.objects.create(order=order)  # ok: the first is found again

    def never_called(self, customer: Customer) -> None:
        order = Order.objects.create(customer=customer)
        OrderLine.objects.create(order=order)  # ok: who calls it is not known

    def by_hand(self, customer: Customer) -> None:
        order = Order.objects.create(customer=customer)
        OrderLine.objects.create(order=order)  # ok: only a command calls it


class Books:
    def illustrate(self, book: Book) -> None:
        book.cover = Cover.objects.create(text="new")
        book.save()  # ok: a cover that no book points to is never seen

    def sell(self, book: Book) -> None:
        book.payment = Payment.objects.create(amount=book.price)
        book.save()  # expect: apart "writes `Payment`"

    def look(self, book: Book) -> None:
        Reading.objects.create(book=book)
        Book.objects.filter(pk=book.pk).update(views=book.views + 1)  # ok: a number of views

    def reprice(self, book: Book) -> None:
        Reading.objects.create(book=book)
        Book.objects.filter(pk=book.pk).update(price=book.price + 1)  # expect: apart "writes `Reading`"

    def forgot(self, customer: Customer) -> None:
        PasswordReset.objects.filter(customer=customer).delete()
        PasswordReset.objects.create(customer=customer)  # ok: it is asked for again


def make_order(customer: Customer) -> Order:
    return Order.objects.create(customer=customer)


def add_line(order: Order) -> None:
    OrderLine.objects.create(order=order)
