"""Documents in the administration; sections are only to be read, they are written where the document is."""

from django.contrib import admin

from finsam.admin import OwnedAdmin, ReadOnlyAdmin
from finsam.documents.models import Document, Explanation, Section

admin.site.register([Document, Explanation], OwnedAdmin)
admin.site.register(Section, ReadOnlyAdmin)
