package shops

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"

	"regulars/sandbox/brand"
)

// span is a half-open interval of Unix times.
type span struct{ from, to int64 }

var everything = span{math.MinInt64, brand.Forever}

func (s span) holds(at int64) bool { return at >= s.from && at < s.to }

type search struct{ updated, created span }

var searchTerm = regexp.MustCompile(`(\w+):\s*(>=|<=|>|<|)\s*('[^']*'|"[^"]*"|\S+)`)

// parseSearch reads the terms of Shopify's search syntax that say when.
func parseSearch(text string) (search, error) {
	s := search{everything, everything}
	for _, term := range searchTerm.FindAllStringSubmatch(text, -1) {
		target := &s.updated
		switch term[1] {
		case "updated_at":
		case "created_at", "processed_at":
			target = &s.created
		case "status":
			continue
		default:
			return s, fmt.Errorf("search field %s isn't imitated", term[1])
		}
		at, err := parseSearchTime(strings.Trim(term[3], `'"`))
		if err != nil {
			return s, err
		}
		target.narrow(term[2], at)
	}
	return s, nil
}

func (s *span) narrow(operator string, at int64) {
	switch operator {
	case ">=":
		s.from = max(s.from, at)
	case ">":
		s.from = max(s.from, at+1)
	case "<":
		s.to = min(s.to, at)
	case "<=":
		s.to = min(s.to, at+1)
	default:
		s.from, s.to = max(s.from, at), min(s.to, at+1)
	}
}

func parseSearchTime(text string) (int64, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Unix(), nil
		}
	}
	return 0, fmt.Errorf("%q is not a time", text)
}
