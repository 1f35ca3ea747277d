package proposal

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"regulars/platform/file"
)

// pathOf is the one path that stands for all of some files: a pattern, where they are
// several. It returns an error where none fits them alone.
func pathOf(ctx context.Context, paths []string) (string, error) {
	if len(paths) == 0 {
		return "", errors.New("no file is named")
	}
	if len(paths) == 1 {
		return paths[0], nil
	}
	paths = slices.Compact(slices.Sorted(slices.Values(paths)))
	prefix, suffix := common(paths)
	for _, pattern := range []string{prefix + "*" + suffix, prefix + "{" + middles(paths, prefix, suffix) + "}" + suffix} {
		if fits(ctx, pattern, paths) {
			return pattern, nil
		}
	}
	return "", fmt.Errorf("no pattern stands for these %d files and no others: put them into a folder of their own", len(paths))
}

// common are the beginning and the end that all paths share; the end is one of names.
func common(paths []string) (prefix, suffix string) {
	first := paths[0]
	prefix, suffix = first, filepath.Base(first)
	for _, p := range paths[1:] {
		for !strings.HasPrefix(p, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
		for !strings.HasSuffix(p, suffix) {
			suffix = suffix[1:]
		}
	}
	for _, p := range paths {
		if len(prefix)+len(suffix) > len(p) {
			suffix = suffix[len(prefix)+len(suffix)-len(p):]
		}
	}
	return strings.ToValidUTF8(prefix, ""), strings.ToValidUTF8(suffix, "")
}

func middles(paths []string, prefix, suffix string) string {
	list := make([]string, len(paths))
	for i, p := range paths {
		list[i] = strings.TrimSuffix(strings.TrimPrefix(p, prefix), suffix)
	}
	return strings.Join(list, ",")
}

func fits(ctx context.Context, pattern string, paths []string) bool {
	entries, err := file.List(ctx, pattern)
	if err != nil || len(entries) != len(paths) {
		return false
	}
	for _, e := range entries {
		if !slices.ContainsFunc(paths, func(p string) bool { return filepath.Clean(p) == filepath.Clean(e.Path) }) {
			return false
		}
	}
	return true
}
