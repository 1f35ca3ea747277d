package setup

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/presets"
)

// load loads a written file with its variables set, and returns its only shop.
func load(t *testing.T, path string, variables ...string) (*config.Brand, *config.Shop) {
	t.Helper()
	for _, name := range variables {
		t.Setenv(name, "a secret of at least 16")
	}
	cfg, err := config.Load(path)
	require.NoError(t, err)
	require.Len(t, cfg.Brands, 1)
	require.Len(t, cfg.Brands[0].Shops, 1)
	return &cfg.Brands[0], &cfg.Brands[0].Shops[0]
}

func TestFromFlags(t *testing.T) {
	for platform, c := range map[string]struct {
		args      []string
		variables []string
	}{
		"shopify":     {[]string{"--url", "https://tea.myshopify.com"}, []string{"SHOPIFY_TOKEN", "HASH_KEY"}},
		"woocommerce": {[]string{"--url", "https://tea.example"}, []string{"WOOCOMMERCE_KEY", "WOOCOMMERCE_SECRET", "HASH_KEY"}},
		"medusa":      {[]string{"--url", "https://tea.example"}, []string{"MEDUSA_TOKEN", "HASH_KEY"}},
		"vendure":     {[]string{"--url", "https://tea.example"}, []string{"VENDURE_TOKEN", "HASH_KEY"}},
		"file":        {[]string{"--feed", "sales/*.csv", "--column", "order_id=單號", "--column", "placed_at=日期", "--column", "amount=金額"}, []string{"HASH_KEY"}},
	} {
		t.Run(platform, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "tea.yaml")
			command := Command()
			var out bytes.Buffer
			command.SetOut(&out)
			command.SetArgs(append([]string{path, "--yes", "--brand", "tea", "--timezone", "Asia/Tokyo", "--currency", "JPY", "--platform", platform}, c.args...))
			require.NoError(t, command.Execute())
			for _, name := range c.variables {
				require.Contains(t, out.String(), "export "+name+"=")
			}
			require.Equal(t, len(c.variables), strings.Count(out.String(), "export "))
			require.Contains(t, out.String(), "starter check --config "+path)
			brand, shop := load(t, path, c.variables...)
			require.Equal(t, []string{"tea", "Asia/Tokyo", "JPY", "en"}, []string{brand.Name, brand.Timezone, brand.Currency, brand.Language})
			require.Equal(t, platform, shop.Platform)
			if platform == "file" {
				require.Len(t, shop.Feeds, 1)
				require.Equal(t, map[string]string{"order_id": "單號", "placed_at": "日期", "amount": "金額"}, shop.Feeds[0].Columns)
			}
			written, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Regexp(t, `^# yaml-language-server: \$schema=\S+docs/regulars\.schema\.json\n`, string(written))
		})
	}
}

// A preset is all that its feed needs; a column that is given goes before it.
func TestPreset(t *testing.T) {
	for _, preset := range presets.Names() {
		path := filepath.Join(t.TempDir(), "tea.yaml")
		command := Command()
		command.SetOut(&bytes.Buffer{})
		command.SetArgs([]string{path, "--yes", "--feed", "exports/*.csv", "--preset", preset})
		require.NoError(t, command.Execute(), preset)
		_, shop := load(t, path, "HASH_KEY")
		want, known := config.PresetNamed(preset)
		require.True(t, known)
		require.Equal(t, preset, shop.Feeds[0].Preset)
		require.Equal(t, want.Columns, shop.Feeds[0].Columns)
		require.Equal(t, want.Entity, shop.Feeds[0].Entity)
	}
	path := filepath.Join(t.TempDir(), "tea.yaml")
	_, err := Write(path, Answers{Feed: "o.csv", Preset: "shopify-orders", Columns: map[string]string{"customer_id": "Id"}})
	require.NoError(t, err)
	_, shop := load(t, path, "HASH_KEY")
	require.Equal(t, "Id", shop.Feeds[0].Columns["customer_id"])
	require.Equal(t, "Name", shop.Feeds[0].Columns["order_id"])
}

func TestFromAnswers(t *testing.T) {
	for platform, c := range map[string]struct {
		said      string
		variables []string
	}{
		"shopify":     {"tea\n\n\nzh-Hant\nshopify\nhttps://tea.myshopify.com\nedm, sms line\n", []string{"SHOPIFY_TOKEN", "SMTP_HOST", "SMTP_USER", "SMTP_PASSWORD", "TWILIO_ACCOUNT", "TWILIO_TOKEN", "LINE_TOKEN", "HASH_KEY"}},
		"woocommerce": {"tea\n\n\nzh-Hant\nwoocommerce\nhttps://tea.example\n\n", []string{"WOOCOMMERCE_KEY", "WOOCOMMERCE_SECRET", "HASH_KEY"}},
		"file":        {"tea\n\n\nzh-Hant\n\nsales.csv\n\nNo\n\nTotal \"net\"\nTel\nline\n", []string{"LINE_TOKEN", "HASH_KEY"}},
	} {
		t.Run(platform, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "regulars.yaml")
			var out bytes.Buffer
			require.NoError(t, run(strings.NewReader(c.said), &out, path, Answers{}, true))
			for _, name := range c.variables {
				require.Contains(t, out.String(), "export "+name+"=")
			}
			t.Setenv("TWILIO_ACCOUNT", "AC0123456789abcdef0123456789abcdef")
			variables := c.variables
			for i, name := range variables {
				if name == "TWILIO_ACCOUNT" {
					variables = append(variables[:i:i], variables[i+1:]...)
				}
			}
			brand, shop := load(t, path, variables...)
			require.Equal(t, []string{"tea", "Asia/Taipei", "TWD", "zh-Hant"}, []string{brand.Name, brand.Timezone, brand.Currency, brand.Language})
			require.Equal(t, platform, shop.Platform)
			require.Len(t, brand.Channels, map[string]int{"shopify": 3, "file": 1}[platform])
			if platform == "file" {
				require.Equal(t, map[string]string{"order_id": "No", "placed_at": "placed_at", "amount": `Total "net"`, "phone": "Tel"}, shop.Feeds[0].Columns)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	for text, a := range map[string]Answers{
		"--url is missing":       {Platform: "shopify"},
		"--feed is missing":      {Platform: "file"},
		"--url belongs":          {Platform: "file", Feed: "a.csv", URL: "https://a.example"},
		"--column belong":        {Platform: "shopify", URL: "https://a.example", Feed: "a.csv"},
		"--preset and":           {Platform: "shopify", URL: "https://a.example", Preset: "shopify-orders"},
		"--preset etsy is not":   {Feed: "a.csv", Preset: "etsy"},
		"--platform etsy":        {Platform: "etsy"},
		"is not a time zone":     {Feed: "a.csv", Timezone: "Taipei"},
		"is not a currency":      {Feed: "a.csv", Currency: "NT"},
		"need the column amount": {Feed: "a.csv", Columns: map[string]string{"order_id": "a", "placed_at": "b"}},
		"there is no channel":    {Feed: "a.csv", Channels: []string{"fax"}},
	} {
		_, err := Write(path, a)
		require.ErrorContains(t, err, text)
		require.NoFileExists(t, path)
	}
	require.NoError(t, os.WriteFile(path, []byte("mine"), 0o600))
	require.ErrorIs(t, run(nil, nil, path, Answers{Feed: "a.csv"}, false), os.ErrExist)
	_, err := Write(path, Answers{Feed: "a.csv"})
	require.ErrorIs(t, err, os.ErrExist)
	kept, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "mine", string(kept))
}
