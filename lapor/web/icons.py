"""Every drawing of the pages, by name: 24 by 24 units, strokes in the colour of the text."""

from django.utils.safestring import SafeString, mark_safe

SHAPES = {
    "alert": '<path d="M12 3.5 22 20.5H2z"/><path d="M12 10v4.5M12 17.4v.1"/>',
    "arrow": '<path d="M4.5 12h15M13 5.5l6.5 6.5-6.5 6.5"/>',
    "back": '<path d="M4 6h8a4.5 4.5 0 0 1 0 9H7"/><path d="m10.5 11-4 4 4 4"/>',
    "bell": '<path d="M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="15" rx="1"/>'
    '<path d="M4 10h16M8.5 3v4M15.5 3v4"/>',
    "camera": '<path d="M3.5 8h4L9 5.5h6L16.5 8h4v11.5h-17z"/><circle cx="12" cy="13.5" r="3.5"/>',
    "chevron": '<path d="m9 5.5 6.5 6.5L9 18.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
    "copy": '<path d="M8.5 8.5h11v12h-11z"/><path d="M15.5 8.5v-5h-11v12h4"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "document": '<path d="M6 3.5h8.5L19 8v12.5H6z"/><path d="M14 3.5V8.5h5M9 13h7M9 16.5h5"/>',
    "eye": '<path d="M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6z"/>'
    '<circle cx="12" cy="12" r="2.5"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "half": '<circle cx="12" cy="12" r="8.5"/>'
    '<path d="M12 3.5v17a8.5 8.5 0 0 0 0-17z" fill="currentColor" stroke="none"/>',
    "heart": '<path d="M12 20.5s-8-4.7-8-10.5a4.5 4.5 0 0 1 8-2.8A4.5 4.5 0 0 1 20 10'
    'c0 5.8-8 10.5-8 10.5z"/>',
    "hidden": '<path d="M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6z"/><path d="M4 20 20 4"/>',
    "link": '<path d="M9.5 14.5l5-5M8 11l-2.5 2.5a3.9 3.9 0 0 0 5.5 5.5l2.5-2.5'
    'M16 13l2.5-2.5A3.9 3.9 0 0 0 13 5l-2.5 2.5"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10" rx="1.5"/>'
    '<path d="M8 10.5V7.5a4 4 0 0 1 8 0v3"/>',
    "note": '<path d="M4.5 4h15v11l-5 5.5h-10z"/><path d="M14.5 20.5V15h5M8 9h8M8 12.5h4"/>',
    "office": '<path d="M4 20.5h16M5.5 20.5V9L12 4.5 18.5 9v11.5M9.5 20.5v-5h5v5'
    'M9.5 11h.1M14.5 11h.1"/>',
    "pause": '<circle cx="12" cy="12" r="8.5"/><path d="M10 9v6M14 9v6"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"/>',
    "phone": '<path d="M6 3.5h3.5l1.5 4.5-2 1.5a12 12 0 0 0 5.5 5.5l1.5-2 4.5 1.5V18'
    'a2.5 2.5 0 0 1-2.5 2.5C10 20.5 3.5 14 3.5 6A2.5 2.5 0 0 1 6 3.5z"/>',
    "pin": '<path d="M12 21s7-6.6 7-11.5a7 7 0 0 0-14 0C5 14.4 12 21 12 21z"/>'
    '<circle cx="12" cy="9.5" r="2.2"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "printer": '<path d="M7 9V3.5h10V9M7 17H4V9h16v8h-3"/><path d="M7 14h10v6.5H7z"/>',
    "scales": '<path d="M12 4v16M7 20.5h10M5 7.5h14M5 7.5l-2.5 6h5zM19 7.5l-2.5 6h5z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "send": '<path d="M3.5 11.5 20.5 4l-5 16.5-4-6.5z"/><path d="m11.5 14 9-10"/>',
    "speech": '<path d="M4 5h16v11.5H11l-4.5 4v-4H4z"/>',
    "tick": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
}
DRAWN = {
    f"{name}{extra}": mark_safe(  # noqa: S308
        f'<svg class="i{extra}" viewBox="0 0 24 24" aria-hidden="true">{shape}</svg>'
    )
    for name, shape in SHAPES.items()
    for extra in ("", " i-in", " i-turn")
}


def drawn(name: str, extra: str = "") -> SafeString:
    """Return the drawing as inline SVG; extra: "i-in" or "i-turn". KeyError for an unknown one."""
    return DRAWN[f"{name} {extra}" if extra else name]
