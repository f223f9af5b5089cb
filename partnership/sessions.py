"""What a session remembers, by the names under which it does."""

SIGNED_IN_AT = "signed_in_at"  # seconds since 1970: a session ends after eight hours whatever is done
SECOND_FACTOR = (
    "second_factor"  # True once it was seen that the account has one; signing in then asked for it
)
DEMO_SIGN_IN = "demo_sign_in"  # True where a demo person was chosen with one click (decisions 12)
PEOPLE_SEARCH = "people_search"  # what the office looks for: never in an address
AUDIT_FILTER = "audit_filter"
RECEIVED_SEARCH = "received_search"
NEW_LINK = "new_link"  # an enrolment link on its way to the one page that shows it
SITTING = "sitting"  # what the audit has its one row of already: an autosave is recorded once a sitting
