from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_kind"), ("shop", "0002_note")]
    operations = []
