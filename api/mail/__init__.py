"""Mail out: what waits in the outbox is sent by SMTP, from a thread of the server."""

from __future__ import annotations

from api.mail.worker import Postman

__all__ = ["Postman"]
