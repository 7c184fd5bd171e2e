from django.db import models


class Reminder(models.Model):
    status = models.CharField(max_length=16)
    address = models.EmailField()
