from django.db import models


class LabelsField(models.ManyToManyField):
    def __init__(self, *labels: object, **options: object) -> None:
        super().__init__(*labels, **{"blank": True, **options})
