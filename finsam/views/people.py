"""Who sits where today, and the bytes of a picture."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import quote_etag

from finsam.doors import address, door
from finsam.models import Body, Person, Picture, Seat
from finsam.roles import Permission


@door()
def people(request):
    """Each body with its seats; past ones folded away, people without a seat last."""
    visit, today = request.visit, timezone.localdate()
    seats = list(visit.all(Seat).select_related("person", "body").prefetch_related("members"))
    groups = [
        {
            "body": body,
            "seats": [
                seat for seat in seats if seat.body_id == body.pk and not (seat.end and seat.end < today)
            ],
            "past": [seat for seat in seats if seat.body_id == body.pk and seat.end and seat.end < today],
        }
        for body in visit.all(Body)
    ]
    seated = {seat.person_id for seat in seats}
    context = {
        "groups": groups,
        "unseated": [person for person in visit.all(Person) if person.pk not in seated],
        "refusal": visit.refusal(Permission.EDIT_FORBUND),
        "new_url": address(visit, "bodies-new"),
    }
    return render(request, "finsam/people.html", context)


@door()
def picture_file(request, key):
    """The picture itself; it changes only together with its version."""
    picture = request.visit.get(Picture, key=key)
    etag = quote_etag(f"{picture.pk}-{picture.version}")
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    return HttpResponse(
        bytes(picture.data),
        content_type=picture.content_type,
        headers={"ETag": etag, "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"},
    )
