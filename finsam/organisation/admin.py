"""The organisation in the administration."""

from django.contrib import admin

from finsam.core.admin import OwnedAdmin
from finsam.organisation.models import (
    Body,
    Contribution,
    EquityLevel,
    KommunShare,
    Member,
    Payer,
    Person,
    Seat,
)

admin.site.register([Body, Contribution, EquityLevel, KommunShare, Member, Payer, Person, Seat], OwnedAdmin)
