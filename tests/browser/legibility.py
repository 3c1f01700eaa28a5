"""What keeps a page from being read: too faint, out of order, without a name, out of reach of keys."""

from playwright.sync_api import Page

# Ratios of luminance by WCAG 2.2, 1.4.3; a background is the first that is not transparent.
_FAULTS = """() => {
  const faults = [];
  const channels = (text) => (text.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const linear = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const opaque = (colour) => colour.length < 4 || colour[3] === 1;
  const paper = (element) => {
    const box = element.closest(".node")?.querySelector("rect");
    if (box) return channels(getComputedStyle(box).fill);
    for (let each = element; each; each = each.parentElement) {
      const colour = channels(getComputedStyle(each).backgroundColor);
      if (opaque(colour)) return colour;
    }
    return [255, 255, 255];
  };
  const told = (element) => `${element.tagName} ${(element.textContent ?? "").trim().slice(0, 40)}`;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.textContent.trim() || element.closest("title, script, .unseen, .skip")) continue;
    const style = getComputedStyle(element);
    const ink = channels(element instanceof SVGElement ? style.fill : style.color);
    const [less, more] = [luminance(ink), luminance(paper(element))].sort((a, b) => a - b);
    const ratio = (more + 0.05) / (less + 0.05);
    if (ratio < 4.5) faults.push(`faint, ${ratio.toFixed(2)}: ${told(element)}`);
  }
  const levels = [...document.querySelectorAll("h1, h2, h3, h4")].map((each) => Number(each.tagName[1]));
  if (levels[0] !== 1 || levels.filter((each) => each === 1).length !== 1) faults.push(`headings ${levels}`);
  if (levels.some((each, at) => at > 0 && each > levels[at - 1] + 1)) faults.push(`headings ${levels}`);
  const every = (selector) => [...document.querySelectorAll(selector)];
  faults.push(...every("table").filter((each) => !each.caption).map((each) => `no caption: ${told(each)}`));
  faults.push(...every("th:not([scope])").map((each) => `no scope: ${told(each)}`));
  const nameless = (each) => !each.labels.length && !each.ariaLabel;
  const fields = every("input:not([type=hidden]), select").filter(nameless);
  faults.push(...fields.map((each) => `no label: ${each.name}`));
  const scrolls = (each) => each.scrollWidth > each.clientWidth + 1;
  const stuck = (each) => scrolls(each) && each.tabIndex < 0 && !each.querySelector("a, button, input");
  faults.push(...every(".wide, .graph, pre").filter(stuck).map((each) => `out of reach: ${told(each)}`));
  return faults;
}"""


def faults_of_reading(page: Page) -> list[str]:
    """Of the page as it is shown now; each names the element."""
    found: list[str] = page.evaluate(_FAULTS)
    return found
