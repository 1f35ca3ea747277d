package channel_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/channel"
	"regulars/config"
)

const bubble = `{"type":"flex","altText":"{{ member.name }}","contents":{"type":"bubble","body":{"type":"box","layout":"vertical",` +
	`"contents":[{"type":"text","text":"{{ member.name }} {{ member.purchases }}"}]}}}`

// A value in a rich message stays a value, whatever it holds.
func TestValuesAreEscapedInJSON(t *testing.T) {
	v := values()
	v.Member.Name = "a\"},\"x\":{\\ \n</script>王"
	for _, source := range []string{
		bubble,
		"{% assign n = member.name %}\n " + `{ "altText": "{{ n }}"}`,
		`{% capture n %}{{ member.name }}{% endcapture %}{"altText":"{{ n }}"}`,
		`{"altText":"{% if date %}{{ member.name | append: "" }}{% endif %}"}`,
	} {
		got := rendered(t, source, v)
		require.True(t, got.JSON, source)
		var message map[string]any
		require.NoError(t, json.Unmarshal([]byte(got.Text), &message), got.Text)
		require.Equal(t, v.Member.Name, message["altText"], source)
		require.NotContains(t, message, "x")
	}
	list := rendered(t, `{"altText":"{{ member.name | split: "" }}"}`, v)
	require.True(t, json.Valid([]byte(list.Text)), "a list is escaped, too")
}

func rendered(t *testing.T, source string, v channel.Values) channel.Rendered {
	t.Helper()
	parsed, err := channel.ParseTemplate(config.Template{Text: source}, "")
	require.NoError(t, err)
	got, err := parsed.Render(v)
	require.NoError(t, err)
	return got
}

func TestWhatIsNoJSONStaysAsItIs(t *testing.T) {
	v := values()
	v.Member.Name = `{"type":"flex"}`
	for source, want := range map[string]string{
		"{{ member.name }}":   `{"type":"flex"}`,
		`{ {{ member.name }}`: `{ {"type":"flex"}`,
		`{"`[:1] + "品牌} hi":   "{品牌} hi",
	} {
		got := rendered(t, source, v)
		require.False(t, got.JSON, source)
		require.Equal(t, want, got.Text)
	}
}

func TestBrokenJSONIsAMistake(t *testing.T) {
	for _, source := range []string{`{"type":"flex",}`, `{"n":{{ member.name }}}`, `{"type":"flex"`} {
		_, err := channel.ParseTemplate(config.Template{Text: source}, "")
		require.ErrorContains(t, err, "begins as JSON", source)
	}
	_, err := channel.ParseTemplate(config.Template{Text: `{"n":{{ member.purchases }}}`}, "")
	require.NoError(t, err, "a number needs no quotes")
}
