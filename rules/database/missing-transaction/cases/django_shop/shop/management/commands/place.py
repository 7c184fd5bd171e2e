from django.core.management.base import BaseCommand

from shop.models import Customer
from shop.services import Checkout


class Command(BaseCommand):
    def handle(self, *args: object, **options: object) -> None:
        Checkout().by_hand(Customer.objects.get(name="me"))
