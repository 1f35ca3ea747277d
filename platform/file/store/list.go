package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
)

// Entry is one file.
type Entry struct {
	Path  string // where it stands, without the secrets of an address
	Name  string // its name without folders
	Size  int64  // in bytes, as it is stored; -1: unknown
	Stamp string // when it was changed, or its etag: another stamp is another content; empty: unknown

	address string // of a remote file, with what may be secret in it
}

// location is the address to read the file from.
func (e Entry) location() string { return cmp.Or(e.address, e.Path) }

// List returns the files that a path stands for, sorted by path: a local path,
// file://, s3://, http(s):// or sftp://. All but http(s) may be globs: *, **, ?,
// [abc], {a,b} and {1..9}. Files whose name begins with a dot or with ~$ (the locks
// of Excel) match only patterns that begin so. Returns ErrNone where nothing matches.
func List(ctx context.Context, location string) ([]Entry, error) {
	scheme, rest, remote := strings.Cut(location, "://")
	if !remote {
		return sorted(listLocal(location))
	}
	switch strings.ToLower(scheme) {
	case "file":
		return sorted(listLocal(rest))
	case "s3":
		return sorted(listS3(ctx, location))
	case "http", "https":
		return sorted(listHTTP(ctx, location))
	case "sftp":
		return sorted(listSFTP(ctx, location))
	}
	return nil, fmt.Errorf("%s: %s:// is not known: use a local path, s3://, https:// or sftp://", Shown(location), scheme)
}

func sorted(entries []Entry, err error) ([]Entry, error) {
	slices.SortFunc(entries, func(a, b Entry) int { return cmp.Compare(a.Path, b.Path) })
	return entries, err
}

// noMatch is the error for a path that no file matches.
func noMatch(shown string) error {
	return fmt.Errorf("%w %s: correct the path, or put the file there", ErrNone, shown)
}

// Shown is an address without what may be secret in it: the password, and the
// values of its query.
func Shown(location string) string {
	if !strings.Contains(location, "://") {
		return location
	}
	u, err := url.Parse(location)
	if err != nil {
		scheme, _, _ := strings.Cut(location, "://")
		return scheme + "://…"
	}
	shown := u.Scheme + "://"
	if name := u.User.Username(); name != "" && u.Scheme == "sftp" {
		shown += name + "@"
	}
	shown += u.Host + u.Path
	if u.RawQuery == "" {
		return shown
	}
	keys := make([]string, 0, 4)
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		key, _, _ := strings.Cut(pair, "=")
		keys = append(keys, key+"=…")
	}
	return shown + "?" + strings.Join(keys, "&")
}

// hidden reports whether a name is none that a pattern means.
func hidden(pattern, name string) bool {
	base := path.Base(pattern)
	return strings.HasPrefix(name, ".") && !strings.HasPrefix(base, ".") ||
		strings.HasPrefix(name, "~$") && !strings.HasPrefix(base, "~$")
}

// parse returns the parts of an address, or an error without its secrets.
func parse(location string) (*url.URL, error) {
	u, err := url.Parse(location)
	if err != nil {
		return nil, fmt.Errorf("the address %s can't be read: write signs such as # ? %% in a name or password as %%23 %%3F %%25", Shown(location))
	}
	if u.Host == "" {
		return nil, errors.New("the address " + Shown(location) + " names no host")
	}
	return u, nil
}
