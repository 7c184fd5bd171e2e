from sqlalchemy import UniqueConstraint, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Tag(Base):
    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)

    @classmethod
    def get_or_create(cls, session: Session, name: str) -> "Tag":
        tag = session.scalar(select(cls).where(cls.name == name))
        if tag is None:
            tag = cls(name=name, slug=name.lower())
            session.add(tag)
            session.flush()
        return tag


class Vote(Base):
    __tablename__ = "votes"
    __table_args__ = (UniqueConstraint("user_id", "tag_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int]
    tag_id: Mapped[int]


def get_or_create(session: Session, model: type[Base], **lookup: object) -> Base:
    row = session.scalars(select(model).filter_by(**lookup)).first()
    if row is None:
        row = model(**lookup)
        session.add(row)
        session.flush()
    return row


def tag_by_name(session: Session, name: str) -> None:
    get_or_create(session, Tag, name=name)  # gap: a helper of the project, whose lookup is not followed
    Tag.get_or_create(session, name=name)  # ok: check-then-insert-race speaks inside the method


def covered(session: Session, slug: str, user_id: int, tag_id: int) -> None:
    get_or_create(session, Tag, slug=slug)  # ok: unique
    get_or_create(session, Tag, id=tag_id)  # ok: the primary key
    get_or_create(session, Vote, user_id=user_id, tag_id=tag_id)  # ok: unique together
    get_or_create(session, Tag, slug=slug, name="new")  # ok: more than the unique field


def hidden(session: Session, lookup: dict) -> None:
    get_or_create(session, Tag, **lookup)  # ok: what is looked up is not known


def inserted(session: Session, slug: str) -> None:
    # ok: the database decides
    session.execute(insert(Tag).values(name=slug, slug=slug).on_conflict_do_nothing(index_elements=["slug"]))
