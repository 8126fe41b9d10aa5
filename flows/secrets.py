"""Where do passwords and chat addresses come from? From the settings, or from a Secret block of Prefect that they name."""

from __future__ import annotations

from typing import cast

from flows.settings import Settings
from reports.errors import CutOffError


def smtp_password(settings: Settings) -> str:
    """CutOffError where the block cannot be read."""
    return _secret(settings.smtp_password_block) if settings.smtp_password_block else settings.smtp_password.get_secret_value()


def chat_urls(settings: Settings) -> tuple[str, ...]:
    """Every chat's address. CutOffError where the block cannot be read."""
    set_here = tuple(each.get_secret_value() for each in settings.chat)
    return (*set_here, *_secret(settings.chat_block).split()) if settings.chat_block else set_here


def is_in_block(settings: Settings) -> bool:
    """Whether a Prefect server has to be asked."""
    return bool(settings.smtp_password_block or settings.chat_block)


def _secret(block: str) -> str:
    from prefect.blocks.system import Secret  # noqa: PLC0415 - whoever names no block does not wait for Prefect

    try:
        return cast("str", Secret.load(block, _sync=True).get())  # type: ignore[call-arg, union-attr]
    except Exception as exc:  # whatever Prefect, its server or the way there may raise
        reason = str(exc).strip().splitlines()[0] if str(exc).strip() else type(exc).__name__
        raise CutOffError(f"the Secret block {block} cannot be read from Prefect: {reason}") from exc
