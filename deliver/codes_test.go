package deliver

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/schema/ledger"
)

func TestCodesOfAFile(t *testing.T) {
	for text, want := range map[string][]string{
		"A1\nB2\nC3\n":                     {"A1", "B2", "C3"},
		"A1":                               {"A1"},
		"\ufeffcode\r\nA1\r\n\r\n B2 \r\n": {"A1", "B2"},
		"amount,Code,until\n10,A1,2026\n10,B2\n,\n10": {"A1", "B2"},
		"A1,10\nA1,20\nB2,30\n":                       {"A1", "B2"},
		"":                                            nil,
		"code\n":                                      nil,
	} {
		got, err := readCodes(strings.NewReader(text))
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"A 1\n", "A1\nB\x072\n", "A1\n\"B\n2\"\n", "A1\n" + strings.Repeat("x", 65) + "\n", "A1\n\"B2\n"} {
		_, err := readCodes(strings.NewReader(text))
		require.Error(t, err, text)
		require.NotContains(t, err.Error(), "A 1")
	}
	_, err := Codes("nowhere.csv")
	require.ErrorContains(t, err, "coupon codes can't be read")
}

// What a message costs is that of the dearest text, as an SMS is charged by segment.
func TestWhatAMessageIsExpectedToCost(t *testing.T) {
	brand := &config.Brand{Name: "tea", Identity: config.Identity{Region: "TW"}, Channels: map[string]*config.Channel{
		"sms": {Price: "0.85"}, "edm": {Price: "0.003"},
	}}
	campaign := &config.Campaign{
		Name: "wake", Channels: []string{"sms", "edm"}, Spending: 10,
		Templates: map[string]config.Template{"sms": {Text: "short"}, "edm": {Subject: "s", Text: strings.Repeat("long ", 100)}},
		Variants: []config.Variant{
			{Name: "a", Weight: 1}, {Name: "b", Weight: 1, Templates: map[string]config.Template{"sms": {Text: strings.Repeat("長", 69) + "{{ member.name }}"}}},
		},
	}
	p, err := Ready(ledger.PlanOf(brand, campaign, "2026-11-20"), brand, campaign, "a key")
	require.NoError(t, err)
	require.Equal(t, []ledger.Cost{{Channel: "sms", Price: 17_000}, {Channel: "edm", Price: 30}}, p.Costs, "two segments, for the name")
	campaign.Spending = 0
	p, err = Ready(ledger.PlanOf(brand, campaign, "2026-11-20"), brand, campaign, "a key")
	require.NoError(t, err)
	require.Empty(t, p.Costs)
	campaign.Coupons.File = "nowhere.csv"
	_, err = Ready(ledger.PlanOf(brand, campaign, "2026-11-20"), brand, campaign, "a key")
	require.Error(t, err, "nobody goes without a code because the file is gone")
}
