from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_a_page_is_drawn_and_its_scripts_run(browser_page: Page) -> None:
    browser_page.set_content("<p id=p></p><script>p.textContent = `${1 + 1} faults`</script>")
    assert browser_page.inner_text("p") == "2 faults"


def test_an_error_that_the_test_means_is_let_through(browser_page: Page) -> None:
    browser_page.expected_errors.append("meant")  # type: ignore[attr-defined]
    browser_page.set_content("<script>console.error('meant')</script>")
