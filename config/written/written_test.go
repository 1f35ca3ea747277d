package written_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/written"
	"regulars/internal/seed"
)

// texts are those that YAML, or the config's variables, could take for something else.
var texts = []string{
	"a", "二", "no", "0.1", "1e3", "null", "~", "- x", "a: b", "# x", "a #b", "'", `"`, "\\n", " lead", "trail ", "$", "$$", "$${A}", "${HOME}", "NT$100", "$$$", "{{ member.name }}",
	"two\nlines", "two\nlines\n", "\n", "\n\nx", "tab\there", "x\n  indented\n\nlast  \n", "<b>&amp;</b>", "&a", "*a", "!x", "%x", "@x", "[x", "{x", "a\r\nb", "|", ">", "\u00a0", "？：，",
}

// Whatever a campaign holds is written so that it reads as the same.
func TestWrittenReadsAsTheSame(t *testing.T) {
	random := rand.New(rand.NewPCG(seed.New(t), 0))
	for range 300 {
		var c config.Campaign
		fill(random, reflect.ValueOf(&c).Elem(), "")
		text, err := written.YAML(c)
		require.NoError(t, err)
		got, ok := written.Read(text)
		require.True(t, ok, text)
		require.Equal(t, c, got, text)
	}
	for _, text := range texts {
		c := config.Campaign{Name: text, Templates: map[string]config.Template{"sms": {Text: text}}}
		yaml, err := written.YAML(c)
		require.NoError(t, err)
		got, ok := written.Read(yaml)
		require.True(t, ok, yaml)
		require.Equal(t, c, got, yaml)
	}
}

// fill gives some of the keys values; none is an empty one, which would be no key.
func fill(random *rand.Rand, v reflect.Value, key string) {
	if key == "-" || random.IntN(3) == 0 {
		return
	}
	if v.Type() == reflect.TypeFor[time.Duration]() {
		v.SetInt(int64(time.Duration(1+random.IntN(100)) * time.Minute))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if tag := v.Type().Field(i).Tag.Get("yaml"); tag != "" {
				fill(random, v.Field(i), tag)
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		set(random, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+random.IntN(2), 2))
		for i := range v.Len() {
			set(random, v.Index(i))
			fill(random, v.Index(i), "")
			set(random, v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for _, name := range []string{"edm", "sms"}[:1+random.IntN(2)] {
			item := reflect.New(v.Type().Elem()).Elem()
			for item.IsZero() {
				fill(random, item, "")
			}
			v.SetMapIndex(reflect.ValueOf(name), item)
		}
	default:
		set(random, v)
	}
}

func set(random *rand.Rand, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(texts[random.IntN(len(texts))])
	case reflect.Int:
		v.SetInt(int64(1 + random.IntN(100)))
	case reflect.Float64:
		v.SetFloat(float64(1+random.IntN(100)) / 8)
	case reflect.Bool:
		v.SetBool(true)
	}
}

// A campaign of the file is written as the file has it, with the texts that its keys name, and
// without the conditions of its segment.
func TestCampaignOfFile(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "mail.html"), []byte("<p>Hello</p>\n"), 0o600))
	path := filepath.Join(dir, "regulars.yaml")
	require.NoError(t, os.WriteFile(path, []byte(`brands:
- name: tea
  segments: {vips: {rfm_classes: [rfm_vip]}}
  campaigns:
  - name: wake-up
    audience: {enters: [sleep], segment: vips}
    channels: [edm]
    approve_within: 48h
    templates: {edm: {subject: Hi, html_file: mail.html}}
`), 0o600))
	c, err := written.OfFile(path, "tea", "wake-up")
	require.NoError(t, err)
	text, err := written.YAML(c)
	require.NoError(t, err)
	require.Equal(t, `campaigns:
  - name: wake-up
    audience:
      enters: [sleep]
      segment: vips
    channels: [edm]
    approve_within: 48h
    templates:
      edm:
        subject: Hi
        html: |
          <p>Hello</p>
`, text)
	_, err = written.OfFile(path, "tea", "other")
	require.ErrorContains(t, err, "no campaign other")
}
