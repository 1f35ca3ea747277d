// Command reference writes the reference of every key of the config, and the schema
// that editors check it with, from the types of package config: `go generate
// ./config`. What a key means is its field's comment; defaults are those that
// WithDefaults fills in; allowed values are those of config.Allowed.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := write("."); err != nil {
		fmt.Fprintln(os.Stderr, "reference: "+err.Error())
		os.Exit(1)
	}
}

// files are what is generated, by path from the folder of package config.
func files(dir string) (map[string][]byte, error) {
	keys, err := Keys(dir)
	if err != nil {
		return nil, err
	}
	schema, err := Schema(keys)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{"../docs/config.md": Page(keys), "../docs/regulars.schema.json": schema}, nil
}

// write generates the files; dir is the folder of package config.
func write(dir string) error {
	all, err := files(dir)
	if err != nil {
		return err
	}
	for name, text := range all {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
