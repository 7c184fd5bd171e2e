from django.urls import path

from bookings import views

urlpatterns = [
    path("bookings/", views.book),
    path("bookings/pending/", views.book_pending),
    path("bookings/hooked/", views.book_hooked),
    path("bookings/keyed/", views.book_keyed),
]
