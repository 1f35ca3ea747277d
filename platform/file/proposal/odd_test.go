package proposal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Odd files come out right, or with a question or a refusal that says what to do.
func TestOddFiles(t *testing.T) {
	const header = "order_id,placed_at,amount,phone,email\n"
	for name, c := range map[string]struct {
		text   string
		orders int
		total  string
		says   string // a question, a note or what is wrong with a row
	}{
		"years of the Republic and halves of days": {"單號,日期,金額\nA1,民國113/05/20 上午 09:15:00,1\nA2,民國113/05/21 下午 01:15:00,2\n", 2, "3", ""},
		"years that may be of the Republic":        {"單號,日期,金額\nA1,113/05/20 上午 12:05,1\n", 0, "", "may be a year of the Republic"},
		"groups of points":                         {"order_id;placed_at;amount\nA1;2026-05-20;1.234.567,00\nA2;2026-05-21;12,50\n", 2, "1234579.5", ""},
		"lone points":                              {"order_id;placed_at;amount\nA1;2026-05-20;1.234\nA2;2026-05-21;2.500\n", 0, "", "may be 1.234 or 1234"},
		"a flag on the last row":                   {"order_id,placed_at,sku,amount,status\nA1,2026-05-20,s1,100,\nA1,2026-05-20,s2,50,cancelled\nA2,2026-05-21,s1,100,paid\nA3,2026-05-21,s2,100,paid\n", 3, "350", "1 order is cancelled"},
		"a header after a page":                    {header + "A1,2026-05-20,100,,a@x.com\n" + header + "A2,2026-05-21,200,,b@x.com\n", 2, "300", ""},
		"files that were joined":                   {"\ufeff" + header + "A1,2026-05-20,100,,a@x.com\n\ufeff" + header + "A2,2026-05-21,200,,b@x.com\n", 2, "300", ""},
		"a mark before an id":                      {"\ufeff" + header + "A1,2026-05-20,100,,a@x.com\n\ufeffA1,2026-05-20,100,,a@x.com\n", 0, "", "A1 has 2 rows"},
		"lines in cells":                           {"order_id;placed_at;amount;note\nA1;2026-05-20;100;\"zwei\nZeilen; so\"\nA2;2026-05-21;200;x\n", 2, "300", ""},
		"CR alone":                                 {strings.ReplaceAll(header+"A1,2026-05-20,100,,a@x.com\nA2,2026-05-21,200,,b@x.com\n", "\n", "\r"), 2, "300", ""},
		"a NUL":                                    {header + "A1,2026-05-20,100,,a@x.com\nA2,2026-05-21,2\x0000,,b@x.com\n", 1, "100", "a NUL byte"},
		"days and months both ways":                {header + "A1,31/12/2026,100,,a@x.com\nA2,12/31/2026,200,,b@x.com\n", 0, "", "contradict each other"},
		"minuses behind, and parentheses":          {header + "A1,2026-05-20,490-,,a@x.com\nA2,2026-05-21,(200),,b@x.com\nA3,2026-05-21,300,,c@x.com\n", 3, "-390", "2 orders have a total below zero"},
		"minuses of typographers":                  {header + "A1,2026-05-20,−100,,a@x.com\nA2,2026-05-21,– 200,,b@x.com\nA3,2026-05-21,300,,c@x.com\n", 3, "0", "2 orders have a total below zero"},
		"full-width digits":                        {"單號,日期,金額\nA1,２０２６／０５／２０,１，２３４．５０\nA2,2026/05/21,200\n", 2, "1434.5", ""},
		"zeros before ids":                         {header + "0001,2026-05-20,100,,a@x.com\n001,2026-05-21,200,,b@x.com\n1,2026-05-22,300,,c@x.com\n", 3, "600", ""},
		"two columns of one name":                  {"order_id,placed_at,amount,amount\nA1,2026-05-20,100,110\n", 0, "", `has two columns named "amount"`},
		"totals between rows":                      {"單號,日期,金額,客人\nA1,2026-05-20,100,a\n小計,,100,\nA2,2026-05-21,50,b\n合計,,150,\n", 2, "150", ""},
		"several currencies":                       {"order_id,placed_at,amount\nA1,2026-05-20,\"NT$1,234\"\nA2,2026-05-21,US$200\n", 2, "1434", "several currencies"},
		"numbers that lost their digits":           {"order_id,placed_at,amount\n1.23457E+11,2026-05-20,100\n1.23458E+11,2026-05-21,200\n", 0, "0", "has lost its digits"},
		"years of two digits":                      {"order_id,placed_at,amount\nA1,20/05/26,100\nA2,21/05/26,200\n", 0, "", "a year of two digits"},
		"serial days":                              {"order_id,placed_at,amount\nA1,46162.5,100\nA2,46163,200\n", 0, "", "serial"},
		"a quote that isn't closed":                {header + "A1,2026-05-20,100,,a@x.com\nA2,2026-05-21,\"200,,b@x.com\nA3,2026-05-22,300,,c@x.com\n", 2, "400", "an unclosed quote"},
		"a comma too many":                         {header + "A1,2026-05-20,1,234,,a@x.com\nA2,2026-05-21,200,,b@x.com\n", 1, "200", "6 cells, the header has 5"},
		"days that no calendar has":                {header + "A1,2026-02-29,100,,a@x.com\nA2,2026-02-28,200,,b@x.com\n", 0, "", "placed_at"},
		"errors of Excel":                          {header + "A1,2026-05-20,#REF!,,a@x.com\nA2,########,200,,b@x.com\nA3,2026-05-21,300,,c@x.com\n", 1, "300", "#REF! is no number"},
		"a till that starts again":                 {"receipt,date,till,amount\n1,2026-05-20,T1,100\n2,2026-05-20,T1,200\n1,2026-05-21,T1,300\n1,2026-05-20,T2,400\n", 0, "", "make the id of several columns"},
		"a return under the sale's number":         {"order_id,placed_at,amount,type\nA1,2026-05-20,100,銷售\nA1,2026-05-22,-100,退貨\nA2,2026-05-21,200,銷售\n", 0, "", "one number has rows of other days"},
		"a state of a country":                     {"Row ID,Order ID,Order Date,Ship Date,Customer ID,State,Product ID,Sales\n1,CA-1,11/8/2016,11/11/2016,CG-1,Kentucky,FUR-1,100\n2,CA-1,11/8/2016,11/11/2016,CG-1,Kentucky,FUR-2,50\n3,US-2,10/31/2016,11/1/2016,SO-2,Utah,FUR-1,25.5\n", 2, "175.5", ""},
		"a state of an order":                      {"order id,placed_at,amount,state\n1,2026-05-20,100,paid\n2,2026-05-20,50,cancelled\n", 2, "150", "1 order is cancelled"},
		"totals of few columns":                    {"單號,日期,金額\nA1,2026/05/20,100\nA2,2026/05/21,50\n總計,,150\n共 2 筆,,\n", 2, "150", ""},
		"times without colons":                     {"單號,日期,時間,金額\nA1,20260520,093015,100\nA2,20260521,001500,50\n", 2, "150", "2026-05-20 09:30:15"},
		"amounts that are none":                    {"order_id,placed_at,amount\nA1,2026-05-20,NaN\nA2,2026-05-21,0x10\n", 0, "", "amount isn't: most of its cells are none, such as 0x10"},
		"a title above the header":                 {"銷售報表\n列印日期:2026-06-01\n\n單號,日期,金額\nA1,2026-05-20,100\nA2,2026-05-21,200\n", 0, "", "skip_lines"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "o.csv")
			require.NoError(t, os.WriteFile(path, []byte(c.text), 0o600))
			r, err := Look(t.Context(), Options{Paths: []string{path}, Zone: time.UTC, Region: "TW"})
			require.NoError(t, err)
			said := odd(r)
			require.Contains(t, said, c.says)
			if c.total == "" {
				require.NotEmpty(t, r.Questions, "it is taken without a question: %+v", r.Orders)
				return
			}
			require.Empty(t, r.Questions)
			require.NotNil(t, r.Orders)
			require.Equal(t, c.orders, r.Orders.Orders)
			require.Equal(t, c.total, r.Orders.Total.String())
		})
	}
}

// What an interface answers is one object with the rows in a list.
func TestRowsWithinAnObject(t *testing.T) {
	path := filepath.Join(t.TempDir(), "o.json")
	require.NoError(t, os.WriteFile(path, []byte(`{"orders": [{"id": "A1", "placed_at": "2026-05-20", "total": 100}], "page": 1}`), 0o600))
	r, err := Look(t.Context(), Options{Paths: []string{path}, Zone: time.UTC, Region: "TW"})
	require.NoError(t, err)
	require.Contains(t, odd(r), "its rows stand in the list orders: keep that list alone, such as by jq .orders")
}

// odd is all that a look says of a file beyond its numbers.
func odd(r *Report) string {
	var b strings.Builder
	for _, q := range r.Questions {
		b.WriteString(q.Ask + "\n")
	}
	for _, note := range r.Notes {
		b.WriteString(note + "\n")
	}
	for _, f := range r.Files {
		b.WriteString(f.Broken + "\n")
		for _, bad := range f.Bad {
			b.WriteString(bad.Problem + "\n")
		}
	}
	if r.Orders != nil {
		b.WriteString(r.Orders.First.At.Format(time.DateTime) + "\n")
		for _, refused := range r.Orders.Refused {
			b.WriteString(refused.Reason + "\n")
		}
	}
	return b.String()
}
