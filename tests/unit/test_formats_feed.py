"""RSS and Atom: entries as articles, and nothing fetched, expanded or run."""

from __future__ import annotations

import sys
from datetime import date as Date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats.article import Article, Unread
from index.formats.feed import plain_text, read

pytestmark = pytest.mark.unit

NOT_A_FEED = [Unread("not an RSS or Atom feed")]


def rss(items: str, head: str = '<?xml version="1.0"?>') -> bytes:
    return (
        f'{head}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News &amp; Co</title>'
        f"<language>en-us</language>{items}</channel></rss>"
    ).encode()


def atom(entries: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-16"?><feed xmlns="http://www.w3.org/2005/Atom"'
        f' xml:lang="de"><title>Blatt</title>{entries}</feed>'
    )


def parts(content: bytes) -> list[str]:
    return [item.part for item in read(content)]


def texts(content: bytes) -> list[str]:
    return [item.text for item in read(content) if isinstance(item, Article)]


def test_an_rss_entry_is_its_longest_text() -> None:
    item = """<item><title>A &lt;b&gt;bold&lt;/b&gt; AT&amp;amp;T</title>
      <link>https://x.org/a?b=1&amp;c=2</link><guid isPermaLink="false">g1</guid>
      <pubDate>Thu, 15 Mar 2018 23:30:00 -0500</pubDate><dc:creator>Jo</dc:creator>
      <description>&lt;p&gt;Short.&lt;/p&gt;</description>
      <content:encoded><![CDATA[<p>Long <b>one</b>.</p><script>x()</script><p>Two.</p>]]>
      </content:encoded></item>"""
    about = {"url": "https://x.org/a?b=1&c=2", "publisher": "News & Co", "author": "Jo"}
    assert list(read(rss(item))) == [
        Article(
            "Long one.\n\nTwo.",
            "g1",
            "A bold AT&T",
            Date(2018, 3, 15),
            {"format": "feed", **about, "language": "en"},
        )
    ]


def test_an_atom_entry_in_utf_16() -> None:
    entry = """<entry><id>urn:1</id><title>Ü</title><updated>2020-02-03T23:00:00-05:00</updated>
      <link href="https://x.de/1"/><summary>a &lt;b&gt; c</summary><content type="xhtml">
      <div xmlns="http://www.w3.org/1999/xhtml"><p>Für alle.</p><p>Zwei.</p></div></content>
      </entry><entry><id>urn:2</id><title>T</title><summary>a &lt;b&gt; c</summary></entry>"""
    about = {"format": "feed", "publisher": "Blatt", "language": "de"}
    expected = [
        Article(
            "Für alle.\n\nZwei.", "urn:1", "Ü", Date(2020, 2, 3), about | {"url": "https://x.de/1"}
        ),
        Article("a <b> c", "urn:2", "T", None, about),
    ]
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        assert list(read(atom(entry).encode(encoding))) == expected


def test_rss_1() -> None:
    content = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/"><channel><title>X</title></channel>
      <item rdf:about="http://a/1"><title>t</title><link>http://a/1</link>
      <description>d &lt; f</description></item></rdf:RDF>"""
    about = {"format": "feed", "url": "http://a/1", "publisher": "X"}
    assert list(read(content)) == [Article("d < f", "http://a/1", "t", None, about)]


@pytest.mark.parametrize(
    ("head", "encoding", "word"),
    [
        ('<?xml version="1.0" encoding="iso-8859-1"?>', "latin-1", "café"),
        ("<?xml version='1.0' encoding='GB2312'?>", "gb18030", "新闻"),
        ('<?xml version="1.0" encoding="koi8-r"?>', "koi8-r", "новости"),
        ("", "cp1252", "café €"),
        ("\ufeff", "utf-8", "é"),
        ('<?xml version="1.0" encoding="nonsense"?>', "utf-8", "é"),
        ('<?xml version="1.0" encoding="punycode"?>', "utf-8", "é"),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-8", "é"),
    ],
)
def test_encodings(head: str, encoding: str, word: str) -> None:
    item = f"<item><description>{word}</description></item>"
    assert texts(rss(item, head).decode().encode(encoding)) == [word]


def test_parts_are_ids_links_or_numbers_and_never_the_same() -> None:
    entries = [
        "<guid>a</guid>",
        "<guid>b</guid><link>http://x/1</link>",
        "<guid>b</guid><link>http://x/2</link>",
        "<guid>b</guid><link>http://x/2</link>",
        f"<guid>{'g' * 201}</guid>",
        "<guid>5</guid>",
        "<guid>7</guid>",
        "<guid>8</guid><link>http://x/1</link>",
        "<guid>#3</guid>",
    ]
    items = "".join(f"<item><description>d</description>{entry}</item>" for entry in entries)
    assert parts(rss(items)) == ["a", "2", "3", "4", "#5", "5", "7", "8", "#3"]


def test_an_entry_without_text_says_so() -> None:
    items = "<item><guid>a</guid><title>T</title></item><item><description>d</description></item>"
    assert next(iter(read(rss(items)))) == Unread("empty", "a")
    assert parts(rss(items)) == ["a", "2"]
    assert list(read(rss("<item><description>&lt;img/&gt;</description></item>"))) == [
        Unread("empty", "1")
    ]


def test_a_date_that_is_not_clear_is_none() -> None:
    (item,) = read(rss("<item><pubDate>2004-W10-3</pubDate><description>d</description></item>"))
    assert isinstance(item, Article)
    assert item.date is None


def test_addresses_that_are_not_of_the_web_are_left_out() -> None:
    items = "<item><link>javascript:alert(1)</link><description>d</description></item>"
    (item,) = read(rss(items))
    assert isinstance(item, Article)
    assert "url" not in item.metadata


def test_what_is_no_feed() -> None:
    assert list(read(b"")) == NOT_A_FEED
    assert list(read(b"<html><body>rss</body></html>")) == NOT_A_FEED
    assert list(read(b'<?xml version="1.0"?><!-- <rss> --><data/>')) == NOT_A_FEED
    assert list(read(b"<?xml")) == NOT_A_FEED
    assert list(read(b"<rssx/>")) == NOT_A_FEED
    assert list(read(b"<feed>\0</feed>")) == NOT_A_FEED
    assert list(read(b"<rdf:RDF><x/></rdf:RDF>")) == NOT_A_FEED
    assert list(read(rss(""))) == [Unread("no entries in this feed")]


def test_what_reads_like_an_address_or_a_path_is_not_opened() -> None:
    for content in (b"http://localhost/feed", b"/etc/passwd", b"file:///etc/passwd"):
        assert list(read(content)) == NOT_A_FEED


def test_entities_are_not_expanded_and_files_not_read() -> None:
    lines = ['<!ENTITY e0 "lol">']
    lines += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)]
    lines += [f'<!ENTITY file SYSTEM "file://{__file__}">', '<!ENTITY gt2 "a]>b">']
    for subset in ("\n".join(lines), "".join(lines)):
        head = f'<?xml version="1.0"?>\n<!-- c -->\n<!DOCTYPE rss [\n{subset}\n]>\n'
        entry = "<item><description>&e9; &file; end</description></item>"
        for item in read(rss(entry, head)):
            assert isinstance(item, Unread) or len(item.text) < 100
    plain = '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://n/r.dtd">'
    assert texts(rss("<item><description>d</description></item>", plain)) == ["d"]


def test_a_feed_that_is_not_well_formed_is_read_as_far_as_it_goes() -> None:
    whole = rss("<item><description>caf&eacute; &nbsp;one</description></item>" * 2)
    assert texts(whole) == ["café one", "café one"]
    assert texts(whole[: whole.rindex(b"<item>") + 10])[0] == "café one"


def test_long_declarations_words_and_crowded_elements() -> None:
    entry = "<item><description>d</description></item>"
    assert texts(rss(entry, "\n" * 300_000)) == ["d"]
    assert texts(rss(entry, "<?" + "encoding='x' " * 20_000 + "?>")) == ["d"]
    author = f"<item><description>d</description><dc:creator>{'a' * 200_000}</dc:creator></item>"
    assert texts(rss(author)) == ["d"]
    (one,) = texts(rss(f"<item><description>{'b' * 1001} {'c' * 1000}</description></item>"))
    assert one == f"{'b' * 1000} {'c' * 1000}"
    attributes = " ".join(f"a{n}='x'" for n in range(1000))
    refused = [Unread("an element with 1,000 attributes: refused")]
    assert list(read(rss(f"<item {attributes}/>"))) == refused


def test_character_references_to_what_is_no_character() -> None:
    for reference in ("&#0;", "&#xD800;", "&#x110000;", "&#99999999999999999999;"):
        for item in read(rss(f"<item><description>a {reference} b</description></item>")):
            if isinstance(item, Article):
                item.text.encode()
                assert "\0" not in item.text


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "feedparser", None)
    reason = 'needs the formats extra: pip install "groundwire[formats]"'
    assert list(read(rss(""))) == [Unread(reason)]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a <b>b</b>c\n  d&nbsp;e &lt;x&gt;", "a bc d e <x>"),
        ("<p>One<p>Two<br>three<br/><br><br>four", "One\n\nTwo\nthree\n\nfour"),
        ("a<div>b<div>c</div>d</div>e", "a\n\nb\n\nc\n\nd\n\ne"),
        ("<ul><li>a<li>b</ul><table><tr><td>1<td>2</table>", "a\n\nb\n\n1 2"),
        ("a<script>if (1<2) x('</p>')</script>b<style>p{}</style><!-- c -->d", "abd"),
        ("<iframe><p>x</p></iframe>a<svg><g><text>x</text></g></svg>b", "ab"),
        ("<p>a</body></html>b", "a\n\nb"),
        ("a\0b", "ab"),
        ("", ""),
        ("<" * 3, "<<<"),
    ],
)
def test_markup_becomes_paragraphs(markup: str, text: str) -> None:
    assert plain_text(markup) == text


def test_markup_may_be_deep_and_long() -> None:
    assert plain_text("<div>" * 100_000 + "deep" + "</div>" * 100_000 + "after") == "deep\n\nafter"
    assert plain_text("<b>" * 100_000 + "deep") == "deep"
    words = "word " * (11 * 2**20 // 5)
    assert plain_text(words) == words.strip()


@given(st.text() | st.text(alphabet="<>/ap br&;!-[]\"'= \ud800"))
def test_no_markup_raises(markup: str) -> None:
    assert plain_text(markup) == plain_text(markup).strip()


pieces = st.sampled_from(
    "<item> </item> <guid>a</guid> <guid> <description> </description> <![CDATA[ ]]> <p> & &#xD800;"
    " <title type='html'> <content:encoded> <entry> <content type='xhtml'> &nbsp; <!DOCTYPE <?x ?>"
    " <channel> </rss> <link>b</link> <pubDate>1 <updated> text \x01 <a:b> xmlns='y'".split()
)


@given(st.lists(pieces, max_size=12), st.binary(max_size=40))
def test_no_feed_raises_and_no_parts_are_the_same(chosen: list[str], noise: bytes) -> None:
    markup = " ".join(chosen)
    for content in (noise, b"<rss>" + noise, rss(markup), rss(markup) + noise, rss(markup)[:-20]):
        items = list(read(content))
        assert items
        assert len({item.part for item in items}) == len(items)
