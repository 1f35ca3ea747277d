package channel_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/channel"
	"regulars/config"
	"regulars/config/template"
)

// A member gets the text of their language, or of one that they can read, else the own one.
func TestTextOfALanguage(t *testing.T) {
	texts := config.Template{Text: "own {{ member.language }}", Language: "zh-Hant", Languages: map[string]template.Text{
		"en": {Text: "en {{ member.language }}"}, "ja": {Text: "ja"}, "pt-BR": {Text: "pt"}, "zh-CN": {Text: "cn"},
	}}
	parsed := parse(t, texts)
	require.Equal(t, []string{"en", "ja", "pt-BR", "zh-CN", "zh-Hant"}, parsed.Languages())
	for language, want := range map[string]string{
		"": "own ", "zh-Hant": "own zh-Hant", "zh-TW": "own zh-TW", "zh-hant-tw": "own zh-hant-tw", "zh_HK": "own zh_HK",
		"en": "en en", "en-GB": "en en-GB", "EN_us": "en EN_us", "ja-JP": "ja", "pt": "pt", "pt-PT": "pt", "zh-CN": "cn", "zh-Hans": "cn",
		"th": "own th", "not a tag": "own not a tag",
	} {
		for range 2 { // asked again it is known
			got, err := parsed.Render(channel.Values{Member: channel.Member{Language: language}})
			require.NoError(t, err)
			require.Equal(t, want, got.Text, language)
		}
	}
	examples, err := parsed.Examples("b", "c", "Ming")
	require.NoError(t, err)
	require.Len(t, examples, 5)
	require.Equal(t, []string{"en en", "own zh-Hant"}, []string{examples[0].Text, examples[4].Text})

	one := parse(t, config.Template{Text: "one"})
	require.Equal(t, []string{""}, one.Languages())
	both := parse(t, config.Template{Text: "own", Language: "en", Languages: map[string]template.Text{"en-GB": {Text: "british"}}})
	got, err := both.Render(channel.Values{Member: channel.Member{Language: "en-GB"}})
	require.NoError(t, err)
	require.Equal(t, "british", got.Text, "the text for the very language goes before the own one")
}

// Mistakes and holes of a language's text say which language it is.
func TestMistakesOfALanguage(t *testing.T) {
	_, err := channel.ParseTemplate(config.Template{Text: "x", Languages: map[string]template.Text{"ja": {Text: "{{ nope }}"}}}, "")
	require.ErrorContains(t, err, `in ja: text line 1: unknown variable "nope"`)
	found := holes(t, config.Template{Text: "x", Languages: map[string]template.Text{"ja": {Text: "{{ member.name }}"}}}, all)
	require.Equal(t, []channel.Hole{{Part: "text", Line: 1, Variable: "member.name", Language: "ja"}}, found)
	require.EqualError(t, found[0], "in ja: text line 1 prints an empty place where member.name is missing")
}

func TestRecommendedProducts(t *testing.T) {
	price := 1290.5
	values := channel.Values{Member: channel.Member{Recommended: []channel.Product{
		{Name: "Tea <x>", URL: "https://shop.test/tea?a=1&b=2", Image: "https://shop.test/tea.jpg", Price: &price},
		{Name: "Pot", URL: "javascript:alert(1)", Image: "data:x"},
	}}}
	parsed := parse(t, config.Template{
		Text: `{% for p in member.recommended %}{{ p.name }} {{ p.price | default: "?" }} {{ p.url | default: "-" }} {{ p.image | default: "-" }};{% endfor %}{{ member.recommended.size }} {{ member.recommended.first.name }}`,
		HTML: `{% for p in member.recommended %}<a href="{{ p.url }}">{{ p.name }}</a>{% endfor %}`,
	})
	require.True(t, parsed.Recommends())
	got, err := parsed.Render(values)
	require.NoError(t, err)
	require.Equal(t, "Tea <x> 1290.5 https://shop.test/tea?a=1&b=2 https://shop.test/tea.jpg;Pot ? - -;2 Tea <x>", got.Text)
	require.Equal(t, `<a href="https://shop.test/tea?a=1&amp;b=2">Tea &lt;x&gt;</a><a href="">Pot</a>`, got.HTML)

	require.False(t, parse(t, config.Template{Text: "member.recommended"}).Recommends(), "as a word it isn't shown")
	require.True(t, parse(t, config.Template{Text: "x", Languages: map[string]template.Text{"en": {Text: "{{ member.recommended.size }}"}}}).Recommends())
	for text, problem := range map[string]string{
		"{% for p in member.recommended %}{{ p.titel }}{% endfor %}": `p is a product: write p.name, p.url, p.image, p.price`,
		"{% for p in member.recommended %}{{ p }}{% endfor %}":       `p is a product`,
		"{{ member.recommended.first.cost }}":                        `unknown variable "member.recommended.first.cost"`,
	} {
		_, err := channel.ParseTemplate(config.Template{Text: text}, "")
		require.ErrorContains(t, err, problem, text)
	}
}

// A product may lack its page, picture or price, and a member all products.
func TestHolesOfProducts(t *testing.T) {
	loop := func(body string) string {
		return "{% for p in member.recommended %}" + body + "{% endfor %}"
	}
	for text, want := range map[string]string{
		"See {{ member.recommended.first.name }}":                                                "member.recommended.first.name",
		"{% if member.recommended.size > 0 %}See {{ member.recommended.first.name }}{% endif %}": "",
		loop("{{ p.name }}"):                                              "",
		loop(`<a href="{{ p.url }}">`):                                    "member.recommended.first.url",
		loop(`{% if p.url != "" %}{{ p.url }}{% endif %}`):                "",
		loop(`{{ p.image }}`):                                             "member.recommended.first.image",
		loop(`{{ p.image | default: "https://shop.test/no.png" }}`):       "",
		loop(`{{ p.price | prepend: "NT$" }}`):                            "member.recommended.first.price",
		loop(`{% if p.price %}{{ p.price | prepend: "NT$" }}{% endif %}`): "",
		"{% for p in member.recommended %}{{ p.name }}{% else %}{{ member.purchases }}{% endfor %}{{ date }}": "",
	} {
		found := holes(t, config.Template{Text: text}, channel.RecommendedMissing())
		if want == "" {
			require.Empty(t, found, text)
			continue
		}
		require.Len(t, found, 1, text)
		require.Equal(t, want, found[0].Variable, text)
		require.NotEmpty(t, found[0].Remedy())
	}
}
