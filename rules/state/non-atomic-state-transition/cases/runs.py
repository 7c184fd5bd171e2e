from celery import shared_task
from fastapi import APIRouter
from sqlalchemy import select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

router = APIRouter()
sessions = sessionmaker()


class Base(DeclarativeBase):
    pass


class ExportJob(Base):
    __tablename__ = "export_jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    lines: Mapped[int]


class ExportLine(Base):
    __tablename__ = "export_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int]


class Question(Base):
    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    owner_id: Mapped[int | None]


class QuestionHistory(Base):
    __tablename__ = "question_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int]


class Watcher(Base):
    __tablename__ = "watchers"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int]
    muted: Mapped[bool]


@shared_task
def export(job_id: int) -> None:
    with sessions() as session:
        job = session.get(ExportJob, job_id)
        if job.status == "stopped":
            return
        job.status = "running"  # ok: the task writes the progress of its own row
        session.add(ExportLine(job_id=job.id))
        session.commit()


@shared_task
def export_next() -> None:
    with sessions() as session:
        job = session.scalars(select(ExportJob).limit(1)).one()
        if job.status != "pending":
            return
        job.status = "running"  # expect: found "`status` of `ExportJob`"
        session.add(ExportLine(job_id=job.id))
        session.commit()


@router.post("/exports/{job_id}/start")
def start(job_id: int) -> None:
    with sessions() as session:
        job = session.get(ExportJob, job_id)
        if job.status == "stopped":
            return
        job.status = "running"  # expect: found "`status` of `ExportJob`"
        session.add(ExportLine(job_id=job.id))
        session.commit()


@router.post("/questions/{question_id}/resolve")
def resolve(question_id: int) -> None:
    with sessions() as session:
        question = session.get(Question, question_id)
        session.add(Watcher(question_id=question.id))
        if question.status != "resolved":
            question.status = "resolved"  # ok: who does not pass watches it too, and the rest is only set
        session.commit()


@router.post("/questions/{question_id}/finish")
def finish(question_id: int) -> None:
    with sessions() as session:
        question = session.get(Question, question_id)
        if question.status != "finished":
            question.status = "finished"  # ok: rows that are deleted or set alike are so after the second time
            session.execute(
                update(Watcher).where(Watcher.question_id == question.id).values(muted=True)
            )
            session.add(QuestionHistory(question_id=question.id))
        session.commit()


@router.post("/questions/{question_id}/take")
def take(question_id: int) -> None:
    with sessions() as session:
        question = session.get(Question, question_id)
        if question.status != "taken":
            question.status = "taken"  # expect: found "`status` of `Question`"
            session.add(Watcher(question_id=question.id, muted=False))
        session.commit()


@router.post("/questions/{question_id}/give")
def give(question_id: int, session: Session) -> None:
    question = session.get(Question, question_id)
    if question.status != "given":
        question.status = "given"  # expect: found "`status` of `Question`"
    else:
        return
    session.add(Watcher(question_id=question.id, muted=False))
    session.commit()


@router.post("/questions/{question_id}/reopen")
def reopen(question_id: int) -> None:
    with sessions() as session:
        question = session.get(Question, question_id)
        if question.status == "locked":
            raise ValueError("locked")
        session.add(Watcher(question_id=question.id))
        if question.status != "reopened":
            question.status = "reopened"  # ok: the watcher is added by everybody who may
        session.commit()


@router.post("/questions/{question_id}/greet")
def greet(question_id: int, quiet: bool) -> None:
    with sessions() as session:
        question = session.get(Question, question_id)
        if question.status == "gone":
            question.owner_id = None
            if quiet:
                return
        elif question.status != "greeted":
            question.status = "greeted"  # ok: everybody who is not quiet gets the watcher
        session.add(Watcher(question_id=question.id))
        session.commit()


@router.post("/questions/{question_id}/welcome")
def welcome(question_id: int, first: bool) -> None:
    with sessions() as session:
        question = session.get(Question, question_id)
        if question.status != "welcomed":
            if first:
                session.add(Watcher(question_id=question.id))
            else:
                question.status = "welcomed"  # ok: the watcher is of the other arm
        session.commit()
