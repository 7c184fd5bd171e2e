from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddField(  # expect: added "`region` is added to `shop_order`"
            model_name="order", name="region", field=models.CharField(max_length=8)
        ),
        migrations.AddField("order", "note", models.CharField(max_length=8, null=True)),  # ok: nullable
        migrations.AddField("order", "kind", models.CharField(max_length=8, default="plain")),  # ok: Django fills the rows
        migrations.AddField("order", "hint", models.TextField(blank=True)),  # ok: Django fills in the empty text
        migrations.AddField("order", "lane", models.IntegerField(db_default=0)),  # ok: the database fills it
        migrations.AddField("order", "tags", models.ManyToManyField("shop.Tag")),  # ok: a table of its own
        migrations.CreateModel("Line", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("line", "sku", models.CharField(max_length=8)),  # ok: the table is new
    ]
