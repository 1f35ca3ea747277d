package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/bmatcuk/doublestar/v4"
)

// listLocal returns the files of this machine that a path stands for. A file whose
// name is the pattern itself goes before the pattern.
func listLocal(path string) ([]Entry, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("resolve %s: %w", path, err)
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("%s is a folder: name its files, such as %s", path, filepath.Join(path, "*.csv"))
	case err == nil && !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no regular file", path)
	case err == nil:
		return []Entry{localEntry(path, info)}, nil
	case !errors.Is(err, fs.ErrNotExist) && !isGlob(path):
		return nil, fmt.Errorf("look at %s: %w", path, err)
	case !isGlob(path):
		return nil, noMatch(path)
	}
	return globLocal(path)
}

func globLocal(path string) ([]Entry, error) {
	pattern, err := ranges(path)
	if err != nil {
		return nil, err
	}
	names, err := doublestar.FilepathGlob(pattern, doublestar.WithFailOnIOErrors())
	if err != nil {
		return nil, fmt.Errorf("list the files %s: %w", path, err)
	}
	var entries []Entry
	for _, name := range names {
		info, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed since, or a link to nothing
		}
		if err != nil {
			return nil, fmt.Errorf("look at %s: %w", name, err)
		}
		if info.Mode().IsRegular() && !hidden(pattern, filepath.Base(name)) {
			entries = append(entries, localEntry(name, info))
		}
	}
	if len(entries) == 0 {
		return nil, noMatch(path)
	}
	return entries, nil
}

func localEntry(path string, info fs.FileInfo) Entry {
	return Entry{Path: path, Name: filepath.Base(path), Size: info.Size(), Stamp: info.ModTime().UTC().Format(time.RFC3339Nano)}
}
