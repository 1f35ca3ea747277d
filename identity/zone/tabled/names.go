package main

import (
	"archive/zip"
	"fmt"
	"slices"
	"strings"
)

// namesOfPlaces lists the zones of Go's own file of them that are those of places, and UTC.
func namesOfPlaces(file string) (string, error) {
	all, err := zip.OpenReader(file)
	if err != nil {
		return "", fmt.Errorf("read the names of zones: %w", err)
	}
	defer func() { _ = all.Close() }()
	var names []string
	for _, f := range all.File {
		place := strings.Contains(f.Name, "/") && !strings.HasSuffix(f.Name, "/") && !strings.HasPrefix(f.Name, "Etc/")
		if place || f.Name == "UTC" {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, "\n") + "\n", nil
}
