package config

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"regulars/config/loopback"

	// Zones must load on machines without a zone database.
	_ "time/tzdata"

	"golang.org/x/text/currency"

	"regulars"
)

// The rules that several sections share. Each notes its mistake at the key.

var nameForm = regexp.MustCompile(`^[a-z0-9_-]{1,64}$`)

func (r *reader) need(path, value, remedy string) {
	if value == "" {
		r.Add(path, "it is missing", remedy)
	}
}

func (r *reader) needSecret(path string, s Secret) {
	if !s.Empty() || r.IsBroken(path+"_file") {
		return
	}
	name := path[strings.LastIndex(path, ".")+1:]
	r.Add(path, "it is missing", "write "+name+": ${"+strings.ToUpper(name)+"}, or "+name+"_file: and a path")
}

// name checks one of several siblings' names; taken holds those seen before.
func (r *reader) name(path, name string, taken map[string]bool) {
	switch {
	case name == "":
		r.Add(path, "it is missing", "give it a name of a-z, 0-9, - and _")
	case !nameForm.MatchString(name):
		r.Add(path, fmt.Sprintf("the name %q doesn't fit into ids", r.Written(path)), "use a-z, 0-9, - and _, at most 64 of them")
	case taken[name]:
		r.Add(path, fmt.Sprintf("the name %s is taken", r.Written(path)), "give each its own name")
	}
	taken[name] = true
}

func (r *reader) oneOf(path, value string, known []string) {
	if !oneOf(value, known) {
		r.Add(path, fmt.Sprintf("%q is not known", r.Written(path)), suggest(value, known))
	}
}

// zone loads a time zone; it is nil after a mistake, and for an empty name.
func (r *reader) zone(path, name string) *time.Location {
	if name == "" {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		r.Add(path, fmt.Sprintf("%q is not a time zone", r.Written(path)), "write its IANA name, such as Asia/Taipei or UTC")
		return nil
	}
	return zone
}

func (r *reader) currency(path, code string) {
	if code == "" {
		return
	}
	if _, err := currency.ParseISO(code); err != nil || code != strings.ToUpper(code) {
		r.Add(path, fmt.Sprintf("%q is not a currency", r.Written(path)), "write its ISO 4217 code in capitals, such as TWD")
	}
}

func (r *reader) date(path, text string) {
	if text == "" {
		return
	}
	if _, err := regulars.ParseBusinessDate(text); err != nil {
		r.Add(path, fmt.Sprintf("%q is not a date", r.Written(path)), "write it as 2026-11-20")
	}
}

// share checks that a value lies in 0..1.
func (r *reader) share(path string, value float64) {
	if !(value >= 0 && value <= 1) {
		r.Add(path, fmt.Sprintf("%s is not a share", r.Written(path)), "write a number from 0 to 1: 10 % is 0.1")
	}
}

func (r *reader) positive(path string, value int) {
	if value < 1 {
		r.Add(path, "it must be 1 or more", "write 1 or more, or leave it out")
	}
}

func (r *reader) notNegative(path string, value float64) {
	if !(value >= 0) {
		r.Add(path, fmt.Sprintf("%s is below zero", r.Written(path)), "write 0 or more")
	}
}

// address checks an http(s) URL. Where secure is set, plain http is allowed to
// this machine only.
func (r *reader) address(path, text string, secure bool) {
	if text == "" {
		return
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		r.Add(path, fmt.Sprintf("%q is not an address", r.Written(path)), "write it with its scheme, such as https://shop.example")
		return
	}
	if u.User != nil {
		r.Add(path, "the address holds a user and a password", "give them by the keys for secrets")
		return
	}
	if secure && u.Scheme == "http" && !loopback.Is(u.Hostname()) {
		r.Add(path, fmt.Sprintf("%q would carry the secret in the open", r.Written(path)), "use https; http is for this machine only")
	}
}
