from types import TracebackType

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, sessionmaker


class AlwaysCommitting:
    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def __enter__(self) -> "AlwaysCommitting":
        self.session: Session = self._sessions()
        return self

    def __exit__(self, *args: object) -> None:
        self.session.commit()  # expect: commits "`AlwaysCommitting.__exit__` commits with `self.session.commit()`"


class CommittingThroughItself:
    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def __aenter__(self) -> "CommittingThroughItself":
        self.session: AsyncSession = self._sessions()
        return self

    async def __aexit__(self, exc_type, exc, traceback) -> None:
        await self.commit()  # expect: commits "`self.commit()`"

    async def commit(self) -> None:
        await self.session.commit()


class OnlyOnSuccess:
    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def __aenter__(self) -> "OnlyOnSuccess":
        self.session: AsyncSession = self._sessions()
        return self

    async def __aexit__(self, exc_type, exc, traceback) -> None:  # expect: keeps "rolls nothing back"
        if exc_type is None:
            await self.session.commit()


class SwallowingEveryError:
    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def __enter__(self) -> "SwallowingEveryError":
        self.session: Session = self._sessions()
        return self

    def __exit__(self, exc_type, exc, traceback) -> bool:
        if exc_type is not None:
            self.session.rollback()
            return True  # expect: swallows "drops the error"
        self.session.commit()
        return False


class SwallowingOneKind:
    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def __enter__(self) -> "SwallowingOneKind":
        self.session: Session = self._sessions()
        return self

    def __exit__(self, exc_type, exc, traceback) -> bool:  # ok: only the error it knows
        if exc_type is not None and issubclass(exc_type, KeyError):
            self.session.rollback()
            return True
        if exc_type is None:
            self.session.commit()
        self.session.close()
        return False


class SqlUnitOfWork:
    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def __aenter__(self) -> "SqlUnitOfWork":
        self.session: AsyncSession = self._sessions()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if exc_type is None:
                await self.session.commit()  # ok: only after a success
            else:
                await self.session.rollback()
        finally:
            await self.session.close()


class ExplicitCommit:
    """The book's unit of work: what is not committed is rolled back."""

    def __enter__(self) -> "ExplicitCommit":
        return self

    def __exit__(self, *args: object) -> None:  # ok: always rolled back, the use case commits
        self.rollback()

    def commit(self) -> None:
        raise NotImplementedError

    def rollback(self) -> None:
        raise NotImplementedError


class SqlExplicitCommit(ExplicitCommit):
    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def __enter__(self) -> "SqlExplicitCommit":
        self.session: Session = self._sessions()
        return self

    def __exit__(self, *args: object) -> None:  # ok: handed to the base, then closed
        super().__exit__(*args)
        self.session.close()

    def commit(self) -> None:
        self.session.commit()

    def rollback(self) -> None:
        self.session.rollback()


class ClosingOnly:
    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def __enter__(self) -> "ClosingOnly":
        self.session: Session = self._sessions()
        return self

    def __exit__(self, exc_type, exc, traceback) -> None:  # ok: closing the session rolls back
        if exc_type is None:
            self.session.commit()
        self.session.close()


class Delegating:
    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._context = sessions.begin()

    async def __aenter__(self) -> AsyncSession:
        return await self._context.__aenter__()

    async def __aexit__(self, *args) -> None:  # ok: the library's context ends it
        await self._context.__aexit__(*args)


class Timer:
    def __enter__(self) -> "Timer":
        return self

    def __exit__(self, *args: object) -> bool:  # ok: no transaction
        return True
