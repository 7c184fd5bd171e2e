from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column()
    code: Mapped[str] = mapped_column(unique=True)


async def find(session: AsyncSession, email: str) -> User | None:
    return await session.scalar(select(User).where(User.email == email))


async def register(session: AsyncSession, email: str) -> User:
    existing = await find(session, email)
    if existing:
        raise ValueError("taken")
    user = User(email=email, code="x")
    session.add(user)  # expect: unprotected "no constraint keeps `email` unique"
    await session.commit()
    return user


def ensure(session: Session, code: str) -> User:
    user = session.query(User).filter(User.code == code).first()
    if user is None:
        user = User(email="", code=code)
        session.add(user)  # expect: unhandled "the unique `code`"
        session.commit()
    return user


def caught(session: Session, code: str) -> None:
    if session.query(User).filter_by(code=code).first():
        return
    session.add(User(email="", code=code))  # ok: the violation is caught
    try:
        session.commit()
    except IntegrityError:
        session.rollback()


def changed(session: Session, code: str) -> None:
    user = session.query(User).filter_by(code=code).first()
    if user is not None:
        user.email = ""
        session.add(user)  # ok: a row that was found
        session.commit()


def after_parent(session: Session, code: str) -> None:
    parent = session.query(User).filter_by(code=code).first()
    if parent is None:
        raise ValueError("no parent")
    session.add(User(email=parent.email, code=""))  # ok: the check is about another row
    session.commit()


def in_parts(session: Session, email: str, code: str | None) -> None:
    query = session.query(User).filter(User.email == email)
    if code:
        query = query.filter(User.code == code)
    if query.first() is None:
        session.add(User(email=email, code=""))  # ok: which filters the query has is not known
        session.commit()


def add_member(session: Session, code: str) -> None:
    try:
        session.add(User(email="", code=code))
        session.flush()
    except IntegrityError:
        session.rollback()


def invite(session: Session, code: str) -> None:
    if session.query(User).filter(User.code == code).first() is None:
        add_member(session, code)  # ok: caught where the row is made


def place(session: Session, email: str) -> None:
    if session.query(User).filter(User.email == email).first() is None:
        session.add(User(email=email, code="y"))  # ok: a caller locked a row before


def complete(session: Session, email: str) -> None:
    place(session, email)


def finish(session: Session, parent_id: int, email: str) -> None:
    session.query(User).filter(User.id == parent_id).with_for_update().one()
    complete(session, email)
    session.commit()


def one_of_some(session: Session, email: str) -> None:
    found = session.query(User).filter(User.email == email, User.code.in_(["a", "b"])).first()
    if found is None:
        session.add(User(email=email, code="a"))  # ok: no constraint covers a list of states
        session.commit()


def create_default_user(session: Session) -> None:
    if session.query(User).filter(User.email == "root@example.com").first() is None:
        session.add(User(email="root@example.com", code="root"))  # ok: runs once, at the start
        session.commit()


def get_or_create_default_user(session: Session, email: str) -> User:
    user = session.query(User).filter(User.email == email).first()
    if user is None:
        user = User(email=email, code="default")
        session.add(user)  # expect: unprotected
        session.commit()
    return user
