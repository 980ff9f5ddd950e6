"""Sentences of Django and allauth are told in our own Chinese."""

import pytest
from allauth.account.forms import LoginForm
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils import translation


def test_short_password_is_told_in_chinese():
    with translation.override("zh-hans"), pytest.raises(ValidationError) as caught:
        MinimumLengthValidator(12).validate("short")

    assert caught.value.messages == ["密码太短，至少需要 12 个字符。"]


def test_address_has_one_name_on_all_pages():
    with translation.override("zh-hans"):
        label = str(LoginForm().fields["login"].label)

    assert label == "电子邮箱"
