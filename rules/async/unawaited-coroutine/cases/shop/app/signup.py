from app import mail
from app.mail import render as render_text
from app.mail import send_welcome as welcome


async def sign_up(address: str) -> None:
    mail.send_welcome(address)  # expect: discarded "mail.send_welcome"
    welcome(address)  # expect: discarded "`welcome`"
    await welcome(address)  # ok: awaited
    render_text(address)  # ok: a plain function
