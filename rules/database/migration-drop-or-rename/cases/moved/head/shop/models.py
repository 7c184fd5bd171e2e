from django.db import models


class Shelf(models.Model):
    published = models.DateField()
    title = models.CharField(max_length=8)
