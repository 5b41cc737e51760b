"""How quickly does the editor answer, and how much script does it load?

Everything is measured inside a real browser on the running product, on loopback. Figures of single
steps on a busy machine are noisy: run it again before believing one.
"""

import json
import statistics
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.running_product import make_mapping, signed_in_page

PICKS = 60
FIELDS_IN_GROUP = 50
SCRIPT_BYTES = """() => performance.getEntriesByType("resource")
  .filter(({ name }) => name.includes("/static/mapper/") && name.endsWith(".js"))
  .reduce((bytes, { encodedBodySize }) => bytes + encodedBodySize, 0)"""
WATCH_LONG_TASKS = """() => {
  window.longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((one) => one.duration)))
    .observe({ type: "longtask" });
}"""
PICK = """async ([path, value]) => {
  const body = document.querySelector("#preview-body");
  const field = document.querySelector(`event-tree [data-path="${path}"]`);
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const began = performance.now();
  field.click();
  while (!body.textContent.includes(value)) await frame();
  await frame();
  return performance.now() - began;
}"""
TYPE = """async (text) => {
  const box = document.querySelector("#event-filter");
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const times = [];
  for (let length = 1; length <= text.length; length += 1) {
    const began = performance.now();
    box.value = text.slice(0, length);
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await frame();
    await frame();
    times.push(performance.now() - began);
  }
  return times;
}"""


def main() -> None:
    with signed_in_page() as page:
        make_mapping(page)
        expect(page.locator("html[data-editor=ready]")).to_be_attached()
        print("The editor in Chromium, on loopback")
        kilobytes = page.evaluate(SCRIPT_BYTES) / 1000
        print(f"  scripts of the first load, gzip: {kilobytes:.1f} KB (aim: 45)")
        _measure_picks(page)
        for fields, aim_ms in ((5_000, 50), (20_000, 100)):
            _measure_filter(page, fields, aim_ms)


def _measure_picks(page: Page) -> None:
    times = []
    fields = (("properties.first_name", '"Jane"'), ("properties.last_name", '"Doe"'))
    for number in range(PICKS):
        slot = page.get_by_role("combobox", name="Value for First name", exact=True)
        slot.focus()
        times.append(page.evaluate(PICK, fields[number % 2]))
    tail = statistics.quantiles(times, n=20)[-1]
    print(
        f"  pick to painted preview, {PICKS} picks: median {statistics.median(times):.0f} ms,"
        f" p95 {tail:.0f} ms (aim: 60)"
    )


def _measure_filter(page: Page, fields: int, aim_ms: int) -> None:
    _use_event(page, _event_of(fields))
    page.evaluate(WATCH_LONG_TASKS)
    times = page.evaluate(TYPE, "value 77 1")
    page.locator("#event-filter").fill("")
    page.wait_for_timeout(200)
    longest = max(page.evaluate("longTasks"), default=0)
    told = f"{longest:.0f} ms" if longest else "none over 50 ms"
    print(
        f"  filter of {fields:,} fields: median {statistics.median(times):.0f} ms a key,"
        f" longest task {told} (aim: {aim_ms} ms), {page.locator('*').count():,} nodes"
    )


def _event_of(fields: int) -> dict[str, Any]:
    groups = {
        f"group_{at}": {f"field_{inner}": f"value {at} {inner}" for inner in range(FIELDS_IN_GROUP)}
        for at in range(fields // FIELDS_IN_GROUP)
    }
    return {"type": "track", "properties": groups}


def _use_event(page: Page, event: dict[str, Any]) -> None:
    page.get_by_role("button", name="Test event:").click()
    page.get_by_role("menuitem", name="Paste JSON").click()
    dialog = page.get_by_role("dialog", name="Test event")
    expect(dialog.locator(".ace_editor")).to_be_visible()
    dialog.get_by_role("textbox", name="Event JSON").focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(json.dumps(event))
    dialog.get_by_role("button", name="Use this event").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("event-tree").get_by_text("group_99", exact=True)).to_be_attached()


if __name__ == "__main__":
    main()
