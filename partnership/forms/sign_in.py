"""The forms of django-allauth with our words for what they ask: a label and its error say the same."""

from allauth.account import forms as allauth_forms

LABELS = {
    "login": "Your e-mail address",
    "email": "Your e-mail address",
    "password": "Your password",
    "oldpassword": "Your current password",
    "password1": "Your new password",
    "password2": "Your new password again",
}


class InOurWords:
    """Put before a form of allauth: its fields carry our labels."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS[name]


class SignInForm(InOurWords, allauth_forms.LoginForm):
    pass


class ReauthenticateForm(InOurWords, allauth_forms.ReauthenticateForm):
    pass


class ChangePasswordForm(InOurWords, allauth_forms.ChangePasswordForm):
    pass


class ResetPasswordForm(InOurWords, allauth_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(InOurWords, allauth_forms.ResetPasswordKeyForm):
    pass
