"""Draws size, save and load of the fp32 weights as bars, for light and dark pages."""

import statistics
from html import escape

# A panel: its row of the table, its title, and how a figure is told.
PANELS = (("size-f32", "file, MB", lambda value: "%.1f" % value), ("save-f32", "save and flush, ms", None),
          ("load-f32", "load, ms", None))
ROWS = [row for row, _, _ in PANELS]
NAMES = {"ours": "nnmodel", "safetensors": "safetensors", "torch.save": "torch.save", "zipnn": "ZipNN",
         "h5py gzip1+shuffle": "h5py, gzip 1", "h5py gzip6+shuffle": "h5py, gzip 6", "savez": "NumPy npz",
         "savez_compressed": "NumPy npz, zlib"}
MEGABYTES = 90.852864  # of the tensors

WIDTH, LEFT, GAP, TOP, STEP, BAR = 700, 136, 22, 74, 26, 16
PANEL = (WIDTH - LEFT - GAP * (len(PANELS) - 1)) / len(PANELS)
FIGURE = 44  # room for a figure behind the longest bar

STYLE = """
  text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328 }
  .title { font-size: 15px; font-weight: 600 }
  .quiet { fill: #59636e; font-size: 12px }
  .own { font-weight: 600 }
  rect { fill: #b6bec8 }
  rect.own { fill: #0a7f5a }
  line { stroke: #d1d9e0 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .quiet { fill: #9198a1 }
    rect { fill: #4b545f }
    rect.own { fill: #2fbf8f }
    line { stroke: #3d444d }
  }
"""


def text(x, y, content, kind="", anchor="start"):
    return '<text x="%.1f" y="%.1f" class="%s" text-anchor="%s">%s</text>' % (x, y, kind, anchor, escape(content))


def milliseconds(value):
    return "{:,.0f}".format(value) if value >= 10 else "%.1f" % value


def picture(figures):
    """The SVG; `figures`: lists by row of the table and label."""
    medians = {row: {label: statistics.median(one) for label, one in figures[row].items()} for row in ROWS}
    medians["size-f32"] = {label: one * MEGABYTES for label, one in medians["size-f32"].items()}
    labels = [label for label in NAMES if all(label in medians[row] for row in ROWS)]
    labels.sort(key=lambda label: (label != "ours", medians["save-f32"][label]))
    height = TOP + STEP * len(labels) + 10
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img">'
             % (WIDTH, height, WIDTH, height),
             "<title>Size of the file, time of a save and of a load, by library</title>", "<style>%s</style>" % STYLE,
             text(0, 18, "The same 22.7 million weights, saved and loaded", "title"),
             text(0, 37, "A sentence encoder in fp32, %.1f MB of numbers; shorter is better. Medians of one sitting."
                  % MEGABYTES, "quiet")]
    for index, label in enumerate(labels):
        middle = TOP + STEP * index + STEP / 2
        parts.append(text(LEFT - 10, middle + 4.5, NAMES[label], "own" if label == "ours" else "", "end"))
    for number, (row, title, told) in enumerate(PANELS):
        x = LEFT + number * (PANEL + GAP)
        scale = (PANEL - FIGURE) / max(medians[row][label] for label in labels)
        parts.append(text(x, TOP - 10, title, "quiet"))
        parts.append('<line x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>' % (x, TOP - 3, x, TOP + STEP * len(labels) + 3))
        for index, label in enumerate(labels):
            kind = "own" if label == "ours" else ""
            middle, value = TOP + STEP * index + STEP / 2, medians[row][label]
            width = max(1.5, value * scale)
            parts.append('<rect x="%.1f" y="%.1f" width="%.1f" height="%d" rx="1.5" class="%s"/>'
                         % (x, middle - BAR / 2, width, BAR, kind))
            parts.append(text(x + width + 5, middle + 4.5, (told or milliseconds)(value), kind))
    return "\n".join(parts) + "\n</svg>\n"
