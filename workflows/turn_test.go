package workflows_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/activities"
	"regulars/config"
	"regulars/schema/schematest"
	"regulars/workflows"
)

// Where a cap lets each member get one message of a night, the campaign with the greatest
// priority sends it, whichever stands first in the config; and of equal ones the first.
func TestWhoSendsFirst(t *testing.T) {
	for _, c := range []struct {
		name      string
		priority  int
		sends     string
		waitsFor  string
		campaigns []string
	}{
		{"the greatest priority", 5, "sale", "welcome", []string{"sale", "welcome"}},
		{"the order of the config", 0, "welcome", "sale", []string{"welcome", "sale"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			i := newInstallationWith(t, func(i *installation) {
				b := &i.config.Brands[0]
				sale := b.Campaigns[0]
				sale.Name, sale.Priority = "sale", c.priority
				b.Campaigns, b.Caps = append(b.Campaigns, sale), []config.Cap{{AtMost: 1, Days: 1}}
				i.config.WithDefaults()
			})
			i.shop.buy(4, i.date)
			_, err := i.night(workflows.NightlyInput{})
			require.NoError(t, err)
			var got []string
			require.NoError(t, schematest.Connect(t, i.db).QueryRow(t.Context(), `SELECT arraySort(groupArray(concat(campaign, ' ', state, ' ', reason, ' ', toString(n))))
				FROM (SELECT campaign, state, reason, count() AS n FROM deliveries FINAL WHERE brand = ? GROUP BY campaign, state, reason)`, i.brand).Scan(&got))
			require.ElementsMatch(t, []string{c.sends + " sent  4", c.waitsFor + " excluded cap 4"}, got)
			_, most := i.post.sent()
			require.Equal(t, 1, most, "somebody got two")
			facts, err := (&activities.Brands{Config: i.config, DB: i.db}).ReadBrand(t.Context(), i.brand)
			require.NoError(t, err)
			require.Equal(t, c.campaigns, facts.Campaigns)
			require.True(t, facts.InTurn)
		})
	}
}
