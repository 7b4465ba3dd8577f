"""How the kommuner split their quarter in a year: all of them at once."""

from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render

from finsam import actions
from finsam.doors import address, door
from finsam.editing import tell_saved
from finsam.forms import KommunSharesForm
from finsam.roles import Permission


@door(write=Permission.EDIT_FORBUND)
def kommun_shares(request):
    """One field per kommun; together they are 100 %, or none is known."""
    visit = request.visit
    form = KommunSharesForm(request.POST or None, visit=visit)
    if request.method == "POST" and form.is_valid():
        children = [actions.Child(share, remove=removed) for share, removed in form.changed_shares()]
        seen = visit.fiscal_year.version
        try:
            actions.save(
                visit.fiscal_year, by=request.user, children=children, version=form.cleaned_data["version"]
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        except actions.StaleSave as error:
            form.data = {**form.data.dict(), "version": str(error.current.version)}
            form.add_error(None, "Någon annan har sparat under tiden. Kontrollera andelarna och spara igen.")
        else:
            sentence = f"Kommunernas fördelning för {visit.fiscal_year.year} har sparats."
            tell_saved(request, sentence, changed=visit.fiscal_year.version != seen)
            return HttpResponseRedirect(address(visit, "kommun-shares"))
    context = {
        "form": form,
        "refusal": visit.refusal(Permission.EDIT_FORBUND),
        "members_url": address(visit, "members"),
        "list_url": address(visit, "contributions"),
    }
    return render(
        request, "finsam/kommun_shares.html", context, status=422 if request.method == "POST" else 200
    )
