from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View


@method_decorator(login_required, name="dispatch")
class AddBook(View):
    def get(self, request: HttpRequest, book_id: int) -> HttpResponse:
        return HttpResponse(f"add {book_id}?")

    # ok: the decorator of the class lets nobody else in
    def post(self, request: HttpRequest, book_id: int) -> HttpResponse:
        request.user.shelf.add(book_id)
        return HttpResponse(str(book_id))


class TakeBook(View):
    def post(self, request: HttpRequest, book_id: int) -> HttpResponse:
        request.user.shelf.remove(book_id)
        return HttpResponse("taken")
