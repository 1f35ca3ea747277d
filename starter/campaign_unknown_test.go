package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/schema/ledger"
)

func TestShowUnknowns(t *testing.T) {
	run := ledger.Run{Brand: "acme", Campaign: "wake-up", Date: "2026-11-20"}
	var out bytes.Buffer
	showUnknowns(&out, run, nil)
	require.Contains(t, out.String(), "every message has an outcome")

	out.Reset()
	at := time.Date(2026, 11, 21, 3, 4, 5, 0, time.UTC)
	showUnknowns(&out, run, []ledger.Unknown{
		{MemberID: 7, Channel: "edm", Since: at, Tries: 1, States: []string{"released"}},
		{MemberID: 8, Channel: "line", Since: at, Tries: 2, States: []string{"claimed"}, Way: "multicast", ProviderID: "p8"},
	})
	text := out.String()
	require.Contains(t, text, "2 unknown")
	require.Regexp(t, `7 .*edm .*2026-11-21 03:04:05 .*surely not sent`, text)
	require.Regexp(t, `8 .*line .*p8 .*no answer came, by multicast, tried 2 times`, text)
}
