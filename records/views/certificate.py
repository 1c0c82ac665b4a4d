"""`/verify/<code>/`: anybody checks a certificate."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from records.domain.certificate import agrees
from records.enums import CertificateState
from records.models import Certificate


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
