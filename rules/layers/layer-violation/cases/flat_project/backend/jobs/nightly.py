from backend.api.users import page_size  # ok: a job is a way in like a route, and no domain layer was promised


def nightly() -> int:
    return page_size()
