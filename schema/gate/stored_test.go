package gate

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/ledger"
)

// Certificates that are stored already are read by these names.
func TestStoredLines(t *testing.T) {
	platform := uint64(12)
	shops, err := json.Marshal(shopLines([]Reconciled{
		{Shop: "web", Entity: "orders", Platform: &platform, Received: 11, Stored: 10, Rejected: 1}, {Shop: "store", Entity: "orders", OK: true, Unchanged: true},
	}))
	require.NoError(t, err)
	require.JSONEq(t, `[
		{"shop": "web", "entity": "orders", "platform": 12, "received": 11, "stored": 10, "rejected": 1, "ok": false},
		{"shop": "store", "entity": "orders", "received": 0, "stored": 0, "rejected": 0, "ok": true, "unchanged": true}]`, string(shops))

	campaigns, err := json.Marshal(campaignLines([]ledger.CampaignBooks{
		{Campaign: "back", State: ledger.RunDone, Books: ledger.Books{Planned: 10, Sent: 1, Failed: 2, Unknown: 3, Excluded: 1, Held: 1, Open: 2}},
		{Campaign: "hello", State: ledger.RunHeld, Books: ledger.Books{Planned: 5, Held: 2, Open: 3}},
	}))
	require.NoError(t, err)
	require.JSONEq(t, `[
		{"campaign": "back", "state": "done", "planned": 10, "sent": 1, "failed": 2, "unknown": 3, "excluded": 1, "held": 1, "closed": false},
		{"campaign": "hello", "state": "held", "planned": 5, "sent": 0, "failed": 0, "unknown": 0, "excluded": 0, "held": 5, "closed": true}]`, string(campaigns))
	require.Equal(t, []ShopLine{}, shopLines(nil))
}
