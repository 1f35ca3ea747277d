package rest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"regulars"
	"regulars/cell"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// Reader reads the values of one answer, each by the kind that it must have, and keeps
// the first thing that is wrong with a record.
type Reader struct {
	scan   *jsonscan.Scanner
	zone   *time.Location
	path   []string
	reason string
}

// NewReader reads an answer, whose times without a zone are the zone's.
func NewReader(answer []byte, zone *time.Location) *Reader {
	return &Reader{scan: jsonscan.New(answer), zone: zone}
}

// Fields is what the keys of a record become. A key that isn't named is passed over.
type Fields[T any] map[string]func(*Reader, *T)

// Object reads the object that comes next by a table.
func Object[T any](r *Reader, into *T, fields Fields[T]) {
	r.Keys(func(key string) {
		if read := fields[key]; read != nil {
			read(r, into)
		}
	})
}

// Array reads each object of the array that comes next by a table.
func Array[T any](r *Reader, fields Fields[T], take func(*T)) {
	r.scan.Array(func() {
		var one T
		Object(r, &one, fields)
		take(&one)
	})
}

// Keys calls field for each key of the object that comes next; a value that it leaves is
// passed over.
func (r *Reader) Keys(field func(key string)) {
	r.scan.Object(func(key string) {
		r.path = append(r.path, key)
		field(key)
		r.path = r.path[:len(r.path)-1]
	})
}

// Each calls element for each element of the array that comes next.
func (r *Reader) Each(element func()) { r.scan.Array(element) }

// IsNull reports whether a null comes next.
func (r *Reader) IsNull() bool { return r.scan.IsNull() }

// IsObject reports whether an object comes next.
func (r *Reader) IsObject() bool { return r.scan.IsObject() }

// Text is the next value, a text, a number or a flag, as it is written.
func (r *Reader) Text() string { return r.scan.Text() }

// Word is the next value as a text without spaces around it.
func (r *Reader) Word() string { return strings.TrimSpace(r.scan.Text()) }

// Address is the address of a page or a picture, also where its scheme is left out; what is
// none is nothing.
func (r *Reader) Address() string {
	text := r.Word()
	switch {
	case strings.HasPrefix(text, "//"):
		return "https:" + text
	case strings.HasPrefix(text, "https://"), strings.HasPrefix(text, "http://"):
		return text
	}
	return ""
}

// ID is an id, which is empty for null and for a zero.
func (r *Reader) ID() string {
	id := r.Word()
	if id == "0" {
		return ""
	}
	return id
}

// Money is an amount, which is zero for null; what is no amount rejects the record.
func (r *Reader) Money() regulars.Money {
	money, err := platform.Money(r.Word())
	if err != nil {
		r.Reject("field %q is not an amount", r.field())
	}
	return money
}

// Worth is an amount of which a record must hold one, and whether it does.
func (r *Reader) Worth() (money regulars.Money, given bool) {
	text := r.Word()
	if text == "" {
		return 0, false
	}
	money, err := platform.Money(text)
	if err != nil {
		r.Reject("field %q is not an amount", r.field())
	}
	return money, true
}

// Quantity is a number of things, which is zero for null.
func (r *Reader) Quantity() float64 {
	text := r.Word()
	if text == "" {
		return 0
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n != n || n > 1e9 || n < -1e9 {
		r.Reject("field %q is not a number of things", r.field())
		return 0
	}
	return n
}

// times are the ways in which platforms write a moment, without and with its zone.
var times = []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04:05 -0700", "2006-01-02T15:04:05-0700", "2006-01-02 15:04:05 MST"}

// Years of which moments are read: the tables keep no others.
const firstYear, lastYear = 1970, 2148

// Time is a moment, zero for null. What is no moment, or lies outside of the years that
// can be stored, rejects the record.
func (r *Reader) Time() time.Time {
	text := r.Word()
	if text == "" {
		return time.Time{}
	}
	for _, layout := range times {
		at, err := time.ParseInLocation(layout, text, r.zone)
		if err != nil {
			continue
		}
		if at = at.UTC(); at.Year() < firstYear || at.Year() > lastYear {
			r.Reject("field %q is not between %d and %d", r.field(), firstYear, lastYear)
			return time.Time{}
		}
		return at
	}
	r.Reject("field %q is not a time", r.field())
	return time.Time{}
}

// Birth is a date of birth as regulars.Customer keeps it. What is none is none.
func (r *Reader) Birth() string {
	text := r.Word()
	if day, _, isTime := strings.Cut(text, "T"); isTime {
		text = day
	}
	date, err := cell.Birth(text, cell.DateStyle{})
	if err != nil {
		return ""
	}
	return date
}

// Flag is yes, no, or none for null and for any other word.
func (r *Reader) Flag() regulars.Answer {
	answer, known := regulars.ReadAnswer(r.Word())
	if !known {
		return regulars.AnswerNone
	}
	return answer
}

// Reject says why the record can't be understood. The first reason stays.
func (r *Reader) Reject(format string, args ...any) {
	if r.reason == "" {
		r.reason = fmt.Sprintf(format, args...)
	}
}

// Record reads one record and returns it as it stands in the answer, with the reason why
// it can't be understood, if any.
func (r *Reader) Record(read func()) (raw []byte, reason string) {
	r.reason = ""
	mark := r.scan.Mark()
	read()
	raw = r.scan.Since(mark)
	if wrong := r.scan.Mismatch(); wrong != "" && r.reason == "" {
		r.reason = wrong
	}
	return raw, r.reason
}

func (r *Reader) field() string { return strings.Join(r.path, ".") }

// End returns why the answer isn't what the API should return; nil: it is.
func (r *Reader) End() error {
	if err := r.scan.End(); err != nil {
		return err
	}
	if wrong := r.scan.Mismatch(); wrong != "" {
		return errShape
	}
	return nil
}

// Gender is a word for a gender as regulars.Customer keeps it; empty: none is said.
func Gender(word string) string {
	switch strings.ToLower(word) {
	case "female", "f", "女", "女性", "woman":
		return "female"
	case "male", "m", "男", "男性", "man":
		return "male"
	case "other", "others", "其他", "unisex":
		return "other"
	}
	return ""
}

// countries are those of calling codes that belong to one country where shops of these
// platforms sell.
var countries = map[string]string{
	"886": "TW", "852": "HK", "853": "MO", "86": "CN", "65": "SG", "60": "MY", "66": "TH", "84": "VN", "63": "PH", "62": "ID", "81": "JP", "82": "KR", "61": "AU", "44": "GB",
}

// Phone returns a number and the country that it belongs to, from its calling code where
// that is given, else from the address that comes with it. A number whose code belongs to
// no single country is written with the code.
func Phone(number, callingCode, country string) (phone, iso string) {
	callingCode = strings.TrimLeft(callingCode, "+0")
	if number == "" || callingCode == "" || strings.HasPrefix(number, "+") {
		return number, strings.ToUpper(country)
	}
	if iso, is := countries[callingCode]; is {
		return number, iso
	}
	return "+" + callingCode + strings.TrimLeft(number, "0"), strings.ToUpper(country)
}

// Times is the amount of so many things of one price, at most what can be stored.
func Times(price regulars.Money, quantity float64) regulars.Money {
	const most = float64(regulars.MaxMoney)
	amount := regulars.Money(max(-most, min(float64(price)*quantity, most)))
	return max(-regulars.MaxMoney, min(amount, regulars.MaxMoney))
}

// FirstTime is the first of the times that is given.
func FirstTime(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// RefundID is the id of a refund, or its place in its order where it has none.
func RefundID(id string, place int) string {
	if id != "" {
		return id
	}
	return "refund-" + strconv.Itoa(place+1)
}
