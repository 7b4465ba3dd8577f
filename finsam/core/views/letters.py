"""Which letters a person wants, in whichever förbund she is."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from finsam.core import services
from finsam.core.crud.forms import sent
from finsam.core.models import User


class LettersForm(forms.ModelForm):
    """What may be written to her about. What concerns the password and invitations is always sent."""

    class Meta:
        model = User
        fields = ("wants_meeting_letters", "wants_comment_letters", "wants_question_letters")
        help_texts = {
            "wants_meeting_letters": "När handlingar har skickats ut, och två dagar före mötet.",
            "wants_comment_letters": "När någon har kommenterat ett förslag, eller svarat på det du skrev.",
            "wants_question_letters": "När en revisor har frågat något som du kan svara på, eller din fråga är besvarad.",
        }


@login_required
def letters(request):
    """Mina brev: which letters the visitor wants."""
    user = User.objects.get(pk=request.user.pk)
    form = LettersForm(sent(request), instance=user)
    if request.method == "POST" and form.is_valid():
        services.save_shared(form.save(commit=False), by=request.user)
        messages.success(request, "Dina val är sparade.")
        return HttpResponseRedirect(reverse("letters"))
    return render(
        request, "core/letters.html", {"form": form}, status=422 if request.method == "POST" else 200
    )
