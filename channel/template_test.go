package channel_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/channel"
	"regulars/config"
)

var teaPrice = 280.0

func values() channel.Values {
	return channel.Values{
		Member: channel.Member{
			ID: "1234", Name: "王小明", Stage: "sleep", StageBefore: "active",
			LastPurchase: "2026-09-01", RecencyDays: 80, Purchases: 3, Revenue: 1234567.5, RFMClass: "loyal", Language: "zh-TW",
			Recommended: []channel.Product{{Name: "綠茶", URL: "https://x.tw/tea", Image: "https://x.tw/tea.png", Price: &teaPrice}},
		},
		Brand: "茶屋", Campaign: "wakeup", Date: "2026-11-20",
		UnsubscribeURL: "https://x.tw/u?a=1&b=2", Coupon: "SAVE-1",
		Entry: channel.Entry{Key: "cart-7", Goods: "綠茶、烏龍", Link: "https://x.tw/cart/7", Total: "1280"},
	}
}

func parse(t *testing.T, template config.Template) *channel.Template {
	t.Helper()
	parsed, err := channel.ParseTemplate(template, "")
	require.NoError(t, err)
	return parsed
}

func render(t *testing.T, text string, v channel.Values) string {
	t.Helper()
	got, err := parse(t, config.Template{Text: text}).Render(v)
	require.NoError(t, err)
	return got.Text
}

func TestRenderText(t *testing.T) {
	for text, want := range map[string]string{
		"{{ member.name }}，{{ brand.name }}想念你":                                             "王小明，茶屋想念你",
		"{{ member.revenue }} / {{ member.purchases }}":                                     "1234567.5 / 3",
		"{% if member.revenue > 1000000 %}vip{% endif %}":                                   "vip",
		"{% if member.purchases >= 3 and member.stage == 'sleep' %}y{% endif %}":            "y",
		"{{ member.revenue | round }}":                                                      "1234568",
		"{{ member.last_purchase | date: '%m/%d' }}":                                        "09/01",
		"{% assign n = member.name | default: 'friend' %}{{ n }}":                           "王小明",
		"{% for i in (1..3) %}{{ i }}{% unless forloop.last %},{% endunless %}{% endfor %}": "1,2,3",
		"{{ date }} {{ campaign.name }} {{ unsubscribe_url }}":                              "2026-11-20 wakeup https://x.tw/u?a=1&b=2",
		"{% raw %}{{ member.nme }}{% endraw %}":                                             "{{ member.nme }}",
		"{% comment %}{{ nothing }}{% endcomment %}x":                                       "x",
		"{% capture c %}<{{ member.id }}>{% endcapture %}{{ c }}":                           "<1234>",
		"{% case member.stage %}{% when 'sleep' %}zz{% else %}{{ date }}{% endcase %}":      "zz",
		"{{ member.name | append: \" member.nope \" }}":                                     "王小明 member.nope ",
	} {
		require.Equal(t, want, render(t, text, values()), text)
	}
}

// Every name that a template may use has a value, and none is empty by mistake.
func TestEveryVariableIsBound(t *testing.T) {
	v := values()
	want := []string{
		"王小明", "1234", "sleep", "active", "2026-09-01", "3", "1234567.5", "80", "loyal",
		"zh-TW", "map[image:https://x.tw/tea.png name:綠茶 price:280 url:https://x.tw/tea]", "1", "綠茶", "https://x.tw/tea", "https://x.tw/tea.png", "280",
		"茶屋", "wakeup", "2026-11-20", "https://x.tw/u?a=1&b=2", "SAVE-1",
		"綠茶、烏龍", "https://x.tw/cart/7", "1280", "cart-7",
	}
	for i, name := range channel.Variables() {
		require.Equal(t, "["+want[i]+"]", render(t, "[{{ "+name+" }}]", v), name)
	}
	require.Len(t, channel.Variables(), len(want))

	empty := map[string]string{"member.purchases": "0", "member.revenue": "0", "member.recommended.size": "0"}
	for _, name := range channel.Variables() {
		require.Equal(t, "["+empty[name]+"]", render(t, "[{{ "+name+" }}]", channel.Values{}), name)
	}
}

func TestMissingVariablesAreMistakes(t *testing.T) {
	for text, name := range map[string]string{
		"{{ nope }}": "nope", "{{ member.nope }}": "member.nope", "{{ member }}": "member", "{{ brand.id }}": "brand.id",
		"{% if nope %}{% endif %}": "nope", "{% if date %}{% elsif nope %}{% endif %}": "nope",
		"{% unless date == nope %}{% endunless %}": "nope", "{% case nope %}{% when 1 %}{% endcase %}": "nope",
		"{% case date %}{% when nope %}{% endcase %}": "nope", "{% for x in nope %}{% endfor %}": "nope",
		"{% for x in (1..nope) %}{% endfor %}": "nope", "{% assign x = nope %}": "nope", "{{ date | append: nope }}": "nope",
		"{{ x }}{% assign x = 1 %}": "x", "{{ forloop.index }}": "forloop.index", "{% comment %}{% assign x = 1 %}{% endcomment %}{{ x }}": "x",
		"{% tablerow x in nope %}{% endtablerow %}": "nope", "{% capture x %}{{ nope }}{% endcapture %}": "nope",
	} {
		_, err := channel.ParseTemplate(config.Template{Text: text}, "")
		require.ErrorContains(t, err, "text line 1: unknown variable \""+name+"\"; known are member.name", text)
	}
	_, err := channel.ParseTemplate(config.Template{Text: strings.Repeat("{{ nope }}", 1000)}, "")
	require.Equal(t, 20, strings.Count(err.Error(), "unknown variable"), "not a page of mistakes for each")
}

func TestNeverBoughtRendersEmpty(t *testing.T) {
	v := values()
	v.Member.LastPurchase = ""
	require.Equal(t, "[][]", render(t, "[{{ member.last_purchase }}][{{ member.recency_days }}]", v))
}

func TestMistakesAreFoundAtParseTimeAllAtOnce(t *testing.T) {
	_, err := channel.ParseTemplate(config.Template{
		Subject: "hello {{ member.nme }}",
		Text:    "one\ntwo {{ membr.name | uper }}\n{% if name %}{% endif %}\n{% include 'secrets' %}",
		HTML:    "<p>\n{{ member }}\n{{ date",
	}, "")
	require.Error(t, err)
	for _, want := range []string{
		`subject line 1: unknown variable "member.nme"; known are member.name, member.id`,
		`text line 2: unknown variable "membr.name"`,
		`text line 2: unknown filter "uper"`,
		`text line 3: unknown variable "name"`,
		`text line 4: include is not possible`,
		`html line 2: unknown variable "member"`,
		`html line 3: {{ is never closed`,
	} {
		require.ErrorContains(t, err, want)
	}
}

// Whatever letter a name begins with, one that isn't known is a mistake.
func TestUnknownNames(t *testing.T) {
	for _, name := range []string{"a", "alpha", "zeta", "m", "A", "Alpha", "Zeta", "M", "_x"} {
		_, err := channel.ParseTemplate(config.Template{Text: "{{ " + name + " }}"}, "")
		require.ErrorContains(t, err, `unknown variable "`+name+`"`)
	}
}

func TestErrorSaysWhatToDo(t *testing.T) {
	cause := errors.New("HTTP 401")
	err := &channel.Error{Op: "line account", Err: cause}
	require.EqualError(t, err, "line account: HTTP 401")
	require.ErrorIs(t, err, cause)
	err.Hint = "check channel_token"
	require.EqualError(t, err, "line account: HTTP 401 (check channel_token)")
}

func TestSyntaxErrorsNameTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"a\n{% if date %}":              "text line 2",
		"a\nb\n{{ date | }}":            "text line 3",
		"a\n{% endfor %}":               "text line 2",
		"{% nosuch %}":                  `undefined tag "nosuch"`,
		"a\n{% for x in %}{% endfor %}": "text line 2",
	} {
		_, err := channel.ParseTemplate(config.Template{Text: text}, "")
		require.ErrorContains(t, err, want, text)
	}
	_, err := channel.ParseTemplate(config.Template{Subject: "x"}, "")
	require.ErrorContains(t, err, "empty")
}

func TestHTMLEscapesValuesAndTextDoesNot(t *testing.T) {
	v := values()
	v.Member.Name = `<script>alert("1")</script> & O'Brien`
	parsed := parse(t, config.Template{
		Subject: "{{ member.name }}",
		Text:    "{{ member.name }}",
		HTML: `<b>{{ member.name }}</b><b>{{- member.name | upcase -}}</b><b>{{ member.name | escape }}</b>` +
			`<b>{{ member.name | escape | append: member.name }}</b>{% assign n = member.name %}<b>{{ n }}</b>` +
			`<a href="{{ unsubscribe_url }}">{{ member.purchases }} {{ member.last_purchase }}</a>`,
	})
	got, err := parsed.Render(v)
	require.NoError(t, err)
	require.Equal(t, v.Member.Name, got.Text)
	require.Equal(t, v.Member.Name, got.Subject)
	require.NotContains(t, strings.ToLower(got.HTML), "<script")
	require.Contains(t, got.HTML, "<b>&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt; &amp; O&#39;Brien</b>")
	require.Contains(t, got.HTML, "<b>&lt;SCRIPT&gt;")
	require.Contains(t, got.HTML, `<a href="https://x.tw/u?a=1&amp;b=2">3 2026-09-01</a>`)
	require.NotContains(t, got.HTML, "&amp;lt;script&amp;gt;alert(&amp;#34;1&amp;#34;)&amp;lt;/script&amp;gt; &amp;amp; O&amp;#39;Brien</b>", "an author's own escape is kept as it is")

	v.Member.LastPurchase = ""
	got, err = parsed.Render(v)
	require.NoError(t, err)
	require.Contains(t, got.HTML, "3 </a>")
}

func TestSubjectIsOneLine(t *testing.T) {
	v := values()
	v.Member.Name = "x\r\nBcc: all@x.tw\x00\u2028y\x7fz\u2029two  spaces"
	got, err := parse(t, config.Template{Subject: "Hi {{ member.name }}", Text: "x"}).Render(v)
	require.NoError(t, err)
	require.Equal(t, "Hi x Bcc: all@x.tw y z two  spaces", got.Subject)
}

func TestTextFile(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.txt"), []byte("{{ date }}"), 0o600))
	parsed, err := channel.ParseTemplate(config.Template{TextFile: "a.txt"}, dir)
	require.NoError(t, err)
	got, err := parsed.Render(values())
	require.NoError(t, err)
	require.Equal(t, "2026-11-20", got.Text)
	both, err := channel.ParseTemplate(config.Template{Text: "written out", TextFile: "a.txt"}, dir)
	require.NoError(t, err)
	got, err = both.Render(values())
	require.NoError(t, err)
	require.Equal(t, "written out", got.Text)
	_, err = channel.ParseTemplate(config.Template{TextFile: "b.txt"}, dir)
	require.ErrorContains(t, err, "b.txt")
}

func BenchmarkRender(b *testing.B) {
	parsed, err := channel.ParseTemplate(config.Template{
		Subject: "{{ member.name }}", Text: "{{ member.name }} {{ unsubscribe_url }}",
		HTML: "<p>{{ member.name }}</p><a href=\"{{ unsubscribe_url }}\">x</a>",
	}, "")
	require.NoError(b, err)
	for b.Loop() {
		if _, err := parsed.Render(values()); err != nil {
			b.Fatal(err)
		}
	}
}
