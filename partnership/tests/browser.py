"""Pressing in a real browser what leads to another page: a click alone does not wait for the page that comes."""


def press(locator):
    """Press it, and wait until the page to which it leads is there, also when its address is the same as before.

    After a bare `click()` whatever is read next may be of the old page, and `goto` or `go_back` break the sending off.
    """
    with locator.page.expect_navigation():
        locator.click()


def download(locator):
    """The file that comes when it is pressed."""
    with locator.page.expect_download() as coming:
        locator.click()
    return coming.value
