from django.db import models


class Customer(models.Model):
    name = models.CharField(max_length=50)
    spent = models.IntegerField(default=0)


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    paid = models.BooleanField(default=False)


class OrderLine(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)


class OrderHistory(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)


class Banner(models.Model):
    text = models.CharField(max_length=50)


class Account(models.Model):
    balance = models.IntegerField(default=0)
