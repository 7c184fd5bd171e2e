from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddIndex("order", models.Index(fields=["state"], name="order_state")),  # expect: index "builds `order_state` on `shop_order` without CONCURRENTLY"
        AddIndexConcurrently("order", models.Index(fields=["number"], name="order_number")),  # expect: refused "`order_number`"
        migrations.AddConstraint(  # expect: unique "unique constraint `one_number, shop_order(number, state)` to `shop_order`"
            "order", models.UniqueConstraint(fields=["number"], name="one_number")
        ),
        migrations.AddConstraint(  # expect: check "`positive`"
            "order", models.CheckConstraint(condition=models.Q(number__gt=0), name="positive")
        ),
        AddConstraintNotValid(  # ok: checks no row that exists
            "order", models.CheckConstraint(condition=models.Q(number__lt=9), name="small")
        ),
        migrations.AlterField("order", "number", models.BigIntegerField()),  # expect: rewrite "`number` in `shop_order`"
        migrations.AlterField("order", "state", models.CharField(max_length=20)),  # ok: a longer text
        migrations.CreateModel("Line", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddIndex("line", models.Index(fields=["id"], name="line_id")),  # ok: the table is new
        migrations.AlterUniqueTogether(name="order", unique_together={("number", "state")}),  # ok: told above
        migrations.AlterUniqueTogether("order", set()),  # ok: taken away
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddIndex("order", models.Index(fields=["id"], name="told"))  # ok: only told to Django
            ]
        ),
    ]
