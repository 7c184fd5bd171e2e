import click
from sqlalchemy import text

from shop.database import open_session

session = open_session()  # ok: a command runs alone


@click.command()
def clean() -> None:
    session.execute(text("delete from seen"))
    session.commit()
