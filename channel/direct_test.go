package channel_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/channel"
	"regulars/config"
	"regulars/internal/seed"
)

// liquid keeps a text from being put together without Liquid, and adds nothing to it.
const liquid = "{% comment %}{% endcomment %}"

// What is put together without Liquid is what Liquid makes of the same text.
func TestDirectTextsAreLiquids(t *testing.T) {
	random := rand.New(rand.NewPCG(seed.New(t), 11))
	byLiquid := []string{"member.last_purchase", "member.purchases", "member.revenue", "member.recency_days"} // with one of them all of a text is
	names := slices.DeleteFunc(channel.Variables(), func(name string) bool {
		return strings.HasPrefix(name, "member.recommended") || slices.Contains(byLiquid, name)
	})
	for round := range 40 {
		var text strings.Builder
		for _, i := range random.Perm(len(names)) {
			fmt.Fprintf(&text, "<p class=\"%d\">{{ %s }}\n{{%s}}</p>", i, names[i], names[random.IntN(len(names))])
		}
		rich := `{"type": "text", "text": "` + strings.NewReplacer(`"`, "'", "\n", " ").Replace(text.String()) + `"}`
		v := nasty(random, round)
		for _, own := range []config.Template{{Subject: text.String(), Text: text.String(), HTML: text.String()}, {Text: rich}} {
			other := own
			other.Subject, other.Text = own.Subject+liquid, own.Text+liquid
			if own.HTML != "" {
				other.HTML += liquid
			}
			got, err := parse(t, own).Render(v)
			want, wantErr := parse(t, other).Render(v)
			require.Equal(t, wantErr, err)
			require.Equal(t, want, got)
			require.Equal(t, own.Text == rich, got.JSON)
		}
	}
	full := strings.Repeat("{{ member.name }}", 2000)
	v := values()
	v.Member.Name = strings.Repeat("x", 999)
	_, err := parse(t, config.Template{Text: full}).Render(v)
	require.ErrorIs(t, err, channel.ErrTooMuch, "a text of many pieces has no bounds")
	v.Member.Name = strings.Repeat("x", 100_000)
	_, err = parse(t, config.Template{Text: "{{ member.name }}"}).Render(v)
	require.ErrorIs(t, err, channel.ErrTooMuch, "a long value has no bounds")
}

// A text that holds more than text and plain variables is Liquid's, whatever it begins with.
func TestWhatIsNotPlainIsLiquids(t *testing.T) {
	v := values()
	v.Member.Name, v.Member.Purchases = "<Ming>", 3
	for text, want := range map[string][2]string{ // as a text, and in HTML
		"a {{- member.name -}} b":                         {"a<Ming>b", "a&lt;Ming&gt;b"},
		"a {{ member.name -}} \n b":                       {"a <Ming>b", "a &lt;Ming&gt;b"},
		"a\n{{- member.name }} b":                         {"a<Ming> b", "a&lt;Ming&gt; b"},
		"a {%- if true -%} b {%- endif -%} c":             {"abc", "abc"},
		"{{ member.name | upcase }}":                      {"<MING>", "&lt;MING&gt;"},
		"{{ member.name }} {{ member.name | escape }}":    {"<Ming> &lt;Ming&gt;", "&lt;Ming&gt; &lt;Ming&gt;"},
		"{{ 'member.name' }}":                             {"member.name", "member.name"},
		"{{ member.name }} {{ member.purchases }}":        {"<Ming> 3", "&lt;Ming&gt; 3"},
		"{% raw %}{{ member.name }}{% endraw %}":          {"{{ member.name }}", "{{ member.name }}"},
		"a{% comment %}{{ member.name }}{% endcomment %}": {"a", "a"},
		"{% assign x = member.name %}{{ x }}":             {"<Ming>", "&lt;Ming&gt;"},
	} {
		got, err := parse(t, config.Template{Text: text, HTML: "<p>" + text + "</p>"}).Render(v)
		require.NoError(t, err)
		require.Equal(t, want[0], got.Text, text)
		require.Equal(t, "<p>"+want[1]+"</p>", got.HTML, text)
	}
}

// nasty are values that hold what HTML and JSON have to escape, one of them longer than the
// others in every other round.
func nasty(random *rand.Rand, round int) channel.Values {
	parts := []string{"<b>", "&", "&amp;", `"`, "'", "\\", "\n", "\u2028", "\x00", "\xff", "王", "{{ date }}", "%}", " ", "é"}
	word := func() string {
		var b strings.Builder
		for range random.IntN(6) {
			b.WriteString(parts[random.IntN(len(parts))])
		}
		return b.String()
	}
	v := channel.Values{
		Member: channel.Member{
			ID: word(), Name: word(), Stage: word(), StageBefore: word(), RFMClass: word(), Language: word(),
			LastPurchase: "2026-09-01", RecencyDays: 80, Purchases: 3, Revenue: 1234567.5,
		},
		Brand: word(), Campaign: word(), Date: word(), UnsubscribeURL: word(), Coupon: word(),
		Entry: channel.Entry{Key: word(), Goods: word(), Link: word(), Total: word()},
	}
	if round%2 == 1 {
		v.Member.Stage = strings.Repeat("<", 900+random.IntN(200))
	}
	return v
}
