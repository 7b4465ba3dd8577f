"""Documents in the administration; sections and publications are only to be read, they are written where the document is."""

from django.contrib import admin

from finsam.core.admin import OwnedAdmin, ReadOnlyAdmin
from finsam.documents.models import Document, Explanation, Publication, Section

admin.site.register([Document, Explanation], OwnedAdmin)
admin.site.register([Section, Publication], ReadOnlyAdmin)
