package check

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
)

const holedTexts = `
brands:
  - name: tea
    timezone: Asia/Taipei
    currency: TWD
    shops: [{name: store, platform: file, path: sales.csv, columns: {order_id: id, placed_at: at, amount: a, customer_id: who}}]
    channels:
      sms: {account_sid: AC1, auth_token: '${TEST_TOKEN}', from: '+886912345678'}
      edm: {host: mail.tea.test, from: a@tea.test, unsubscribe_mail: out@tea.test}
    campaigns:
      - name: back
        audience: {enters: [lost]}
        channels: [edm, sms]
        templates:
          sms: {text: 'Hi {{ member.name }}, seen {{ member.last_purchase }}'}
          edm: {subject: s, html: '<a href="{{ unsubscribe_url }}"><img src="https://x.tw/a.png">'}
        variants:
          - name: a
          - {name: b, templates: {sms: {text: 'Hello {{ member.name }}'}}}
      - name: birthday
        audience: {birthday: day}
        channels: [sms]
        templates: {sms: {text: '{{ member.recency_days }} days', languages: {en: {text: '{{ member.name }}: {{ member.recommended.first.name }}'}}}}
privacy: {hash_key: '${TEST_KEY}'}
`

func textsConfig(t *testing.T, text string) *config.Config {
	t.Helper()
	t.Setenv("TEST_TOKEN", "token")
	t.Setenv("TEST_KEY", "a key of enough characters")
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	cfg, err := config.Load(path)
	require.NoError(t, err, "the config itself loads: a night goes on")
	return cfg
}

// Who entered lost has bought; who has a birthday maybe not. The channel has no
// unsubscribe_url.
func TestEmptyPlacesAreMistakes(t *testing.T) {
	mistakes := TemplateMistakes(textsConfig(t, holedTexts))
	mistakes.Sort()
	var got []string
	for _, m := range mistakes {
		require.NotEmpty(t, m.Remedy)
		got = append(got, strings.TrimPrefix(m.Path, "brands[0].campaigns")+": "+m.Problem)
	}
	slices.Sort(got)
	require.Equal(t, []string{
		"[0].templates.edm: html line 1 prints an empty place where unsubscribe_url is missing",
		"[0].templates.sms: text line 1 prints an empty place where member.name is missing",
		"[0].variants[1].templates.sms: text line 1 prints an empty place where member.name is missing",
		"[1].templates.sms: in en: text line 1 prints an empty place where member.name is missing",
		"[1].templates.sms: in en: text line 1 prints an empty place where member.recommended.first.name is missing",
		"[1].templates.sms: text line 1 prints an empty place where member.recency_days is missing",
	}, got)
}

// Texts that may be sent, and that something is to be said against.
func TestTextWarnings(t *testing.T) {
	cfg := textsConfig(t, holedTexts)
	warnings := Templates(cfg)[0].Warn
	require.Len(t, warnings, 5)
	require.Contains(t, warnings[0], "edm: 1 of its images have no alt text")
	require.Contains(t, warnings[1], "sms: it doesn't say how to refuse more")
	require.Contains(t, warnings[2], "sms: it doesn't name its sender")
	require.Contains(t, warnings[3], "variant b, sms: ")
	birthday := Templates(cfg)[1].Warn
	require.Len(t, birthday, 4, "of a text in two languages")
	require.Contains(t, birthday[0], "sms: in en: it doesn't say how to refuse more")
	cfg.Brands[0].Campaigns[1].Purpose = "service"
	require.Empty(t, Templates(cfg)[1].Warn, "no advertisement")
}

// The texts that are shipped print no empty place, and nothing is to be said against them.
func TestShippedTexts(t *testing.T) {
	path := filepath.Join("..", "..", "examples", "sandbox.yaml")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, name := range regexp.MustCompile(`\$\{(\w+)\}`).FindAllStringSubmatch(string(text), -1) {
		value := "http://127.0.0.1:2525"
		switch {
		case strings.HasSuffix(name[1], "_PORT"):
			value = "2525"
		case strings.HasSuffix(name[1], "_ACCOUNT"):
			value = "AC0123456789abcdef0123456789abcdef"
		case strings.HasSuffix(name[1], "_WORKER"), strings.HasSuffix(name[1], "_HOST"):
			value = "127.0.0.1"
		}
		t.Setenv(name[1], value)
	}
	cfg, _ := config.Load(path) // of its shops nothing is asked here
	require.NotNil(t, cfg)
	require.Empty(t, TemplateMistakes(cfg))
	campaigns := Templates(cfg)
	require.Len(t, campaigns, 4)
	for _, f := range campaigns {
		require.Empty(t, f.Warn, f.What)
	}
}
