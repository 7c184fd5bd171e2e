from django.db import models


class Shelf(models.Model):
    published_at = models.DateField()
    title = models.CharField(max_length=8)
