package workbook

import (
	"encoding/xml"
	"errors"
	"fmt"
	"os"

	"regulars/platform/file/store"
)

// sharedInMemory is how much of a workbook's texts is kept in memory; the rest is
// in a temporary file.
const sharedInMemory = 64 << 20

// sharedStrings are the texts that the cells of a workbook refer to by number.
type sharedStrings struct {
	ends   []uint32 // where each ends in its block of 4 GiB
	wraps  []int    // the numbers at which a new block of ends begins
	memory []byte
	file   *os.File
	size   int64 // of all
	out    []byte
}

func (s *sharedStrings) add(text string) error {
	if uint32(s.size+int64(len(text))) < uint32(s.size) {
		s.wraps = append(s.wraps, len(s.ends))
	}
	switch {
	case s.file == nil && len(s.memory)+len(text) <= sharedInMemory:
		s.memory = append(s.memory, text...)
	default:
		if s.file == nil {
			var err error
			if s.file, err = store.Temporary(); err != nil {
				return err
			}
		}
		s.out = append(s.out, text...)
		if len(s.out) > 1<<20 {
			if err := s.flush(); err != nil {
				return err
			}
		}
	}
	s.size += int64(len(text))
	s.ends = append(s.ends, uint32(s.size))
	return nil
}

func (s *sharedStrings) flush() error {
	if len(s.out) == 0 {
		return nil
	}
	if _, err := s.file.Write(s.out); err != nil {
		return fmt.Errorf("keep the texts of a workbook: %w", err)
	}
	s.out = s.out[:0]
	return nil
}

// end is where the text before number n+1 ends.
func (s *sharedStrings) end(n int) int64 {
	if n < 0 {
		return 0
	}
	end := int64(s.ends[n])
	for _, from := range s.wraps {
		if n >= from {
			end += 1 << 32
		}
	}
	return end
}

// at returns a text by its number.
func (s *sharedStrings) at(n int) (string, error) {
	if n < 0 || n >= len(s.ends) {
		return "", fmt.Errorf("there is no text %d", n)
	}
	from, to := s.end(n-1), s.end(n)
	if to <= int64(len(s.memory)) {
		return string(s.memory[from:to]), nil
	}
	b := make([]byte, to-from)
	if _, err := s.file.ReadAt(b, from-int64(len(s.memory))); err != nil {
		return "", fmt.Errorf("read the texts of a workbook again: %w", err)
	}
	return string(b), nil
}

func (s *sharedStrings) close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

// loadShared reads the workbook's texts.
func (b *Book) loadShared() error {
	var buf []byte
	err := b.eachStart("xl/sharedstrings.xml", func(e xml.StartElement, d *xml.Decoder) error {
		if e.Name.Local != "si" {
			return nil
		}
		text, err := richText(d, "si", &buf)
		if err != nil {
			return errors.New("its texts are cut short")
		}
		return b.shared.add(text)
	})
	if err != nil {
		return err
	}
	return b.shared.flush()
}
