package draft_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/channel/draft"
)

func TestWarningsOfSMS(t *testing.T) {
	require.Empty(t, draft.SMS("【山嵐】七天內85折。退訂請回N", "山嵐", true))
	require.Empty(t, draft.SMS("山嵐: 85折, unsubscribe: https://x.tw/u", "山嵐", true))
	require.Empty(t, draft.SMS("10% off", "tea", false), "another country")
	require.Empty(t, draft.SMS("【山嵐茶行】七天內85折。退訂請回N", "山嵐小舖", true), "in brackets it may be another name of theirs")
	warnings := draft.SMS("七天內85折", "山嵐", true)
	require.Len(t, warnings, 2)
	require.Contains(t, warnings[0], "refuse")
	require.Contains(t, warnings[1], "begin it with 【山嵐】")
	require.Empty(t, draft.SMS(strings.Repeat("茶", 201), "", false))
	require.Contains(t, strings.Join(draft.SMS(strings.Repeat("茶", 202), "", false), ""), "4 segments (UCS-2)")
}

func TestWarningsOfLINE(t *testing.T) {
	require.Empty(t, draft.LINE(strings.Repeat("茶", 5000)))
	require.Contains(t, draft.LINE(strings.Repeat("茶", 4999) + "🌿")[0], "5001 characters")
}

func TestWarningsOfMail(t *testing.T) {
	require.Empty(t, draft.Mail(`<body style="max-width:640px"><img src="https://x.tw/a.png" alt=""><a href="https://x.tw">x</a><a href="mailto:a@x.tw">y</a><table width="100%"><tr><td style="width:600px;line-height:900px">`))
	require.Empty(t, draft.Mail(`<a href="#top">up</a><a href=" https://x.tw ">x</a><a href="tel:+886212345678">call</a><table width="wide">`))
	require.Empty(t, draft.Mail(strings.Repeat("a", 102<<10)), "Gmail shows as much")
	for markup, says := range map[string]string{
		`<table width="700"><div style="width:650px">`:         "<table> is 700 px wide",
		`<table width="700"><div style="width:700px">`:         "<table> is 700 px wide",
		`<table width="700"><td width="99999999999999999999">`: "<table> is 700 px wide",
		`<a href="https://x.tw/%zz">`:                          `is not an https address`,
		`<table width="700">`:                                  "<table> is 700 px wide",
		`<div style="color:red; min-width: 641px">`:            "<div> is 641 px wide",
		`<img src="https://x.tw/a.png"><img alt="b">`:          "1 of its images",
		`<a href="http://x.tw/a">`:                             `"http://x.tw/a" is not an https address`,
		`<a href="/sale">`:                                     `"/sale" is not an https address`,
		`<p>` + strings.Repeat("a", 102<<10):                   "Gmail cuts off after 102",
	} {
		warnings := draft.Mail(markup)
		require.Len(t, warnings, 1, says)
		require.Contains(t, warnings[0], says)
	}
}
