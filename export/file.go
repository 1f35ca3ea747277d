package export

import (
	"fmt"
	"os"
	"path/filepath"
)

// WholeFile writes next to the wanted file and puts it in place once it is whole.
// It holds personal data: only its owner can read it.
func WholeFile(path string, write func(*os.File) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".export-*")
	if err != nil {
		return fmt.Errorf("%s can't be written: %w", path, err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	err = write(file)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("%s can't be written: %w", path, err)
	}
	return nil
}
