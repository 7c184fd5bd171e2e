from fastapi import APIRouter
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

router = APIRouter()


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    pen_name: Mapped[str] = mapped_column()


class Book(Base):
    __tablename__ = "books"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))


def described(session: Session, book_id: int, reader: int | None = None) -> dict:
    result = {"id": book_id}
    if reader is not None:
        result["read"] = session.scalar(select(Book).where(Book.id == book_id)) is not None
    return result


def author_named(session: Session, pen_name: str) -> Author | None:
    return session.scalar(select(Author).where(Author.pen_name == pen_name))


def newest(session: Session, author_id: int) -> list[Book]:
    return list(session.scalars(select(Book).where(Book.author_id == author_id).limit(3)))


@router.get("/shelf")
def shelf(ids: list[int], session: Session) -> list[dict]:
    return [described(session, book_id) for book_id in ids]  # ok: no reader is given, so nothing is read


@router.get("/read")
def read_by(ids: list[int], reader: int, session: Session) -> list[dict]:
    # expect: through
    return [described(session, book_id, reader=reader) for book_id in ids]


@router.get("/authors")
def authors(names: list[str], session: Session) -> list[Author | None]:
    return [author_named(session, name) for name in names]  # expect: through


@router.get("/newest")
def newest_of_each(ids: list[int], session: Session) -> list[list[Book]]:
    return [newest(session, author_id) for author_id in ids]  # ok: the first rows of each item


@router.get("/first")
def first_ten(ids: list[int], session: Session) -> list[dict]:
    return [described(session, book_id, reader=1) for book_id in ids[:10]]  # ok: a page on a screen


@router.get("/kinds")
def by_kind(author_id: int, session: Session) -> dict:
    kinds = {"new": "n", "old": "o"}
    # ok: the dictionary is short
    return {name: author_named(session, kind) for name, kind in kinds.items()}


KINDS = ("new", "old")


@router.get("/kinds/numbered")
def numbered(session: Session) -> dict:
    # ok: a handful of names that the code lists
    return {number: author_named(session, kind) for number, kind in enumerate(KINDS)}


@router.get("/names/numbered")
def numbered_names(names: list[str], session: Session) -> dict:
    # expect: through
    return {number: author_named(session, name) for number, name in enumerate(sorted(names))}
