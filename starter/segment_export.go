package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/view"
)

// exportQuery is which members a person wants in a file, and in what form.
type exportQuery struct {
	file           string
	of             []string
	ads            string // meta, google or empty
	withoutConsent bool
}

// memberWriter writes members to a file of one format.
type memberWriter interface {
	Write(m view.SegmentMember) error
	Close() error
}

// exported counts what became of a segment's members.
type exported struct {
	written, refused, unreachable int
}

// wanted: any of its flags means an export.
func (q exportQuery) wanted() bool { return q.file != "" || len(q.of) > 0 || q.ads != "" }

func (q exportQuery) check() error {
	kind := strings.ToLower(filepath.Ext(q.file))
	switch {
	case q.file == "":
		return fmt.Errorf("--export is missing: name the file to write, such as --export members.csv")
	case kind != ".csv" && kind != ".xlsx":
		return fmt.Errorf("--export %s: name a .csv or .xlsx file", q.file)
	case len(q.of) == 0:
		return fmt.Errorf("--of is missing: say whom, such as --of stage:sleep")
	case q.ads != "" && kind != ".csv":
		return fmt.Errorf("--ads writes a .csv file: that is what ad platforms take")
	case q.ads != "" && adForms[q.ads].header == nil:
		return fmt.Errorf("--ads %s is not known: use meta or google", q.ads)
	}
	return nil
}

// exportSegment writes a segment to a file. Without a date's numbers there is no
// segment; a file that could not be written whole does not appear.
func exportSegment(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate, q exportQuery) error {
	segment, err := view.ParseSegment(q.of)
	if err != nil {
		return err
	}
	if _, err := kpiRows(ctx, db, brand, date, kpiQuery{scope: "brand"}); err != nil {
		return err
	}
	var count exported
	err = wholeFile(q.file, func(file *os.File) error {
		w, err := q.writer(file)
		if err != nil {
			return err
		}
		err = view.EachOfSegment(ctx, db, brand.Name, date, segment, func(m view.SegmentMember) error { return q.put(w, m, &count) })
		if closeErr := w.Close(); err == nil {
			err = closeErr
		}
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(out, count.sentence(strings.Join(q.of, " "), date, q.file))
	return nil
}

func (q exportQuery) writer(file *os.File) (memberWriter, error) {
	switch {
	case q.ads != "":
		return newAdList(file, adForms[q.ads])
	case strings.EqualFold(filepath.Ext(q.file), ".xlsx"):
		return newSheet(file)
	}
	return newMemberCSV(file)
}

func (q exportQuery) put(w memberWriter, m view.SegmentMember, count *exported) error {
	if q.ads != "" && !m.Consented && !q.withoutConsent {
		count.refused++
		return nil
	}
	if q.ads != "" && m.Email == "" && m.Phone == "" {
		count.unreachable++
		return nil
	}
	count.written++
	return w.Write(m)
}

func (e exported) sentence(of string, date regulars.BusinessDate, file string) string {
	text := fmt.Sprintf("%s of %s, %s: %s", plural(e.written, "member"), of, date, file)
	if e.refused > 0 {
		text += fmt.Sprintf("; %d left out without a consent for marketing", e.refused)
	}
	if e.unreachable > 0 {
		text += fmt.Sprintf("; %d left out without e-mail and phone", e.unreachable)
	}
	return text
}

// wholeFile writes beside the wanted file and puts it in place once it is whole.
// It holds personal data: only its owner can read it.
func wholeFile(path string, write func(*os.File) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".export-*")
	if err != nil {
		return fmt.Errorf("%s can't be written: %w", path, err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	err = write(file)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("%s can't be written: %w", path, err)
	}
	return nil
}
