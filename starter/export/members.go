package export

import (
	"os"
	"strings"
	"time"

	"regulars/identity"
	"regulars/schema/view"
)

// exported is a member with the id that may leave the house.
type exported struct {
	view.SegmentMember
	id string
}

// memberColumn is one column of an exported segment. A value is a string, a
// whole number, a float64 or nil.
type memberColumn struct {
	name  string
	value func(exported) any
}

var memberColumns = []memberColumn{
	{"member_id", func(m exported) any { return m.id }},
	{"name", func(m exported) any { return m.Name }},
	{"email", func(m exported) any { return m.Email }},
	{"phone", func(m exported) any { return m.Phone }},
	{"line_id", func(m exported) any { return m.LineID }},
	{"marketing_consent", func(m exported) any { return yesNo(m.Consented) }},
	{"city", func(m exported) any { return m.City }},
	{"first_purchase", func(m exported) any { return dayOf(m.FirstPurchase) }},
	{"last_purchase", func(m exported) any { return dayOf(m.LastPurchase) }},
	{"purchases", func(m exported) any { return m.Purchases }},
	{"revenue", func(m exported) any { return m.Revenue }},
	{"recency_days", func(m exported) any { return valueOf(m.RecencyDays) }},
	{"r_score", func(m exported) any { return valueOf(m.RScore) }},
	{"f_score", func(m exported) any { return valueOf(m.FScore) }},
	{"m_score", func(m exported) any { return valueOf(m.MScore) }},
	{"rfm_class", func(m exported) any { return m.RFMClass }},
	{"stage", func(m exported) any { return m.Stage }},
	{"stage_since", func(m exported) any { return dayOf(&m.StageSince) }},
	{"stage_next", func(m exported) any { return m.StageNext }},
	{"stage_next_on", func(m exported) any { return dayOf(m.StageNextOn) }},
	{"life_phase", func(m exported) any { return m.LifePhase }},
	{"value_tier", func(m exported) any { return m.ValueTier }},
	{"aipl", func(m exported) any { return m.AIPL }},
	{"p_alive", func(m exported) any { return valueOf(m.PAlive) }},
	{"expected_14d", func(m exported) any { return valueOf(m.Expected14d) }},
	{"clv_365d", func(m exported) any { return valueOf(m.CLV365d) }},
	{"next_purchase", func(m exported) any { return dayOf(m.NextPurchase) }},
	{"preferred_channel", func(m exported) any { return m.PreferredChannel }},
	{"tags", func(m exported) any { return strings.Join(m.Tags, " ") }},
}

func memberHeader() []string {
	names := make([]string, len(memberColumns))
	for i, c := range memberColumns {
		names[i] = c.name
	}
	return names
}

func dayOf(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.Format(time.DateOnly)
}

func valueOf[T int64 | uint8 | float64](v *T) any {
	if v == nil {
		return nil
	}
	return *v
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// memberCSV writes members as comma-separated lines.
type memberCSV struct {
	out  csvFile
	mask identity.Mask
}

func newMemberCSV(file *os.File, mask identity.Mask) (*memberCSV, error) {
	w := &memberCSV{newCSV(file), mask}
	return w, w.out.write(memberHeader()...)
}

func (w *memberCSV) Write(m view.SegmentMember) error {
	cells := make([]string, len(memberColumns))
	for i, c := range memberColumns {
		cells[i] = cellOf(c.value(exported{m, w.mask.Write(m.MemberID)}))
	}
	return w.out.write(cells...)
}

func (w *memberCSV) Close() error { return w.out.close() }
