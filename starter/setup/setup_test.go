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
	"regulars/platform/connectors"
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
	cases := map[string]struct {
		args      []string
		variables []string
	}{
		"file": {[]string{"--feed", "sales/*.csv", "--column", "order_id=單號", "--column", "placed_at=日期", "--column", "amount=金額"}, []string{"HASH_KEY"}},
	}
	for _, platform := range connectors.Platforms() {
		c := cases[platform]
		for _, s := range connectors.Settings(platform) {
			if s.Secret() {
				c.variables = append(c.variables, s.Variable)
				continue
			}
			c.args = append(c.args, "--"+strings.ReplaceAll(s.Key, "_", "-"), s.Example)
		}
		c.variables = append(c.variables, "HASH_KEY")
		cases[platform] = c
	}
	require.Len(t, cases, 10)
	for platform, c := range cases {
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
	_, err := Write(path, Answers{Shop: Shop{Feed: "o.csv", Preset: "shopify-orders", Columns: map[string]string{"customer_id": "Id"}}})
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
		"shopline":    {"tea\n\n\nzh-Hant\nshopline\nmountain\n\n", []string{"SHOPLINE_TOKEN", "HASH_KEY"}},
		"91app":       {"tea\n\n\nzh-Hant\n91app\n1234\n\n", []string{"NINETYONE_KEY", "HASH_KEY"}},
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
	url := map[string]string{"url": "https://a.example"}
	for text, a := range map[string]Answers{
		"--url is missing: of the shop":          {Shop: Shop{Platform: "shopify"}},
		"--handle is missing: stands before":     {Shop: Shop{Platform: "shopline"}},
		"--shop-id is missing":                   {Shop: Shop{Platform: "91app"}},
		"--handle belongs to another platform":   {Shop: Shop{Platform: "shopify", Settings: map[string]string{"url": "https://a.example", "handle": "tea"}}},
		"--feed is missing":                      {Shop: Shop{Platform: "file"}},
		"--url belongs to another platform than": {Shop: Shop{Platform: "file", Feed: "a.csv", Settings: url}},
		"--column belong":                        {Shop: Shop{Platform: "shopify", Settings: url, Feed: "a.csv"}},
		"--preset and":                           {Shop: Shop{Platform: "shopify", Settings: url, Preset: "shopify-orders"}},
		"--preset etsy is not":                   {Shop: Shop{Feed: "a.csv", Preset: "etsy"}},
		"--platform etsy":                        {Shop: Shop{Platform: "etsy"}},
		"is not a time zone":                     {Shop: Shop{Feed: "a.csv"}, Timezone: "Taipei"},
		"is not a currency":                      {Shop: Shop{Feed: "a.csv"}, Currency: "NT"},
		"need the column amount":                 {Shop: Shop{Feed: "a.csv", Columns: map[string]string{"order_id": "a", "placed_at": "b"}}},
		"there is no channel":                    {Shop: Shop{Feed: "a.csv"}, Channels: []string{"fax"}},
	} {
		_, err := Write(path, a)
		require.ErrorContains(t, err, text)
		require.NoFileExists(t, path)
	}
	require.NoError(t, os.WriteFile(path, []byte("mine"), 0o600))
	require.ErrorIs(t, run(nil, nil, path, Answers{Shop: Shop{Feed: "a.csv"}}, false), os.ErrExist)
	_, err := Write(path, Answers{Shop: Shop{Feed: "a.csv"}})
	require.ErrorIs(t, err, os.ErrExist)
	kept, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "mine", string(kept))
}

const written = `# mine
brands:
  - name: tea # the first
    timezone: Asia/Taipei
    currency: TWD
    shops: # where it sells
      - name: web
        platform: shopify
        url: https://tea.myshopify.com
        token: ${SHOPIFY_TOKEN}

    # no campaigns yet
privacy:
  hash_key: ${HASH_KEY}
`

func addTo(t *testing.T, path string, args ...string) (string, error) {
	t.Helper()
	brand := ""
	command := ShopCommand(&path, &brand)
	var out bytes.Buffer
	command.SetOut(&out)
	command.SilenceErrors, command.SilenceUsage = true, true
	command.SetArgs(append([]string{"add", "--yes"}, args...))
	err := command.Execute()
	return out.String(), err
}

// A shop of any platform is added behind the others; what stood there stays to the byte.
func TestAddShop(t *testing.T) {
	before, after, _ := strings.Cut(written, "\n    # no campaigns yet")
	for _, platform := range append([]string{"file"}, connectors.Platforms()...) {
		path := filepath.Join(t.TempDir(), "regulars.yaml")
		require.NoError(t, os.WriteFile(path, []byte(written), 0o600))
		args := []string{"--name", "second", "--platform", platform}
		if platform == "file" {
			args = append(args, "--feed", "sales.csv")
		}
		for _, s := range connectors.Settings(platform) {
			if !s.Secret() {
				args = append(args, "--"+strings.ReplaceAll(s.Key, "_", "-"), s.Example)
			}
		}
		out, err := addTo(t, path, args...)
		require.NoError(t, err, platform)
		require.Contains(t, out, "has the shop second now")
		require.NotContains(t, out, "export HASH_KEY", "what the file referred to before")
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(string(text), before), "%s:\n%s", platform, text)
		require.True(t, strings.HasSuffix(string(text), "\n    # no campaigns yet"+after), "%s:\n%s", platform, text)
		for _, name := range []string{"SHOPIFY_TOKEN", "HASH_KEY"} {
			t.Setenv(name, "a secret of at least 16")
		}
		for _, name := range variablesIn(string(text)) {
			t.Setenv(name, "a secret of at least 16")
		}
		cfg, err := config.Load(path)
		require.NoError(t, err, "%s:\n%s", platform, text)
		require.Len(t, cfg.Brands[0].Shops, 2)
		require.Equal(t, []string{"second", platform}, []string{cfg.Brands[0].Shops[1].Name, cfg.Brands[0].Shops[1].Platform})
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
}

// Two shops of one platform have secrets of their own.
func TestAddShopOfTheSamePlatform(t *testing.T) {
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	require.NoError(t, os.WriteFile(path, []byte(written), 0o600))
	out, err := addTo(t, path, "--name", "tea-jp", "--platform", "shopify", "--url", "https://tea-jp.myshopify.com")
	require.NoError(t, err)
	require.Contains(t, out, "export SHOP_TEA_JP_TOKEN=")
	require.NotContains(t, out, "export SHOPIFY_TOKEN=")

	var asked bytes.Buffer
	require.NoError(t, addShop(strings.NewReader("cyberbiz\ntw\n"), &asked, path, "tea", Shop{}, true))
	require.Contains(t, asked.String(), "CYBERBIZ_TOKEN")
}

// What wouldn't load is not written.
func TestAddShopRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	_, err := addTo(t, path, "--platform", "cyberbiz")
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "starter init")
	require.NoError(t, os.WriteFile(path, []byte(written), 0o600))
	for text, args := range map[string][]string{
		"has a shop web already": {"--platform", "cyberbiz"},
		"--url is missing":       {"--platform", "easystore", "--name", "b"},
		"it wouldn't load":       {"--platform", "easystore", "--name", "b", "--url", "http://tea.easy.co"},
		"shop_id":                {"--platform", "91app", "--name", "b", "--shop-id", "seven"},
		"need the column amount": {"--name", "b", "--feed", "a.csv", "--column", "order_id=a"},
		"fit into ids":           {"--platform", "cyberbiz", "--name", "Ä b"},
	} {
		_, err := addTo(t, path, args...)
		require.ErrorContains(t, err, text)
		kept, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, written, string(kept), text)
	}
	require.NoError(t, os.WriteFile(path, []byte("brands: [{name: tea, shops: [{name: web}]}]"), 0o600))
	_, err = addTo(t, path, "--platform", "cyberbiz", "--name", "b")
	require.ErrorContains(t, err, "no list with an item on each line")
}
