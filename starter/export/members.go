package export

import (
	"os"
	"strconv"
	"strings"
	"time"

	"regulars/schema/view"
)

// memberColumn is one column of an exported segment. A value is a string, a
// whole number, a float64 or nil.
type memberColumn struct {
	name  string
	value func(view.SegmentMember) any
}

var memberColumns = []memberColumn{
	{"member_id", func(m view.SegmentMember) any { return strconv.FormatUint(m.MemberID, 10) }},
	{"name", func(m view.SegmentMember) any { return m.Name }},
	{"email", func(m view.SegmentMember) any { return m.Email }},
	{"phone", func(m view.SegmentMember) any { return m.Phone }},
	{"line_id", func(m view.SegmentMember) any { return m.LineID }},
	{"marketing_consent", func(m view.SegmentMember) any { return yesNo(m.Consented) }},
	{"city", func(m view.SegmentMember) any { return m.City }},
	{"first_purchase", func(m view.SegmentMember) any { return dayOf(m.FirstPurchase) }},
	{"last_purchase", func(m view.SegmentMember) any { return dayOf(m.LastPurchase) }},
	{"purchases", func(m view.SegmentMember) any { return m.Purchases }},
	{"revenue", func(m view.SegmentMember) any { return m.Revenue }},
	{"recency_days", func(m view.SegmentMember) any { return valueOf(m.RecencyDays) }},
	{"r_score", func(m view.SegmentMember) any { return valueOf(m.RScore) }},
	{"f_score", func(m view.SegmentMember) any { return valueOf(m.FScore) }},
	{"m_score", func(m view.SegmentMember) any { return valueOf(m.MScore) }},
	{"rfm_class", func(m view.SegmentMember) any { return m.RFMClass }},
	{"stage", func(m view.SegmentMember) any { return m.Stage }},
	{"stage_since", func(m view.SegmentMember) any { return dayOf(&m.StageSince) }},
	{"stage_next", func(m view.SegmentMember) any { return m.StageNext }},
	{"stage_next_on", func(m view.SegmentMember) any { return dayOf(m.StageNextOn) }},
	{"life_phase", func(m view.SegmentMember) any { return m.LifePhase }},
	{"value_tier", func(m view.SegmentMember) any { return m.ValueTier }},
	{"aipl", func(m view.SegmentMember) any { return m.AIPL }},
	{"p_alive", func(m view.SegmentMember) any { return valueOf(m.PAlive) }},
	{"expected_14d", func(m view.SegmentMember) any { return valueOf(m.Expected14d) }},
	{"clv_365d", func(m view.SegmentMember) any { return valueOf(m.CLV365d) }},
	{"next_purchase", func(m view.SegmentMember) any { return dayOf(m.NextPurchase) }},
	{"preferred_channel", func(m view.SegmentMember) any { return m.PreferredChannel }},
	{"tags", func(m view.SegmentMember) any { return strings.Join(m.Tags, " ") }},
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
type memberCSV struct{ out csvFile }

func newMemberCSV(file *os.File) (*memberCSV, error) {
	w := &memberCSV{newCSV(file)}
	return w, w.out.write(memberHeader()...)
}

func (w *memberCSV) Write(m view.SegmentMember) error {
	cells := make([]string, len(memberColumns))
	for i, c := range memberColumns {
		cells[i] = cellOf(c.value(m))
	}
	return w.out.write(cells...)
}

func (w *memberCSV) Close() error { return w.out.close() }
