"""The components that pages are made of. Every one is shown, with its states, at /styleguide (debug only).

A tag that takes further attributes writes them with hyphens: `hx_get="/x"` becomes `hx-get="/x"`.
"""

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from heartline.kernel import icons, look
from heartline.kernel.components import bars as bar_plot
from heartline.kernel.components import board, timeline
from heartline.kernel.components import sparkline as sparklines

register = template.Library()

DIRECTIONAL = frozenset(
    [
        "arrow-left",
        "arrow-right",
        "chevron-left",
        "chevron-right",
        "log-out",
        "log-in",
        "undo-2",
        "reply",
        "send",
        "external-link",
    ]
)


@register.simple_tag
def stylesheet(name: str) -> SafeString:
    """A link to one of our whole style sheets: index, portal, desk."""
    return format_html('<link rel="stylesheet" href="{}">', reverse("look", args=[look.VERSION, name]))


@register.simple_tag
def icon(name: str, size: int = 20, label: str = "") -> SafeString:
    """A lucide icon. Decorative unless `label` says what it means. Those that point somewhere mirror in RTL."""
    attrs = {"class": "icon", "focusable": "false"}
    attrs |= {"role": "img", "aria-label": str(label)} if label else {"aria-hidden": "true"}
    if name in DIRECTIONAL:
        attrs["data-directional"] = ""
    # From lucide's own, trusted file; what the attributes say is escaped.
    return mark_safe(icons.drawn(name, size, tuple(attrs.items())))


@register.simple_tag
def button(
    label: str,
    href: str = "",
    kind: str = "secondary",
    icon: str = "",
    icon_end: str = "",
    type: str = "",
    name: str = "",
    value: Any = "",
    disabled: bool = False,
    size: str = "",
    hidden_label: bool = False,
    **attrs: Any,
) -> SafeString:
    """A button, or with `href` a link that looks like one. kind: primary, secondary, quiet, danger. size: small, wide.

    `hidden_label` shows the icon only; the label stays for those who hear it and as the tooltip.
    """
    if not href:
        attrs |= {"type": type or ("submit" if kind in ("primary", "danger") or name else "button")}
        attrs |= {"name": name, "value": value} if name else {}
    return _render(
        "button",
        label=label,
        href=href,
        kind=kind,
        icon=icon,
        icon_end=icon_end,
        disabled=disabled,
        size=size,
        hidden_label=hidden_label,
        attrs=_attributes(attrs),
    )


@register.simple_tag
def field(bound: BoundField, label: str = "", hint: str = "", optional: bool | None = None, **attrs: Any) -> SafeString:
    """One form field: label, help, error and control, tied together for assistive technology.

    `optional` (default: the field is not required) marks it in words: what is not marked has to be filled in.
    """
    if bound.is_hidden:
        return bound.as_widget()
    bound.help_text = hint or bound.help_text
    kind = _kind(bound)
    widget_attrs = {key.replace("_", "-"): value for key, value in attrs.items()}
    if kind not in ("radios", "checks"):
        widget_attrs["class"] = f"field-{kind if kind in ('check', 'select') else 'input'}"
        described = " ".join(
            f"{bound.auto_id}_{part}"
            for part, there in (("helptext", bound.help_text), ("error", bound.errors))
            if there
        )
        if described:
            widget_attrs["aria-describedby"] = described
    if bound.errors and kind not in ("radios", "checks"):
        widget_attrs["aria-invalid"] = "true"
    return _render(
        "field",
        field=bound,
        kind=kind,
        label=label or bound.label,
        hint=bound.help_text,
        optional=not bound.field.required if optional is None else optional,
        control=bound.as_widget(attrs=widget_attrs) if kind not in ("radios", "checks") else "",
    )


@register.simple_tag
def error_summary(form: BaseForm) -> SafeString:
    """What is wrong with a form, at its top, each a link to its field. Nothing while nothing is wrong."""
    return _render("error_summary", form=form) if form.errors else SafeString("")


@register.simple_tag
def empty(title: str, text: str = "", action_label: str = "", action_href: str = "", icon: str = "inbox") -> SafeString:
    """What would be here, and the first step to it."""
    return _render("empty", title=title, text=text, action_label=action_label, action_href=action_href, icon=icon)


@register.simple_tag
def person_name(person: Any) -> SafeString:
    """A person's name, kept whole inside text of the other direction. Takes an object with `name`, or the name."""
    name = str(getattr(person, "name", person) or "").strip()
    return format_html('<bdi class="person-name">{}</bdi>', name or gettext("No name given"))


@register.simple_tag
def avatar(person: Any, size: str = "", photo: str = "") -> SafeString:
    """Initials (or the photo) in a circle. Silent to a screen reader: the name stands beside it. size: large, small."""
    return _render("avatar", initials=initials(person), size=size, photo=photo)


@register.filter
def initials(person: Any) -> str:
    """ "Ana María López" → "AL"; "李伟" → "李"; no name → ""."""
    words = str(getattr(person, "name", person) or "").split()
    letters = [word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words) if word[0].isalpha()]
    return "".join(letters).upper()


@register.simple_tag
def badge(label: str, kind: str = "neutral", icon: str = "") -> SafeString:
    """A state in a word and a shape. kind: neutral, success, warning, danger, info, accent."""
    return _render("badge", label=label, kind=kind, icon=icon)


@register.simple_tag
def notice(text: str, kind: str = "info", title: str = "", action_label: str = "", action_href: str = "") -> SafeString:
    """Something to know before going on. kind: info, success, warning, danger."""
    return _render("notice", text=text, kind=kind, title=title, action_label=action_label, action_href=action_href)


@register.simple_tag
def refused(refusal: Any) -> SafeString:
    """A kernel.errors.Refused: what happened, what was kept, what to do next."""
    return _render("refused", refused=refusal)


@register.simple_tag
def steps(items: list[Mapping[str, Any]], label: str = "") -> SafeString:
    """Where one is in a task of several pages. items: {label, state: done|current|todo, href?}."""
    current = next((n for n, item in enumerate(items, 1) if item["state"] == "current"), len(items))
    return _render("steps", steps=items, label=label, number=current, total=len(items))


@register.simple_tag
def tabs(items: list[Mapping[str, Any]], label: str) -> SafeString:
    """Views of one thing, as links. items: {label, href, current, count?}."""
    return _render("tabs", tabs=items, label=label)


@register.simple_tag
def older(href: str = "", label: str = "") -> SafeString:
    """The next page of a long list (keyset); nothing when this is the end."""
    return _render("older", href=href, label=label) if href else SafeString("")


@register.simple_tag
def search_box(
    label: str, name: str = "q", value: str = "", action: str = "", placeholder: str = "", **attrs: Any
) -> SafeString:
    """A search form by GET that works without scripts. Further attributes go on the input."""
    return _render(
        "search_box",
        label=label,
        name=name,
        value=value,
        action=action,
        placeholder=placeholder,
        attrs=_attributes(attrs),
    )


@register.simple_tag
def skeleton(lines: int = 3) -> SafeString:
    """The shape of what is coming, for what takes more than 300 ms."""
    return _render("skeleton", lines=range(lines))


@register.simple_tag
def timeline_entry(entry: Any) -> SafeString:
    """One happening of a timeline; see components/timeline_entry.html for what `entry` holds."""
    return _render("timeline_entry", **timeline.context(entry))


@register.simple_tag
def patient_banner(patient: Any, contact: Any = None, href: str = "", actions: Any = "") -> SafeString:
    """Who the work in hand is for and how to speak with them. contact: their preferred ContactPoint.

    A patient that has `as_person` is shown with what their other records know.
    """
    patient = patient.as_person() if hasattr(patient, "as_person") else patient
    labels = {str(value): label for value, label in getattr(getattr(patient, "Need", None), "choices", [])}
    needs = [labels.get(need, need) for need in getattr(patient, "needs", None) or []]
    return _render("patient_banner", patient=patient, contact=contact, href=href, needs=needs, actions=actions)


@register.simple_tag
def day_board(board_: Mapping[str, Any]) -> SafeString:
    """A day, a column a resource; see kernel/components/board.py for what it takes."""
    return _render("day_board", **board.context(board_))


@register.simple_tag
def sparkline(values: list[float | None], label: str, target: float | None = None) -> SafeString:
    """One figure over time, the latest last, with a dashed line at `target`. `label` says in words what is to be seen."""
    return _render("sparkline", label=label, **sparklines.context(values, target))


@register.simple_tag
def bars(plot: Mapping[str, Any]) -> SafeString:
    """A bar plot; see kernel/components/bars.py for what it takes."""
    return _render("bars", **bar_plot.context(plot))


@register.simple_tag(takes_context=True)
def nav_link(
    context: Context, view: str, label: str, icon: str = "", key: str = "", root: bool = False, count: int = 0
) -> SafeString:
    """A link of a shell's navigation, current on its own page and on those under it, unless it is the `root` of all.

    `key` is its shortcut, shown in the tooltip; `count` how much there is new.
    """
    request: HttpRequest | None = context.get("request")
    href = reverse(view)
    path = request.path if request else ""
    under = not root and path.startswith(href.rstrip("/") + "/")
    current = "page" if path == href else "true" if under else ""
    return _render("nav_link", href=href, label=label, icon=icon, key=key, current=current, count=count)


@register.simple_block_tag
def panel(
    content: str, title: str = "", id: str = "", action_label: str = "", action_href: str = "", level: int = 2
) -> SafeString:
    """A titled part of a page: `{% panel "Coming up" %}…{% endpanel %}`."""
    return _render(
        "panel", content=content, title=title, id=id, action_label=action_label, action_href=action_href, level=level
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str, wide: bool = False) -> SafeString:
    """A native dialog; `<button data-opens="{id}">` opens it. `{% dialog id="x" title="…" %}…{% enddialog %}`."""
    return _render("dialog", content=content, id=id, title=title, wide=wide)


@register.filter
def numeric(columns: list[Mapping[str, Any]], index: int) -> bool:
    """Whether a table's column at `index` holds numbers."""
    return bool(columns[index].get("numeric")) if index < len(columns) else False


def _render(component: str, **context: Any) -> SafeString:
    return SafeString(render_to_string(f"components/{component}.html", context).strip())


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    pairs = (
        (key.rstrip("_").replace("_", "-"), value)
        for key, value in attrs.items()
        if value is not None and value is not False
    )
    return format_html_join("", ' {}="{}"', ((key, "" if value is True else value) for key, value in pairs))


def _kind(bound: BoundField) -> str:
    kinds = (
        (CheckboxSelectMultiple, "checks"),
        (RadioSelect, "radios"),
        (CheckboxInput, "check"),
        (Select, "select"),
        (Textarea, "textarea"),
        (FileInput, "file"),
    )
    return next((kind for widget, kind in kinds if isinstance(bound.field.widget, widget)), "input")
