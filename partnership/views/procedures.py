"""What the partnership has agreed, to read and to ask."""

from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from partnership.calendar import working_calendar
from partnership.forms.door import CalculatorForm
from partnership.gate import lobby
from partnership.models import BankHoliday
from partnership.queries import compared, procedure_set_of
from procedures.access import Action
from procedures.deadlines import due
from procedures.policy import NoValueYet, procedure_set, set_codes
from procedures.working_days import BeyondKnownHolidays


@require_GET
@lobby(Action.SEE_PROCEDURES)
def procedures(request):
    """Every parameter of one set as it stands today, with its source, and how it differs from the baseline."""
    code = request.GET.get("set")
    if code not in set_codes():
        code = procedure_set_of(request.person, today=request.today)
    sets = [
        {"text": procedure_set(each).title, "code": each, "current": each == code} for each in set_codes()
    ]
    context = {"sets": sets, "set": procedure_set(code), "rows": compared(code, on=request.today)}
    return render(request, "partnership/procedures.html", context)


@require_http_methods(["GET", "POST"])
@lobby(Action.SEE_PROCEDURES)
def calculator(request):
    """A date that explains itself: the same answer as `manage.py due`. By POST: a birth may be among the days."""
    initial = {"procedure_set": procedure_set_of(request.person, today=request.today), "start": request.today}
    form = CalculatorForm(request.POST or None, initial=initial)
    answer = None
    if form.is_valid():
        told = {name: value or None for name, value in form.cleaned_data.items()}
        try:
            answer = due(told.pop("parameter"), calendar=working_calendar(), **told)
        except (BeyondKnownHolidays, NoValueYet) as refused:
            form.add_error("start", str(refused))
    return render(request, "partnership/calculator.html", {"form": form, "answer": answer})


@require_GET
@lobby(Action.SEE_PROCEDURES)
def bank_holidays(request):
    """The days that count as no working days, from this year on, and how far they are known."""
    calendar = working_calendar()
    from_year = request.today.replace(month=1, day=1)
    days = BankHoliday.objects.filter(holiday_on__gte=from_year)
    return render(request, "partnership/bank_holidays.html", {"days": days, "calendar": calendar})
