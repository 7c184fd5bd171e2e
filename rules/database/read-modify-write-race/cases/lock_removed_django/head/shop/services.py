from django.db import transaction

from shop.models import Coupon


@transaction.atomic
def redeem(coupon_id):
    coupon = Coupon.objects.get(pk=coupon_id)
    coupon.remaining -= 1  # expect: lost
    coupon.save()


@transaction.atomic
def close(coupon_id):
    coupon = Coupon.objects.get(pk=coupon_id)
    if coupon.closed:
        raise ValueError("closed")
    coupon.closed = True
    coupon.save()
