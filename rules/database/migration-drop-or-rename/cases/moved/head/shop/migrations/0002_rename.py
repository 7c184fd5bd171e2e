from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.RenameField("shelf", "published_at", "published"),  # expect: column-running "`published_at`"
    ]
