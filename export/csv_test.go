package export

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"regulars/identity"
	"regulars/present"
	"regulars/schema/ledger"
	"regulars/schema/trace"
	"regulars/schema/view"
)

func TestHarmless(t *testing.T) {
	for text, want := range map[string]string{
		"=HYPERLINK(1)": "'=HYPERLINK(1)", "@SUM(A1)": "'@SUM(A1)", "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0", "-2+3": "'-2+3", "\tx": "'\tx", "\r=1": "'\r=1",
		"+886912345678": "+886912345678", "-12.5": "-12.5", "+": "+", "": "", "mei": "mei", "a=b": "a=b", "–": "–",
		"\n=1": "'\n=1", "＝1+1": "'＝1+1", "＋cmd": "'＋cmd", "－2": "'－2", "＠SUM(A1)": "'＠SUM(A1)", "茶＝1": "茶＝1", "-": "'-", "-1e5": "-1e5",
	} {
		require.Equal(t, want, harmless(text), "%q", text)
	}
}

// What an audience exports goes through the same writer as a segment.
func TestAudience(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audience.csv")
	mask := identity.NewMask("a key of the tests", "acme")
	n, err := Audience(path, &present.English, mask, func(write func(ledger.AudienceMember) error) error {
		for _, m := range []ledger.AudienceMember{
			{MemberID: 18446744073709551615, Name: "=HYPERLINK(1)", Phone: "+886912345678", Stage: "lost", Purchases: 3, Revenue: -12.5, Channel: "sms", State: ledger.DeliveryPlanned},
			{MemberID: 7, Name: "王小明, Jr.", State: ledger.DeliveryExcluded, Reason: "@no_consent"},
		} {
			if err := write(m); err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.Equal(t, [][]string{
		audienceColumns,
		{mask.Write(18446744073709551615), "'=HYPERLINK(1)", "", "+886912345678", "", "lost", "", "", "3", "-12.5", "sms", "planned", ""},
		{mask.Write(7), "王小明, Jr.", "", "", "", "", "", "", "0", "0", "", "excluded", "'@no_consent"},
	}, linesOf(t, path))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestNumbers(t *testing.T) {
	v := 12.5
	rows := []view.KPI{{Scope: "product:=1+1", Metric: "revenue", Window: "day", Value: &v, Anomaly: true}, {Scope: "brand", Metric: "aov", Window: "28d"}}
	var out bytes.Buffer
	require.NoError(t, Numbers(&out, "2026-11-20", rows))
	require.Equal(t, "date,scope,metric,window,value,change_day,change_week,change_month,change_year,robust_z,anomaly,target,target_gap\n"+
		"2026-11-20,product:=1+1,revenue,day,12.5,,,,,,true,,\n2026-11-20,brand,aov,28d,,,,,,,false,,\n", out.String())
	out.Reset()
	require.NoError(t, NumbersJSON(&out, "2026-11-20", rows[:1]))
	require.Contains(t, out.String(), `"date": "2026-11-20"`)
	require.Contains(t, out.String(), `"value": 12.5`)
}

func TestOrdersAddUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "orders.csv")
	mask := identity.NewMask("a key of the tests", "acme")
	one, half := decimal.NewFromInt(1), decimal.RequireFromString("0.5")
	sums, err := Orders(path, &present.English, mask, func(write func(trace.Proof) error) error {
		for _, p := range []trace.Proof{
			{Part: "numerator", Record: "order", Shop: "web", ID: "-1+1", Numerator: &half, Denominator: &one, Seq: 2, Revenue: one},
			{Part: "both", Record: "member", MemberID: 42, Numerator: &one},
		} {
			if err := write(p); err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, 2, sums.Rows)
	require.Equal(t, "1.5", sums.Numerator.String())
	require.Equal(t, "1", sums.Denominator.String())
	lines := linesOf(t, path)
	require.Len(t, lines, 3)
	require.Equal(t, proofColumns, lines[0])
	require.Equal(t, "'-1+1", lines[1][3])
	require.Equal(t, "0.5", lines[1][11])
	require.Equal(t, mask.Write(42), lines[2][7])

	failed := filepath.Join(t.TempDir(), "failed.csv")
	_, err = Orders(failed, &present.English, mask, func(func(trace.Proof) error) error { return os.ErrDeadlineExceeded })
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
	require.NoFileExists(t, failed)
}

func linesOf(t *testing.T, path string) [][]string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	require.NoError(t, err)
	return lines
}
