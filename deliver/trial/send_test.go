package trial_test

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/deliver/trial"
	"regulars/sandbox/providers"
	"regulars/schema/ledger"
	"regulars/schema/schematest"
	"regulars/schema/snapshot"
)

// A test arrives once at the address that was named, marked, and stands in no books; an
// address of a channel that the campaign doesn't use gets nothing.
func TestSend(t *testing.T) {
	db, brand := schematest.Open(t), schematest.Brand(t, "tea")
	const key = "a key of enough characters"
	brand.HashKey = config.NewSecret(key)
	inbox := providers.NewInbox(true)
	server := httptest.NewServer(providers.NewMailgun("mg.shop.test", "the key", inbox))
	defer server.Close()
	brand.Channels = map[string]*config.Channel{"edm": {Provider: "mailgun", APIKey: config.NewSecret("the key"), Domain: "mg.shop.test", From: "news@shop.test", Endpoint: server.URL, UnsubscribeURL: "https://tea.test/u"}}
	campaign := &config.Campaign{
		Name: "hello", Audience: audience.Audience{Is: []string{"everybody"}}, Channels: []string{"edm"}, Purpose: "marketing",
		Templates: map[string]config.Template{"edm": {Subject: "Hi {{ member.name }}", Text: "Come back {{ unsubscribe_url }}"}},
	}
	conn := schematest.Connect(t, db)
	require.NoError(t, conn.Exec(t.Context(), "INSERT INTO generations VALUES ('tea', 1, 'night', '2026-11-20', '2026-11-20', 'published', 0, now(), now(), 1)"))
	require.NoError(t, snapshot.Write(t.Context(), db, "tea"))
	l, err := ledger.New(db, key)
	require.NoError(t, err)
	q := trial.Request{Brand: brand, Campaign: campaign, Date: "2026-11-20", To: "me@shop.tw"}
	result, err := trial.Send(t.Context(), l, q)
	require.NoError(t, err)
	require.Equal(t, regulars.OutcomeSent, result.Outcome)
	require.Equal(t, map[string]int{"me@shop.tw": 1}, inbox.Received())
	require.Contains(t, inbox.Deliveries()[0].Text, "Come back https://tea.test/u")
	for _, table := range []string{"deliveries", "delivery_attempts", "campaign_runs", "message_events"} {
		require.Zero(t, schematest.Query[struct{ N uint64 }](t, db, "SELECT count() N FROM "+table)[0].N, table)
	}
	for _, to := range []string{"+886912345678", "me@shop.tw\r\nBcc: you@shop.tw", ""} {
		q.To = to
		_, err = trial.Send(t.Context(), l, q)
		require.Error(t, err, to)
	}
	q.To = "me@shop.tw"
	for says, change := range map[string]func(*config.Brand, *config.Campaign){
		"plan the campaign hello: ": func(_ *config.Brand, c *config.Campaign) { c.Coupons.File = "nowhere.csv" },
		"no template":               func(_ *config.Brand, c *config.Campaign) { c.Templates = nil },
		"provider":                  func(b *config.Brand, _ *config.Campaign) { b.Channels["edm"].Provider = "pigeon" },
	} {
		other, changed := *brand, *campaign
		edm := *brand.Channels["edm"]
		other.Channels = map[string]*config.Channel{"edm": &edm}
		change(&other, &changed)
		_, err = trial.Send(t.Context(), l, trial.Request{Brand: &other, Campaign: &changed, Date: q.Date, To: q.To})
		require.ErrorContains(t, err, says)
	}
	require.Equal(t, map[string]int{"me@shop.tw": 1}, inbox.Received(), "what can't go as it is reaches nobody")
}
