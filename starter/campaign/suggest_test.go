package campaign

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/deploy/local/address"
	"regulars/deploy/local/localtest"
	"regulars/schema/schematest"
	"regulars/starter/session"
)

const suggestShop = `
brands:
  - name: tea
    timezone: Asia/Taipei
    currency: TWD
    %s
    shops: [{name: store, platform: file, path: sales.csv, columns: {order_id: id, placed_at: at, amount: a, customer_id: who}}]
    channels: {line: {channel_token: '${TEST_TOKEN}', price: "0.5"}}
    campaigns: [{name: wake-up, audience: {is: [sleep]}, channels: [line], templates: {line: {text: hello}}}]
privacy: {hash_key: '${TEST_KEY}'}
`

// `campaign suggest` says what is worth a quota, from what the ledger holds; and what it
// can't say.
func TestCampaignSuggest(t *testing.T) {
	db := schematest.Open(t)
	stack := localtest.Stack(t)
	for name, value := range map[string]string{
		address.TemporalEnv: stack.Temporal, address.ClickHouseEnv: stack.ClickHouse, "CLICKHOUSE_DATABASE": db.Database(), "CLICKHOUSE_PASSWORD": localtest.Password(t),
		"TEST_TOKEN": "token", "TEST_KEY": "a key of enough characters",
	} {
		t.Setenv(name, value)
	}
	s := &session.Session{ConfigPath: filepath.Join(t.TempDir(), "regulars.yaml")}
	command := func(margin string, args ...string) (string, error) {
		require.NoError(t, os.WriteFile(s.ConfigPath, fmt.Appendf(nil, suggestShop, margin), 0o600))
		c := New(s)
		var out bytes.Buffer
		c.SetOut(&out)
		c.SetErr(&out)
		c.SilenceUsage = true
		c.SetArgs(append([]string{"suggest"}, args...))
		err := c.ExecuteContext(t.Context())
		return out.String(), err
	}
	_, err := command("")
	require.ErrorContains(t, err, "write margin under the brand")
	_, err = command("margin: 1.5")
	require.ErrorContains(t, err, "margin")
	out, err := command("margin: 0.4")
	require.NoError(t, err)
	require.Contains(t, out, "too little was measured")

	// Two months ago 400 got it and 100 were kept out; of the former 100 bought for 100, of the latter 5.
	require.NoError(t, db.Conn().Exec(t.Context(), `INSERT INTO deliveries (brand, campaign, channel, stage, date, member_id, state, reason, planned_at, at, version)
		SELECT 'tea', 'wake-up', 'line', 'sleep', today() - 60, number, if(number < 400, 'sent', 'excluded'), if(number < 400, '', 'holdout'),
			toDateTime64(today() - 59, 3, 'UTC'), toDateTime64(today() - 59, 3, 'UTC') + INTERVAL if(number < 400, 2, 0) HOUR, 1 FROM numbers(500)`))
	require.NoError(t, db.Conn().Exec(t.Context(), `INSERT INTO member_orders (brand, member_id, shop, order_id, placed_at, date, seq, is_purchase, revenue, version)
		SELECT 'tea', if(number < 100, number, number + 300), 'store', toString(number), toDateTime64(today() - 57, 3, 'UTC'), today() - 57, 1, true, 100, 1 FROM numbers(105)`))
	out, err = command("margin: 0.4", "--quota", "line=150")
	require.NoError(t, err)
	require.Contains(t, out, "wake-up · sleep · LINE 08–12") // ten o'clock in Taipei
	require.Contains(t, out, "+7.50")                        // (25 − 5) × 0.4 − 0.5
	require.Contains(t, out, "send 150")
	require.Contains(t, out, "LINE: 150 of 1,600 messages in 28 days are worth their price: they cost NT$75 and are expected to earn NT$1,125 above it; beyond the limit, the next message would earn 7.50")
	out, err = command("margin: 0.4", "--budget", "line=10", "--lang", "zh-Hant")
	require.NoError(t, err)
	require.Contains(t, out, "28 天內 1,600 則中有 20 則值得其單價")
	for flag, says := range map[string]string{"--quota=sms=5": "no channel sms", "--quota=line=-1": "0 or more", "--quota=line=many": "0 or more"} {
		_, err = command("margin: 0.4", flag)
		require.ErrorContains(t, err, says)
	}
	_, err = command("margin: 0.4", "--quota", "line=5", "--budget", "line=5")
	require.ErrorContains(t, err, "give one of them")
}
