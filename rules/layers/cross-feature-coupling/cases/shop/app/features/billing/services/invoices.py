def block_debtor(user_id: int) -> None:
    from ...users.services.user_service import UserService  # expect: internals "The feature billing imports `app.features.users.services.user_service`"

    UserService.block(user_id)
