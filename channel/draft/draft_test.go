package draft_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/channel/draft"
)

func TestSegments(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       draft.Size
	}{
		{"empty", "", draft.Size{draft.GSM7, 0, 0}},
		{"one of GSM-7", strings.Repeat("a", 160), draft.Size{draft.GSM7, 160, 1}},
		{"two of GSM-7", strings.Repeat("a", 161), draft.Size{draft.GSM7, 161, 2}},
		{"two full", strings.Repeat("a", 306), draft.Size{draft.GSM7, 306, 2}},
		{"three", strings.Repeat("a", 307), draft.Size{draft.GSM7, 307, 3}},
		{"extended takes two", strings.Repeat("a", 158) + "€", draft.Size{draft.GSM7, 160, 1}},
		{"extended makes two segments", strings.Repeat("a", 159) + "€", draft.Size{draft.GSM7, 161, 2}},
		// The sign's escape may not stand at the end of one segment and the sign in the next.
		{"extended isn't cut", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), draft.Size{draft.GSM7, 306, 3}},
		{"one of UCS-2", strings.Repeat("茶", 70), draft.Size{draft.UCS2, 70, 1}},
		{"two of UCS-2", strings.Repeat("茶", 71), draft.Size{draft.UCS2, 71, 2}},
		{"one sign makes all UCS-2", strings.Repeat("a", 70) + "’", draft.Size{draft.UCS2, 71, 2}},
		{"a pair takes two", strings.Repeat("茶", 68) + "🌿", draft.Size{draft.UCS2, 70, 1}},
		{"a pair isn't cut", strings.Repeat("茶", 66) + "🌿" + strings.Repeat("茶", 66), draft.Size{draft.UCS2, 134, 3}},
		{"accents of GSM-7", "àéñöß ÅΔ @£", draft.Size{draft.GSM7, 11, 1}},
		{"a cedilla it hasn't got", "ç", draft.Size{draft.UCS2, 1, 1}},
	} {
		require.Equal(t, c.want, draft.SizeOf(c.text), c.name)
	}
}

func TestWarningsOfSMS(t *testing.T) {
	require.Empty(t, draft.SMS("【山嵐】七天內85折。退訂請回N", "山嵐", true))
	require.Empty(t, draft.SMS("山嵐: 85折, unsubscribe: https://x.tw/u", "山嵐", true))
	require.Empty(t, draft.SMS("10% off", "tea", false), "another country")
	warnings := draft.SMS("七天內85折", "山嵐", true)
	require.Len(t, warnings, 2)
	require.Contains(t, warnings[0], "refuse")
	require.Contains(t, warnings[1], "begin it with 【山嵐】")
	require.Empty(t, draft.SMS(strings.Repeat("茶", 201), "", false))
	require.Contains(t, strings.Join(draft.SMS(strings.Repeat("茶", 202), "", false), ""), "4 segments (UCS-2, 202 units)")
}

func TestWarningsOfLINE(t *testing.T) {
	require.Empty(t, draft.LINE(strings.Repeat("茶", 5000)))
	require.Contains(t, draft.LINE(strings.Repeat("茶", 4999) + "🌿")[0], "5001 characters")
}

func TestWarningsOfMail(t *testing.T) {
	require.Empty(t, draft.Mail(`<body style="max-width:640px"><img src="https://x.tw/a.png" alt=""><a href="https://x.tw">x</a><a href="mailto:a@x.tw">y</a><table width="100%"><tr><td style="width:600px;line-height:900px">`))
	for markup, says := range map[string]string{
		`<table width="700">`:                         "<table> is 700 px wide",
		`<div style="color:red; min-width: 641px">`:   "<div> is 641 px wide",
		`<img src="https://x.tw/a.png"><img alt="b">`: "1 of its images",
		`<a href="http://x.tw/a">`:                    `"http://x.tw/a" is not an https address`,
		`<a href="/sale">`:                            `"/sale" is not an https address`,
		`<p>` + strings.Repeat("a", 102<<10):          "Gmail cuts off after 102",
	} {
		warnings := draft.Mail(markup)
		require.Len(t, warnings, 1, says)
		require.Contains(t, warnings[0], says)
	}
}
