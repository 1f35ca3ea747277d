package main

import (
	"fmt"
	"os"
)

func main() {
	if err := write("numbers.md"); err != nil {
		fmt.Fprintln(os.Stderr, "catalogue: "+err.Error())
		os.Exit(1)
	}
}

// write generates the page at path.
func write(path string) error {
	page, err := Page()
	if err != nil {
		return err
	}
	return os.WriteFile(path, page, 0o644)
}
