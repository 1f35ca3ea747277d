package channel_test

import (
	"encoding/base64"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/channel"
)

var touch = channel.Touch{Brand: "acme", Campaign: "wake-up#2", Date: "2026-11-20", Channel: "edm", Member: 1<<64 - 1, Target: "https://shop.test/a?b=c&d=茶"}

func tokenOf(t *testing.T, link string) string {
	t.Helper()
	u, err := url.Parse(link)
	require.NoError(t, err)
	return u.Path[strings.LastIndex(u.Path, "/")+1:]
}

func TestTouchLinks(t *testing.T) {
	link := touch.Link("https://hooks.test/t/", "key")
	require.True(t, strings.HasPrefix(link, "https://hooks.test/t/c/"), link)
	require.Equal(t, link, touch.Link("https://hooks.test/t", "key"), "the same for ever: a message is rendered again")
	read, err := channel.ReadTouch(tokenOf(t, link), "key")
	require.NoError(t, err)
	require.Equal(t, touch, read)
	plain, err := base64.RawURLEncoding.DecodeString(tokenOf(t, link))
	require.NoError(t, err)
	require.NotContains(t, string(plain), "18446744073709551615", "no id of the house")

	picture := touch
	picture.Target = ""
	open := picture.Link("https://hooks.test/t", "key")
	require.True(t, strings.HasPrefix(open, "https://hooks.test/t/o/"), open)
	read, err = channel.ReadTouch(tokenOf(t, open), "key")
	require.NoError(t, err)
	require.Equal(t, picture, read)
}

// No token but one of ours leads anywhere.
func TestTouchTokensCannotBeForged(t *testing.T) {
	good := tokenOf(t, touch.Link("https://h.test", "key"))
	refuse := func(bad string) {
		t.Helper()
		read, err := channel.ReadTouch(bad, "key")
		require.Error(t, err, bad)
		require.Zero(t, read)
	}
	for i := range good {
		refuse(good[:i])
		other := byte('A')
		if good[i] == other {
			other = 'B'
		}
		refuse(good[:i] + string(other) + good[i+1:])
	}
	refuse(good + "A")
	refuse(good + "=")
	refuse(strings.Repeat("A", 5000))
	refuse(tokenOf(t, touch.Link("https://h.test", "another key")))
	_, err := channel.ReadTouch(tokenOf(t, touch.Link("https://h.test", "")), "")
	require.Error(t, err, "without a key anybody could sign")
	// An unsubscribe link's signature is none for a click.
	optOut, err := url.Parse(channel.OptOut{Brand: "acme", Channel: "edm", Purpose: "marketing", Member: 7}.Link("https://h.test/u", "key"))
	require.NoError(t, err)
	refuse(optOut.Query().Get("t"))
	refuse(strings.ReplaceAll(optOut.Query().Get("t"), ".", ""))
	// Even what we would sign leads to web pages only.
	for _, target := range []string{"javascript:alert(1)", "data:text/html,x", "//evil.test", "/path", "https://", "mailto:a@x.test", "https://a.test/\r\nSet-Cookie: a", "ftp://a.test/x"} {
		evil := touch
		evil.Target = target
		refuse(tokenOf(t, evil.Link("https://h.test", "key")))
	}
}

var tracked = regexp.MustCompile(`https://h\.test/t/[co]/[A-Za-z0-9_-]+`)

// shown writes where each link of ours leads.
func shown(t *testing.T, text string) string {
	t.Helper()
	return tracked.ReplaceAllStringFunc(text, func(link string) string {
		read, err := channel.ReadTouch(tokenOf(t, link), "key")
		require.NoError(t, err)
		if read.Target == "" {
			return "[picture]"
		}
		return "[" + read.Target + "]"
	})
}

const unsubscribe = "https://h.test/u?t=abc_"

func TestTrackText(t *testing.T) {
	for text, want := range map[string]string{
		"no link":                               "no link",
		"see https://a.test/x?y=1&z=2.":         "see [https://a.test/x?y=1&z=2].",
		"看 https://a.test/x。謝謝":                 "看 [https://a.test/x]。謝謝",
		"（https://a.test/x）":                    "（[https://a.test/x]）",
		"(https://a.test/x_(y)) HTTP://B.test!": "([https://a.test/x_(y)]) [HTTP://B.test]!",
		"<https://a.test>, \"https://b.test/\"": "<[https://a.test]>, \"[https://b.test/]\"",
		"https://a.test/茶 goes on":              "https://a.test/茶 goes on",
		"bye: " + unsubscribe:                   "bye: " + unsubscribe,
		unsubscribe + "&lang=zh":                unsubscribe + "&lang=zh",
		"mailto:a@x.test tel:+886 ftp://a.test": "mailto:a@x.test tel:+886 ftp://a.test",
		"https://a.test/1\nhttps://a.test/2":    "[https://a.test/1]\n[https://a.test/2]",
		"https:// and http://":                  "https:// and http://",
		"https://a.test/a_-":                    "[https://a.test/a_-]",
	} {
		got := channel.Rendered{Text: text}.Track(touch, "https://h.test/t", "key", unsubscribe)
		require.Equal(t, want, shown(t, got.Text), text)
		require.Empty(t, got.HTML)
	}
	same := channel.Rendered{Subject: "https://a.test", Text: "https://a.test", HTML: `<a href="https://a.test">`}
	require.Equal(t, same, same.Track(touch, "", "key"), "without a base")
	require.Equal(t, "https://a.test", same.Track(touch, "https://h.test/t", "key").Subject)
	once := channel.Rendered{Text: "https://a.test"}.Track(touch, "https://h.test/t", "key")
	require.Equal(t, once, once.Track(touch, "https://h.test/t", "key"), "a link of ours stays")
}

func TestTrackHTML(t *testing.T) {
	const picture = `<img src="[picture]" width="1" height="1" alt="" style="border:0">`
	for text, want := range map[string]string{
		`<body><A HREF='https://a.test/?a=1&amp;b=2' id=x>go</A></body>`:          `<body><A HREF="[https://a.test/?a=1&b=2]" id=x>go</A>` + picture + `</body>`,
		`<p>a<a href=https://a.test/x>b</a>`:                                      `<p>a<a href="[https://a.test/x]">b</a>` + picture,
		`<a class="x" data-href="https://no.test" href="https://a.test">b</a>`:    `<a class="x" data-href="https://no.test" href="[https://a.test]">b</a>` + picture,
		`<a title=" href='https://no.test'" href="https://a.test">b</a>`:          `<a title=" href='https://no.test'" href="https://a.test">b</a>` + picture,
		`<a href="mailto:a@x.test">m</a><a href="tel:+1">t</a><a href="#x">x</a>`: `<a href="mailto:a@x.test">m</a><a href="tel:+1">t</a><a href="#x">x</a>` + picture,
		`<a href="` + html.EscapeString(unsubscribe+"&x=1") + `">bye</a>`:         `<a href="` + html.EscapeString(unsubscribe+"&x=1") + `">bye</a>` + picture,
		`<img src="https://a.test/i.png"><link href="https://a.test/c.css">`:      `<img src="https://a.test/i.png"><link href="https://a.test/c.css">` + picture,
		`<!-- <a href="https://a.test"> --><style>a{}</style>&nbsp;<br/>`:         `<!-- <a href="https://a.test"> --><style>a{}</style>&nbsp;<br/>` + picture,
		`<map><area href="https://a.test/m"></map>`:                               `<map><area href="[https://a.test/m]"></map>` + picture,
		`<a href=" https://a.test ">x</a>`:                                        `<a href="[https://a.test]">x</a>` + picture,
	} {
		got := channel.Rendered{HTML: text}.Track(touch, "https://h.test/t", "key", unsubscribe)
		require.Equal(t, want, shown(t, got.HTML), text)
	}
}
