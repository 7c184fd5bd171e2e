from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_rename")]
    operations = [migrations.RemoveField("shelf", "title")]  # ok: it only has another number
