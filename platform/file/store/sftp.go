package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/pkg/sftp"
)

// remotePath is the path of an sftp address. /~/ is the user's home.
func remotePath(u *url.URL) string {
	if inHome, is := strings.CutPrefix(u.Path, "/~/"); is {
		return inHome
	}
	return u.Path
}

func listSFTP(ctx context.Context, location string) ([]Entry, error) {
	u, err := parse(location)
	if err != nil {
		return nil, err
	}
	client, err := dialSFTP(ctx, u)
	if err != nil {
		return nil, err
	}
	defer client.close()
	name := remotePath(u)
	info, err := client.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("%s is a folder: name its files, such as %s/*.csv", Shown(location), strings.TrimSuffix(Shown(location), "/"))
	case err == nil:
		return []Entry{sftpEntry(u, name, info)}, nil
	case !errors.Is(err, fs.ErrNotExist) && !isGlob(name):
		return nil, sftpError(location, err)
	case !isGlob(name):
		return nil, noMatch(Shown(location))
	}
	entries, err := client.glob(ctx, u, name)
	if err == nil && len(entries) == 0 {
		err = noMatch(Shown(location))
	}
	return entries, err
}

// glob walks through the folders that the pattern may reach.
func (c *sftpClient) glob(ctx context.Context, u *url.URL, name string) ([]Entry, error) {
	pattern, err := ranges(name)
	if err != nil {
		return nil, err
	}
	deepest := strings.Count(pattern, "/")
	if strings.Contains(pattern, "**") {
		deepest = 1 << 10
	}
	var entries []Entry
	folders := []string{fixed(name)}
	for len(folders) > 0 {
		folder := folders[0]
		folders = folders[1:]
		list, err := c.ReadDirContext(ctx, cmp.Or(folder, "."))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, sftpError(u.String(), err)
		}
		for _, info := range list {
			full := path.Join(folder, info.Name())
			if info.IsDir() && strings.Count(full, "/") < deepest {
				folders = append(folders, full+"/")
			}
			matches, err := doublestar.Match(pattern, full)
			if err != nil {
				return nil, fmt.Errorf("the pattern %s: %w", Shown(u.String()), err)
			}
			if matches && info.Mode().IsRegular() && !hidden(pattern, info.Name()) {
				entries = append(entries, sftpEntry(u, full, info))
			}
		}
	}
	return entries, nil
}

func sftpEntry(u *url.URL, name string, info fs.FileInfo) Entry {
	at := *u
	if at.Path = name; !strings.HasPrefix(name, "/") {
		at.Path = "/~/" + name
	}
	address := at.String()
	return Entry{Path: Shown(address), Name: path.Base(name), Size: info.Size(), Stamp: info.ModTime().UTC().Format(time.RFC3339), address: address}
}

func fetchSFTP(ctx context.Context, e Entry) (*os.File, error) {
	u, err := parse(e.location())
	if err != nil {
		return nil, err
	}
	client, err := dialSFTP(ctx, u)
	if err != nil {
		return nil, err
	}
	defer client.close()
	f, err := client.Open(remotePath(u))
	if err != nil {
		return nil, sftpError(e.location(), err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, sftpError(e.location(), err)
	}
	return spoolFrom(ctx, e, f, info.Size())
}

func sftpError(location string, err error) error {
	shown := Shown(location)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return noMatch(shown)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s may not be read by this user: let the server allow it", shown)
	}
	var status *sftp.StatusError
	if errors.As(err, &status) {
		return fmt.Errorf("read %s: %w", shown, err)
	}
	return Transient(fmt.Errorf("read %s: %w", shown, err))
}
