from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("shop", "0002_more")]
    operations = [
        AddIndexConcurrently("order", models.Index(fields=["number"], name="order_number")),  # ok: outside a transaction
        migrations.RunSQL("CREATE INDEX CONCURRENTLY total_ix ON shop_order (total)"),  # ok: outside a transaction
        migrations.RunSQL(  # expect: index "builds `note_ix` on `shop_order`"
            "CREATE INDEX note_ix ON shop_order (note)", migrations.RunSQL.noop
        ),
    ]
