package report

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"regulars"
	"regulars/config"
	"regulars/schema"
)

// WriteFile is Write into a file, which is there whole or not at all and takes
// the place of an earlier one. It makes the folder, and lets the user's group
// read: the brand's numbers are nobody else's.
func WriteFile(ctx context.Context, db *schema.DB, brand *config.Brand, date regulars.BusinessDate, lang, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fmt.Errorf("make the folder of the report: %w", err)
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".report-*")
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	buffer := bufio.NewWriter(file)
	err = Write(ctx, db, brand, date, lang, buffer)
	if err := errors.Join(err, buffer.Flush(), file.Chmod(0o640), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}
