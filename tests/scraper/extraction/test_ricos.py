"""Ricos and Draft.js contents, node by node, as HTML."""

from typing import Any

import pytest

from scraper.extraction.answers.ricos import rich_content_to_html, ricos_to_html

Node = dict[str, Any]


def text(content: str, *decorations: Node) -> Node:
    return {"type": "TEXT", "nodes": [], "textData": {"text": content, "decorations": list(decorations)}}


def node(kind: str, *children: Node, **data: Any) -> Node:
    return {"type": kind, "nodes": list(children), **data}


LINK = {"type": "LINK", "linkData": {"link": {"url": "https://a.example/?a=1&b=2", "rel": {"nofollow": True, "ugc": False}}}}


@pytest.mark.parametrize(
    ("given", "html"),
    [
        (node("PARAGRAPH", text("a "), text("b", {"type": "BOLD"})), "<p>a <strong>b</strong></p>"),
        (node("PARAGRAPH"), ""),
        (node("PARAGRAPH", text("one\ntwo <b> & co")), "<p>one<br>two &lt;b&gt; &amp; co</p>"),
        (
            node("PARAGRAPH", text("x", {"type": "ITALIC"}, LINK)),
            '<p><a href="https://a.example/?a=1&amp;b=2" rel="nofollow"><em>x</em></a></p>',
        ),
        (node("PARAGRAPH", text("x", {"type": "LINK", "linkData": {"link": {"url": "javascript:alert(1)"}}})), "<p>x</p>"),
        (node("PARAGRAPH", text("x", {"type": "ANCHOR", "anchorData": {"anchor": "a1"}})), '<p><a href="#a1">x</a></p>'),
        (node("PARAGRAPH", text("x", {"type": "BOLD", "fontWeightValue": 400})), "<p>x</p>"),
        (node("PARAGRAPH", text("x", {"type": "BOLD", "fontWeightValue": [400]})), "<p><strong>x</strong></p>"),
        (node("PARAGRAPH", text("x", {"type": "COLOR", "colorData": {"foreground": "#f00"}})), "<p>x</p>"),
        (node("HEADING", text("h"), headingData={"level": 3}), "<h3>h</h3>"),
        (node("HEADING", text("h"), headingData={"level": 9}), "<h2>h</h2>"),
        (node("BULLETED_LIST", node("LIST_ITEM", node("PARAGRAPH", text("i")))), "<ul><li><p>i</p></li></ul>"),
        (node("ORDERED_LIST", node("LIST_ITEM", node("PARAGRAPH", text("i")))), "<ol><li><p>i</p></li></ol>"),
        (node("BLOCKQUOTE", node("PARAGRAPH", text("q"))), "<blockquote><p>q</p></blockquote>"),
        (node("CODE_BLOCK", text("a < b\n  c")), "<pre><code>a &lt; b\n  c</code></pre>"),
        (node("DIVIDER"), "<hr>"),
        (
            node("IMAGE", imageData={"image": {"src": {"id": "a~mv2.jpg"}, "width": 8, "height": 6}, "altText": 'a "b"', "caption": "c"}),
            '<figure><img src="https://static.wixstatic.com/media/a~mv2.jpg" alt="a &quot;b&quot;" width="8" height="6">'
            "<figcaption>c</figcaption></figure>",
        ),
        (
            node("IMAGE", node("CAPTION", text("under it")), imageData={"image": {"src": {"url": "https://a.example/i.png"}}}),
            '<figure><img src="https://a.example/i.png"><figcaption>under it</figcaption></figure>',
        ),
        (node("IMAGE", node("CAPTION", text("kept"))), "<figcaption>kept</figcaption>"),
        (
            node("GALLERY", galleryData={"items": [{"image": {"media": {"src": {"id": "g.jpg"}}}, "title": "t", "altText": "al"}, "junk"]}),
            '<figure><img src="https://static.wixstatic.com/media/g.jpg" alt="al"><figcaption>t</figcaption></figure>',
        ),
        (
            node("VIDEO", videoData={"video": {"src": {"id": "video/v1/file"}}}),
            '<figure><video src="https://video.wixstatic.com/video/v1/file"></video></figure>',
        ),
        (
            node("AUDIO", audioData={"audio": {"src": {"url": "https://a.example/a.mp3"}}, "name": "song"}),
            '<figure><audio src="https://a.example/a.mp3"></audio><figcaption>song</figcaption></figure>',
        ),
        (
            node("FILE", fileData={"src": {"url": "https://a.example/f.pdf"}, "name": "f.pdf"}),
            '<p><a href="https://a.example/f.pdf">f.pdf</a></p>',
        ),
        (
            node("TABLE", node("TABLE_ROW", node("TABLE_CELL", node("PARAGRAPH", text("x"))), node("TABLE_CELL"))),
            "<table><tr><td><p>x</p></td><td></td></tr></table>",
        ),
        (
            node(
                "COLLAPSIBLE_LIST",
                node(
                    "COLLAPSIBLE_ITEM",
                    node("COLLAPSIBLE_ITEM_TITLE", node("PARAGRAPH", text("t"))),
                    node("COLLAPSIBLE_ITEM_BODY", node("PARAGRAPH", text("b"))),
                ),
            ),
            "<details><summary><p>t</p></summary><p>b</p></details>",
        ),
        (node("BUTTON", buttonData={"text": "go", "link": {"url": "https://a.example/"}}), '<p><a href="https://a.example/">go</a></p>'),
        (
            node("EMBED", embedData={"src": "https://v.example/1", "oembed": {"title": "film"}}),
            '<p><a href="https://v.example/1">film</a></p>',
        ),
        (
            node("LINK_PREVIEW", linkPreviewData={"link": {"url": "https://v.example/1"}, "title": "site"}),
            '<p><a href="https://v.example/1">site</a></p>',
        ),
        (node("HTML", htmlData={"url": "https://v.example/w"}), '<p><a href="https://v.example/w">https://v.example/w</a></p>'),
        (node("HTML", htmlData={"html": "<script>alert(1)</script>"}), ""),
        (
            node("POLL", pollData={"poll": {"title": "which?", "options": [{"title": "a"}, {"title": "b"}]}}),
            "<p>which?</p><ul><li>a</li><li>b</li></ul>",
        ),
        (node("SOMETHING_NEW", node("PARAGRAPH", text("kept"))), "<p>kept</p>"),
        ({"type": "PARAGRAPH"}, ""),
        ({"type": "TEXT", "textData": None}, ""),
        ({}, ""),
    ],
)
def test_a_node(given: Node, html: str) -> None:
    assert ricos_to_html([given]) == html


def test_nodes_without_end_end() -> None:
    deep = node("PARAGRAPH", text("x"))
    for _ in range(5000):
        deep = node("BLOCKQUOTE", deep)
    assert ricos_to_html([deep, node("PARAGRAPH", text("after"))]).endswith("<p>after</p>")


def block(kind: str, content: str, **more: Any) -> Node:
    return {"type": kind, "text": content, "inlineStyleRanges": [], "entityRanges": [], **more}


ENTITIES = {
    "0": {"type": "LINK", "data": {"url": "https://a.example/"}},
    "1": {
        "type": "wix-draft-plugin-image",
        "data": {"src": {"file_name": "p~mv2.png", "width": 4, "height": 3}, "metadata": {"alt": "al"}},
    },
    "2": {"type": "wix-draft-plugin-divider", "data": {}},
    "3": {"type": "wix-draft-plugin-video", "data": {"src": "https://v.example/1"}},
}


@pytest.mark.parametrize(
    ("blocks", "html"),
    [
        ([block("unstyled", "a & b")], "<p>a &amp; b</p>"),
        ([block("header-two", "h"), block("blockquote", "q")], "<h2>h</h2><blockquote>q</blockquote>"),
        (
            [block("unordered-list-item", "a"), block("unordered-list-item", "b"), block("ordered-list-item", "c")],
            "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>",
        ),
        (
            [
                block(
                    "unstyled",
                    "see this now",
                    inlineStyleRanges=[{"offset": 0, "length": 8, "style": "BOLD"}],
                    entityRanges=[{"offset": 4, "length": 4, "key": 0}],
                )
            ],
            '<p><strong>see </strong><a href="https://a.example/"><strong>this</strong></a> now</p>',
        ),
        (
            [block("atomic", " ", entityRanges=[{"offset": 0, "length": 1, "key": 1}])],
            '<figure><img src="https://static.wixstatic.com/media/p~mv2.png" alt="al" width="4" height="3"></figure>',
        ),
        ([block("atomic", " ", entityRanges=[{"offset": 0, "length": 1, "key": 2}])], "<hr>"),
        (
            [block("atomic", " ", entityRanges=[{"offset": 0, "length": 1, "key": 3}])],
            '<p><a href="https://v.example/1">https://v.example/1</a></p>',
        ),
        ([block("atomic", "kept", entityRanges=[{"offset": 0, "length": 1, "key": 9}])], "<p>kept</p>"),
        (
            [block("unstyled", "abc", inlineStyleRanges=[{"offset": 2, "length": 99, "style": "ITALIC"}, {"offset": None}])],
            "<p>ab<em>c</em></p>",
        ),
        (["junk", {"type": "unstyled"}], ""),
    ],
)
def test_draft_blocks(blocks: list[Any], html: str) -> None:
    assert rich_content_to_html({"blocks": blocks, "entityMap": ENTITIES}) == html


def test_the_two_forms_are_told_apart() -> None:
    assert rich_content_to_html({"nodes": [node("PARAGRAPH", text("new"))]}) == "<p>new</p>"
    assert rich_content_to_html({"blocks": [block("unstyled", "old")]}) == "<p>old</p>"
    assert rich_content_to_html({"plugins": []}) == ""
