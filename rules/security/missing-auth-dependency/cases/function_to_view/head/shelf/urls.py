from django.urls import path

from shelf import views

urlpatterns = [
    path("add/<int:book_id>", views.AddBook.as_view()),
    path("take/<int:book_id>", views.TakeBook.as_view()),
]
