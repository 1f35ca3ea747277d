package vendure

import (
	"encoding/json"
	"os"
	"testing"

	"regulars/platform/internal/jsonscan"
)

// Whatever stands in an answer, a record comes out with its id or is rejected with a
// reason, and what is valid JSON never stops the page.
func FuzzRecords(f *testing.F) {
	for _, name := range []string{"orders.json", "customers.json"} {
		text, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		var answer struct {
			Data map[string]struct{ Items []json.RawMessage }
		}
		if err := json.Unmarshal(text, &answer); err != nil {
			f.Fatal(err)
		}
		for _, list := range answer.Data {
			for _, record := range list.Items[:min(len(list.Items), 3)] {
				f.Add(string(record))
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, read := range []func(*jsonscan.Scanner) row{
			func(scan *jsonscan.Scanner) row { return readOrder(scan, 2) },
			func(scan *jsonscan.Scanner) row { return readRefunds(scan, 0) },
			readCustomer,
		} {
			scan := jsonscan.New([]byte(text))
			r := read(scan)
			if scan.End() != nil {
				if json.Valid([]byte(text)) {
					t.Fatalf("valid JSON was refused: %v", scan.Err())
				}
				continue
			}
			if r.order == nil && r.customer == nil {
				t.Fatal("nothing came out")
			}
			r.listed()
			pageOf(list{}, []row{r}, position{})
		}
	})
}
