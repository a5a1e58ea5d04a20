"""nbgrader's Assignment List, as a student sees it in the browser."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.hub.hub import PASSWORD, Hub

#: For a server to start on a loaded machine, in milliseconds.
PATIENCE = 180_000


class Assignments:
    """One student's tab with the list in it."""

    def __init__(self, page: Page, hub: Hub, user: str) -> None:
        """Log in as ``user``, wait for the server to start, and open the list."""
        self.page = page
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.goto(hub.address)
        page.get_by_label("Username").fill(user)
        page.get_by_label("Password").fill(PASSWORD)
        page.locator("#login_submit").click()
        page.wait_for_url(re.compile(f"/user/{user}/lab"))
        expect(page.locator(".jp-DirListing")).to_be_visible()
        expect(page.locator("#jupyterlab-splash")).to_have_count(0)
        page.locator(".lm-MenuBar-item").get_by_text("Nbgrader", exact=True).click()
        page.locator(".lm-Menu-item").get_by_text("Assignment List").click()
        expect(self.panel("Submitted")).to_contain_text("no submitted assignments")

    def panel(self, heading: str) -> Locator:
        """Return one of the list's parts: Released, Downloaded or Submitted."""
        heading_of_it = self.page.locator(".panel-heading").get_by_text(f"{heading} assignments")
        return self.page.locator(".panel", has=heading_of_it)

    def press(self, heading: str, button: str) -> None:
        """Press a button in a part of the list."""
        self.panel(heading).get_by_role("button", name=button).first.click()

    def validate(self, chapter: str) -> str:
        """Run all tests of a fetched chapter by the button; return what its dialog says."""
        self.panel("Downloaded").get_by_role("button", name=chapter).click()
        self.press("Downloaded", "Validate")
        dialog = self.page.locator(".jp-Dialog")
        expect(dialog).to_be_visible()
        said = dialog.inner_text()
        dialog.get_by_role("button").last.click()
        self.panel("Downloaded").get_by_role("button", name=chapter).click()
        return said

    def refresh(self) -> None:
        """Press the button that asks anew."""
        self.page.locator("#refresh_assignments_list").click()
