"""An interim balance gets its day, so that a year can have several.

Until now a year had one, of the day that its books stated, else printed beside its newest interim outcome. Where neither
is known it is taken to be of 31 August, the last day that a delårsrapport by the law may be about.
"""

from datetime import date

from django.db import migrations, models


def day_of(apps, one) -> date:
    """The day of an interim balance."""
    year = one.fiscal_year.year
    books = apps.get_model("followup", "YearBooks")._base_manager
    stated = books.filter(fiscal_year=one.fiscal_year).values_list("interim_end", flat=True).first()
    series = apps.get_model("budget", "Series")._base_manager
    dated = series.filter(forbund=one.forbund_id, kind="delar", about=year, date__isnull=False)
    newest = dated.order_by("-fiscal_year__year", "-date").values_list("date", flat=True).first()
    return stated or newest or date(year, 8, 31)


def give_days(apps, schema_editor):
    """Every amount its closing's day; interim ones a key that says it."""
    amounts = apps.get_model("followup", "BalanceAmount")._base_manager
    for one in amounts.select_related("fiscal_year", "item"):
        if one.moment == "ar":
            one.end = date(one.fiscal_year.year, 12, 31)
        else:
            one.end = day_of(apps, one)
            one.key = f"{one.item.key}-{one.end:%m%d}"
        one.save(update_fields=["end", "key"])


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0004_several_series_a_year"),
        ("followup", "0003_swedish_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="balanceamount",
            name="end",
            field=models.DateField(null=True, verbose_name="per"),
        ),
        migrations.RunPython(give_days, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint(
            model_name="balanceamount", name="followup_balanceamount_fiscal_year_item_moment"
        ),
        migrations.RemoveField(model_name="balanceamount", name="moment"),
        migrations.AlterField(
            model_name="balanceamount",
            name="end",
            field=models.DateField(blank=True, help_text="Tom: årets sista dag.", verbose_name="per"),
        ),
        migrations.AddConstraint(
            model_name="balanceamount",
            constraint=models.UniqueConstraint(
                fields=("fiscal_year", "item", "end"),
                name="followup_balanceamount_fiscal_year_item_end",
                violation_error_message="Posten har redan ett belopp per den dagen.",
            ),
        ),
    ]
