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


class Cover(models.Model):
    text = models.CharField(max_length=50)


class Payment(models.Model):
    amount = models.IntegerField(default=0)


class Book(models.Model):
    cover = models.ForeignKey(Cover, null=True, on_delete=models.SET_NULL)
    payment = models.ForeignKey(Payment, null=True, on_delete=models.SET_NULL)
    views = models.IntegerField(default=0)
    price = models.IntegerField(default=0)


class Reading(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE)


class PasswordReset(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
