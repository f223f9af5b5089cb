"""A mail server's moods, for tests: what it answers is set in `mood`; what it took is in django.core.mail.outbox."""

from django.core.mail.backends.locmem import EmailBackend

#: At which word of the conversation which exception is raised: "open", "send" or "close".
mood: dict[str, Exception] = {}


class Troubled(EmailBackend):
    def open(self):
        if "open" in mood:
            raise mood["open"]

    def send_messages(self, messages):
        if "send" in mood:
            raise mood["send"]
        return super().send_messages(messages)

    def close(self):
        if "close" in mood:
            raise mood["close"]
