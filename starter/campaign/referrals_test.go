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

// `campaign referrals` shows who invited whom, under ids that tell nothing, and writes the
// codes for the shop.
func TestCampaignReferrals(t *testing.T) {
	db := schematest.Open(t)
	stack := localtest.Stack(t)
	for name, value := range map[string]string{
		address.TemporalEnv: stack.Temporal, address.ClickHouseEnv: stack.ClickHouse, "CLICKHOUSE_DATABASE": db.Database(), "CLICKHOUSE_PASSWORD": localtest.Password(t),
		"TEST_TOKEN": "token", "TEST_KEY": "a key of enough characters",
	} {
		t.Setenv(name, value)
	}
	dir := t.TempDir()
	s := &session.Session{ConfigPath: filepath.Join(dir, "regulars.yaml")}
	require.NoError(t, os.WriteFile(s.ConfigPath, fmt.Appendf(nil, suggestShop, ""), 0o600))
	command := func(args ...string) (string, error) {
		c := New(s)
		var out bytes.Buffer
		c.SetOut(&out)
		c.SetErr(&out)
		c.SilenceUsage = true
		c.SetArgs(append([]string{"referrals"}, args...))
		err := c.ExecuteContext(t.Context())
		return out.String(), err
	}
	out, err := command()
	require.NoError(t, err)
	require.Contains(t, out, "no member has a referral code yet")
	for _, statement := range []string{
		"INSERT INTO referral_codes (brand, programme, member_id, code, at) VALUES ('tea', 'friends', 1111, 'ABCDE12345', '2026-11-01 00:00:00'), ('tea', 'friends', 2222, 'FGHJK67890', '2026-11-02 00:00:00'), ('tea', 'family', 1111, 'MNPQR00000', '2026-11-02 00:00:00')",
		"INSERT INTO orders (brand, shop, order_id, coupons, version) VALUES ('tea', 'store', 'a1', ['abcde12345'], 1), ('tea', 'store', 'a2', ['ABCDE12345'], 1), ('tea', 'store', 'a3', ['ABCDE12345'], 1)",
		`INSERT INTO member_orders (brand, member_id, shop, order_id, placed_at, date, seq, revenue, discount, version) VALUES
			('tea', 3333, 'store', 'a1', '2026-11-05 00:00:00', '2026-11-05', 1, 500, 50, 1), ('tea', 3333, 'store', 'a2', '2026-11-06 00:00:00', '2026-11-06', 2, 300, 30, 1),
			('tea', 1111, 'store', 'a3', '2026-11-07 00:00:00', '2026-11-07', 1, 900, 90, 1)`,
	} {
		require.NoError(t, db.Conn().Exec(t.Context(), statement))
	}
	out, err = command()
	require.NoError(t, err)
	t.Log("\n" + out)
	require.Regexp(t, `friends +2 +1 +1 +1 +2 +800 +80`, out, "the third is the inviter's own")
	require.Regexp(t, `family +1 +0 +0 +0 +0 +0 +0`, out)
	require.Contains(t, out, "first purchase")
	require.Regexp(t, `store/a2 .*again`, out)
	require.NotContains(t, out, "3333")
	require.NotContains(t, out, "a3")
	out, err = command("friends", "--lang", "zh-Hant", "--limit", "1")
	require.NoError(t, err)
	require.Contains(t, out, "誰推薦了誰")
	require.NotContains(t, out, "family")
	require.NotContains(t, out, "store/a1")

	file := filepath.Join(dir, "codes.csv")
	out, err = command("friends", "--codes", file)
	require.NoError(t, err)
	require.Contains(t, out, "2 codes of friends")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "code\nABCDE12345\nFGHJK67890\n", string(text))
	_, err = command("nobody", "--codes", file)
	require.ErrorContains(t, err, "nobody has a code of the programme nobody yet")
	_, err = command("--codes", file)
	require.ErrorContains(t, err, "name the programme")
}
