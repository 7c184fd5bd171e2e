from django.http import JsonResponse

from orders.models import Order


def show(request, pk):
    return JsonResponse({"total": Order.objects.get(pk=pk).total})
