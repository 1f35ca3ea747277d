package jsonscan

import (
	"encoding/json"
	"errors"
	"fmt"
	"unsafe"
)

// ErrTruncated says that the answer ends in the middle of a value.
var ErrTruncated = errors.New("the answer ends in the middle")

// ErrSyntax says that the answer isn't JSON.
var ErrSyntax = errors.New("the answer isn't valid JSON")

// Scanner walks over one answer. The first syntax error stops it: every later
// call returns nothing, and Err returns the reason.
type Scanner struct {
	buf      []byte
	pos      int
	err      error
	key      string
	mismatch string
}

// New starts at the beginning of an answer. The answer must not be changed
// afterwards, for the texts read from it are parts of it.
func New(answer []byte) *Scanner { return &Scanner{buf: answer} }

// Err is the syntax error that stopped the scanner: ErrTruncated or ErrSyntax,
// with the place but nothing of the content.
func (s *Scanner) Err() error { return s.err }

// Mark is the place where the next value starts; Since returns what was read from
// there on, as it stands in the answer.
func (s *Scanner) Mark() int {
	s.peek()
	return s.pos
}

// Since is the part of the answer between a mark and the present place.
func (s *Scanner) Since(mark int) []byte { return s.buf[mark:s.pos:s.pos] }

// Mismatch returns which field of the values read since the last call held a kind
// of value that doesn't belong there; empty: none.
func (s *Scanner) Mismatch() string {
	m := s.mismatch
	s.mismatch = ""
	return m
}

// Lacks says that the answer isn't what was asked for, since it holds no such thing;
// Mismatch returns that.
func (s *Scanner) Lacks(what string) {
	if s.mismatch == "" {
		s.mismatch = "the answer holds no " + what
	}
}

// End checks that nothing follows the value read.
func (s *Scanner) End() error {
	if s.err != nil {
		return s.err
	}
	if s.peek(); s.pos < len(s.buf) {
		s.fail(ErrSyntax)
	}
	return s.err
}

// Object calls field for each key of the object that comes next; field must
// read the value by one call, or leave it, and then it is skipped. Null counts
// as an object without fields.
func (s *Scanner) Object(field func(key string)) {
	if !s.open('{', "an object") {
		return
	}
	for first := true; s.err == nil; first = false {
		c := s.peek()
		if c == '}' {
			s.pos++
			return
		}
		if !first && !s.expect(',') {
			return
		}
		if s.peek() != '"' {
			s.failAt()
			return
		}
		key := s.stringText()
		if !s.expect(':') {
			return
		}
		s.peek()
		s.key = key
		before := s.pos
		field(key)
		s.skipUnread(before)
	}
}

// Array calls element for each element of the array that comes next, which
// must read it by one call, or leave it, and then it is skipped. Null counts as
// an empty array.
func (s *Scanner) Array(element func()) {
	if !s.open('[', "an array") {
		return
	}
	for first := true; s.err == nil; first = false {
		c := s.peek()
		if c == ']' {
			s.pos++
			return
		}
		if !first && !s.expect(',') {
			return
		}
		s.peek()
		before := s.pos
		element()
		s.skipUnread(before)
	}
}

// Record is Object, for what PHP wrote: an object without fields comes as an empty
// array, which it takes as such.
func (s *Scanner) Record(field func(key string)) {
	if s.peek() == '[' && s.isEmptyArray() {
		s.skip()
		return
	}
	s.Object(field)
}

// Elements is Array, for what PHP wrote: an array with gaps comes as an object, whose
// values are the elements.
func (s *Scanner) Elements(element func()) {
	if s.peek() == '{' {
		s.Object(func(string) { element() })
		return
	}
	s.Array(element)
}

func (s *Scanner) isEmptyArray() bool {
	for i := s.pos + 1; i < len(s.buf); i++ {
		switch s.buf[i] {
		case ' ', '\n', '\r', '\t':
		default:
			return s.buf[i] == ']'
		}
	}
	return false
}

// skipUnread passes over the value that starts at before, where its callback did not.
func (s *Scanner) skipUnread(before int) {
	if s.err == nil && s.pos == before {
		s.skip()
	}
}

// Raw is the next value as it stands in the answer.
func (s *Scanner) Raw() []byte {
	mark := s.Mark()
	s.skip()
	if s.err != nil {
		return nil
	}
	return s.Since(mark)
}

// IsText reports whether a string comes next.
func (s *Scanner) IsText() bool { return s.peek() == '"' }

// IsObject reports whether an object comes next.
func (s *Scanner) IsObject() bool { return s.peek() == '{' }

// IsNull reports whether a null comes next.
func (s *Scanner) IsNull() bool { return s.peek() == 'n' }

// IsScalar reports whether neither an object nor an array comes next.
func (s *Scanner) IsScalar() bool {
	c := s.peek()
	return c != '{' && c != '['
}

// Text is the next value as a text: a string without its quotes, a number or a
// boolean as written, null as the empty text.
func (s *Scanner) Text() string {
	switch s.peek() {
	case '"':
		return s.stringText()
	case '{', '[':
		s.wrong("a text or a number")
		return ""
	}
	literal := s.literal()
	if len(literal) == 0 || string(literal) == "null" {
		return ""
	}
	return view(literal)
}

func (s *Scanner) open(bracket byte, want string) bool {
	c := s.peek()
	if s.err != nil {
		return false
	}
	if c == bracket {
		s.pos++
		return true
	}
	if c == 'n' {
		s.literal()
		return false
	}
	s.wrong(want)
	return false
}

func (s *Scanner) wrong(want string) {
	if s.mismatch == "" {
		s.mismatch = fmt.Sprintf("field %q does not hold %s", s.key, want)
	}
	s.skip()
}

// peek moves to the next byte that is no space and shows it; 0 at the end.
func (s *Scanner) peek() byte {
	for s.pos < len(s.buf) {
		switch c := s.buf[s.pos]; c {
		case ' ', '\n', '\r', '\t':
			s.pos++
		default:
			return c
		}
	}
	return 0
}

func (s *Scanner) expect(c byte) bool {
	if s.err == nil && s.peek() == c {
		s.pos++
		return true
	}
	s.failAt()
	return false
}

func (s *Scanner) skip() {
	switch s.peek() {
	case '"':
		s.quoted()
	case '{', '[':
		s.skipNested()
	default:
		s.literal()
	}
}

func (s *Scanner) skipNested() {
	depth := 0
	for s.err == nil {
		for s.pos < len(s.buf) && !structural[s.buf[s.pos]] {
			s.pos++
		}
		if s.pos == len(s.buf) {
			break
		}
		switch s.buf[s.pos] {
		case '"':
			s.quoted()
			continue
		case '{', '[':
			depth++
		default:
			depth--
		}
		s.pos++
		if depth == 0 {
			return
		}
	}
	s.fail(ErrTruncated)
}

// structural are the bytes at which skipping has to look up.
var structural = [256]bool{'"': true, '{': true, '[': true, '}': true, ']': true}

// quoted passes over a string and returns what stands between its quotes.
func (s *Scanner) quoted() (inside []byte, escaped bool) {
	start := s.pos + 1
	at := start
	for at < len(s.buf) {
		switch s.buf[at] {
		case '"':
			s.pos = at + 1
			return s.buf[start:at], escaped
		case '\\':
			escaped = true
			at++
		}
		at++
	}
	s.pos = len(s.buf)
	s.fail(ErrTruncated)
	return nil, false
}

func (s *Scanner) stringText() string {
	start := s.pos
	inside, escaped := s.quoted()
	if s.err != nil {
		return ""
	}
	if !escaped {
		return view(inside)
	}
	var text string
	if err := json.Unmarshal(s.buf[start:s.pos], &text); err != nil {
		s.pos = start
		s.fail(ErrSyntax)
	}
	return text
}

// literal passes over a number, true, false or null.
func (s *Scanner) literal() []byte {
	start := s.pos
	for s.pos < len(s.buf) && isLiteral(s.buf[s.pos]) {
		s.pos++
	}
	literal := s.buf[start:s.pos]
	if s.err == nil && !validLiteral(literal) {
		if s.pos == len(s.buf) {
			s.fail(ErrTruncated)
		} else {
			s.fail(ErrSyntax)
		}
		return nil
	}
	return literal
}

func isLiteral(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c == '-' || c == '+' || c == '.' || c == 'E'
}

func validLiteral(b []byte) bool {
	if len(b) == 0 {
		return false
	}
	if isDigits(b) {
		return b[0] != '0' || len(b) == 1
	}
	return json.Valid(b)
}

func isDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func (s *Scanner) failAt() {
	if s.pos >= len(s.buf) {
		s.fail(ErrTruncated)
		return
	}
	s.fail(ErrSyntax)
}

func (s *Scanner) fail(err error) {
	if s.err == nil {
		s.err = fmt.Errorf("%w at byte %d", err, s.pos)
	}
}

// view is b as a text without a copy; New's caller promised not to change it.
func view(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	return unsafe.String(&b[0], len(b))
}
