"""The forms themselves: what each service is asked, who approved it, and a blank one to print (REP-18)."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from partnership.gate import lobby
from procedures.access import Action
from procedures.words import AgencyKind
from reports.catalogue import NAMES, TYPES, modules, pages
from reports.counting import needed
from reports.definitions import CURRENT, MODULES, definition, versions


def _chosen(request) -> tuple[str, str]:
    """The version and the module that the address asks for; the newest, and a school's, where it asks for none."""
    version, module = request.GET.get("version", ""), request.GET.get("module", "")
    return version if version in versions() else CURRENT, module if module in NAMES else MODULES[
        AgencyKind.EDUCATION_SCHOOL
    ]


@require_GET
@lobby(Action.SEE_FORMS)
def forms(request):
    """Every version with its approver and its day; of one of them, one service's form, question by question."""
    version, module = _chosen(request)
    found = definition(version)
    light = (
        {TYPES[type]: len(needed(module, type, version=version)) for type in TYPES}
        if module in found.light
        else {}
    )
    context = {
        "versions": [definition(each) for each in reversed(versions())],
        "found": found,
        "module": module,
        "name": NAMES[module],
        "modules": [(each, NAMES[each]) for each in modules(found)],
        "pages": pages(found, module),
        "light": light,
        "types": TYPES,
        "current": CURRENT,
    }
    return render(request, "reports/forms.html", context)


@require_GET
@lobby(Action.SEE_BLANK_FORM)
def blank(request):
    """A form with no answers, to print: of the module and the type of conference that the address asks for."""
    version, module = _chosen(request)
    type = request.GET.get("type", "")
    type = type if type in TYPES else "I"
    context = {
        "found": definition(version),
        "name": NAMES[module],
        "type": TYPES[type],
        "pages": pages(definition(version), module, types=type),
        "lines": range(3),
    }
    return render(request, "reports/blank.html", context)
