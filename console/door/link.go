package door

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// linkFor is how long a token that nobody used holds.
const linkFor = 24 * time.Hour

// Link is a folder that only this machine's user reads, by which the command line lets
// them into the console without a password: a token stands in it until it was used.
type Link struct{ Dir string }

// On reports whether there is such a folder.
func (l Link) On() bool { return l.Dir != "" }

func (l Link) tokenFile() string   { return filepath.Join(l.Dir, "token") }
func (l Link) addressFile() string { return filepath.Join(l.Dir, "address") }

// Announce records where the console is.
func (l Link) Announce(base string) error { return l.write(l.addressFile(), base) }

// New returns an address that signs in once; a link of before no longer does. It returns
// an error where no console has announced itself.
func (l Link) New() (string, error) {
	base, err := os.ReadFile(l.addressFile())
	if errors.Is(err, os.ErrNotExist) {
		return "", errors.New("no console is up here: `starter up` or `starter demo` starts one; one of a config's users opens its console.listen")
	}
	if err != nil {
		return "", fmt.Errorf("where the console is: %w", err)
	}
	token := rand.Text()
	if err := l.write(l.tokenFile(), token); err != nil {
		return "", err
	}
	return strings.TrimSpace(string(base)) + "/?token=" + url.QueryEscape(token), nil
}

func (l Link) write(path, text string) error {
	err := os.MkdirAll(l.Dir, 0o700)
	if err == nil {
		err = os.WriteFile(path+".new", []byte(text), 0o600)
	}
	if err == nil {
		err = os.Rename(path+".new", path) // it is whole for who reads it meanwhile
	}
	if err != nil {
		return fmt.Errorf("the console's link: %w", err)
	}
	return nil
}

// Spend reports whether a token is the one that New made last, and that nobody used. It
// is used now.
func (l Link) Spend(token string) bool {
	if !l.On() || token == "" {
		return false
	}
	info, err := os.Stat(l.tokenFile())
	if err != nil || time.Since(info.ModTime()) > linkFor {
		return false
	}
	text, err := os.ReadFile(l.tokenFile())
	if err != nil {
		return false
	}
	want, got := sha256.Sum256(text), sha256.Sum256([]byte(token))
	if subtle.ConstantTimeCompare(want[:], got[:]) != 1 {
		return false
	}
	return os.Remove(l.tokenFile()) == nil // of two at a time one removes it
}
