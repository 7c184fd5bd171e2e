from django.db import connection, models


class Customer(models.Model):
    name = models.CharField(max_length=20)


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders")
    code = models.CharField(max_length=20)


LANGUAGES = ("en", "de")


def by_code(codes: list[str]) -> list[Order]:
    found = []
    for code in codes:
        found.append(Order.objects.get(code=code))  # expect: direct "one query for each `code` of `codes`"
    return found


def derived(rows: list[dict]) -> list[bool]:
    found = []
    for row in rows:
        code = row["code"].strip()
        found.append(Order.objects.filter(code=code).exists())  # expect: direct
        found.append(Order.objects.filter(code=code).count() > 1)  # ok: listed with the first one
    return found


def lazy() -> list[str]:
    names = []
    for order in Order.objects.filter(code="x"):
        names.append(order.customer.name)  # expect: relation "`order.customer`"
        names.append(order.code)  # ok: a column
        names.append(str(order.customer_id))  # ok: a column
    return names


def loaded() -> list[str]:
    names = []
    for order in Order.objects.select_related("customer"):
        names.append(order.customer.name)  # ok: loaded along
    return names


def handed_in(orders: list[Order]) -> list[str]:
    return [order.customer.name for order in orders]  # ok: how they were loaded is not seen


def related(customers: list[Customer]) -> int:
    total = 0
    for customer in customers:
        total += customer.orders.count()  # ok: how they were loaded is not seen
    return total


def constant() -> list[int]:
    counts = []
    for language in LANGUAGES:
        counts.append(Order.objects.filter(code=language).count())  # ok: a handful of constants
    for kind in ("a", "b"):
        counts.append(Order.objects.filter(code=kind).count())  # ok: a literal
    kinds = ["a", "b"]
    for kind in kinds:
        counts.append(Order.objects.filter(code=kind).count())  # ok: a literal in a variable
    for number in range(3):
        counts.append(Order.objects.filter(code=str(number)).count())  # ok: a range
    return counts


def batches(chunks: list[list[str]]) -> int:
    total = 0
    for chunk in chunks:
        total += Order.objects.filter(code__in=chunk).count()  # ok: a batch
    return total


def imported(rows: list[dict]) -> None:
    for row in rows:
        Order.objects.get_or_create(code=row["code"])  # ok: writes as well


def iterable_only() -> list[str]:
    return [order.code for order in Order.objects.filter(code="x")]  # ok: one query


class Store(models.Model):
    name = models.CharField(max_length=20)


class Parcel(models.Model):
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="parcels")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="parcels")


def labels() -> list[str]:
    texts = []
    for parcel in Parcel.objects.all():
        texts.append(parcel.store.name)  # expect: relation "`parcel.store`"
        texts.append(parcel.order.code)  # ok: of the same loop, told with the first one
    return texts


def move(store: Store) -> None:
    parcels = Parcel.objects.filter(order__code="x")
    for parcel in parcels:
        parcel.store = store  # ok: assigned, not loaded
        parcel.save()


def end_all(numbers: list[int]) -> None:
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute(f"KILL {number}")  # ok: a command, and no query


def codes_of(numbers: list[int]) -> list[object]:
    found = []
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute("SELECT code FROM orders WHERE number = %s", [number])  # expect: direct
            found.append(cursor.fetchone())
    return found


def first_customer(orders: list[Order]) -> Customer | None:
    customer = None
    for order in orders:
        if not customer:
            customer = Customer.objects.get(name=order.code)  # ok: once, whatever the number of orders
    return customer


def reset_customer(codes: list[str]) -> list[Customer]:
    found = []
    for code in codes:
        customer = None
        if customer is None:
            customer = Customer.objects.get(name=code)  # gap: what is reset in each round is taken for kept
        found.append(customer)
    return found


def customer_names() -> list[str]:
    return [order.customer.name for order in Order.objects.all()]  # expect: relation


def joined_names() -> list[str]:
    orders = Order.objects.select_related("customer")
    return [order.customer.name for order in orders]  # ok: loaded along


class Section:
    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def size(self) -> int:
        return Order.objects.filter(code__startswith=self.prefix).count()


class Report:
    def __init__(self, sections: dict[str, Section], customers: list[Customer]) -> None:
        self.sections = sections
        self.customers = customers

    def sizes(self) -> dict[str, int]:
        found = {}
        for name, section in self.sections.items():
            found[name] = section.size()  # ok: each part of the report asks a question of its own
        return found

    def codes(self) -> list[bool]:
        found = []
        for customer in self.customers:
            found.append(Order.objects.filter(customer=customer).exists())  # expect: direct
        return found
