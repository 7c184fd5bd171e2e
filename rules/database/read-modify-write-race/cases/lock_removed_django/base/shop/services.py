from django.db import transaction

from shop.models import Coupon


@transaction.atomic
def redeem(coupon_id):
    coupon = Coupon.objects.select_for_update().get(pk=coupon_id)
    coupon.remaining -= 1
    coupon.save()


@transaction.atomic
def close(coupon_id):
    coupon = Coupon.objects.select_for_update().get(pk=coupon_id)  # expect-left: guard-removed
    if coupon.closed:
        raise ValueError("closed")
    coupon.closed = True
    coupon.save()
