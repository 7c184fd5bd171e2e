from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("menu", "0001_initial")]
    operations = [
        migrations.AlterModelOptions(name="shelf", options={"ordering": ["id"]}),
    ]
