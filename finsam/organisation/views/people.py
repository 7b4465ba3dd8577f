"""Who sits where today, and the bytes of a picture."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import quote_etag

from finsam.core.models import Picture
from finsam.core.models.pictures import fingerprint
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.organisation.models import Body, Person, Seat


@require_permission()
def people(request):
    """Each body with its seats; past ones folded away, people without a seat last."""
    tenant, today = request.tenant, timezone.localdate()
    seats = list(tenant.all(Seat).select_related("person", "body").prefetch_related("members"))
    groups = [
        {
            "body": body,
            "seats": [
                seat for seat in seats if seat.body_id == body.pk and not (seat.end and seat.end < today)
            ],
            "past": [seat for seat in seats if seat.body_id == body.pk and seat.end and seat.end < today],
        }
        for body in tenant.all(Body)
    ]
    seated = {seat.person_id for seat in seats}
    context = {
        "groups": groups,
        "unseated": [person for person in tenant.all(Person) if person.pk not in seated],
        "refusal": tenant.refusal(Permission.EDIT_FORBUND),
        "new_url": address(tenant, "bodies-new"),
    }
    return render(request, "organisation/people.html", context)


@require_permission()
def picture_file(request, key):
    """The picture itself: kept by the browser for ever under an address that names its content, otherwise asked for."""
    picture = request.tenant.get(Picture, key=key)
    etag = quote_etag(f"{picture.pk}-{picture.version}")
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    data = bytes(picture.data)
    lasting = request.GET.get("v") == fingerprint(data)
    return HttpResponse(
        data,
        content_type=picture.content_type,
        headers={
            "ETag": etag,
            "Cache-Control": "private, max-age=31536000, immutable" if lasting else "private, no-cache",
            "X-Content-Type-Options": "nosniff",
        },
    )
