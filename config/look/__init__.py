"""The look: how forms, dates, people and components are put on a page."""
