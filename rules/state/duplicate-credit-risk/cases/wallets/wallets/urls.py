from django.urls import path

from wallets import views

urlpatterns = [
    path("return/", views.payment_success),
    path("return/once/", views.payment_return),
]
