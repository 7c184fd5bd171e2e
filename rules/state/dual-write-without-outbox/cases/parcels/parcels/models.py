from django.db import models


class Parcel(models.Model):
    number = models.CharField(max_length=20, unique=True)
    status = models.CharField(max_length=20, default="new")
    label_url = models.URLField(blank=True)


class ParcelOutbox(models.Model):
    topic = models.CharField(max_length=40)
    body = models.JSONField()
