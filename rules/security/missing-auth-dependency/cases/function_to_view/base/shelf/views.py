from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_POST


@login_required
@require_POST
def add_book(request: HttpRequest, book_id: int) -> HttpResponse:
    request.user.shelf.add(book_id)
    return HttpResponse(str(book_id))


@method_decorator(login_required, name="dispatch")  # expect-left: guard-removed
class TakeBook(View):
    def post(self, request: HttpRequest, book_id: int) -> HttpResponse:
        request.user.shelf.remove(book_id)
        return HttpResponse("taken")
