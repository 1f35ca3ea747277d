package check

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
)

const worded = `
brands:
  - name: tea
    timezone: Asia/Taipei
    currency: TWD
    shops:
      - name: store
        platform: file
        feeds:
          - path: a.csv
            columns: {order_id: id, placed_at: at, amount: amount, refunded: r}
            dates: dd/mm/yyyy
            numbers: {amount: "1,234.50", refunded: 1.2.3}
          - path: b.csv
            columns: {order_id: id, placed_at: at, amount: amount}
            dates: {placed_at: "%d/%m/%Y"}
            numbers: "1.234,50"
          - path: c.csv
            columns: {order_id: id, placed_at: at, amount: amount}
            dates: {placed_at: "%d/%q"}
    campaigns:
      - name: hello
        audience: {enters: [sleep]}
        channels: [edm]
        templates: {edm: {subject: hi, text: hello, html_file: nope.html, languages: {en: {subject: hi, text_file: nope.txt}}}}
`

// What the config takes for a word, and a night couldn't read, is a mistake with its place.
func TestWordsOfFeedsThatMeanNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	require.NoError(t, os.WriteFile(path, []byte(worded), 0o600))
	cfg, err := config.Load(path)
	var named config.Mistakes
	require.ErrorAs(t, err, &named)
	require.Contains(t, err.Error(), "templates.edm.languages.en.text_file: nope.txt can't be read")
	mistakes := WordMistakes(cfg)
	require.Len(t, mistakes, 3)
	require.Contains(t, mistakes[0].String(), `yaml:12:13: brands[0].shops[0].feeds[0].dates: "dd/mm/yyyy" is no way to write dates; give ymd`)
	require.Contains(t, mistakes[1].String(), `feeds[0].numbers.refunded: "1.2.3" is no way to write numbers; write 1234.50 as the file does`)
	require.Contains(t, mistakes[2].String(), `feeds[2].dates.placed_at: the layout "%d/%q" has %q`)
	for _, m := range TemplateMistakes(cfg) {
		require.False(t, strings.Contains(m.String(), "can't be read"), "the config has said it at its key: %s", m)
	}
}
