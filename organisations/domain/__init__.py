"""The verbs of this floor."""

# What the ledger may say of this floor, one name for one verb.
ACTIONS = tuple(
    f"organisations.{verb}"
    for verb in (
        "load_territories",
        "load_catalogue",
        "create_account",
        "appoint",
        "end_appointment",
        "register_provider",
        "complete_provider",
        "edit_provider",
        "approve_provider",
        "suspend_provider",
        "add_project",
        "edit_project",
        "remove_project",
        "keep_place",
        "edit_place",
        "offer_capability",
        "change_capability",
        "withdraw_capability",
        "book_elsewhere",
        "verify_capability",
        "record_proof",
        "award_grade",
        "revoke_grade",
        "keep_person",
        "reveal",
        "erase_person",
        "take_back_provider",
        "take_sheet",
        "begin_import",
        "discard_sheet",
        "finish_import",
        "begin_undo",
        "finish_undo",
        "forget_sheet",
    )
)
