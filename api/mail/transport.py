"""Handing a message to the configured mail server: over TLS unless told otherwise, and what its answer means."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from api.settings import Settings
from cmdb.errors import Invalid

__all__ = ["MailRefused", "MailUnreachable", "Smtp"]

TIMEOUT_S = 20
LONGEST_REASON = 300
PERMANENT = 500


class MailRefused(Exception):
    """The server will not take this message, now or later."""


class MailUnreachable(Exception):
    """The server does not answer, or asks to come again."""


class Smtp:
    """A connection to the mail server, made when the first message is sent; used as a context."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def send(self, message: EmailMessage, to: str) -> None:
        """Send a message to one address. Raises ``MailRefused``, ``MailUnreachable``."""
        try:
            if self.connection is None:
                self.connection = self.connect()
            self.connection.send_message(message, self.settings.mail_from, [to])
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            raise judged(code, reason) from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise judged(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            self.connection = None
            raise MailUnreachable(said_of(error)) from error
        except ValueError as error:
            raise MailRefused(f"no such message can be sent: {type(error).__name__}") from error

    def connect(self) -> smtplib.SMTP:
        """Return a connection that is signed in where that is configured."""
        said = self.settings
        context = ssl.create_default_context(cafile=str(said.smtp_ca_file) if said.smtp_ca_file else None)
        if said.smtp_tls == "tls":
            found: smtplib.SMTP = smtplib.SMTP_SSL(said.smtp_host, said.smtp_port, timeout=TIMEOUT_S, context=context)
        else:
            found = smtplib.SMTP(said.smtp_host, said.smtp_port, timeout=TIMEOUT_S)
        try:
            if said.smtp_tls == "starttls":
                found.starttls(context=context)
            if said.smtp_user:
                found.login(said.smtp_user, password(said))
        except BaseException:
            found.close()
            raise
        return found


def password(settings: Settings) -> str:
    """Return the password; it is read when it is needed and kept nowhere. Raises ``Invalid``."""
    if settings.smtp_password_file is None:
        raise Invalid("setting smtp_password_file", "is missing beside smtp_user", None, "a file with the password")
    return settings.smtp_password_file.read_text("utf-8").strip()


def judged(code: int, reason: bytes | str) -> MailRefused | MailUnreachable:
    """Return what a server's refusal means: 5xx for good, else for now."""
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    said = f"{code} {text}"[:LONGEST_REASON]
    return MailRefused(said) if code >= PERMANENT else MailUnreachable(said)


def said_of(error: Exception) -> str:
    """Return what went wrong without what was sent: a server may repeat a name or password."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"{error.smtp_code} the server does not take the user and password"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {type(error).__name__}"
    return (
        f"{type(error).__name__}: {error.strerror or ''}".rstrip(": ")
        if isinstance(error, OSError)
        else type(error).__name__
    )
