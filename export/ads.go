package export

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"

	"regulars/schema/view"
)

// adForm is how an ad platform's customer list wants members: SHA-256 of e-mail
// and phone, each written in the platform's own way before it is hashed.
type adForm struct {
	header []string
	email  func(string) string
	phone  func(string) string
}

var adForms = map[string]adForm{
	// Meta: phones as digits with the country code, without the plus.
	"meta": {[]string{"email", "phone"}, plainEmail, func(p string) string { return strings.TrimPrefix(p, "+") }},
	// Google: phones in E.164; of its own mail addresses neither dots nor what follows a plus.
	"google": {[]string{"Email", "Phone"}, googleEmail, func(p string) string { return p }},
}

func plainEmail(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

func googleEmail(address string) string {
	user, domain, found := strings.Cut(plainEmail(address), "@")
	if !found || domain != "gmail.com" && domain != "googlemail.com" {
		return plainEmail(address)
	}
	user, _, _ = strings.Cut(user, "+")
	return strings.ReplaceAll(user, ".", "") + "@" + domain
}

// adList writes a customer list without anything that names a person.
type adList struct {
	out  csvFile
	form adForm
}

func newAdList(file *os.File, form adForm) (*adList, error) {
	w := &adList{newCSV(file), form}
	return w, w.out.header(form.header...)
}

func (w *adList) Write(m view.SegmentMember) error {
	return w.out.write(hashed(w.form.email(m.Email)), hashed(w.form.phone(m.Phone)))
}

func (w *adList) Close() error { return w.out.close() }

// hashed leaves what is not there empty: the hash of nothing would match others.
func hashed(text string) string {
	if text == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
