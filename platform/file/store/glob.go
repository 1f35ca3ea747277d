package store

import (
	"fmt"
	"strconv"
	"strings"
)

// largestRange is how many names a {1..n} may stand for.
const largestRange = 10_000

// isGlob reports whether a path holds signs of a pattern.
func isGlob(path string) bool { return strings.ContainsAny(path, "*?[{") }

// ranges writes {1..3} as {1,2,3} and {01..12} with its zeros, which matchers don't know.
func ranges(pattern string) (string, error) {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(pattern, "{")
		out.WriteString(before)
		if !found {
			return out.String(), nil
		}
		inside, after, closed := strings.Cut(rest, "}")
		from, to, isRange := strings.Cut(inside, "..")
		if !closed || !isRange {
			out.WriteByte('{')
			pattern = rest
			continue
		}
		list, err := numbers(from, to)
		if err != nil {
			return "", fmt.Errorf("{%s} in the path: %w", inside, err)
		}
		out.WriteString("{" + strings.Join(list, ",") + "}")
		pattern = after
	}
}

func numbers(from, to string) ([]string, error) {
	first, err := strconv.Atoi(from)
	last, err2 := strconv.Atoi(to)
	if err != nil || err2 != nil || first < 0 || last < first || last-first >= largestRange {
		return nil, fmt.Errorf("write a range such as {1..31}, of at most %d numbers", largestRange)
	}
	width := 0
	if strings.HasPrefix(from, "0") && len(from) == len(to) {
		width = len(from)
	}
	list := make([]string, 0, last-first+1)
	for n := first; n <= last; n++ {
		list = append(list, fmt.Sprintf("%0*d", width, n))
	}
	return list, nil
}

// fixed is the part of a pattern before its first sign, up to a slash.
func fixed(pattern string) string {
	if i := strings.IndexAny(pattern, "*?[{\\"); i >= 0 {
		pattern = pattern[:i]
	}
	return pattern[:strings.LastIndex(pattern, "/")+1]
}
