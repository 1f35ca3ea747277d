package member

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/console/words"
	"regulars/identity"
	"regulars/present"
	"regulars/schema/view"
)

func writer(masked bool) Writer {
	return Writer{
		T: words.Of(&present.English), Names: &present.English, Numbers: present.NewNumbers("TWD", &present.English), Zone: time.UTC,
		IDs: identity.NewMask("a key of the tests", "tea"), Masked: masked, Date: "2026-11-20",
		CampaignURL: func(campaign string, date regulars.BusinessDate) string { return campaign + "/" + date.String() },
	}
}

func on(month, day int) time.Time {
	return time.Date(2026, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

// person has what may name them in every field that can hold it.
func person() *view.Person {
	return &view.Person{
		SegmentMember: view.SegmentMember{MemberID: 7, Name: "Secret Name", Email: "secret@shop.test", Phone: "+88691secret", LineID: "Usecret", Stage: "active", StageSince: on(11, 1), RFMClass: "rfm_vip"},
		Orders:        []view.PersonOrder{{Shop: "web", OrderID: "secret-1", PlacedAt: on(11, 10), Date: on(11, 10), Seq: 2}, {Shop: "web", OrderID: "secret-0", PlacedAt: on(11, 1), Date: on(11, 1), Cancelled: true}},
		Stages:        []view.PersonStage{{Since: on(11, 10), Until: time.Date(2149, 6, 6, 0, 0, 0, 0, time.UTC), Stage: "active"}, {Since: on(11, 1), Until: on(11, 10), Stage: "new"}},
		Events:        []view.PersonEvent{{At: on(11, 2), Shop: "web", Type: "add_to_cart", Said: "mail: secret"}},
		Messages:      []view.PersonMessage{{Campaign: "wake-up", Date: on(11, 3), Channel: "edm", State: "failed", Reason: "no_consent", Detail: "550 secret", Answers: []string{"opened"}}},
		Consents:      []view.PersonConsent{{Channel: "edm", Purpose: "marketing", Granted: true, Source: "form", Evidence: "customers/web/secret"}},
		Nodes:         []view.PersonNode{{Node: 1, Kind: "email", Value: "secret@shop.test"}, {Node: 2, Kind: "customer", Value: "web/secret", FirstSeen: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}},
		Links:         []view.PersonLink{{A: 1, B: 2, Used: true, Records: 3, Evidence: "web/orders/secret"}},
		Advice:        []view.PersonAdvice{{Product: "oolong", Why: "together:matcha"}, {Product: "mug", Why: "popular:cups"}},
	}
}

// Who may not see who people are finds nothing on the page that names one or leads to them.
func TestMasked(t *testing.T) {
	require.Contains(t, fmt.Sprintf("%+v", writer(false).Page(person())), "secret")
	masked := fmt.Sprintf("%+v", writer(true).Page(person()))
	require.NotContains(t, masked, "secret")
	require.NotContains(t, masked, "Secret")
	require.Contains(t, masked, "S. N.")
}

// The line runs from the first order to the date, and the last stay goes on.
func TestLine(t *testing.T) {
	p := writer(false).Page(person())
	require.Equal(t, Line{
		From: "2026-11-01", To: "2026-11-20", Stages: []Bar{{"new", 0, 450}, {"active", 450, 550}}, Dots: []Dot{{0, false}, {450, true}},
	}, p.Line)
	require.Equal(t, []Stage{{"active", "active", "2026-11-10", "now"}, {"new", "new", "2026-11-01", "2026-11-09"}}, p.Stages)
	require.Equal(t, []string{"purchase 2", "cancelled"}, []string{p.Orders[0].Counts, p.Orders[1].Counts})
	require.Equal(t, []Advice{{"oolong", "bought together with matcha"}, {"mug", "popular in cups"}}, p.Advice)
	require.Equal(t, "–", p.Identifiers[1].First)
	require.Equal(t, "mail address secret@shop.test", p.Links[0].A)
	require.Equal(t, Line{}, writer(false).Page(&view.Person{}).Line)
}
