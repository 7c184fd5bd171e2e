from backend.api.users import page_size  # expect: outward "`backend.services.users` of the application layer"
from backend.billing.webhooks import Payload  # ok: the file serves nothing, it only describes what is received
from backend.models.user import User  # ok: no domain layer was promised


def find_user(user_id: int) -> dict:
    return {"user": User.__name__, "size": page_size(), "payload": Payload}
