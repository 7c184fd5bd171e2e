from django.db import models, transaction


class Coupon(models.Model):
    code = models.CharField(max_length=8)
    shop_id = models.IntegerField()


class Shop(models.Model):
    name = models.CharField(max_length=8)


def issue(code: str, shop_id: int) -> None:
    if Coupon.objects.filter(code=code, shop_id=shop_id).exists():
        raise ValueError("taken")
    Coupon.objects.create(code=code, shop_id=shop_id)  # expect: unprotected "`code, shop_id`"


def issue_locked(code: str, shop_id: int) -> None:
    with transaction.atomic():
        Shop.objects.select_for_update().get(pk=shop_id)
        if not Coupon.objects.filter(code=code).exists():
            Coupon.objects.create(code=code, shop_id=shop_id)  # ok: the shop is locked


def other_model(name: str) -> None:
    if Shop.objects.filter(name=name).exists():
        raise ValueError("taken")
    Coupon.objects.create(code=name, shop_id=1)  # ok: the check is about another model


def either(code: str) -> None:
    Coupon.objects.get_or_create(code=code, shop_id=1)  # ok: another rule's


class Notice(models.Model):
    user_id = models.IntegerField()
    kind = models.CharField(max_length=8)


def notify(user_id: int, **about: str) -> None:
    notice = Notice.objects.filter(user_id=user_id, **about).first()
    if not notice:
        Notice.objects.create(user_id=user_id, **about)  # ok: which columns are looked up is not known


def default_shop() -> Shop:
    shop = Shop.objects.filter(name="main").first()
    if not shop:
        shop = Shop.objects.create(name="main")  # expect: unprotected
    return shop


def coupon_of(code: str, shop_id: int) -> Coupon:
    coupon = Coupon.objects.filter(code=code, shop_id=shop_id).first()
    if coupon is None:
        coupon = Coupon.objects.create(code=code, shop_id=shop_id)  # expect: unprotected
    return coupon


def coupon_or_create(code: str, shop_id: int) -> Coupon:
    return coupon_of(code, shop_id)


def shown(code: str, shop_id: int) -> Coupon | None:
    coupon = Coupon.objects.filter(code=code, shop_id=shop_id).first()
    if coupon is None:
        coupon = coupon_or_create(code, shop_id)  # ok: what is called looks again, and is judged itself
    return coupon


class OpenQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed=False)


class Claim(models.Model):
    number = models.CharField(max_length=8)
    closed = models.BooleanField(default=False)

    objects = OpenQuerySet.as_manager()


def claim(number: str) -> Claim:
    if Claim.objects.open().filter(number=number).exists():
        raise ValueError("open already")
    return Claim.objects.create(number=number)  # ok: closed ones may be there as often as they like


class Author(models.Model):
    name = models.CharField(max_length=40)


def author(name: str) -> Author:
    found = Author.objects.filter(name=name).first()
    if found is None:
        found = Author.objects.create(name=name)  # ok: two people may bear one name
    return found
