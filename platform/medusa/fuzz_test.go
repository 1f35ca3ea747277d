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
			for _, record := range records {
				if len(record) < 2000 { // a long one is slow to make shorter
					f.Add(string(record))
				}
			}
		}
	}
	f.Add(`{"id":"order_1","display_id":7,"status":"pending","payment_status":"partially_refunded","fulfillment_status":"shipped","currency_code":"twd",
		"customer_id":"cus_1","customer":{"id":"cus_1","has_account":true},"created_at":"2026-11-01T00:00:00.000Z","updated_at":"2026-11-02T00:00:00.000Z",
		"canceled_at":null,"metadata":{"line_user_id":"U1"},"total":5,"item_total":5.25,"shipping_total":0,"tax_total":0.25,"discount_total":0,
		"items":[{"title":"茶","variant_sku":null,"quantity":2,"total":5.25}],"billing_address":null,"shipping_address":{"phone":"0912","country_code":"tw"},
		"payment_collections":[{"captured_amount":5.25,"payments":[{"id":"pay_1","refunds":[{"id":"ref_1","amount":0.25,"created_at":"2026-11-02T00:00:00Z"}]}]}]}`)
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
