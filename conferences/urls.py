"""Pages of this floor."""

from django.urls import path

from conferences.views import answers, conferences, enquiries, exclusions, families, invitations, requests

app_name = "conferences"
urlpatterns = [
    path("families/", families.families, name="families"),
    path("families/new", families.new_family, name="new_family"),
    path("families/<slug:ref>/", families.family, name="family"),
    path("families/<slug:ref>/children/new", families.add_child, name="add_child"),
    path("families/<slug:ref>/children/<slug:child_ref>", families.change_child, name="change_child"),
    path("families/<slug:ref>/adults/new", families.add_adult, name="add_adult"),
    path("families/<slug:ref>/adults/<slug:adult_ref>", families.change_adult, name="change_adult"),
    path(
        "families/<slug:ref>/adults/<slug:adult_ref>/relationships",
        families.relationships,
        name="relationships",
    ),
    path("families/<slug:ref>/residence", families.residence, name="residence"),
    path("families/<slug:ref>/service", families.service, name="service"),
    path("families/<slug:ref>/case", families.allocate, name="allocate"),
    path("families/<slug:ref>/members/<slug:member_ref>/left", families.leave, name="leave"),
    path(
        "families/<slug:ref>/members/<slug:member_ref>/agencies/<slug:agency_ref>/end",
        families.end_service,
        name="end_service",
    ),
    path("families/<slug:ref>/enquiries/new", enquiries.add_enquiry, name="add_enquiry"),
    path("families/<slug:ref>/enquiries/<slug:enquiry_ref>", enquiries.change_enquiry, name="change_enquiry"),
    path("families/<slug:ref>/request", requests.request_conference, name="request"),
    path("conferences/", conferences.conferences, name="list"),
    path("conferences/<slug:ref>/", conferences.conference, name="conference"),
    path("conferences/<slug:ref>/decide", conferences.decide, name="decide"),
    path("conferences/<slug:ref>/safety/<slug:child_ref>", conferences.safety_plan, name="safety_plan"),
    path("conferences/<slug:ref>/delay", conferences.delay, name="delay"),
    path("conferences/<slug:ref>/held", conferences.held, name="held"),
    path("conferences/<slug:ref>/invitations/", invitations.invitations, name="invitations"),
    path("conferences/<slug:ref>/invitations/propose", invitations.propose, name="propose"),
    path("conferences/<slug:ref>/invitations/send", invitations.send, name="send"),
    path("conferences/<slug:ref>/invitations/add", invitations.add_invitation, name="add_invitation"),
    path(
        "conferences/<slug:ref>/invitations/<slug:invitation_ref>/person",
        invitations.choose_person,
        name="choose_person",
    ),
    path(
        "conferences/<slug:ref>/invitations/<slug:invitation_ref>/withdraw",
        invitations.withdraw,
        name="withdraw",
    ),
    path(
        "conferences/<slug:ref>/family/<slug:member_ref>",
        invitations.family_invitation,
        name="family_invitation",
    ),
    path("conferences/<slug:ref>/exclusions/ask", exclusions.ask_exclusion, name="ask_exclusion"),
    path(
        "conferences/<slug:ref>/exclusions/<slug:exclusion_ref>",
        exclusions.rule_exclusion,
        name="rule_exclusion",
    ),
    path("invitations/<slug:ref>/", answers.invitation, name="invitation"),
    path("invitations/<slug:ref>/answer", answers.answer, name="answer"),
    path("invitations/<slug:ref>/log", answers.log_answer, name="log_answer"),
]
