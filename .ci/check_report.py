"""Opens report pages in headless Chromium: no console message, no request, every figure drawn."""

import argparse
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--to", type=Path, required=True, help="directory for screenshots")
parser.add_argument("pages", nargs="+", type=Path)
arguments = parser.parse_args()
arguments.to.mkdir(parents=True, exist_ok=True)

MAX_BYTES = 5_000_000
# Contrast of text that WCAG 2.2 asks for at level AA.
LEAST_CONTRAST = 4.5
TEXT = ["ink", "soft", "good", "bad", "unsure", "link"]
# What this browser asks for by itself at every start.
BROWSERS_OWN = (".google.com", ".googleapis.com")
SCHEMES = {"light": 1, "dark": 0}


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def check_contrast(page, text):
    schemes = re.findall(r":root \{(.*?)\}", text, re.S)
    assert len(schemes) == 3, f"{page}: {len(schemes)} colour schemes"
    for scheme in schemes:
        colours = dict(re.findall(r"--(\w+): (#\w+)", scheme))
        for name in TEXT:
            for paper in ("paper", "band"):
                found = contrast(colours[name], colours[paper])
                assert found >= LEAST_CONTRAST, f"{page}: {name} on {paper} has contrast {found:.2f}"


def chromium(page, *options):
    with tempfile.TemporaryDirectory() as profile:
        log = Path(profile) / "net.json"
        run = subprocess.run(
            [
                shutil.which("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--hide-scrollbars", "--enable-logging=stderr", "--log-level=0",
                f"--user-data-dir={profile}/profile", f"--log-net-log={log}",
                "--virtual-time-budget=10000", *options, page.resolve().as_uri(),
            ],
            capture_output=True, text=True, timeout=120, check=True,
        )
        hosts = set(re.findall(r'"url":"(?:https?|wss?)://([^/"]*)', log.read_text()))
        requests = {host for host in hosts if not host.endswith(BROWSERS_OWN)}
        return run.stdout, [line for line in run.stderr.splitlines() if "CONSOLE" in line], requests


for page in arguments.pages:
    text = page.read_text()
    assert len(text.encode()) < MAX_BYTES, f"{page}: {len(text.encode())} bytes"
    check_contrast(page, text)
    data = json.loads(re.search(r'<script id="data" type="application/json">(.*?)</script>', text, re.S)[1])
    for scheme, setting in SCHEMES.items():
        for width in (1400, 400):
            shot = arguments.to / f"{page.parent.name}-{scheme}-{width}.png"
            dom, console, requests = chromium(
                page, "--dump-dom", f"--blink-settings=preferredColorScheme={setting}",
                f"--window-size={width},3000",
            )
            assert not console, f"{page}: {console}"
            assert not requests, f"{page}: asked for {requests}"
            body = dom[dom.index("<main") : dom.index("</main>")]
            figures = re.findall(r"<figure>(.*?)</figure>", body, re.S)
            for figure in figures:
                title = re.search(r"<figcaption>(.*?)</figcaption>", figure)[1]
                assert "<svg" in figure, f"{page}: nothing is drawn under {title}"
                assert "NaN" not in figure and "undefined" not in figure, f"{page}: {title}"
                assert re.search(r"<(path|circle) [^>]*(stroke|cx)=", figure), f"{page}: {title} is empty"
            assert len(figures) >= len(data["groups"]), f"{page}: {len(figures)} figures"
            assert "Provenance" in body and data["provenance"]["command"] in body
            chromium(
                page, f"--screenshot={shot}", f"--blink-settings=preferredColorScheme={setting}",
                f"--window-size={width},3000",
            )
    print(f"{page}: {len(text.encode()) // 1000} kB, {len(figures)} figures, four screenshots")
