package adlist

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"regulars/config/adlist"
)

// Person is a member as ad platforms know them: SHA-256 in hexadecimal digits. What is not
// there is empty: the hash of nothing would match others.
type Person struct{ Email, Phone string }

// Form is how a platform wants addresses written before they are hashed.
type Form struct {
	Header       [2]string // of its file: mail and phone
	email, phone func(string) string
}

var forms = map[string]Form{
	// Phones as digits with the country code, without the plus.
	adlist.Meta: {[2]string{"email", "phone"}, plainEmail, func(p string) string { return strings.TrimPrefix(p, "+") }},
	// Phones in E.164; of Google's own mail addresses neither dots nor what follows a plus.
	adlist.Google: {[2]string{"Email", "Phone"}, googleEmail, func(p string) string { return p }},
}

// FormOf returns the form of a platform, and whether there is one.
func FormOf(platform string) (Form, bool) {
	form, known := forms[platform]
	return form, known
}

// Person hashes a mail address and a phone number in E.164.
func (f Form) Person(email, phone string) Person {
	return Person{hashed(f.email(email)), hashed(f.phone(phone))}
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

func hashed(text string) string {
	if text == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
