package export

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"regulars"
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
	kind := strings.ToLower(filepath.Ext(q.File))
	switch {
	case q.File == "":
		return fmt.Errorf("--export is missing: name the file to write, such as --export members.csv")
	case kind != ".csv" && kind != ".xlsx":
		return fmt.Errorf("--export %s: name a .csv or .xlsx file", q.File)
	case len(q.Of) == 0:
		return fmt.Errorf("--of is missing: say whom, such as --of stage:sleep")
	case q.Ads != "" && kind != ".csv":
		return fmt.Errorf("--ads writes a .csv file: that is what ad platforms take")
	case q.Ads != "" && adForms[q.Ads].header == nil:
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
	switch {
	case q.Ads != "":
		return newAdList(file, adForms[q.Ads])
	case strings.EqualFold(filepath.Ext(q.File), ".xlsx"):
		return newSheet(file, q.Mask)
	}
	return newMemberCSV(file, q.Mask)
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
