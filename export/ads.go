package export

import (
	"os"

	"regulars/channel/adlist"
	"regulars/schema/view"
)

// adList writes a customer list without anything that names a person: SHA-256 of e-mail and
// phone, each written in the platform's own way before it is hashed.
type adList struct {
	out  csvFile
	form adlist.Form
}

func newAdList(file *os.File, form adlist.Form) (*adList, error) {
	w := &adList{newCSV(file), form}
	return w, w.out.header(form.Header[:]...)
}

func (w *adList) Write(m view.SegmentMember) error {
	p := w.form.Person(m.Email, m.Phone)
	return w.out.write(p.Email, p.Phone)
}

func (w *adList) Close() error { return w.out.close() }
