"""The site, the accounts, the workspace's own pages, records."""

from organisations.enums import Role
from tests.tour.rows.row import absent, address, at, page, posted

WORKER = "social_worker"
# Who has no second factor yet and is not told to have one.
PLAIN = "resident"

HOUSE = {
    # --- the public site ------------------------------------------------------------
    "wagtail_serve": [
        address("/", key=True),
        address("/notices/", key=True),
        address("/notices/filing-guide-2026/", key=True),
        address("/ask-for-help/"),
        address("/offer-help/"),
        address("/no/such/page/", status=404),
    ],
    "cms:search": [address("/search/", key=True), address("/search/?q=养老")],
    "cms:evaluation": page(key=True),
    "cms:evaluation_check": page(),
    "cms:evaluation_facts": page(),
    "cms:evaluation_notice": absent(""),
    "cms:evaluation_content": absent(""),
    "cms:evaluation_report": absent(""),
    "ask:ask": [page(key=True), address("/raise/?call=me")],
    "case:look_up": page(key=True),
    "volunteering:volunteer": page(key=True),
    "join:choose": page(key=True),
    "join:overseas": page(),
    "join:begin": page(joining="social_organisation", key=True),
    "credit:page": at("organisations.Provider", "", state="active", key=True),
    # --- accounts -------------------------------------------------------------------
    "account_login": page(key=True),
    "account_logout": page(WORKER),
    "account_inactive": page(),
    "account_signup": page(),
    "account_reauthenticate": page(WORKER),
    "account_email": page(WORKER),
    "account_email_verification_sent": page(),
    "account_change_password": page(WORKER),
    "account_set_password": page(WORKER, status=302),
    "account_reset_password": page(key=True),
    "account_confirm_login_code": page(status=302),
    "account_confirm_email": address("/accounts/confirm-email/x/"),
    "account_reset_password_from_key_done": page(),
    "account_reset_password_from_key": address("/accounts/password/reset/key/1-x/"),
    "account_reset_password_done": page(),
    "mfa_index": page(WORKER),
    "mfa_authenticate": page(status=302),
    "mfa_reauthenticate": page(WORKER, status=302),
    "mfa_activate_totp": page(WORKER, status=302),
    "mfa_deactivate_totp": absent(WORKER),
    "mfa_view_recovery_codes": absent(WORKER),
    "mfa_generate_recovery_codes": page(WORKER, status=302),
    "mfa_download_recovery_codes": absent(WORKER),
    # --- the workspace --------------------------------------------------------------
    "desk": [page(role, key=role == WORKER) for role in Role.values],
    "design": page("editor", key=True),
    "language": posted(),
    "elder": posted(),
    "inbox": page("provider_admin", key=True),
    "inbox_read": posted(),
    "message": posted(pk=1),
    # --- personal links and papers --------------------------------------------------
    "link": absent(""),
    "verify": absent(""),
    # --- no pages -------------------------------------------------------------------
    "favicon.ico": address("/favicon.ico", status=302),
    "healthz": page(),
    "readyz": page(status=503),  # no queue is running beside the crawl
    "media/images/<path:path>": address("/media/images/none.png", status=404),
    "_util/login/": address("/_util/login/", status=302),
    "wagtailcore_login": address("/_util/login/", status=302),
    "wagtaildocs_serve": address("/documents/1/none.pdf", status=404),
    "wagtaildocs_authenticate_with_password": absent(""),
    "wagtailcore_authenticate_with_password": absent(""),
}
