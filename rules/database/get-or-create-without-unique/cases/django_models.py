from django.db import models
from vendor.models import Tracked


class HandleField(models.CharField):
    def __init__(self, prefix: str = "@", **options: object) -> None:
        self.prefix = prefix
        super().__init__(max_length=40, unique=True, **options)


class Profile(models.Model):
    handle = HandleField()
    title = models.CharField(max_length=20)


class Tag(models.Model):
    name = models.CharField(max_length=20)
    slug = models.SlugField(unique=True)


class Vote(models.Model):
    user_id = models.IntegerField()
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="votes")
    value = models.IntegerField(default=0)

    class Meta:
        unique_together = [("user_id", "tag")]


class Like(models.Model):
    user_id = models.IntegerField()
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE)


class Note(Tracked):
    name = models.CharField(max_length=20)


def tags(name: str, slug: str) -> None:
    Tag.objects.get_or_create(name=name)  # expect: unprotected "looks for `Tag` by `name`"
    Tag.objects.get_or_create(slug=slug)  # ok: unique
    Tag.objects.get_or_create(slug=slug, name=name)  # ok: more than the unique field
    Tag.objects.get_or_create(name=name, pk=1)  # ok: the primary key
    Note.objects.get_or_create(name=name)  # ok: the base is not known


def votes(user_id: int, tag: Tag, fields: dict) -> None:
    Vote.objects.update_or_create(user_id=user_id, tag=tag, defaults={"value": 1})  # ok: unique together
    Vote.objects.update_or_create(user_id=user_id, defaults={"value": 1})  # expect: unprotected
    Vote.objects.get_or_create(**fields)  # ok: what is looked up is not known
    Vote.objects.get_or_create(tag__slug="x")  # ok: goes through a relation
    tag.votes.get_or_create(user_id=user_id)  # ok: limited by the manager
    Like.objects.get_or_create(user_id=user_id, tag=tag)  # expect: unprotected "`user_id, tag`"


async def liked(user_id: int) -> None:
    await Like.objects.aget_or_create(user_id=user_id)  # expect: unprotected


def profile(handle: str, title: str) -> None:
    Profile.objects.get_or_create(handle=handle)  # ok: the project's own field class is unique by itself
    Profile.objects.get_or_create(title=title)  # expect: unprotected
