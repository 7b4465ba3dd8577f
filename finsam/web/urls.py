"""Addresses under /<forbund>/<år>/ for documents, facts and reconciliation, and those of what is public for everybody."""

from django.urls import path

from finsam.web.chapters import views as reading
from finsam.web.steps import views as steps
from finsam.web.tracing import views as tracing
from finsam.web.views import (
    changes,
    comments,
    documents,
    editions,
    editor,
    facts,
    figures,
    files,
    next_year,
    public,
    publications,
    reconciliation,
    word,
    writing,
)

urlpatterns = [
    path("", documents.start, name="start"),
    path("nasta-ar/", next_year.next_year, name="next-year"),
    path("fran-forra-aret/", next_year.from_last_year, name="from-last-year"),
    path("fran-forra-aret/star-kvar/", next_year.leftover_stands, name="leftover-stands"),
    path("fran-forra-aret/<slug:key>/igen/", next_year.leftover_again, name="leftover-again"),
    path("plan/", documents.plan, name="plan"),
    path("dokument/", documents.documents, name="documents"),
    path("dokument/<slug:key>/", editor.document, name="document"),
    path("dokument/<slug:key>/omslag/", documents.document_edit, name="document-edit"),
    path("dokument/<slug:key>/visa/", documents.preview, name="document-preview"),
    *(
        path(f"dokument/<slug:key>/{form}/", files.document_file, {"form": form}, name=f"document-{form}")
        for form in ("pdf", "html", "xlsx", "docx")
    ),
    path("dokument/<slug:key>/pdf/ritas/", files.drawing, name="document-drawing"),
    path("dokument/<slug:key>/andringar/", changes.changes, name="document-changes"),
    path("dokument/<slug:key>/andringar/pdf/", changes.changes_pdf, name="document-changes-pdf"),
    path("dokument/<slug:key>/fran-word/", word.from_word, name="document-from-word"),
    path("dokument/<slug:key>/kommentarer/", comments.document_comments, name="document-comments"),
    path(
        "dokument/<slug:key>/kommentarer/csv/", comments.document_comments_csv, name="document-comments-csv"
    ),
    path("dokument/<slug:key>/kommentarer/<slug:comment>/", comments.comment, name="comment"),
    path("dokument/<slug:key>/avsnitt/<slug:section>/kommentera/", comments.comment_new, name="comment-new"),
    path("dokument/<slug:key>/saknas/", documents.missing, name="document-missing"),
    path("dokument/<slug:key>/flyttade-siffror/", figures.moved_figures, name="document-moved"),
    path("dokument/<slug:key>/publicera/", publications.publish, name="document-publish"),
    path(
        "dokument/<slug:key>/publicera/<slug:publication>/ta-bort/",
        publications.unpublish,
        name="document-unpublish",
    ),
    path("dokument/<slug:key>/steg/<slug:step>/", steps.document_step, name="document-step"),
    path(
        "dokument/<slug:key>/steg/<slug:step>/pagar/",
        steps.document_step_progress,
        name="document-step-progress",
    ),
    path("dokument/<slug:key>/revidera/", editions.document_revise, name="document-revise"),
    path("handlingar/", editions.editions, name="editions"),
    path("handlingar/<slug:code>/", editions.edition, name="edition"),
    path("handlingar/<slug:code>/uppgifter/", tracing.edition_facts, name="edition-facts"),
    path("handlingar/<slug:code>/uppgifter/<int:number>/", tracing.edition_fact, name="edition-fact"),
    path("handlingar/<slug:code>/offentlig/", editions.edition_release, name="edition-release"),
    path("handlingar/<slug:code>/aterkalla/", editions.edition_withdraw, name="edition-withdraw"),
    path("handlingar/<slug:code>/<slug:form>/", editions.edition_file, name="edition-file"),
    path("dokument/<slug:key>/nytt-avsnitt/", documents.section_edit, name="section-new"),
    path("dokument/<slug:key>/avsnitt/<slug:section>/", documents.section_edit, name="section-edit"),
    path("klistrat/", editor.pasted, name="pasted"),
    path("bilder-i-texten/", writing.text_pictures, name="text-pictures"),
    path("dokument/<slug:key>/ersatt/", editor.document_replace, name="document-replace"),
    path("dokument/<slug:key>/avsnitt-har/", editor.section_add, name="section-add"),
    *(
        path(f"dokument/<slug:key>/avsnitt/<slug:section>/{segment}/", view, name=name)
        for segment, view, name in (
            ("text", editor.section_text, "section-text"),
            ("installningar", editor.section_settings, "section-settings"),
            ("innehall", editor.section_block, "section-block"),
            ("klart", editor.section_done, "section-done"),
            ("flytta", editor.section_move, "section-move"),
            ("ta-bort", editor.section_delete, "section-delete"),
        )
    ),
    path("dokument/<slug:key>/avsnitt/<slug:section>/skriv/", writing.autosave, name="section-autosave"),
    path(
        "dokument/<slug:key>/avsnitt/<slug:section>/tidigare/",
        writing.section_versions,
        name="section-versions",
    ),
    path(
        "dokument/<slug:key>/avsnitt/<slug:section>/tidigare/<slug:version>/",
        writing.section_version,
        name="section-version",
    ),
    path(
        "dokument/<slug:key>/avsnitt/<slug:section>/tidigare/<slug:version>/ta-tillbaka/",
        writing.section_restore,
        name="section-restore",
    ),
    path("dokument/<slug:key>/borttagna-avsnitt/", writing.removed_sections, name="document-removed"),
    path(
        "dokument/<slug:key>/avsnitt/<slug:section>/lagg-tillbaka/",
        writing.section_put_back,
        name="section-put-back",
    ),
    path("innehall/<slug:block>/", documents.block_page, name="block"),
    path("innehall/<slug:block>/excel/", documents.block_xlsx, name="block-xlsx"),
    path("uppgifter/", facts.facts, name="facts"),
    path("uppgifter.json", facts.fact_choices, name="fact-choices"),
    path("uppgifter/i-texten/", figures.loose_figures, name="loose-figures"),
    path("texten/varningar/", figures.text_cautions, name="text-cautions"),
    path("uppgifter/<str:key>/", facts.fact, name="fact"),
    path("avstamning/", reconciliation.page, name="reconciliation"),
    path("avstamning/forklara/", reconciliation.explain_page, name="reconciliation-explain"),
    path("avstamning/<slug:key>/ta-bort/", reconciliation.unexplain_page, name="reconciliation-unexplain"),
]

# Permanent: they stand on paper. Their first words are taken (finsam.core.models.forbund.TAKEN).
FOR_EVERYBODY = [
    path("akta/", public.verify, name="public-verify"),
    path("handling/<slug:code>/", public.edition, name="public-edition"),
    path("handling/<slug:code>/uppgift/", tracing.public_facts, name="public-facts"),
    path("handling/<slug:code>/uppgift/<int:number>/", tracing.public_fact, name="public-fact"),
    path("handling/<slug:code>/las/", reading.contents, name="public-read"),
    path("handling/<slug:code>/las/<slug:chapter>/", reading.chapter, name="public-chapter"),
    path("handling/<slug:code>/<slug:form>/", public.edition_file, name="public-file"),
    path("offentligt/", public.home, name="public-home"),
    path("offentligt/<slug:owner>/", public.forbund, name="public-forbund"),
    path("offentligt/<slug:owner>/SHA256SUMS", public.checksum_list, name="public-checksums"),
]

# For those who have signed in, wherever they belong.
SIGNED_IN = [path("konto/handling/<slug:code>/<int:number>/", tracing.traced, name="traced")]
