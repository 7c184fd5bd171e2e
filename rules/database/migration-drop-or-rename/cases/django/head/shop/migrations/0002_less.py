from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.RemoveField("order", "note"),  # expect: column-running "takes `note, lines` away from `shop_order` in the same change"
        migrations.RemoveField(model_name="order", name="hint"),  # expect: column-mapped
        migrations.RemoveField("order", "region"),  # expect: column-read "`in_region` still uses it"
        migrations.RemoveField("order", "lines"),  # ok: told with the first one, the name is a relation's now
        migrations.RenameField("order", "state", "status"),  # ok: the column has a name of its own
        migrations.RenameField("order", old_name="amount", new_name="total"),  # expect: column-running "`amount`"
        migrations.RenameModel("Coupon", "Voucher"),  # expect: table-running "`shop_coupon`"
        migrations.RenameModel("Label", "Tag"),  # ok: the table keeps its name
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Gone")]),  # ok: the table stays
        migrations.RunSQL("DROP TABLE IF EXISTS shop_archive"),  # ok: no model stood for it
    ]
