"""`/verify/`, `/verify/<code>/`: anybody checks a certificate."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from records.domain.certificate import agrees
from records.enums import CertificateState
from records.models import Certificate

_NOT_IN_A_CODE = re.compile(r"[^0-9A-Za-z]")
LONGEST_CODE = 40


@require_safe
def verify_entry(request: HttpRequest) -> HttpResponse:
    """Ask for the code on the paper (`?code=`) and go where it is checked."""
    asked = request.GET.get("code")
    if code := _NOT_IN_A_CODE.sub("", asked or "")[:LONGEST_CODE]:
        return redirect("verify", code)
    missing = asked is not None
    context = {"missing": missing}
    status = 422 if missing else 200
    return render(request, "records/verify_entry.html", context, status=status)


@never_cache
@require_safe
def verify_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Valid, revoked or unknown; codes are read without regard to case or spaces."""
    wanted = code.replace(" ", "").replace("-", "").upper()
    certificate = Certificate.objects.filter(code=wanted).first()
    context = {
        "certificate": certificate,
        "code": wanted[:20],
        "agrees": agrees(certificate) if certificate else None,
        "valid": certificate and certificate.state == CertificateState.VALID,
    }
    status = 200 if certificate else 404
    return render(request, "records/verify.html", context, status=status)
