package medusa

import (
	"encoding/json"
	"os"
	"testing"

	"regulars/platform/internal/jsonscan"
)

// Whatever stands in an answer, a record comes out with its id or is rejected with a
// reason, and what is valid JSON never stops the page.
func FuzzRecords(f *testing.F) {
	for _, name := range []string{"orders.json", "customers.json", "draft.json", "payments.json"} {
		text, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		var lists map[string]json.RawMessage
		if err := json.Unmarshal(text, &lists); err != nil {
			f.Fatal(err)
		}
		for _, list := range lists {
			var records []json.RawMessage
			if json.Unmarshal(list, &records) != nil {
				records = []json.RawMessage{list}
			}
			for _, record := range records[:min(len(records), 2)] {
				f.Add(string(record))
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, read := range []func(*jsonscan.Scanner) row{readOrder, readCustomer, readPayment} {
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
			pageOf([]row{r}, position{})
		}
	})
}
