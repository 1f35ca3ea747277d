package export

import (
	"os"
	"strconv"

	"regulars/identity"
	"regulars/schema/ledger"
)

var audienceColumns = []string{
	"member_id", "name", "email", "phone", "line_id", "stage", "stage_before", "rfm_class", "purchases", "revenue", "channel", "state", "reason",
}

// Audience writes the members whom a campaign addresses as CSV and returns how many
// they are. each calls its argument with every member.
func Audience(path string, mask identity.Mask, each func(func(ledger.AudienceMember) error) error) (int, error) {
	n := 0
	err := WholeFile(path, func(file *os.File) error {
		w := newCSV(file)
		if err := w.write(audienceColumns...); err != nil {
			return err
		}
		err := each(func(m ledger.AudienceMember) error {
			n++
			return w.write(
				mask.Write(m.MemberID), m.Name, m.Email, m.Phone, m.LineID, m.Stage, m.StageBefore, m.RFMClass,
				strconv.FormatUint(m.Purchases, 10), exact(&m.Revenue), m.Channel, string(m.State), m.Reason,
			)
		})
		if err != nil {
			return err
		}
		return w.close()
	})
	return n, err
}
