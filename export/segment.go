package export

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"regulars"
	"regulars/channel/adlist"
	"regulars/identity"
	"regulars/present"
	"regulars/schema/view"
)

// Members says which members a person wants in a file, and in what form.
type Members struct {
	File           string   // .csv or .xlsx
	Of             []string // conditions, as view.ParseSegment reads them
	Ads            string   // meta, google or empty
	WithoutConsent bool     // list members for ads also without their consent
	Mask           identity.Mask
	Names          *present.Names // of the headers of an Excel sheet
}

// memberWriter writes members to a file of one format.
type memberWriter interface {
	Write(m view.SegmentMember) error
	Close() error
}

// Counts is what became of a segment's members.
type Counts struct {
	Written     int
	Refused     int // left out without a consent for marketing
	Unreachable int // left out without mail and phone
}

// Wanted reports whether any of it is given.
func (q Members) Wanted() bool { return q.File != "" || len(q.Of) > 0 || q.Ads != "" }

// Check returns what is missing or not possible.
func (q Members) Check() error {
	kind := kindOf(q.File)
	_, known := adlist.FormOf(q.Ads)
	switch {
	case q.File == "":
		return fmt.Errorf("--export is missing: name the file to write, such as --export members.csv")
	case CheckName("--export", q.File) != nil:
		return CheckName("--export", q.File)
	case len(q.Of) == 0:
		return fmt.Errorf("--of is missing: say whom, such as --of stage:sleep")
	case q.Ads != "" && kind != ".csv":
		return fmt.Errorf("--ads writes a .csv file: that is what ad platforms take")
	case q.Ads != "" && !known:
		return fmt.Errorf("--ads %s is not known: use meta or google", q.Ads)
	}
	return nil
}

// Write writes members to the file: each calls its argument with every member. A
// file that could not be written whole does not appear.
func (q Members) Write(each func(func(view.SegmentMember) error) error) (Counts, error) {
	var counts Counts
	err := WholeFile(q.File, func(file *os.File) error {
		w, err := q.writer(file)
		if err != nil {
			return err
		}
		err = each(func(m view.SegmentMember) error { return q.put(w, m, &counts) })
		return errors.Join(err, w.Close())
	})
	return counts, err
}

func (q Members) writer(file *os.File) (memberWriter, error) {
	if form, known := adlist.FormOf(q.Ads); known {
		return newAdList(file, form)
	}
	out, err := newTable(q.File, file, q.Names)
	if err != nil {
		return nil, err
	}
	return newMemberTable(out, q.Mask)
}

func (q Members) put(w memberWriter, m view.SegmentMember, counts *Counts) error {
	if q.Ads != "" && !m.Consented && !q.WithoutConsent {
		counts.Refused++
		return nil
	}
	if q.Ads != "" && m.Email == "" && m.Phone == "" {
		counts.Unreachable++
		return nil
	}
	counts.Written++
	return w.Write(m)
}

// Sentence says what was written, and who was left out.
func (q Members) Sentence(c Counts, date regulars.BusinessDate) string {
	text := fmt.Sprintf("%s of %s, %s: %s", present.Plural(c.Written, "member"), strings.Join(q.Of, " "), date, q.File)
	if c.Refused > 0 {
		text += fmt.Sprintf("; %d left out without a consent for marketing", c.Refused)
	}
	if c.Unreachable > 0 {
		text += fmt.Sprintf("; %d left out without e-mail and phone", c.Unreachable)
	}
	return text
}

// SegmentHelp lists what --of may say.
func SegmentHelp() string {
	return fmt.Sprintf(`Shows members and revenue per lifecycle stage and RFM class; with --export it writes
the members of a segment to a file. --of says whom, and may be given several times:
all of them must hold (of one kind any). It is one of
  stage:NAME   %s
  rfm:NAME     %s
  r:5/f:1      a cell of the RFM cross tables: any of r, f and m, scores 1 to 5
  aipl:X       %s
  phase:NAME   %s
  tier:NAME    %s
  tag:NAME     such as tag:birthday_month
  top:N:BY     the best N by %s
--ads writes the list that an ad platform takes: hashed e-mail and phone of members
with a consent for marketing. Other exports hold personal data; only you can read them.`,
		present.List(present.Stages()), present.List(regulars.Classes), present.List(regulars.AIPLStages),
		present.List(regulars.LifePhases), present.List(regulars.ValueTiers), present.List(view.SegmentTops))
}
