from django.db import transaction

from shop.models import Refund


def approve(refund_id: int) -> None:
    refund = Refund.objects.get(pk=refund_id)
    if refund.status != Refund.Status.NEW:
        raise ValueError("already decided")
    refund.status = Refund.Status.APPROVED  # expect: found "`status` of `Refund`"
    refund.save()


@transaction.atomic
def approve_in_transaction(refund_id: int) -> None:
    refund = Refund.objects.get(pk=refund_id)
    if refund.status != Refund.Status.NEW:
        raise ValueError("already decided")
    refund.status = Refund.Status.APPROVED  # expect: found
    refund.save()


@transaction.atomic
def approve_locked(refund_id: int) -> None:
    refund = Refund.objects.select_for_update().get(pk=refund_id)
    if refund.status != Refund.Status.NEW:
        raise ValueError("already decided")
    refund.status = Refund.Status.APPROVED  # ok: the row is locked
    refund.save()


def approve_where(refund_id: int) -> None:
    changed = Refund.objects.filter(pk=refund_id, status=Refund.Status.NEW).update(
        status=Refund.Status.APPROVED  # ok: the database decides
    )
    if not changed:
        raise ValueError("already decided")
