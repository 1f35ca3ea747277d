package preview

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/deliver"
	"regulars/schema/ledger"
	"regulars/schema/schematest"
)

const teaShop = `
brands:
  - name: tea
    timezone: Asia/Taipei
    currency: TWD
    shops: [{name: store, platform: file, path: sales.csv, columns: {order_id: id, placed_at: at, amount: a, customer_id: who}}]
    channels:
      sms: {account_sid: AC0123456789abcdef0123456789abcdef, auth_token: '${TEST_TOKEN}', from: '+886912345678', price: "0.85"}
      edm: {host: mail.tea.test, from: a@tea.test, unsubscribe_url: 'https://tea.test/u'}
    campaigns:
      - name: wake-up
        audience: {is: [sleep, lost]}
        once_per: 2d
        holdout: 0.1
        send_at: best_hour
        channels: [edm, sms]
        templates:
          sms: {text: '【Tea】{{ member.name | default: "您" }}，七天內85折。退訂請回N'}
          edm:
            subject: '{{ member.name | default: "Friend" }}, welcome back'
            text: "It has been a while.\nLeave: {{ unsubscribe_url }}"
            languages:
              ja: {subject: '{{ member.name | default: "お客様" }}', text: "お久しぶりです。{% for p in member.recommended %}{{ p.name }}{% endfor %}\n{{ unsubscribe_url }}"}
        variants:
          - name: plain
          - {name: short, templates: {sms: {text: '【Tea】85折！退訂請回N'}}}
      - name: news
        audience: {is: [sleep]}
        channels: [sms]
        templates: {sms: {text: '【Tea】新茶上市。退訂請回N'}}
privacy: {hash_key: '${TEST_KEY}'}
`

// The screens of a real plan: the sums agree, who got it before is left alone, and a replay
// writes nothing.
func TestScreensOfAPlan(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	for _, statement := range []string{
		`INSERT INTO members (brand, member_id, name, email, phone, known_on) SELECT 'tea', number + 1,
			multiIf(number = 13, '', number = 14, '歐陽小明明', '王小明'), concat('m', toString(number), '@shop.test'), concat('+8869876543', leftPad(toString(number), 2, '0')), '2026-01-01' FROM numbers(40)`,
		"INSERT INTO identity_nodes (brand, node, kind, member_id) SELECT 'tea', number + 1, 'email', number + 1 FROM numbers(40)",
		"INSERT INTO stage_intervals (brand, member_id, valid_from, valid_to, stage, stage_before, version) SELECT 'tea', number + 1, '2026-11-10', '2027-01-01', if(number % 2 = 0, 'sleep', 'lost'), 'active', 1 FROM numbers(40)",
		"INSERT INTO consent_facts SELECT 'tea', 's', number + 1, if(number % 3 = 0, 'edm', 'sms'), 'marketing', now() - 10, true, 'form', 'x', 1, true FROM numbers(36)",
		"ALTER TABLE members UPDATE language = 'ja-JP' WHERE member_id = 19 SETTINGS mutations_sync = 1",
		"INSERT INTO member_orders (brand, member_id, shop, order_id, placed_at, date, seq, version) SELECT 'tea', 19, 's', toString(number), toDateTime64('2026-11-11 12:30:00', 3, 'UTC'), '2026-11-11', number + 1, 1 FROM numbers(3)",
		"INSERT INTO deliveries (brand, campaign, date, member_id, state, channel, version) SELECT 'tea', 'wake-up', if(number < 5, '2026-11-19', '2026-11-16'), number + 1, 'sent', 'sms', 1 FROM numbers(12)",
	} {
		require.NoError(t, conn.Exec(t.Context(), statement))
	}
	t.Setenv("TEST_TOKEN", "token")
	t.Setenv("TEST_KEY", "a key of enough characters")
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	require.NoError(t, os.WriteFile(path, []byte(teaShop), 0o600))
	cfg, err := config.Load(path)
	require.NoError(t, err)
	brand := &cfg.Brands[0]
	l, err := ledger.New(db, cfg.Privacy.HashKey.Reveal())
	require.NoError(t, err)
	plan, err := deliver.Ready(ledger.PlanOf(brand, &brand.Campaigns[0], "2026-11-20"), brand, &brand.Campaigns[0], cfg.Privacy.HashKey.Reveal())
	require.NoError(t, err)
	require.True(t, plan.Recommends)
	c, err := newCampaign(cfg, brand, plan)
	require.NoError(t, err)

	var out bytes.Buffer
	require.NoError(t, c.summary(t.Context(), &out, l))
	t.Log("\n" + out.String())
	for _, says := range []string{
		"addresses members who are sleep or lost; the same member again after 2 days at the earliest",
		"audience 35,", "4  no consent", "5 more are left alone", "6 (21.4 %) of them", "sms: about NT$16 for 19 segments", "At their best hours", "20:00", "edm: what a message costs is not known", "short",
	} {
		require.Contains(t, out.String(), says)
	}

	out.Reset()
	dir := filepath.Join(t.TempDir(), "look")
	require.NoError(t, c.showSamples(t.Context(), &out, l, shown{show: 6, out: dir}))
	t.Log("\n" + out.String())
	require.Contains(t, out.String(), "no name")
	require.Contains(t, out.String(), "text only")
	require.Contains(t, out.String(), "歐○○○明")
	require.Contains(t, out.String(), "· ja ·", "one for each language")
	require.Contains(t, out.String(), "お久しぶりです。")
	require.Contains(t, out.String(), "at 20:00")
	require.NotContains(t, out.String(), "王小明")
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 6)

	out.Reset()
	dates := []regulars.BusinessDate{"2026-11-20", "2026-11-21", "2026-11-22"}
	h, err := play(t.Context(), io.Discard, l, brand, []*config.Campaign{&brand.Campaigns[0], &brand.Campaigns[1]}, dates)
	require.NoError(t, err)
	require.NoError(t, h.price(cfg, brand, []*config.Campaign{&brand.Campaigns[0], &brand.Campaigns[1]}))
	h.draw(&out, moneyOf(brand))
	t.Log("\n" + out.String())
	require.Len(t, h.Days, 6)
	require.Equal(t, uint64(20), h.Days[1].Audience, "news, on the first day")
	require.Empty(t, h.Days[3].Planned, "it goes once to each")
	require.Equal(t, map[string]uint64{"no_consent": 8}, h.Days[3].Excluded, "who may not be written to was not reached")
	require.NotEmpty(t, h.Overlaps)

	var rows uint64
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT count() FROM deliveries").Scan(&rows))
	require.Equal(t, uint64(12), rows)
}
