package export

import (
	"strings"

	"regulars/identity"
	"regulars/schema/view"
)

// exported is a member with the id that may leave the house.
type exported struct {
	view.SegmentMember
	id string
}

// memberColumn is one column of an exported segment, with its value as a table takes it.
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
	{"first_purchase", func(m exported) any { return optional(m.FirstPurchase, asDay) }},
	{"last_purchase", func(m exported) any { return optional(m.LastPurchase, asDay) }},
	{"purchases", func(m exported) any { return m.Purchases }},
	{"revenue", func(m exported) any { return money(m.Revenue) }},
	{"recency_days", func(m exported) any { return optional(m.RecencyDays, asIs[int64]) }},
	{"r_score", func(m exported) any { return optional(m.RScore, asIs[uint8]) }},
	{"f_score", func(m exported) any { return optional(m.FScore, asIs[uint8]) }},
	{"m_score", func(m exported) any { return optional(m.MScore, asIs[uint8]) }},
	{"rfm_class", func(m exported) any { return m.RFMClass }},
	{"stage", func(m exported) any { return m.Stage }},
	{"stage_since", func(m exported) any { return day(m.StageSince) }},
	{"stage_next", func(m exported) any { return m.StageNext }},
	{"stage_next_on", func(m exported) any { return optional(m.StageNextOn, asDay) }},
	{"life_phase", func(m exported) any { return m.LifePhase }},
	{"value_tier", func(m exported) any { return m.ValueTier }},
	{"aipl", func(m exported) any { return m.AIPL }},
	{"p_alive", func(m exported) any { return optional(m.PAlive, asRatio) }},
	{"expected_14d", func(m exported) any { return optional(m.Expected14d, asAmount) }},
	{"clv_365d", func(m exported) any { return optional(m.CLV365d, asMoney) }},
	{"next_purchase", func(m exported) any { return optional(m.NextPurchase, asDay) }},
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

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// memberTable writes members as rows of a table.
type memberTable struct {
	out  table
	mask identity.Mask
}

func newMemberTable(out table, mask identity.Mask) (*memberTable, error) {
	w := &memberTable{out, mask}
	return w, out.header(memberHeader()...)
}

func (w *memberTable) Write(m view.SegmentMember) error {
	cells := make([]any, len(memberColumns))
	for i, c := range memberColumns {
		cells[i] = c.value(exported{m, w.mask.Write(m.MemberID)})
	}
	return w.out.write(cells...)
}

func (w *memberTable) Close() error { return w.out.close() }
