package vendure

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// shape is what of a shop is its own, asked for once: how many digits its minor units
// have, and which custom fields its customers have.
type shape struct {
	mu     sync.Mutex
	known  bool
	digits int
	custom []string
}

// customFields are those that mean something to us.
var customFields = []string{
	"lineUserId", "marketingConsentEdm", "marketingConsentEdmAt", "marketingConsentSms", "marketingConsentSmsAt", "marketingConsentLine", "marketingConsentLineAt",
}

// shaped asks for the shop's shape, unless it is known.
func (s *Source) shaped(ctx context.Context) (digits int, custom string, err error) {
	s.shape.mu.Lock()
	defer s.shape.mu.Unlock()
	if !s.shape.known {
		precision, names := "", []string(nil)
		err := s.client.ask(ctx, request{op: "settings", document: shapeQuery}, func(scan *jsonscan.Scanner) {
			precision, names = "", nil
			scan.Object(func(key string) {
				switch key {
				case "globalSettings":
					precision = readPrecision(scan)
				case "__type":
					names = readNames(scan)
				}
			})
		})
		if err != nil {
			return 0, "", err
		}
		if s.shape.digits, err = strconv.Atoi(precision); err != nil || s.shape.digits < 0 || s.shape.digits > 6 {
			return 0, "", &platform.Error{Op: "settings", Err: fmt.Errorf("the shop counts money in %q digits", precision), Hint: "the queries were written for Vendure 3.5 to 3.7"}
		}
		for _, name := range customFields {
			if slices.Contains(names, name) {
				s.shape.custom = append(s.shape.custom, name)
			}
		}
		s.shape.known = true
	}
	if len(s.shape.custom) > 0 {
		custom = "customFields { " + strings.Join(s.shape.custom, " ") + " }"
	}
	return s.shape.digits, custom, nil
}

func readPrecision(scan *jsonscan.Scanner) (text string) {
	scan.Object(func(key string) {
		if key != "serverConfig" {
			return
		}
		scan.Object(func(key string) {
			if key == "moneyStrategyPrecision" {
				text = scan.Text()
			}
		})
	})
	return text
}

func readNames(scan *jsonscan.Scanner) (names []string) {
	scan.Object(func(key string) {
		if key != "fields" {
			return
		}
		scan.Array(func() {
			scan.Object(func(key string) {
				if key == "name" {
					names = append(names, scan.Text())
				}
			})
		})
	})
	return names
}
