package proofs

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/derive"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
)

// happening is an event as a test writes it: at in UTC, of a customer of the
// first shop, of a browser, or of nobody.
type happening struct {
	At, Type, Customer, Visitor string
	Properties                  map[string]string
}

// happen stores events; each one's id is its place in the list.
func (e *engine) happen(t *testing.T, brand *config.Brand, all ...happening) {
	t.Helper()
	for i, h := range all {
		var names, texts []string
		for name, text := range h.Properties {
			names, texts = append(names, name), append(texts, text)
		}
		require.NoError(t, e.Conn.Exec(context.Background(), `
			INSERT INTO events (brand, shop, event_id, type, at, date, node, visitor, properties, version)
			SELECT ?, ?, toString(?), ?, toDateTime64(?, 3, 'UTC') AS moment, toDate(moment, ?),
				if(? = '', 0, sipHash64(concat('customer:', ?, '/', ?))), ?, mapFromArrays(?::Array(String), ?::Array(String)), 1`,
			brand.Name, brand.Shops[0].Name, i, h.Type, h.At, brand.Timezone,
			h.Customer, brand.Shops[0].Name, h.Customer, h.Visitor, names, texts))
	}
}

// expect compares numbers of the brand's own scope; nil is a row without a value.
func (e *engine) expect(t *testing.T, brand string, date regulars.BusinessDate, window string, want map[string]any) {
	t.Helper()
	got := e.Published(t, brand, date)
	for metric, value := range want {
		n, found := got[key{Scope: "brand", Metric: metric, Window: window}]
		require.True(t, found, "%s %s of %s has no row", metric, window, date)
		if value == nil {
			require.Nil(t, n.Value, "%s %s of %s", metric, window, date)
			continue
		}
		require.NotNil(t, n.Value, "%s %s of %s is %s", metric, window, date, n)
		require.InDelta(t, value, *n.Value, 1e-9, "%s %s of %s is %s", metric, window, date, n)
	}
}

// Four members, of whom a and b buy. a comes four times: over midnight of the 9th
// (in Taipei), at 9:00 until 9:29, and at 9:59, exactly 30 minutes later.
func TestBehaviour(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t), schematest.Brand(t, "behaviour")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	e.Register(t, brand, "2025-03-01", "a", "b", "c", "d")
	e.Insert(t, brand, "one", prooftest.PaidOn("2025-03-08", "1", "a", 100), prooftest.PaidOn("2025-03-10", "2", "a", 100), prooftest.PaidOn("2025-03-10", "3", "b", 100))
	e.happen(t, brand,
		happening{"2025-03-09 03:00:00", "login", "c", "", nil},
		happening{"2025-03-09 15:50:00", "page_view", "a", "", nil},
		happening{"2025-03-09 16:10:00", "product_view", "a", "", nil},
		happening{"2025-03-10 01:00:00.000", "page_view", "a", "", nil},
		happening{"2025-03-10 01:29:59.999", "add_to_cart", "a", "", nil},
		happening{"2025-03-10 01:59:59.999", "checkout_started", "a", "tablet", nil},
		happening{"2025-03-10 02:00:00", "page_view", "", "v1", nil},
		happening{"2025-03-10 02:10:00", "product_view", "", "v1", nil},
		happening{"2025-03-10 03:00:00", "search", "", "", nil},
		happening{"2025-03-10 03:01:00", "search", "", "", nil},
		happening{"2025-03-10 03:02:00", "page_view", "unknown", "", nil},
		happening{"2025-03-09 04:00:00", "invited", "a", "", nil},
		happening{"2025-03-10 04:00:00", "invited", "a", "", nil},
		happening{"2025-03-10 05:00:00", "registered", "d", "", map[string]string{"invited_by": "a"}},
		happening{"2025-03-10 05:00:00", "registered", "", "v2", map[string]string{"invited_by": ""}},
	)
	for day, amount := range map[string]string{"2025-03-05": "100", "2025-03-10": "60"} {
		require.NoError(t, e.Conn.Exec(t.Context(), "INSERT INTO costs (brand, shop, date, kind, amount, version) VALUES (?, 'web', toDate(?), 'ads', ?, 1)", brand.Name, day, amount))
	}
	require.NoError(t, e.Measure(brand, "2025-03-04", "2025-03-11"))

	e.expect(t, brand.Name, "2025-03-08", "day", map[string]any{
		"engagement_rate": nil, "conversion_rate": nil, "aarrr_visits": nil, "aarrr_visitors": nil, "aarrr_logins": nil,
		"aarrr_registration_rate": nil, "aarrr_invitations": nil, "aarrr_invitations_activated": nil, "aarrr_k_factor": nil,
		"aarrr_registrations": 0., "aarrr_revenue": 100.,
	})
	e.expect(t, brand.Name, "2025-03-09", "day", map[string]any{
		"engagement_rate": 2. / 4, "conversion_rate": 0., "aarrr_visits": 1., "aarrr_visitors": 1., "aarrr_logins": 1.,
	})
	e.expect(t, brand.Name, "2025-03-10", "day", map[string]any{
		"engagement_rate": 2. / 4, "conversion_rate": 2. / 2, "aarrr_visits": 2. + 1 + 3, "aarrr_visitors": 2., "aarrr_logins": 0.,
		"aarrr_registration_rate": 0., "aarrr_cost_per_acquisition": nil,
		"aarrr_invitations": 1., "aarrr_invitations_activated": 1., "aarrr_invitation_activation_rate": 1., "aarrr_k_factor": 1. / 4,
	})
	e.expect(t, brand.Name, "2025-03-10", "28d", map[string]any{
		"engagement_rate": 3. / 4, "conversion_rate": 2. / 2, "aarrr_visits": 7., "aarrr_visitors": 2., "aarrr_logins": 1.,
		"aarrr_registrations": 4., "aarrr_registration_rate": 4. / 2, "aarrr_cost_per_acquisition": 160. / 4,
		"aarrr_purchases_per_member": 3. / 4, "aarrr_revenue": 300., "aarrr_revenue_per_member": 300. / 4,
		"aarrr_marketing_roi": -1., "aarrr_repeat_order_rate": 1. / 3, "aarrr_repeat_member_rate": 1. / 4,
		"aarrr_invitations": 2., "aarrr_invitations_activated": 1., "aarrr_invitation_activation_rate": 1. / 2, "aarrr_k_factor": 1. / 4,
		"aarrr_winback_rate": nil, "aarrr_retention_rate": nil,
	})
	e.expect(t, brand.Name, "2025-03-10", "asof", map[string]any{
		"engagement_rate": 3. / 4, "conversion_rate": 2. / 2, "aarrr_ltv": 300. / 2, "aarrr_activation_rate": nil,
	})
	e.expect(t, brand.Name, "2025-03-11", "day", map[string]any{
		"engagement_rate": 0., "conversion_rate": nil, "aarrr_visits": 0., "aarrr_visitors": 0.,
		"aarrr_invitations": 0., "aarrr_invitation_activation_rate": nil, "aarrr_k_factor": nil,
	})
	e.expect(t, brand.Name, "2025-03-04", "28d", map[string]any{"aarrr_cost_per_acquisition": nil, "aarrr_marketing_roi": nil})
}

// A night must give what the range gives, also for events that only a calendar
// year or the whole past still reaches.
func TestBehaviourOfOneNight(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "buyers", "visits", "behaviour"), schematest.Brand(t, "onenight")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	e.Register(t, brand, "2023-01-01", "a", "b", "c", "d")
	e.happen(t, brand,
		happening{"2023-12-31 04:00:00", "page_view", "a", "", nil},
		happening{"2024-01-01 04:00:00", "page_view", "b", "", nil},
		happening{"2024-12-01 04:00:00", "page_view", "c", "", nil},
		happening{"2024-12-31 04:00:00", "page_view", "c", "", nil},
	)
	require.NoError(t, e.Night(brand, "2024-12-31"))
	e.expect(t, brand.Name, "2024-12-31", "year", map[string]any{"engagement_rate": 2. / 4})
	e.expect(t, brand.Name, "2024-12-31", "365d", map[string]any{"engagement_rate": 1. / 4, "aarrr_visits": 2.})
	e.expect(t, brand.Name, "2024-12-31", "asof", map[string]any{"engagement_rate": 3. / 4})
	e.expect(t, brand.Name, "2024-12-31", "month", map[string]any{"engagement_rate": 1. / 4})
}

func TestService(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "sales", "service"), schematest.Brand(t, "service")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	e.Insert(t, brand, "one", prooftest.PaidOn("2025-03-01", "1", "a", 100), prooftest.PaidOn("2025-03-02", "2", "a", 100),
		prooftest.PaidOn("2025-03-10", "3", "b", 100), prooftest.PaidOn("2025-03-10", "4", "c", 100), prooftest.PaidOn("2025-04-07", "5", "c", 100))
	answer := func(survey, score string) happening {
		return happening{"2025-03-10 04:00:00", "survey_score", "a", "", map[string]string{"survey": survey, "score": score}}
	}
	of := func(at, kind, name, value string) happening {
		return happening{at + " 04:00:00", kind, "a", "", map[string]string{name: value}}
	}
	e.happen(t, brand,
		answer("nps", "10"), answer("nps", "9"), answer("nps", "8"), answer("", "6"), answer("", "9.5"),
		answer("nps", "11"), answer("nps", "-1"), answer("nps", "nine"), answer("nps", ""), answer("nps", "nan"), answer("other", "10"),
		answer("csat", "5"), answer("csat", "4"), answer("csat", "3"), answer("csat", "0"), answer("csat", "6"),
		of("2025-03-10", "ticket_opened", "kind", "complaint"), of("2025-03-10", "ticket_opened", "ticket_id", "7"), of("2025-03-10", "ticket_opened", "kind", "question"),
		of("2025-03-01", "return_requested", "order_id", "1"), of("2025-03-10", "return_requested", "order_id", "1"), of("2025-03-05", "return_requested", "order_id", "2"),
		of("2025-03-10", "return_requested", "reason", "size"), of("2025-03-10", "return_requested", "reason", "size"),
	)
	require.NoError(t, e.Measure(brand, "2025-02-28", "2025-04-07"))

	e.expect(t, brand.Name, "2025-02-28", "28d", map[string]any{"nps": nil, "csat": nil, "complaint_rate": nil, "return_rate": nil})
	e.expect(t, brand.Name, "2025-03-09", "28d", map[string]any{"nps": nil, "csat": nil, "complaint_rate": nil, "return_rate": 2. / 2})
	e.expect(t, brand.Name, "2025-03-10", "28d", map[string]any{"nps": 2. / 5, "csat": 2. / 3, "complaint_rate": 2. / 4, "return_rate": 4. / 4})
	// The window of the 29th begins on March 2nd: order 1 was asked back again on the 10th.
	e.expect(t, brand.Name, "2025-03-29", "28d", map[string]any{"return_rate": 4. / 3})
	e.expect(t, brand.Name, "2025-04-02", "28d", map[string]any{"return_rate": 3. / 2})
	e.expect(t, brand.Name, "2025-04-07", "28d", map[string]any{"nps": nil, "csat": nil, "complaint_rate": 0., "return_rate": 0.})
	e.expect(t, brand.Name, "2025-04-07", "90d", map[string]any{"nps": 2. / 5, "csat": 2. / 3, "complaint_rate": 2. / 5, "return_rate": 4. / 5})
}

func TestNoEventsNoNumbers(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t), schematest.Brand(t, "quiet")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	e.Insert(t, brand, "one", prooftest.PaidOn("2025-03-01", "1", "a", 100))
	require.NoError(t, e.Night(brand, "2025-03-01"))
	e.expect(t, brand.Name, "2025-03-01", "28d", map[string]any{
		"engagement_rate": nil, "conversion_rate": nil, "nps": nil, "csat": nil, "complaint_rate": nil, "return_rate": nil,
		"aarrr_visits": nil, "aarrr_visitors": nil, "aarrr_logins": nil, "aarrr_registration_rate": nil, "aarrr_invitations": nil,
		"aarrr_invitations_activated": nil, "aarrr_invitation_activation_rate": nil, "aarrr_k_factor": nil,
		"aarrr_cost_per_acquisition": nil, "aarrr_marketing_roi": nil, "aarrr_revenue": 100., "aarrr_revenue_per_member": 100.,
	})
	e.expect(t, brand.Name, "2025-03-01", "day", map[string]any{
		"aipl_a": 0., "aipl_i": 0., "aipl_p": 1., "aipl_l": 0., "aipl_rate_ai": nil, "aipl_rate_ip": nil, "aipl_rate_pl": 0.,
	})
}
