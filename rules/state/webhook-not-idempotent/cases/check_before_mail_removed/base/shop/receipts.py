import smtplib


def send_receipt(user: str) -> None:
    with smtplib.SMTP("localhost", timeout=5) as server:
        server.sendmail("shop@example.com", user, "Thank you")
