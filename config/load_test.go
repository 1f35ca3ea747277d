package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var testEnv = map[string]string{
	"SHOPIFY_TOKEN": "secret-shopify-9137",
	"WOO_KEY":       "secret-woo-9137",
	"SMTP_PASSWORD": "secret-smtp-9137",
	"TWILIO_TOKEN":  "secret-twilio-9137",
	"LINE_TOKEN":    "secret-line-9137",
	"HASH_KEY":      "secret-hash-9137-0123456789",
	"SHOP_CITY":     "台北",
	"EMPTY":         "",
	"KEY_OF_15":     "secret-hash-913",
	"KEY_OF_16":     "secret-hash-9137",
}

func lookup(name string) (string, bool) {
	value, ok := testEnv[name]
	return value, ok
}

func loadFull(t *testing.T) *Config {
	t.Helper()
	path := filepath.Join("testdata", "full.yaml")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	cfg, err := parse(path, text, lookup)
	require.NoError(t, err)
	return cfg
}

func TestLoadFull(t *testing.T) {
	cfg := loadFull(t)
	brand, err := cfg.Brand("")
	require.NoError(t, err)

	t.Run("Values", func(t *testing.T) {
		assert.Equal(t, "Asia/Taipei", brand.Zone.String())
		assert.Equal(t, 4*time.Hour, brand.Schedule.CatchupWindow)
		assert.Equal(t, "45", brand.Lifecycle.Cycle)
		assert.Equal(t, "0.2105", brand.Rates[0].Rate)
		assert.Equal(t, "3", brand.RFM.OrdersCut)
		assert.Equal(t, []float64{30, 60, 120, 240.5}, brand.RFM.RecencyBins)
		assert.Equal(t, Prediction{AtRisk: 0.4, RefitDays: 14}, brand.Prediction)
		assert.Equal(t, []Tier{{Name: "silver", Spend: 5000}, {Name: "gold", Spend: 20000.5}}, brand.Tiers)
		assert.Equal(t, "nightly", cfg.Worker.TaskQueue)
	})
	t.Run("Defaults", func(t *testing.T) {
		assert.Equal(t, "Asia/Taipei", brand.Schedule.Zone.String())
		assert.Equal(t, 30, brand.Lifecycle.FallbackDays)
		assert.Equal(t, "TW", brand.Identity.Region)
		assert.Equal(t, "mean", brand.RFM.MoneyCut)
		assert.Empty(t, brand.RFM.MoneyBins)
		web, err := brand.Shop("web")
		require.NoError(t, err)
		assert.Equal(t, "paid", web.CountsWhen)
		assert.Equal(t, time.Hour, web.Lookback)
		assert.Equal(t, 720*time.Hour, web.Reread)
		assert.Equal(t, "TWD", web.Currency)
		assert.Equal(t, "Asia/Taipei", web.Zone.String())
		assert.Equal(t, 587, brand.Channels["edm"].Port)
		assert.Equal(t, 0.2, brand.Campaigns[0].PauseAtFailureRate)
	})
	t.Run("Secrets", func(t *testing.T) {
		tokyo, err := brand.Shop("tokyo")
		require.NoError(t, err)
		assert.Equal(t, "secret-woo-9137", tokyo.Key.Reveal())
		assert.Equal(t, "from-a-file-secret", tokyo.KeySecret.Reveal())
		assert.Equal(t, "Asia/Tokyo", tokyo.Zone.String())
	})
	t.Run("Keys", func(t *testing.T) { // what masks members, signs links and marks the envelope
		for _, key := range []Secret{cfg.Privacy.HashKey, brand.HashKey, brand.Channels["edm"].ReturnKey} {
			assert.Equal(t, testEnv["HASH_KEY"], key.Reveal())
		}
	})
	t.Run("Callbacks", func(t *testing.T) {
		text, err := os.ReadFile(filepath.Join("testdata", "full.yaml"))
		require.NoError(t, err)
		reached, err := parse("full.yaml", []byte(strings.Replace(string(text), "\nworker:\n", "\nworker:\n  public_url: https://hooks.shop.tw\n", 1)), lookup)
		require.NotNil(t, reached, "%v", err)
		assert.Equal(t, "https://hooks.shop.tw/answers/lumen/sms", reached.Brands[0].Channels["sms"].Callback.Reveal())
	})
	t.Run("Feeds", func(t *testing.T) {
		store, err := brand.Shop("store")
		require.NoError(t, err)
		require.Len(t, store.Feeds, 1)
		assert.True(t, filepath.IsAbs(store.Feeds[0].Path))
		assert.Equal(t, "match(InvoiceNo, '^C$')", store.Feeds[0].Columns["cancelled"])
		archive, err := brand.Shop("archive")
		require.NoError(t, err)
		require.Len(t, archive.Feeds, 2)
		assert.Equal(t, "s3://bucket/orders.parquet", archive.Feeds[0].Path)
		assert.Equal(t, "total", archive.Feeds[0].Columns["amount"])
		assert.Equal(t, "InvoiceNo", archive.Feeds[0].Columns["order_id"])
	})
	t.Run("Templates", func(t *testing.T) {
		wake, err := brand.Campaign("wake-up")
		require.NoError(t, err)
		mail, ok := wake.TemplateText("edm", "")
		require.True(t, ok)
		assert.Equal(t, "<p>Come back, {{ member.name }}</p>\n", mail.HTML)
		line, _ := wake.TemplateText("line", "")
		assert.Equal(t, "{{ member.name }}，NT$100 等你", line.Text)
		welcome, err := brand.Campaign("welcome")
		require.NoError(t, err)
		sms, _ := welcome.TemplateText("sms", "")
		assert.Equal(t, "Hello from 台北", sms.Text)
	})
	t.Run("NotFound", func(t *testing.T) {
		_, err := brand.Shop("wbe")
		assert.ErrorContains(t, err, "did you mean web?")
		_, err = brand.Campaign("wakeup")
		assert.ErrorContains(t, err, "did you mean wake-up?")
		_, err = cfg.Brand("lumne")
		assert.ErrorContains(t, err, "did you mean lumen?")
	})
}

func TestLoadAbsent(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "regulars.yaml"))
	assert.ErrorContains(t, err, "--config")
}

var addresses = regexp.MustCompile(`[0-9a-f]{8,}`)

func TestSecretsNeverPrint(t *testing.T) {
	cfg := loadFull(t)
	asJSON, err := json.Marshal(cfg.Brands[0].Shops)
	require.NoError(t, err)
	asYAML, err := yaml.Marshal(cfg.Brands[0].Shops)
	require.NoError(t, err)
	asYAMLToo, err := yaml.Marshal(cfg.Brands[0].Channels)
	require.NoError(t, err)
	texts := []string{string(asJSON), string(asYAML), string(asYAMLToo)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		texts = append(texts, fmt.Sprintf(verb, cfg), fmt.Sprintf(verb, *cfg), fmt.Sprintf(verb, cfg.Privacy.HashKey),
			fmt.Sprintf(verb, cfg.Brands[0].Shops), fmt.Sprintf(verb, *cfg.Brands[0].Channels["edm"]))
	}
	for _, text := range texts {
		// Addresses of memory are printed, too, and may hold any few digits.
		short := addresses.ReplaceAllString(text, "")
		for _, value := range append(secretValues(), fmt.Sprintf("%x", testEnv["HASH_KEY"])) {
			if len(value) > 4 && strings.Contains(text, value) || strings.Contains(short, value) {
				t.Errorf("%s stands in %.60q…", value, text)
			}
		}
	}
	assert.Contains(t, string(asYAML), "***")
}

func secretValues() []string {
	values := []string{"from-a-file-secret", "9137"}
	for name, value := range testEnv {
		if name != "SHOP_CITY" && value != "" {
			values = append(values, value)
		}
	}
	return values
}

func mistakesOf(t *testing.T, text string) Mistakes {
	t.Helper()
	_, err := parse(filepath.Join("testdata", "x.yaml"), []byte(text), lookup)
	var mistakes Mistakes
	require.True(t, errors.As(err, &mistakes), "want mistakes, got %v", err)
	for _, value := range secretValues() {
		assert.NotContains(t, strings.ReplaceAll(err.Error(), "x.yaml", ""), value)
	}
	return mistakes
}
