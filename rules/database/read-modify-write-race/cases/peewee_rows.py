from peewee import IntegerField, Model, PostgresqlDatabase

database = PostgresqlDatabase("shop")


class Purse(Model):
    owner = IntegerField(unique=True)
    coins = IntegerField(default=0)

    @classmethod
    def put(cls, owner: int, coins: int) -> None:
        purse, _ = cls.get_or_create(owner=owner)
        purse.coins += coins  # expect: lost
        purse.save()


def spend(owner: int, coins: int) -> None:
    purse = Purse.select().where(Purse.owner == owner).first()
    purse.coins -= coins  # expect: lost
    purse.save()


def spend_locked(owner: int, coins: int) -> None:
    with database.atomic():
        purse = Purse.select().where(Purse.owner == owner).for_update().get()
        purse.coins -= coins  # ok: the row is locked
        purse.save()


def spend_in_database(owner: int, coins: int) -> None:
    Purse.update(coins=Purse.coins - coins).where(Purse.owner == owner).execute()  # ok: computed by the database
