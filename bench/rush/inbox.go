package rush

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Arrived are the moments at which mails came to an address.
type Arrived map[string][]time.Time

// Inbox reads what smtp-sink wrote down, a file for each mail.
func Inbox(dir string) (Arrived, error) {
	arrived := Arrived{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		to, err := recipient(path)
		if err != nil {
			return err
		}
		arrived[to] = append(arrived[to], info.ModTime())
		return nil
	})
	return arrived, err
}

// recipient reads to whom a mail went.
func recipient(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if to, is := strings.CutPrefix(lines.Text(), "X-Rcpt-Args: "); is {
			to, _, _ = strings.Cut(strings.TrimSpace(to), " ")
			return strings.Trim(to, "<>"), nil
		}
	}
	return "", fmt.Errorf("the mail %s names no recipient: %w", filepath.Base(path), lines.Err())
}
