package channel_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/channel"
	"regulars/config"
)

// doubled is a template that makes x twice as long, n times.
func doubled(n int, line string) string {
	return "{% assign x = '0123456789' %}" + strings.Repeat(line, n) + "{{ x | size }}"
}

// allocated returns how many bytes were ever allocated.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func TestTemplatesThatMakeTooMuchAreRefused(t *testing.T) {
	list := "{% assign l = 'a,b' | split: ',' %}" + strings.Repeat("{% assign l = l | concat: l %}", 20)
	for name, text := range map[string]string{
		"a long loop":                           "{% for i in (1..10000000) %}{% endfor %}",
		"a long loop backwards":                 "{% for i in (1..10000000) reversed %}{% endfor %}",
		"a loop over a variable":                "{% assign n = 10000000 %}{% for i in (1..n) %}{% endfor %}",
		"loops in loops":                        "{% for i in (1..999) %}{% for j in (1..999) %}{% for k in (1..999) %}{% endfor %}{% endfor %}{% endfor %}",
		"a table":                               "{% tablerow i in (1..10000000) cols:2 %}{% endtablerow %}",
		"a loop that writes":                    "{% for i in (1..999) %}" + strings.Repeat("text ", 1000) + "{% endfor %}",
		"a capture of a loop":                   "{% capture c %}{% for i in (1..999) %}" + strings.Repeat("text ", 1000) + "{% endfor %}{% endcapture %}",
		"doubled by append":                     doubled(24, "{% assign x = x | append: x %}"),
		"doubled by prepend":                    doubled(24, "{% assign x = x | prepend: x %}"),
		"doubled by capture":                    doubled(24, "{% capture x %}{{ x }}{{ x }}{% endcapture %}"),
		"squared by replace":                    doubled(1, "{% assign x = x | replace: '', x | replace: '', x | replace: '', x | replace: '', x %}"),
		"joined by a long text":                 doubled(12, "{% assign x = x | append: x %}") + "{{ x | split: '9' | join: x }}",
		"results that nobody reads":             "{% assign x = '" + strings.Repeat("x", 250) + "' %}{% for i in (1..1000) %}{% assign y = x | replace: '', x %}{% endfor %}",
		"a value a little too long":             doubled(13, "{% assign x = x | append: x %}"),
		"a list a little too long":              "{{ (1..1001) | reverse | first }}",
		"a long text for each letter":           doubled(10, "{% assign x = x | append: x %}") + "{{ x | replace: '', x | size }}",
		"a list that doubles":                   list,
		"a list made of a range":                "{{ (1..100000000) | reverse | first }}",
		"a range in an argument":                "{{ 'a' | split: ',' | concat: (1..100000000) | size }}",
		"one long text, many ways":              doubled(12, "{% assign x = x | append: x %}") + strings.Repeat("{{ x | downcase | upcase | size }}", 50),
		"uniq of long lists":                    "{% assign l = (1..900) | reverse %}" + strings.Repeat("{{ l | uniq | size }}", 5),
		"words of a long text":                  doubled(12, "{% assign x = x | append: x %}") + "{{ x | truncatewords: 900 | size }}",
		"a loop that writes behind a condition": "{% for i in (1..999) %}{% if date %}{% endif %}" + strings.Repeat("text ", 1000) + "{% endfor %}",
		"a list of long texts": "{% capture c %}" + strings.Repeat(strings.Repeat("x", 4000)+",", 10) + "{% endcapture %}{% assign l = c | split: ',' %}" +
			strings.Repeat("{{ l | reverse | size }}", 50),
		"a padded date":     "{% assign d = '%0900000d' %}{{ member.last_purchase | date: d | size }}",
		"blocks too deep":   strings.Repeat("{% if date %}", 33) + strings.Repeat("{% endif %}", 33),
		"a long expression": "{{ date" + strings.Repeat(" | upcase", 300) + " }}",
		"a long source":     strings.Repeat("x", 256<<10+1),
	} {
		t.Run(name, func(t *testing.T) {
			before := allocated()
			_, err := channel.ParseTemplate(config.Template{Text: text}, "")
			require.ErrorIs(t, err, channel.ErrTooMuch)
			require.Less(t, allocated()-before, uint64(64<<20), "bytes")
			require.ErrorContains(t, err, "the template makes too much: ")
			require.Less(t, len(err.Error()), 300)
		})
	}
}

func TestABombForOneMemberOnlyIsRefusedWhenItIsRendered(t *testing.T) {
	parsed := parse(t, config.Template{Text: "x\n{% for i in (1..member.purchases) %}.{% endfor %}"})
	v := values()
	got, err := parsed.Render(v)
	require.NoError(t, err)
	require.Equal(t, "x\n...", got.Text)
	v.Member.Purchases = 1 << 40
	for range 2 {
		_, err = parsed.Render(v)
		require.ErrorIs(t, err, channel.ErrTooMuch)
		require.ErrorContains(t, err, "template line 2")
	}
	v.Member.Purchases = 2
	got, err = parsed.Render(v)
	require.NoError(t, err, "a refusal leaves nothing behind")
	require.Equal(t, "x\n..", got.Text)
}

// captured gives a name to so many of a letter.
func captured(name, letter string, n int) string {
	return "{% capture " + name + " %}" + strings.Repeat(letter, n) + "{% endcapture %}"
}

// What is large and still sane goes through, so that the bounds aren't nothing.
func TestLargeTemplatesAreRendered(t *testing.T) {
	for text, want := range map[string]int{
		strings.Repeat("x", 256<<10):                                                  256 << 10,
		"{% for i in (1..1000) %}0123456789{% endfor %}":                              10000,
		doubled(12, "{% assign x = x | append: x %}") + "{{ x }}":                     5 + 10<<12,
		strings.Repeat("{% if date %}", 32) + "x" + strings.Repeat("{% endif %}", 32): 1,
		strings.Repeat("{% if date %}x{% endif %}", 100):                              100,
		strings.Repeat("x", 200<<10) + "{% for i in (1..100) %}y{% endfor %}":         200<<10 + 100,
		"{{ '" + strings.Repeat("x", 1998) + "' }}":                                   1998,
		strings.Repeat("{{ member.id }}", 5000):                                       4 * 5000,
		// As long as a value may be, made by what foretells its length and by what doesn't.
		captured("x", "x", 32<<10) + "{{ x | append: x }}":                              64 << 10,
		captured("y", "y", 256) + captured("z", "z", 256) + "{{ y | replace: 'y', z }}": 64 << 10,
		"{% assign l = (1..1000) | join: ',' | split: ',' %}{{ l | size }}":             4,
	} {
		require.Len(t, render(t, text, values()), want)
	}
}

func TestErrorsQuoteNoValue(t *testing.T) {
	v := values()
	v.Member.Name = "王小明"
	for i, text := range []string{
		"a\n{{ member.name | plus: 1 }}", "a\n{{ member.name | truncate: 5000 }}", "a\n{{ member.name | slice: 9, 1 }}",
		"a\n{{ member.name | divided_by: member.name }}", "a\n{% for i in (1..member.name) %}{% endfor %}",
		"a\n{% for i in member.name limit: member.name %}{% endfor %}{{ member.name | date: '%Y' }}", "a\n{{ 5 | divided_by: 0 }}",
	} {
		_, err := parse(t, config.Template{Text: text}).Render(v)
		require.Error(t, err, text)
		require.NotContains(t, err.Error(), "王", fmt.Sprint(i))
		require.NotErrorIs(t, err, channel.ErrTooMuch)
	}
	_, err := parse(t, config.Template{Text: "a\n{{ 5 | divided_by: 0 }}"}).Render(v)
	require.EqualError(t, err, `template line 2 can't be rendered: the filter "divided_by" doesn't take the value that it is given`)
}

func TestCapturedValuesAreEscapedOnce(t *testing.T) {
	v := values()
	v.Member.Name = `<b>"A" & B</b>`
	v.UnsubscribeURL = v.Member.Name
	once := "&lt;b&gt;&#34;A&#34; &amp; B&lt;/b&gt;"
	for html, want := range map[string]string{
		"{% capture n %}<i>{{ member.name }}</i>{% endcapture %}{{ n }}":                                               "<i>" + once + "</i>",
		"{% capture n %}{{ member.name }}{% endcapture %}{% capture m %}{{ n }}!{% endcapture %}{{ m }}":               once + "!",
		"{% capture n %}{{ member.name }}{% endcapture %}{% assign m = n %}{{ m }}":                                    once,
		"{% capture n %}{{ member.name }}{% endcapture %}{{ n | append: member.name }}":                                once + once,
		"{% capture n %}{{ member.name }}{% endcapture %}{% assign m = member.name %}{{ m }}":                          once,
		"{% capture n %}x{% endcapture %}{% assign n = member.name %}{{ n }}":                                          once,
		"{% assign n = member.name %}{% if date == '' %}{% capture n %}x{% endcapture %}{% endif %}{{ n }}":            once,
		"{% capture n %}x{% endcapture %}{% for i in (1..2) %}{{ n }}{% assign n = member.name %}{% endfor %}":         "x" + once,
		"{% assign l = member.name | split: '|' %}{% for n in l %}{{ n }}{% capture n %}x{% endcapture %}{% endfor %}": once,
		"{% if date == '' %}{% capture date %}x{% endcapture %}{% endif %}{{ date }}":                                  "2026-11-20",
		"{% capture brand %}x{% endcapture %}{{ brand }}{{ brand.name }}":                                              "x",
		"{% capture n %}<i>{{ member.name }}</i>{% endcapture %}{% capture n %}<b>{{ n }}</b>{% endcapture %}{{ n }}":  "<b><i>" + once + "</i></b>",
		"{% if date == '' %}{% capture unsubscribe_url %}x{% endcapture %}{% endif %}{{ unsubscribe_url }}":            once,
		"{% raw %}{% comment %}{% endraw %}{{ member.name }}":                                                          "{% comment %}" + once,
		"{{ member.name | escape_once }}{{ member.name | escape }}":                                                    once + once,
		"{% assign escape = member.name %}{{ escape }}{{ member.name | append: escape }}":                              once + once + once,
		"{% raw %}{% capture n %}{{ x }}{% endcapture %}{% endraw %}{{ member.name }}":                                 "{% capture n %}{{ x }}{% endcapture %}" + once,
	} {
		got, err := parse(t, config.Template{HTML: html}).Render(v)
		require.NoError(t, err, html)
		require.Equal(t, want, got.HTML, html)
	}
}

// What looks escaped already in a value is text like any other.
func TestEntitiesInValuesAreText(t *testing.T) {
	v := values()
	v.Member.Name = "A &amp; B"
	for _, html := range []string{
		"{{ member.name }}", "{% assign n = member.name %}{{ n }}", "{% capture c %}x{% endcapture %}{{ member.name }}",
	} {
		got, err := parse(t, config.Template{HTML: html}).Render(v)
		require.NoError(t, err, html)
		require.Equal(t, "A &amp;amp; B", got.HTML, html)
	}
}

func TestNeverBoughtHasNoDate(t *testing.T) {
	v := values()
	v.Member.LastPurchase = ""
	require.Equal(t, "[]", render(t, "[{{ member.last_purchase | date: '%m/%d' }}]", v))
}

func TestAddedFiltersAreNotTheAuthors(t *testing.T) {
	for _, name := range []string{"_step", "_plain"} {
		_, err := channel.ParseTemplate(config.Template{Text: "{{ 1 | " + name + " }}"}, "")
		require.ErrorContains(t, err, "unknown filter")
	}
}
