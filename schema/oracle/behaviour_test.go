package oracle_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/oracle"
	"regulars/schema/oracle/input"
)

// seen is an event of customer a, or of a visitor where it starts with "v".
func seen(id, kind, who string, at time.Time, properties ...string) input.Event {
	e := input.Event{Shop: "shop", Event: regulars.Event{ID: id, Type: kind, At: at, Properties: map[string]string{}}}
	if who != "" && who[0] == 'v' {
		e.Visitor = who
	} else {
		e.CustomerID = who
	}
	for i := 0; i+1 < len(properties); i += 2 {
		e.Properties[properties[i]] = properties[i+1]
	}
	return e
}

// behaving is a brand with the buyers a and b, each with one purchase today.
func behaving(events ...input.Event) *oracle.History {
	noon := on(string(today))
	return oracle.Read(input.Facts{Settings: settings(), Events: events, Orders: []input.Order{
		paid("shop", "1", "a", noon, 1_000_000), paid("shop", "2", "b", noon, 3_000_000)}})
}

func value(t *testing.T, h *oracle.History, metric, window string) string {
	t.Helper()
	return show(find(t, h.Rows(today), "brand", metric, window).Value)
}

func TestVisits(t *testing.T) {
	noon, midnight := on(string(today)), on(string(today)).Add(-12*time.Hour)
	for _, c := range []struct {
		name   string
		events []input.Event
		want   string
	}{
		{"no browse event", []input.Event{seen("1", "login", "a", noon)}, "null"},
		{"not today", []input.Event{seen("1", "search", "a", noon.AddDate(0, 0, -1))}, "0"},
		{"just within half an hour", []input.Event{
			seen("1", "search", "a", noon), seen("2", "page_view", "a", noon.Add(30*time.Minute-time.Millisecond))}, "1"},
		{"half an hour", []input.Event{seen("1", "search", "a", noon), seen("2", "page_view", "a", noon.Add(30*time.Minute))}, "2"},
		{"a login between holds no visit together", []input.Event{seen("1", "search", "a", noon),
			seen("2", "login", "a", noon.Add(20*time.Minute)), seen("3", "search", "a", noon.Add(40*time.Minute))}, "2"},
		{"over midnight", []input.Event{seen("1", "search", "a", midnight.Add(-time.Minute)), seen("2", "search", "a", midnight)}, "0"},
		{"two visitors", []input.Event{seen("1", "search", "v1", noon), seen("2", "search", "v2", noon)}, "2"},
		{"nobody twice", []input.Event{seen("1", "search", "", noon), seen("2", "search", "", noon)}, "2"},
		{"received twice", []input.Event{seen("1", "search", "", noon), seen("1", "search", "", noon)}, "1"},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, value(t, behaving(c.events...), "aarrr_visits", "day")) })
	}
}

func TestSurveys(t *testing.T) {
	var events []input.Event
	for i, score := range []string{"10", "9", "8", "6", "0", "11", "-1", "good", ""} {
		events = append(events, seen(fmt.Sprint(i), "survey_score", "a", on(string(today)), "score", score))
	}
	require.Equal(t, "0/5", part(t, behaving(events...), "brand", "nps", "28d"))
	require.Equal(t, "0/0 null", part(t, behaving(events...), "brand", "csat", "28d"))
	events = append(events,
		seen("x", "survey_score", "a", on(string(today)), "survey", "csat", "score", "4"),
		seen("y", "survey_score", "a", on(string(today)), "survey", "csat", "score", "3.9"),
		seen("z", "survey_score", "a", on(string(today)), "survey", "csat", "score", "6"))
	require.Equal(t, "1/2", part(t, behaving(events...), "brand", "csat", "28d"))
	require.Equal(t, "0/5", part(t, behaving(events...), "brand", "nps", "28d"))
}

func TestRatesOfService(t *testing.T) {
	noon := on(string(today))
	h := behaving(
		seen("1", "ticket_opened", "a", noon, "kind", "complaint"), seen("2", "ticket_opened", "", noon),
		seen("3", "ticket_opened", "a", noon, "kind", "question"),
		seen("4", "return_requested", "a", noon, "order_id", "1"), seen("5", "return_requested", "a", noon, "order_id", "1"),
		seen("6", "return_requested", "a", noon), seen("7", "return_requested", "b", noon))
	require.Equal(t, "2/2", part(t, h, "brand", "complaint_rate", "28d"))
	require.Equal(t, "3/2", part(t, h, "brand", "return_rate", "28d"))
	require.Nil(t, find(t, behaving().Rows(today), "brand", "return_rate", "28d").Value)
}

func TestEngagementAndConversion(t *testing.T) {
	noon := on(string(today))
	h := behaving(seen("1", "comment", "a", noon), seen("2", "follow", "stranger", noon), seen("3", "search", "v1", noon))
	require.Equal(t, "1/2", part(t, h, "brand", "engagement_rate", "day"))
	require.Equal(t, "2/1", part(t, h, "brand", "conversion_rate", "day"))
}

func TestInvitations(t *testing.T) {
	noon := on(string(today))
	h := behaving(seen("1", "invited", "a", noon), seen("2", "invited", "a", noon), seen("3", "registered", "b", noon, "invited_by", "a"),
		seen("4", "registered", "b", noon, "invited_by", ""))
	require.Equal(t, "1/2", part(t, h, "brand", "aarrr_invitation_activation_rate", "day"))
	require.Equal(t, "1/2", part(t, h, "brand", "aarrr_k_factor", "day"))
	later := behaving(seen("1", "invited", "a", noon.AddDate(0, 0, -1)))
	require.Equal(t, "0", value(t, later, "aarrr_invitations", "day"))
	require.Equal(t, "null", value(t, later, "aarrr_k_factor", "day"))
	require.Equal(t, "null", value(t, behaving(), "aarrr_invitations", "day"))
}

func TestAIPL(t *testing.T) {
	f := input.Facts{Settings: settings()}
	buy := func(id, who string, ages ...int) {
		for i, age := range ages {
			f.Orders = append(f.Orders, paid("shop", fmt.Sprint(id, i), who, on(string(today)).AddDate(0, 0, -age), 10_000))
		}
	}
	buy("a", "a", 10, 0)  // gap 10
	buy("b", "b", 35, 15) // gap 20: the mean is 15, so 15 days are not within it
	buy("c", "c", 3)
	for _, id := range []string{"d", "e"} {
		f.Customers = append(f.Customers, input.Customer{Shop: "shop", Customer: regulars.Customer{ID: id, RegisteredAt: on(string(today)).AddDate(0, 0, -9)}})
	}
	steps := func() string {
		text := ""
		for _, metric := range []string{"aipl_a", "aipl_i", "aipl_p", "aipl_l"} {
			text += value(t, oracle.Read(f), metric, "day") + " "
		}
		return text
	}
	require.Equal(t, "2 0 2 1 ", steps())
	require.Equal(t, "null", value(t, oracle.Read(f), "aipl_rate_ai", "day"))
	require.Equal(t, "null", value(t, oracle.Read(f), "aipl_rate_ip", "day"))
	f.Events = []input.Event{seen("1", "search", "d", on(string(today)))}
	require.Equal(t, "2 0 2 1 ", steps())
	f.Events = append(f.Events, seen("2", "login", "d", on(string(today)).AddDate(0, 0, -1)))
	require.Equal(t, "1 1 2 1 ", steps())
	require.Equal(t, "4/5", part(t, oracle.Read(f), "brand", "aipl_rate_ai", "day"))
	require.Equal(t, "3/4", part(t, oracle.Read(f), "brand", "aipl_rate_ip", "day"))
	require.Equal(t, "1/3", part(t, oracle.Read(f), "brand", "aipl_rate_pl", "day"))
	require.Equal(t, []oracle.FlowRow{
		{Span: 28, From: "P", To: "P", Members: 1, Revenue: 20_000},
		{Span: 28, From: "none", To: "A", Members: 1, Revenue: 0},
		{Span: 28, From: "none", To: "I", Members: 1, Revenue: 0},
		{Span: 28, From: "none", To: "L", Members: 1, Revenue: 20_000},
		{Span: 28, From: "none", To: "P", Members: 1, Revenue: 10_000},
	}, oracle.Read(f).AIPLFlow(today, 28))
}

func TestCosts(t *testing.T) {
	f := input.Facts{Settings: settings()}
	require.Nil(t, find(t, oracle.Read(f).Rows(today), "brand", "aarrr_cost_per_acquisition", "28d").Value)
	f.Costs = []input.Cost{{Shop: "shop", Date: today, Amount: 900_000}, {Shop: "shop", Date: today.AddDays(-28), Amount: 100_000}}
	f.Customers = []input.Customer{{Shop: "shop", Customer: regulars.Customer{ID: "a", RegisteredAt: on(string(today))}}}
	require.Equal(t, "90/1", part(t, oracle.Read(f), "brand", "aarrr_cost_per_acquisition", "28d"))
	require.Equal(t, "-90/90", part(t, oracle.Read(f), "brand", "aarrr_marketing_roi", "28d"))
	require.Equal(t, "null", show(find(t, oracle.Read(f).Rows(today.AddDays(-1)), "brand", "aarrr_cost_per_acquisition", "day").Value))
}

func TestLastWord(t *testing.T) {
	noon := on(string(today))
	f := input.Facts{Settings: settings(), Consents: []input.Consent{
		{Shop: "shop", CustomerID: "a", Consent: regulars.Consent{Channel: "edm", Purpose: "marketing", Answer: regulars.AnswerYes, At: noon}},
		{Shop: "shop", Email: "A@example.com", Consent: regulars.Consent{Channel: "edm", Purpose: "marketing", Answer: regulars.AnswerNo, At: noon.Add(time.Hour), Source: "reply"}},
		{Shop: "shop", CustomerID: "nobody", Consent: regulars.Consent{Channel: "edm", Purpose: "marketing", Answer: regulars.AnswerYes, At: noon}},
	}}
	o := paid("shop", "1", "a", noon, 1)
	o.Email = "a@example.com"
	f.Orders = []input.Order{o}
	words := oracle.Read(f).LastWords()
	require.Len(t, words, 1)
	require.False(t, words[0].Granted)
	require.Equal(t, "reply", words[0].Source)
}
