"""HTML mail as its reader saw it."""

import pytest

from heartline.channels.email.mime.html import text_of
from heartline.channels.email.quoting.splitting import split


def text(html: str) -> str:
    return text_of(html)[0]


def test_what_is_shown_is_text_and_what_is_hidden_is_not() -> None:
    assert (
        text("<head><title>T</title><style>p{}</style></head><body>Hi<script>x('<p>')</script> there<!-- no --></body>")
        == "Hi there"
    )
    assert text('<div style="display:none">preheader</div><p>Shown</p><p hidden>no</p>') == "Shown"
    assert text("5 < 6 &amp; 7 &gt; 2<br>next &nbsp; line &#x4e2d;") == "5 < 6 & 7 > 2\nnext line 中"
    assert text("<pre>a\n  b</pre>after") == "a\n  b\n\nafter"


def test_lists_tables_pictures_and_links() -> None:
    assert text("<ul><li>one<li>two</ul>") == "• one\n• two"
    assert text("<table><tr><td>Mon</td><td>10:00</td></tr><tr><td>Tue</td></tr></table>") == "Mon \u200310:00\nTue"
    assert text('See <a href="https://x.example/a?b=1&amp;c=2">this</a> <a href="https://x.example">x.example</a>') == (
        "See this (https://x.example/a?b=1&c=2) x.example"
    )
    assert text('<img alt="My rash" src="cid:1"><img alt="" src="https://track.example">') == "[My rash]"


@pytest.mark.parametrize(
    "html",
    [
        '<div>Yes, Tuesday.</div><div class="gmail_quote"><div class="gmail_attr">On Mon wrote:</div><blockquote class="gmail_quote">Old</blockquote></div>',
        '<p>Yes, Tuesday.</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> X</div><div>Old</div>',
        '<div>Yes, Tuesday.</div><blockquote type="cite"><div>Old</div></blockquote>',
        '<div>Yes, Tuesday.</div><div class="moz-cite-prefix">On 1/1 X wrote:</div><blockquote type="cite">Old</blockquote>',
        (
            "<p>Yes, Tuesday.</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> X &lt;x@y.z&gt;<br><b>Sent:</b> Monday<br>"
            "<b>To:</b> Y<br><b>Subject:</b> Z</p></div><p>Old</p>"
        ),
    ],
)
def test_the_answered_message_of_each_mail_program_is_set_apart(html: str) -> None:
    parts = split(text(html))
    assert parts.new == "Yes, Tuesday." and "Old" in parts.quoted


def test_an_indented_paragraph_is_no_quote_and_a_marked_signature_is_one() -> None:
    assert text('<blockquote style="margin:0 0 0 40px;border:none;padding:0px">Indented</blockquote>') == "Indented"
    parts = split(text('<div>Words</div><div class="gmail_signature">Ana Vega<br>Bakery</div>'))
    assert (parts.new, parts.signature) == ("Words", "Ana Vega\nBakery")
    parts = split(text('<div class="gmail_signature">Ana</div><div>Words below it are not lost</div>'))
    assert "Words below it are not lost" in parts.new
