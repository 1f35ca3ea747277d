package config

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

const ratesFileConfig = `brands:
  - name: lumen
    timezone: Asia/Taipei
    currency: TWD
    schedule: {cron: "30 4 * * *"}
    rates: [{currency: JPY, from: 2026-01-01, rate: 0.21}]
    rates_file: rates.csv
    shops:
      - {name: us, platform: file, path: orders.csv, currency: USD, columns: {order_id: id, placed_at: t, amount: a}}
`

func parseRates(t *testing.T, rates string) (*Config, error) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "rates.csv"), []byte(rates), 0o600))
	return parse(filepath.Join(dir, "regulars.yaml"), []byte(ratesFileConfig), lookup)
}

func TestRatesFromAFile(t *testing.T) {
	cfg, err := parseRates(t, "currency,from,rate\nUSD,2026-01-01,31.5\nUSD,2026-02-01,32.12345678\n")
	require.NoError(t, err)
	require.Equal(t, []Rate{{Currency: "JPY", From: "2026-01-01", Rate: "0.21"}, {Currency: "USD", From: "2026-01-01", Rate: "31.5"}, {Currency: "USD", From: "2026-02-01", Rate: "32.12345678"}}, cfg.Brands[0].Rates)
}

func TestRatesFilesThatCantBeRight(t *testing.T) {
	for rates, problem := range map[string]string{
		"":                                     "no table of rates",
		"USD,2026-01-01,31.5\n":                "no table of rates",
		"currency,from,rate\nUSD,2026-01-01\n": "no table of rates",
		"currency,from,rate\nUSD,2026-13-01,31\n":                    "line 2",
		"currency,from,rate\nUSD,2026-01-01,-31\n":                   "line 2",
		"currency,from,rate\nUSD,2026-01-01,0\n":                     "line 2",
		"currency,from,rate\nUSD,2026-01-01,x\n":                     "line 2",
		"currency,from,rate\nUS,2026-01-01,31\n":                     "line 2",
		"currency,from,rate\nUSD,2026-01-01,31\nUSD,2026-01-02,0\n":  "line 3",
		"currency,from,rate\nUSD,2026-01-01,31\nUSD,2026-01-01,32\n": "given twice",
		"currency,from,rate\nJPY,2026-01-01,0.3\nUSD,2026-01-01,1\n": "given twice",
		"currency,from,rate\nEUR,2026-01-01,35\n":                    "no rate from USD to TWD",
	} {
		_, err := parseRates(t, rates)
		require.ErrorContains(t, err, problem, rates)
	}
}
