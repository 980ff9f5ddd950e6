"""Picture files that a visitor brings: painted in the page, dropped or pasted."""

from tests.browser.visitor import redrawn

#: Three pictures told apart by their shapes; the book of the gateway names those.
BRIDGE, COAT, TOWER = (
    ("bridge.png", 400, 300),
    ("coat.png", 300, 300),
    ("tower.png", 240, 360),
)
LONG_NAME = (f"{'a-name-as-long-as-cameras-give-' * 2}1.png", 320, 400)
#: What is no picture, whatever its name says.
LETTER = ("letter.png", 0, 0)

_GIVE = """async ([way, target, wanted]) => {
  const bag = new DataTransfer();
  for (const [name, width, height] of wanted) {
    const canvas = new OffscreenCanvas(width || 1, height || 1);
    const brush = canvas.getContext("2d");
    brush.fillStyle = `hsl(${(width * 7 + height) % 360} 60% 50%)`;
    brush.fillRect(0, 0, width, height);
    brush.fillStyle = "white";
    brush.fillRect(width / 4, height / 4, width / 2, height / 8);
    const bytes = width ? await canvas.convertToBlob() : "Dear Ada, this is a letter.";
    bag.items.add(new File([bytes], name, { type: "image/png" }));
  }
  const where = document.querySelector(target);
  const held = { bubbles: true, cancelable: true };
  where.dispatchEvent(way === "paste"
    ? new ClipboardEvent("paste", { ...held, clipboardData: bag })
    : new DragEvent("drop", { ...held, dataTransfer: bag }));
}"""


def settled(page):
    """Wait until htmx has bound what it put into the form: a moment after it shows."""
    marks = (
        f"#compose-form .htmx-{each}" for each in ("added", "settling", "swapping")
    )
    page.wait_for_function(
        "(marks) => !document.querySelector(marks)", arg=", ".join(marks)
    )


def drop(page, *files, target="#compose-form"):
    """Drop files on the form and wait until it is drawn anew."""
    settled(page)
    with redrawn(page):
        page.evaluate(_GIVE, ["drop", target, files])


def paste(page, *files, target="#prompt"):
    """Paste files into the form and wait until it is drawn anew."""
    settled(page)
    with redrawn(page):
        page.evaluate(_GIVE, ["paste", target, files])
