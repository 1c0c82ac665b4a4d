"""The site, the accounts, the workspace's own pages, records."""

from organisations.enums import Role
from tests.tour.rows.row import absent, address, at, page, posted

WORKER = "social_worker"
# Who has no second factor yet and is not told to have one.
PLAIN = "resident"
RELEASED = {"public_id": "need__public_id"}

HOUSE = {
    # --- the public site ------------------------------------------------------------
    "wagtail_serve": [
        address("/", key=True),
        address("/no/such/page/", status=404),
    ],
    "cms:search": [address("/search/", key=True), address("/search/?q=养老")],
    "cms:evaluation": page(key=True),
    "cms:evaluation_check": page(),
    "cms:evaluation_facts": page(),
    "cms:evaluation_notice": at("evaluation.PublicNotice", "", key=True),
    "cms:evaluation_content": at("evaluation.PublicNotice", ""),
    "cms:evaluation_report": at("evaluation.PublicNotice", ""),
    "cms:evaluation_rules": at("evaluation.RuleSet", "", status=404),
    "cms:services": [page(key=True), address("/services/?q=养老")],
    "cms:service": at("organisations.Capability", ""),
    "cms:directory": page(key=True),
    "cms:provider": at("organisations.Provider", "", key=True),
    "cms:wishes": page(),
    "cms:wish": at("matching.Need", "", track="micro_wish", state="open", key=True),
    "cms:projects": page(),
    "cms:project": at("matching.NeedRelease", "", args=RELEASED, key=True),
    "cms:events": page(key=True),
    "cms:event": at("organisations.Training", ""),
    "cms:event_file": at("organisations.Training", ""),
    "cms:event_feed": page(),
    "cms:notice_feed": page(),
    "cms:result_feed": page(),
    "cms:figures": page(key=True),
    "cms:figure_file": page(name="became"),
    "cms:map": page(key=True),
    "cms:contact": page(key=True),
    "cms:contact_answer": page(),
    "outside:robots": page(),
    "outside:sitemap": page(),
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
    "account_email": page(WORKER, status=302),
    "accounts/email/": address("/accounts/email/", WORKER, status=302),
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
    "accounts/3rdparty/": address("/accounts/3rdparty/", status=404),
    "accounts/3rdparty/signup/": address("/accounts/3rdparty/signup/", status=404),
    "accounts/social/connections/": address(
        "/accounts/social/connections/", status=301
    ),
    "accounts/social/login/cancelled/": address(
        "/accounts/social/login/cancelled/", status=301
    ),
    "accounts/social/login/error/": address(
        "/accounts/social/login/error/", status=301
    ),
    "accounts/social/signup/": address("/accounts/social/signup/", status=301),
    "socialaccount_connections": page(status=404),
    "socialaccount_signup": page(status=404),
    "socialaccount_login_cancelled": page(),
    "socialaccount_login_error": page(status=401),
    "openid_connect_login": address("/accounts/oidc/none/login/", status=404),
    "openid_connect_callback": address(
        "/accounts/oidc/none/login/callback/", status=404
    ),
    # --- the workspace --------------------------------------------------------------
    "desk": [page(role, key=role == WORKER) for role in Role.values],
    "design": page("editor", key=True),
    "stay": page(WORKER),
    "brief": page("centre_operator", key=True),
    "site:check": page("editor"),
    "language": posted(),
    "elder": posted(),
    "inbox": page("provider_admin", key=True),
    "inbox_read": posted(),
    "message": posted(pk=1),
    "preferences": page(WORKER, key=True),
    "wishes": posted(),
    "quiet_hours": posted(),
    "address": posted(channel="email"),
    "address_code": posted(channel="email"),
    "address_drop": posted(channel="email"),
    "jobs": page("centre_operator", key=True),
    "job_start": posted(kind="matching.build_index"),
    "job": absent(),
    "job_stop": posted(public_id="NONE"),
    # --- personal links and papers --------------------------------------------------
    "link": absent(""),
    "verify": absent(""),
    "verify_entry": page(key=True),
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
