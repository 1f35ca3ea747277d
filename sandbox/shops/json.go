package shops

import (
	"encoding/json"
	"strconv"
	"time"
)

// jsonWriter appends JSON to a buffer and minds the commas. Pages of orders are
// written from memory for every request, so it has to be quick.
type jsonWriter struct{ buf []byte }

func (w *jsonWriter) comma() {
	if len(w.buf) == 0 {
		return
	}
	switch w.buf[len(w.buf)-1] {
	case '{', '[', ':', ',':
		return
	}
	w.buf = append(w.buf, ',')
}

func (w *jsonWriter) open(c byte) {
	w.comma()
	w.buf = append(w.buf, c)
}

func (w *jsonWriter) shut(c byte) { w.buf = append(w.buf, c) }

func (w *jsonWriter) key(name string) {
	w.comma()
	w.buf = append(w.buf, '"')
	w.buf = append(w.buf, name...)
	w.buf = append(w.buf, '"', ':')
}

// raw appends what is JSON already.
func (w *jsonWriter) raw(text string) {
	w.comma()
	w.buf = append(w.buf, text...)
}

func (w *jsonWriter) null() { w.raw("null") }

func (w *jsonWriter) bool(b bool) {
	w.comma()
	w.buf = strconv.AppendBool(w.buf, b)
}

func (w *jsonWriter) int(n int64) {
	w.comma()
	w.buf = strconv.AppendInt(w.buf, n, 10)
}

func (w *jsonWriter) str(s string) {
	w.comma()
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c == 0x7f {
			quoted, _ := json.Marshal(s) // a string always marshals
			w.buf = append(w.buf, quoted...)
			return
		}
	}
	w.buf = append(w.buf, '"')
	w.buf = append(w.buf, s...)
	w.buf = append(w.buf, '"')
}

func (w *jsonWriter) field(name, value string) {
	w.key(name)
	w.str(value)
}

func (w *jsonWriter) intField(name string, value int64) {
	w.key(name)
	w.int(value)
}

func (w *jsonWriter) rawField(name, value string) {
	w.key(name)
	w.raw(value)
}

// cents writes a number of cents as a string with two decimals: "574.00".
func (w *jsonWriter) cents(name string, cents int64) {
	w.key(name)
	w.buf = append(w.buf, '"')
	w.buf = appendCents(w.buf, cents)
	w.buf = append(w.buf, '"')
}

func appendCents(buf []byte, cents int64) []byte {
	if cents < 0 {
		buf = append(buf, '-')
		cents = -cents
	}
	buf = strconv.AppendInt(buf, cents/100, 10)
	return append(buf, '.', byte('0'+cents/10%10), byte('0'+cents%10))
}

func (w *jsonWriter) time(name string, unix int64, zone *time.Location, layout string) {
	w.key(name)
	if unix == 0 {
		w.null()
		return
	}
	w.buf = append(w.buf, '"')
	w.buf = time.Unix(unix, 0).In(zone).AppendFormat(w.buf, layout)
	w.buf = append(w.buf, '"')
}
