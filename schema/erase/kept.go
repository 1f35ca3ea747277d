package erase

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars/schema"
)

// kept is the file of who was erased. It holds nothing but keyed hashes: without
// privacy.hash_key it names nobody.
type kept struct {
	About  string  `json:"about"`
	Erased []entry `json:"erased"`
}

type entry struct {
	Brand string    `json:"brand"`
	Hash  string    `json:"hash"` // in hexadecimal digits
	At    time.Time `json:"at"`
}

const about = "Keyed hashes of the people who were erased from Regulars. Keep the newest copy with the backups: a restore needs it, and keeps them out."

// Keep writes the hashes of all who were erased, of the database and of the file before,
// into a file, so that they outlive the database. It returns how many there are.
func Keep(ctx context.Context, db *schema.DB, file string) (int, error) {
	before, err := readKept(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	var rows []struct {
		Brand string    `ch:"brand"`
		Hash  uint64    `ch:"hash"`
		At    time.Time `ch:"at"`
	}
	if err := db.Conn().Select(ctx, &rows, "SELECT toString(brand) AS brand, hash, min(at) AS at FROM erased GROUP BY brand, hash"); err != nil {
		return 0, fmt.Errorf("read who was erased: %w", schema.Redact(err))
	}
	all := append([]entry{}, before.Erased...)
	for _, row := range rows {
		all = append(all, entry{row.Brand, strconv.FormatUint(row.Hash, 16), row.At.UTC()})
	}
	slices.SortFunc(all, func(a, b entry) int {
		if c := strings.Compare(a.Brand+"\n"+a.Hash, b.Brand+"\n"+b.Hash); c != 0 {
			return c
		}
		return a.At.Compare(b.At)
	})
	all = slices.CompactFunc(all, func(a, b entry) bool { return a.Brand == b.Brand && a.Hash == b.Hash })
	text, err := json.MarshalIndent(kept{about, all}, "", "  ")
	if err != nil {
		return 0, err
	}
	return len(all), replaceFile(file, append(text, '\n'))
}

// replaceFile writes a file so that a power cut leaves the one before or the new one.
func replaceFile(file string, text []byte) (err error) {
	next, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return fmt.Errorf("keep who was erased: %w", err)
	}
	defer func() { _ = os.Remove(next.Name()) }()
	_, err = next.Write(text)
	if err := errors.Join(err, next.Sync(), next.Close()); err != nil {
		return fmt.Errorf("keep who was erased: %w", err)
	}
	if err := os.Rename(next.Name(), file); err != nil {
		return fmt.Errorf("keep who was erased: %w", err)
	}
	dir, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// Recall puts the hashes of a file that Keep wrote at the loaders' door, and returns how
// many there are. Again removes whom they name.
func Recall(ctx context.Context, db *schema.DB, file string) (int, error) {
	k, err := readKept(file)
	if err != nil || len(k.Erased) == 0 {
		return 0, err
	}
	batch, err := db.PrepareBatch(ctx, "INSERT INTO erased (brand, hash, at, version)")
	if err != nil {
		return 0, fmt.Errorf("recall who was erased: %w", schema.Redact(err))
	}
	for _, e := range k.Erased {
		hash, err := strconv.ParseUint(e.Hash, 16, 64)
		if err != nil || e.Brand == "" {
			return 0, fmt.Errorf("%s: %q of brand %q is no hash of somebody who was erased", file, e.Hash, e.Brand)
		}
		if err := batch.Append(e.Brand, hash, e.At.UTC(), uint64(e.At.UnixNano())); err != nil {
			return 0, fmt.Errorf("recall who was erased: %w", err)
		}
	}
	return len(k.Erased), schema.Redact(batch.Send())
}

func readKept(file string) (k kept, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return k, fmt.Errorf("read who was erased: %w", err)
	}
	if err := json.Unmarshal(text, &k); err != nil || k.Erased == nil {
		return k, fmt.Errorf("%s: it isn't a file that `starter erase` keeps", file)
	}
	return k, nil
}
