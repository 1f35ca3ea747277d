package file

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"

	"regulars/platform/file/letters"
	"regulars/platform/file/lines"
)

// candidates are the encodings that are looked for where a file is not UTF-8.
var candidates = []string{"big5", "gbk", "shift_jis", "euc-jp", "euc-kr", "windows-1252"}

// findDecoding finds a file's encoding: by its mark, by the NULs of UTF-16, or
// because all of it is valid UTF-8, for which it is read once. What is none of them
// is a question, unless one encoding alone can decode every byte.
func (s *source) findDecoding(head []byte) (decoding, error) {
	if bytes.HasPrefix(head, []byte("\xff\xfe\x00\x00")) {
		return decoding{}, refused(s.name, "is UTF-32: save it as UTF-8")
	}
	if d, is := byMark(head); is {
		d.found = true
		return d, nil
	}
	if d, is := byNULs(head); is {
		d.found = true
		return d, nil
	}
	if share := letters.Controls(head); share > 0.02 {
		return decoding{}, refused(s.name, "is no text: %.0f%% of its first bytes are control characters; save it as CSV UTF-8 or .xlsx", share*100)
	}
	scan, err := s.scanUTF8()
	if err != nil {
		return decoding{}, err
	}
	if scan.Bad == 0 && (scan.Good == 0 || scan.Proven) {
		return decoding{word: utf8Word, valid: !scan.NUL, found: true}, nil
	}
	return s.findOther(scan)
}

func (s *source) scanUTF8() (letters.Scan, error) {
	var scan letters.Scan
	r, err := s.stream()
	if err != nil {
		return scan, err
	}
	defer func() { _ = r.Close() }()
	in := lines.New(r)
	for {
		block, n, err := in.Block()
		if errors.Is(err, io.EOF) {
			return scan, nil
		}
		if err != nil {
			return scan, err
		}
		scan.NUL = scan.NUL || bytes.IndexByte(block, 0) >= 0
		if !utf8.Valid(block) || scan.Bad > 0 || scan.Good < 1000 && !letters.IsASCII(block) {
			scan.Count(block, n)
		}
	}
}

// findOther returns the only encoding that decodes all of a file that is not UTF-8,
// or the question.
func (s *source) findOther(scan letters.Scan) (decoding, error) {
	var fits []decoding
	for _, word := range candidates {
		d, err := declaredDecoding(s.name, word, nil)
		if err != nil {
			return d, err
		}
		ok, err := s.decodesAs(d)
		if err != nil {
			return d, err
		}
		if ok {
			d.found = true
			fits = append(fits, d)
		}
	}
	mostly := scan.Bad > 0 && scan.Good > 10*scan.Bad
	broken, err := s.broken(fits, scan)
	if err != nil || len(fits) == 1 && scan.Bad > 0 && !mostly && len(broken) == 0 {
		return append(fits, decoding{})[0], err
	}
	if len(fits) == 0 && scan.Bad == 0 {
		return decoding{word: utf8Word, valid: !scan.NUL, found: true}, nil
	}
	var ways []string
	if scan.Bad == 0 {
		ways = append(ways, fmt.Sprintf("utf-8 (%s)", firstForeign(decoding{coding: encoding.Nop}, scan.Sample)))
	}
	if mostly {
		ways = append(ways, fmt.Sprintf("utf-8 (then the %d lines that aren't are rejected)", scan.Bad))
	}
	for _, d := range broken {
		ways = append(ways, fmt.Sprintf("%s (%s, and the lines that aren't are rejected)", d.word, firstForeign(d, scan.Sample)))
	}
	for _, d := range fits {
		ways = append(ways, fmt.Sprintf("%s (%s)", d.word, firstForeign(d, scan.Sample)))
	}
	if len(ways) == 0 {
		return decoding{}, unclear(s.name, "line %d is not UTF-8, and no other encoding fits all of the file: save it as UTF-8, or write encoding: with its name", scan.Line)
	}
	if scan.Bad == 0 {
		return decoding{}, unclear(s.name, "line %d may be UTF-8 or not: write encoding: %s", scan.Line, strings.Join(ways, ", or "))
	}
	return decoding{}, unclear(s.name, "line %d is not UTF-8: write encoding: %s", scan.Line, strings.Join(ways, ", or "))
}

// contradicted returns the question where a file begins in UTF-8, but another encoding is declared.
func (s *source) contradicted(declared decoding, head []byte) error {
	if line, is := letters.BeginsUTF8(head); is && declared.coding != nil && !strings.HasPrefix(declared.word, "utf-") {
		return unclear(s.name, "line %d is UTF-8, but encoding: %s is declared: give the file a feed of its own, or save it as the others are", line, declared.word)
	}
	return nil
}

// broken lists the encodings that a file is in but for some broken bytes, where nothing
// else fits it but one that fits nearly every file.
func (s *source) broken(fits []decoding, scan letters.Scan) (all []decoding, err error) {
	one := candidates[len(candidates)-1]
	if len(fits) != 1 || fits[0].word != one || scan.IsLatin(fits[0].coding) {
		return nil, nil
	}
	for _, word := range candidates {
		d, err := declaredDecoding(s.name, word, nil)
		if err != nil {
			return nil, err
		}
		if word != one && scan.IsMostly(d.coding, isLetter) {
			all = append(all, d)
		}
	}
	return all, nil
}

// decodesAs reports whether an encoding decodes every byte of the file into a letter.
func (s *source) decodesAs(d decoding) (bool, error) {
	r, err := s.decoded(d)
	if err != nil {
		return false, err
	}
	defer func() { _ = r.Close() }()
	in := bufio.NewReaderSize(r, 64<<10)
	for {
		c, _, err := in.ReadRune()
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		if !isLetter(c) {
			return false, nil
		}
	}
}

// isLetter reports whether a decoded sign is one that people write: no lost one, no
// control sign, none of those that each firm defines for itself.
func isLetter(c rune) bool {
	return c < 0x80 || c > 0x9f && c != utf8.RuneError && (c < 0xe000 || c > 0xf8ff)
}

// firstForeign is the first cell of a line with letters beyond ASCII, decoded.
func firstForeign(d decoding, line []byte) string {
	text, _, err := transform.String(d.coding.NewDecoder(), string(line))
	if err != nil {
		return "…"
	}
	cells := strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(",;\t|\r\n\"", c) })
	for _, cell := range cells {
		if cell = strings.TrimSpace(cell); !letters.IsASCII([]byte(cell)) {
			return shorten(cell)
		}
	}
	return "…"
}
