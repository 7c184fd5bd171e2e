from django.urls import path

from parcels import views

urlpatterns = [
    path("parcels/", views.register),
    path("parcels/hooked/", views.register_hooked),
    path("parcels/stored/", views.register_stored),
    path("parcels/labelled/", views.register_labelled),
]
