import logging

from django.db import DatabaseError, IntegrityError, models, transaction

logger = logging.getLogger(__name__)


class Order(models.Model):
    number = models.CharField(max_length=20, unique=True)
    paid = models.BooleanField(default=False)


class Coupon(models.Model):
    code = models.CharField(max_length=20, unique=True)
    order = models.ForeignKey(Order, on_delete=models.CASCADE)


class Ledger(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)


def place(number: str, code: str) -> Order:
    with transaction.atomic():
        order = Order.objects.create(number=number)
        try:
            Coupon.objects.create(code=code, order=order)
        except IntegrityError:  # expect: aborted "`except IntegrityError` drops the failure of `Coupon.objects.create`"
            logger.info("coupon is used")
        order.paid = True
        order.save()
    return order


@transaction.atomic
def place_quietly(number: str, code: str) -> bool:
    order = Order.objects.create(number=number)
    try:
        Coupon.objects.create(code=code, order=order)
    except IntegrityError:  # expect: lost "what `Order.objects.create` wrote is lost"
        return False
    return True


def import_all(numbers: list[str]) -> None:
    with transaction.atomic():
        for number in numbers:
            try:
                Order.objects.create(number=number)
            except DatabaseError:  # expect: aborted "and `Order.objects.create` fails too"
                continue


def settle(order: Order) -> None:
    with transaction.atomic():
        try:
            Ledger.objects.create(order=order)
            order.paid = True
            order.save()
        except Exception:  # expect: half "between `Ledger.objects.create` and `order.save`"
            logger.exception("not settled")


def place_with_savepoint(number: str, code: str) -> Order:
    with transaction.atomic():
        order = Order.objects.create(number=number)
        try:
            with transaction.atomic():
                Coupon.objects.create(code=code, order=order)
        except IntegrityError:  # ok: the savepoint takes the failure
            logger.info("coupon is used")
        order.save()
    return order


@transaction.atomic
def add_coupon(order: Order, code: str) -> None:
    Coupon.objects.create(code=code, order=order)


def place_with_helper(number: str, code: str) -> None:
    with transaction.atomic():
        order = Order.objects.create(number=number)
        try:
            add_coupon(order, code)
        except IntegrityError:  # ok: the helper is a block of its own
            logger.info("coupon is used")
        order.save()


def place_outside(number: str, code: str) -> None:
    try:
        with transaction.atomic():
            order = Order.objects.create(number=number)
            Coupon.objects.create(code=code, order=order)
    except IntegrityError:  # ok: the block is over, everything is rolled back
        logger.info("coupon is used")


def place_and_raise(number: str, code: str) -> None:
    with transaction.atomic():
        order = Order.objects.create(number=number)
        try:
            Coupon.objects.create(code=code, order=order)
        except IntegrityError as error:  # ok: the block hears of it
            raise ValueError("coupon is used") from error


def place_marked(number: str, code: str) -> None:
    with transaction.atomic():
        order = Order.objects.create(number=number)
        try:
            Coupon.objects.create(code=code, order=order)
        except IntegrityError:  # ok: the transaction is marked for its rollback
            transaction.set_rollback(True)


def place_single(number: str) -> bool:
    with transaction.atomic():
        try:
            Order.objects.create(number=number)
        except IntegrityError:  # ok: there is nothing else in the transaction
            return False
    return True


def find(number: str) -> Order | None:
    with transaction.atomic():
        try:
            order = Order.objects.get(number=number)
        except Order.DoesNotExist:  # ok: no statement failed
            return None
        order.save()
    return order


def parse(number: str, count: str) -> None:
    with transaction.atomic():
        order = Order.objects.create(number=number)
        try:
            int(count)
        except Exception:  # ok: nothing of the database runs in it
            logger.info("no number")
        order.save()


def without_transaction(number: str, code: str) -> None:
    order = Order.objects.create(number=number)
    try:
        Coupon.objects.create(code=code, order=order)
    except IntegrityError:  # ok: every statement is its own transaction
        logger.info("coupon is used")
    order.save()


def first_or_create(number: str) -> None:
    with transaction.atomic():
        try:
            order, _ = Order.objects.get_or_create(number=number)
        except IntegrityError:  # ok: it makes a savepoint itself
            order = Order.objects.get(number=number)
        order.save()
