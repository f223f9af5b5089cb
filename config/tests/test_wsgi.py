"""The web server's way in."""

from wsgiref.util import setup_testing_defaults

import pytest

from config.wsgi import application


@pytest.mark.django_db
def test_the_web_server_is_told_that_the_service_is_alive():
    asked = {"PATH_INFO": "/healthz", "HTTP_HOST": "127.0.0.1"}
    setup_testing_defaults(asked)
    told = []
    answer = application(asked, lambda status, headers: told.append(status))
    assert told == ["200 OK"]
    assert b"".join(answer) == b"alive\n"
