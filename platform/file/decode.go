package file

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const utf8Word = "utf-8"

// decoding is how a file's bytes become letters.
type decoding struct {
	word   string            // the encoding's name
	coding encoding.Encoding // nil: UTF-8
	mark   int               // bytes of a byte order mark, which are none of the text
	valid  bool              // all of the file is known to be valid UTF-8 without a NUL
	found  bool              // not declared
}

// otherNames are names of encodings that the index of web browsers doesn't have.
var otherNames = map[string]string{
	"cp950": "big5", "ms950": "big5", "windows-950": "big5", "cp936": "gbk", "ms936": "gbk", "windows-936": "gbk", "gb2312": "gbk",
	"cp932": "shift_jis", "ms932": "shift_jis", "windows-932": "shift_jis", "cp949": "euc-kr", "windows-949": "euc-kr",
	"cp1252": "windows-1252", "utf16": "utf-16", "utf16le": "utf-16le", "utf16be": "utf-16be", "utf-8-sig": "utf-8",
}

var (
	utf16LE = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16BE = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
)

// marks are the byte order marks.
var marks = []struct {
	mark string
	decoding
}{
	{"\xef\xbb\xbf", decoding{word: utf8Word}},
	{"\xff\xfe", decoding{word: "utf-16le", coding: utf16LE}},
	{"\xfe\xff", decoding{word: "utf-16be", coding: utf16BE}},
}

// byMark returns the decoding that a byte order mark shows.
func byMark(head []byte) (decoding, bool) {
	for _, m := range marks {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			m.mark, m.decoding.mark = "", len(m.mark)
			return m.decoding, true
		}
	}
	return decoding{}, false
}

// declaredDecoding is the decoding of an encoding that the config names.
func declaredDecoding(name, word string, head []byte) (decoding, error) {
	word = strings.ToLower(strings.TrimSpace(word))
	if other, is := otherNames[word]; is {
		word = other
	}
	marked, hasMark := byMark(head)
	if word == "utf-16" {
		if hasMark && marked.coding != nil {
			return marked, nil
		}
		if d, is := byNULs(head); is {
			return d, nil
		}
		return decoding{}, unclear(name, "encoding: utf-16 doesn't say which byte goes first, and the file has no mark: write utf-16le or utf-16be")
	}
	coding, err := htmlindex.Get(word)
	if err != nil {
		return decoding{}, unclear(name, "encoding: %s is not known: write utf-8, utf-16, big5, gbk, gb18030, shift-jis, euc-jp, euc-kr, windows-1252 or another name of the WHATWG's list", shorten(word))
	}
	d := decoding{coding: coding}
	if d.word, err = htmlindex.Name(coding); err != nil {
		return decoding{}, fmt.Errorf("name the encoding %s: %w", word, err)
	}
	switch d.word {
	case utf8Word:
		d.coding = nil
	case "utf-16le":
		d.coding = utf16LE
	case "utf-16be":
		d.coding = utf16BE
	case "replacement", "x-user-defined":
		return decoding{}, unclear(name, "encoding: %s can't be read", shorten(word))
	}
	if hasMark && marked.word != d.word {
		return decoding{}, unclear(name, "the file begins with the mark of %s, but encoding: %s is declared: take it out", marked.word, word)
	}
	d.mark = marked.mark
	return d, nil
}

// byNULs returns UTF-16 without a mark: plain letters have a NUL next to them, always
// on the same side.
func byNULs(head []byte) (decoding, bool) {
	even, odd := 0, 0
	for i, b := range head {
		if b == 0 && i%2 == 0 {
			even++
		} else if b == 0 {
			odd++
		}
	}
	least := max(2, len(head)/20)
	switch {
	case odd >= least && odd > 10*even:
		return decoding{word: "utf-16le", coding: utf16LE}, true
	case even >= least && even > 10*odd:
		return decoding{word: "utf-16be", coding: utf16BE}, true
	}
	return decoding{}, false
}

// decoded returns the file's text as UTF-8 from its beginning. Bytes that can't be
// decoded become U+FFFD where the encoding isn't UTF-8; who reads the rows rejects them.
func (s *source) decoded(d decoding) (io.ReadCloser, error) {
	r, err := s.stream()
	if err != nil {
		return nil, err
	}
	if _, err := io.CopyN(io.Discard, r, int64(d.mark)); err != nil {
		return nil, err
	}
	if d.coding == nil {
		return r, nil
	}
	return struct {
		io.Reader
		io.Closer
	}{transform.NewReader(r, d.coding.NewDecoder()), r}, nil
}
