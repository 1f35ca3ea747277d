package export

import (
	"regulars/identity"
	"regulars/present"
	"regulars/schema/ledger"
)

var audienceColumns = []string{
	"member_id", "name", "email", "phone", "line_id", "stage", "stage_before", "rfm_class", "purchases", "revenue", "channel", "state", "reason",
}

// Audience writes the members whom a campaign addresses as CSV, or as an Excel sheet
// with headers in a language, and returns how many they are. each calls its argument
// with every member.
func Audience(path string, names *present.Names, mask identity.Mask, each func(func(ledger.AudienceMember) error) error) (int, error) {
	n := 0
	err := writeTable(path, names, func(t table) error {
		if err := t.header(audienceColumns...); err != nil {
			return err
		}
		return each(func(m ledger.AudienceMember) error {
			n++
			return t.write(
				mask.Write(m.MemberID), m.Name, m.Email, m.Phone, m.LineID, m.Stage, m.StageBefore, m.RFMClass,
				m.Purchases, money(m.Revenue), m.Channel, string(m.State), m.Reason,
			)
		})
	})
	return n, err
}
