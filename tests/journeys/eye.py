"""Looks at a page as it stands, on a phone and a laptop."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

PHONE: ViewportSize = {"width": 390, "height": 844}
LAPTOP: ViewportSize = {"width": 1280, "height": 900}
SIZES = {"390": PHONE, "1280": LAPTOP}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # of what is right, no list is made
}
AXE = Axe()
UNFOLD = """document.querySelectorAll('details').forEach(fold => {
    fold.removeAttribute('name'); fold.open = true })"""


class Eye:
    """Looks at a page as it stands: keeps a picture and names what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wrong: list[str] = []

    def at(self, page: Page, name: str) -> None:
        for width, size in SIZES.items():
            page.set_viewport_size(size)
            page.screenshot(path=self.folder / f"{name}-{width}.png", full_page=True)
            self.measure(page, f"{name} at {width}")
        self.judge(page, LAPTOP, f"{name}, folded")  # a closed summary has a look of its own
        page.evaluate(UNFOLD)
        for width, size in SIZES.items():
            page.set_viewport_size(size)
            self.measure(page, f"{name} at {width}, unfolded")
            self.judge(page, size, f"{name} at {width}, unfolded")

    def judge(self, page: Page, size: ViewportSize, name: str) -> None:
        """Look at the whole page at once: what sticks to the edge then covers nothing by chance."""
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": height})
        found = AXE.run(page, options=RULES).response["violations"]
        self.wrong += [f"{name}: {v['id']} {v['nodes'][0]['target']}" for v in found]

    def measure(self, page: Page, name: str) -> None:
        """Note a page that is wider than its window."""
        wide = page.evaluate(
            "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
        )
        if wide > 0:
            self.wrong.append(f"{name}: scrolls sideways by {wide}")
