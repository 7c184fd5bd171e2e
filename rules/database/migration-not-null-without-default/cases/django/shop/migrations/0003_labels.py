from django.db import migrations, models

import shop.fields


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_region")]
    operations = [
        migrations.AddField(
            model_name="order",
            name="labels",
            field=shop.fields.LabelsField(to="shop.Label"),  # ok: a field class of the project over a table of its own
        ),
        migrations.AddField("order", "packed_at", models.DateTimeField()),  # expect: added
    ]
