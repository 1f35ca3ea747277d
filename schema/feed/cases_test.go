package feed_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/platform/file"
	"regulars/schema/feed"
	"regulars/schema/schematest"
)

// fileCase is a feed of orders as an owner has it, and what must come of it: its orders,
// the reasons for which rows are rejected, or words of the error that refuses it.
type fileCase struct {
	files   files
	feed    config.Feed
	columns map[string]string // next to receipt, sold_at, email and amount
	want    []string          // id, time, amount, mail and phone
	reject  []string          // the place and words of the reason
	refused []string
	taken   []string
}

func (c fileCase) feedOf(t *testing.T) config.Feed {
	t.Helper()
	dir := t.TempDir()
	name := "o.csv"
	for name = range c.files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(c.files[name]), 0o644))
	}
	f := c.feed
	f.Path = filepath.Join(dir, "o*"+name[strings.IndexByte(name, '.'):])
	f.Columns = map[string]string{"order_id": "receipt", "placed_at": "sold_at", "email": "email", "amount": "amount"}
	maps.Copy(f.Columns, c.columns)
	for field, column := range f.Columns {
		if column == "" {
			delete(f.Columns, field)
		}
	}
	return f
}

const head = "receipt,sold_at,email,amount\n"

// lines are rows of a file with the usual columns, numbered from A1 on.
func lines(cells ...string) string {
	text := head
	for i, c := range cells {
		text += fmt.Sprintf("A%d,%s\n", i+1, c)
	}
	return text
}

var fileCases = map[string]fileCase{
	"numbers beyond 64 bits are other orders": {
		files: files{"o.csv": head + "20261102123456789012,2026-11-02,ann@x.test,100\n20261102123456789013,2026-11-02,bob@x.test,250\n"},
		want:  []string{"20261102123456789012 2026-11-02 00:00 100 ann@x.test", "20261102123456789013 2026-11-02 00:00 250 bob@x.test"},
	},
	"numbers of JSON keep their digits": {
		files: files{"o.jsonl": `{"receipt":20261102123456789012,"sold_at":"2026-11-02","email":"ann@x.test","amount":"100"}` + "\n" +
			`{"receipt":20261102123456789013,"sold_at":"2026-11-02T00:00:00Z","email":null,"amount":250.5}` + "\n"},
		want: []string{"20261102123456789012 2026-11-02 00:00 100 ann@x.test", "20261102123456789013 2026-11-02 00:00 250.5"},
	},
	"an id that lost its digits": {
		files:  files{"o.csv": head + "2.02611E+15,2026-11-02,ann@x.test,100\nA2,2026-11-02,bob@x.test,250\n"},
		want:   []string{"A2 2026-11-02 00:00 250 bob@x.test"},
		reject: []string{"o.csv:2 order_id is not an id", "lost its digits"},
	},
	"zeros before an id stay": {
		files: files{"o.csv": head + "000123,2026-11-02,ann@x.test,100\n123,2026-11-02,bob@x.test,250\n"},
		want:  []string{"000123 2026-11-02 00:00 100 ann@x.test", "123 2026-11-02 00:00 250 bob@x.test"},
	},
	"an open quote": {
		files:   files{"o.csv": "receipt,sold_at,email,amount,name\nA1,2026-11-02,ann@x.test,100,Ann\nA2,2026-11-03,bob@x.test,250,\"24 inch\nA3,2026-11-04,cat@x.test,50,Cat\n"},
		columns: map[string]string{"name": "name"},
		want:    []string{"A1 2026-11-02 00:00 100 ann@x.test  Ann", "A3 2026-11-04 00:00 50 cat@x.test  Cat"},
		reject:  []string{"o.csv:3 an unclosed quote"},
	},
	"months first": {
		files: files{"o.csv": lines("10/31/2026,ann@x.test,100", "11/02/2026,bob@x.test,250")},
		want:  []string{"A1 2026-10-31 00:00 100 ann@x.test", "A2 2026-11-02 00:00 250 bob@x.test"},
		taken: []string{"placed_at: dates mdy"},
	},
	"days first, declared": {
		files: files{"o.csv": lines("10/11/2026,ann@x.test,100", "11/02/2026,bob@x.test,250")}, feed: config.Feed{Dates: config.Words{"": "dmy"}},
		want: []string{"A1 2026-11-10 00:00 100 ann@x.test", "A2 2026-02-11 00:00 250 bob@x.test"},
	},
	"days or months first": {
		files:   files{"o.csv": lines("10/11/2026,ann@x.test,100")},
		refused: []string{"columns.placed_at", "10/11/2026 in line 2 of o.csv", `declare dates: "mdy" or "dmy"`},
	},
	"days and months first": {
		files:   files{"o-1.csv": lines("10/31/2026,ann@x.test,100"), "o-2.csv": head + "B1,31/10/2026,ann@x.test,100\n"},
		refused: []string{"columns.placed_at", "contradict", "10/31/2026 in line 2 of o-1.csv", "31/10/2026 in line 2 of o-2.csv"},
	},
	"years of two digits": {
		files:   files{"o.csv": lines("26/11/02,ann@x.test,100")},
		refused: []string{"26/11/02", "two digits", "%y/%m/%d"},
	},
	"years of two digits, declared": {
		files: files{"o.csv": lines("26/11/02,ann@x.test,100")}, feed: config.Feed{Dates: config.Words{"placed_at": "%y/%m/%d"}},
		want: []string{"A1 2026-11-02 00:00 100 ann@x.test"},
	},
	"years of the Republic": {
		files: files{"o.csv": lines("113/05/20,ann@x.test,100")}, feed: config.Feed{Dates: config.Words{"": "roc"}},
		want: []string{"A1 2024-05-20 00:00 100 ann@x.test"},
	},
	"before and after noon": {
		files: files{"o.csv": lines("2026/11/02 下午 03:20:00,ann@x.test,100", "2026/11/03 上午 12:05:00,bob@x.test,5")},
		want:  []string{"A1 2026-11-02 15:20 100 ann@x.test", "A2 2026-11-03 00:05 5 bob@x.test"},
	},
	"dates of zeros": {
		files:   files{"o.csv": "receipt,sold_at,email,amount,back,back_at\nA1,2026-11-02,ann@x.test,100,10,0000-00-00 00:00:00\nA2,0000-00-00,bob@x.test,250,,\n"},
		columns: map[string]string{"refunded": "back", "refunded_at": "back_at"},
		want:    []string{"A1 2026-11-02 00:00 100 ann@x.test"}, reject: []string{"o.csv:3 placed_at is"},
	},
	"numbers are no dates": {
		files: files{"o.csv": lines("1.5,ann@x.test,100", "12,bob@x.test,250", "2026-02-29,cat@x.test,1", "2205-11-02,dan@x.test,1", "2026-11-02,eve@x.test,3")},
		want:  []string{"A5 2026-11-02 00:00 3 eve@x.test"},
		reject: []string{"o.csv:2 placed_at is not a time", "o.csv:3 placed_at is not a time", "o.csv:4 placed_at is not a time",
			"o.csv:5 placed_at is"},
	},
	"phones of a data frame": {
		files:   files{"o.csv": "receipt,sold_at,phone,amount\nA1,2026-11-02,912345678.0,100\nA2,2026-11-02,none,1\nA3,2026-11-02,\"=\"\"0912345678\"\"\",1\nA4,2026-11-02,8.86E+11,1\n"},
		columns: map[string]string{"email": "", "phone": "phone", "country": "'TW'"},
		want:    []string{"A1 2026-11-02 00:00 100  +886912345678", "A2 2026-11-02 00:00 1", "A3 2026-11-02 00:00 1  +886912345678", "A4 2026-11-02 00:00 1"},
	},
	"phones by country": {
		files:   files{"o.csv": "receipt,sold_at,phone,amount,land\nA1,2026-11-02,9123 4567,1,HK\nA2,2026-11-02,090-1234-5678,1,JP\nA3,2026-11-02,020 7946 0958,1,\n"},
		columns: map[string]string{"email": "", "phone": "phone", "country": "land"},
		want:    []string{"A1 2026-11-02 00:00 1  +85291234567", "A2 2026-11-02 00:00 1  +819012345678", "A3 2026-11-02 00:00 1  +442079460958"},
	},
	"what is no amount": {
		files:  files{"o.csv": lines("2026-11-02,a@x.test,-", "2026-11-02,b@x.test,.", "2026-11-02,c@x.test,1e", "2026-11-02,d@x.test,100 200", "2026-11-02,e@x.test,7")},
		want:   []string{"A5 2026-11-02 00:00 7 e@x.test"},
		reject: []string{"o.csv:2 amount is not an amount", "o.csv:3 amount is not an amount", "o.csv:4 amount is not an amount", "o.csv:5 amount is not an amount"},
	},
	"amounts as people write them": {
		files: files{"o.csv": lines(`2026-11-02,a@x.test,"GBP 1,234.50"`, "2026-11-02,b@x.test,１２３", "2026-11-02,c@x.test,$5.5")},
		want:  []string{"A1 2026-11-02 00:00 1234.5 a@x.test", "A2 2026-11-02 00:00 123 b@x.test", "A3 2026-11-02 00:00 5.5 c@x.test"},
	},
	"dots in amounts": {
		files:  files{"o.csv": lines("2026-11-02,a@x.test,100.50", "2026-11-02,b@x.test,12.50.00", "2026-11-02,c@x.test,1.234.567")},
		want:   []string{"A1 2026-11-02 00:00 100.5 a@x.test"},
		reject: []string{"o.csv:3 amount is not an amount", "o.csv:4 amount is not an amount"},
	},
	"dots between thousands, declared": {
		files: files{"o.csv": lines(`2026-11-02,a@x.test,"1.234,50"`, "2026-11-02,b@x.test,1.234.567")}, feed: config.Feed{Numbers: config.Words{"": "1.234,50"}},
		want: []string{"A1 2026-11-02 00:00 1234.5 a@x.test", "A2 2026-11-02 00:00 1234567 b@x.test"},
	},
	"a dot that may be either": {
		files:   files{"o.csv": lines("2026-11-02,a@x.test,1.234", "2026-11-02,b@x.test,2.500")},
		refused: []string{"columns.amount", "1.234 in line 2", "declare numbers"},
	},
	"semicolons and commas": {
		files: files{"o.csv": "receipt;sold_at;email;amount\nA1;2026-11-02;a@x.test;1280,5\nA2;2026-11-03;b@x.test;250,00\n"},
		want:  []string{"A1 2026-11-02 00:00 1280.5 a@x.test", "A2 2026-11-03 00:00 250 b@x.test"}, taken: []string{"delimiter ;", "amount: numbers 1.234,50"},
	},
	"cells that are formulas": {
		files: files{"o.csv": head + "\"=\"\"000123\"\"\",2026-11-02,a@x.test,100\n"},
		want:  []string{"000123 2026-11-02 00:00 100 a@x.test"},
	},
	"signs in addresses": {
		files: files{"o.csv": lines("2026-11-02,ann@x.test\u200b,1", "2026-11-02,mailto:ann@x.test,1", "2026-11-02,ann＠x.test.,1", "2026-11-02,bob@,1")},
		want:  []string{"A1 2026-11-02 00:00 1 ann@x.test", "A2 2026-11-02 00:00 1 ann@x.test", "A3 2026-11-02 00:00 1 ann@x.test", "A4 2026-11-02 00:00 1"},
	},
	"columns of any name": {
		files:   files{"o.csv": "訂單編號,訂購時間,信箱,商品 單價,數量\nA1,2026-11-02,a@x.test,2.5,2\n"},
		columns: map[string]string{"order_id": "訂單編號", "placed_at": "訂購時間", "email": "信箱", "amount": "商品 單價 * 數量", "quantity": "數量"},
		want:    []string{"A1 2026-11-02 00:00 5 a@x.test"},
	},
	"an id of several columns": {
		files: files{
			"o-1.csv": "receipt,till,sold_at,email,amount\n1,T1,2026-11-02 10:00:00,a@x.test,1\n1,T1,2026-11-02 10:05:00,a@x.test,2\n",
			"o-2.csv": "receipt,till,sold_at,email,amount\n1,T1,2026-11-03 10:00:00,b@x.test,4\n1,T2,2026-11-03 10:00:00,c@x.test,8\n",
		},
		feed: config.Feed{Grain: "line"}, columns: map[string]string{"order_id": "sold_at + till + receipt"},
		want: []string{"2026-11-02-T1-1 2026-11-02 10:00 3 a@x.test", "2026-11-03-T1-1 2026-11-03 10:00 4 b@x.test", "2026-11-03-T2-1 2026-11-03 10:00 8 c@x.test"},
	},
	"comparisons are of numbers": {
		files: files{"o.csv": lines("2026-11-02,a@x.test,9", "2026-11-02,b@x.test,10")}, feed: config.Feed{Where: "amount > 9"},
		want: []string{"A2 2026-11-02 00:00 10 b@x.test"},
	},
	"comparisons of two columns are of numbers": {
		files: files{"o.csv": "receipt,sold_at,email,amount,least\nA1,2026-11-02,a@x.test,9.50,10\nA2,2026-11-02,b@x.test,10.50,9\n"}, feed: config.Feed{Where: "amount > least"},
		want: []string{"A2 2026-11-02 00:00 10.5 b@x.test"},
	},
	"a dot in a factor that may be either": {
		files:   files{"o.csv": "receipt,sold_at,email,price,pieces\nA1,2026-11-02,a@x.test,1.234,2\nA2,2026-11-02,b@x.test,2.500,1\n"},
		columns: map[string]string{"amount": "price * pieces"}, refused: []string{"columns.amount", "1.234 of price may be 1234"},
	},
	"a dot in a comparison that may be either": {
		files: files{"o.csv": lines("2026-11-02,a@x.test,1.234")}, columns: map[string]string{"amount": "'5'"},
		feed: config.Feed{Where: "amount > 9"}, refused: []string{"where", "1.234 of amount may be 1234"},
	},
	"a dot in a comparison that says what it is": {
		files: files{"o.csv": lines("2026-11-02,a@x.test,1.234", "2026-11-02,b@x.test,11.500")}, columns: map[string]string{"amount": "'5'"},
		feed: config.Feed{Where: "toDecimal64(amount, 4) > 9"}, want: []string{"A2 2026-11-02 00:00 5 b@x.test"},
	},
	"a comparison next to a cell that is no number": {
		files: files{"o.csv": lines("2026-11-02,a@x.test,9", "2026-11-02,b@x.test,10", "2026-11-02,c@x.test,x")}, columns: map[string]string{"amount": "'5'"},
		feed: config.Feed{Where: "amount > 9"}, want: []string{"A2 2026-11-02 00:00 5 b@x.test"}, reject: []string{"o.csv:4 amount is not a number"},
	},
	"one broken file": {
		files:  files{"o-1.csv": lines("2026-11-02,a@x.test,9"), "o-2.csv": "receipt,receipt\n1,2\n"},
		want:   []string{"A1 2026-11-02 00:00 9 a@x.test"},
		reject: []string{"o-2.csv", "two columns"},
	},
	"Big5 is a question": {
		files:   files{"o.csv": "receipt,sold_at,email,amount,name\nA1,2026-11-02,a@x.test,9,\xa4\xfd\xa4p\xa9\xfa\n"},
		refused: []string{"encoding: big5 (王小明)"},
	},
	"Big5, declared": {
		files: files{"o.csv": "receipt,sold_at,email,amount,\xa9m\xa6W\nA1,2026-11-02,a@x.test,9,\xa4\xfd\xa4p\xa9\xfa\n"}, feed: config.Feed{Encoding: "big5"},
		columns: map[string]string{"name": "姓名"}, want: []string{"A1 2026-11-02 00:00 9 a@x.test  王小明"},
	},
}

// Files as their owners have them are read as they mean it, or refused with a reason that
// names the place and the remedy.
func TestFilesOfOwners(t *testing.T) {
	db := schematest.Open(t)
	for name, c := range fileCases {
		t.Run(name, func(t *testing.T) {
			l, f := fileLoad(t, name), c.feedOf(t)
			l.Shop.Name = name
			sources, err := file.NewFeed(f)
			require.NoError(t, err)
			r, err := feed.Import(t.Context(), db, l, f, sources, false, nil)
			if len(c.refused) > 0 {
				for _, words := range c.refused {
					require.ErrorContains(t, err, words)
				}
				return
			}
			require.NoError(t, err)
			require.Equal(t, r.Counts.Rows, r.Counts.Used+r.Counts.Rejected+r.Counts.LeftOut)
			for _, taken := range c.taken {
				require.Contains(t, r.Taken, taken)
			}
			type text struct{ T string }
			var orders []string
			for _, o := range schematest.Query[text](t, db, fmt.Sprintf("SELECT trimRight(concat(order_id, ' ', formatDateTime(placed_at, '%%Y-%%m-%%d %%H:%%i', 'Europe/London'), ' ', toString(total), ' ', email, ' ', phone, ' ', name)) T "+
				"FROM orders FINAL WHERE shop = '%s' ORDER BY order_id", name)) {
				orders = append(orders, o.T)
			}
			require.Equal(t, c.want, orders)
			var reasons []string
			for _, o := range schematest.Query[text](t, db, fmt.Sprintf("SELECT concat(record, ' ', reason) T FROM rejected FINAL WHERE shop = '%s' ORDER BY record", name)) {
				reasons = append(reasons, o.T)
			}
			require.Len(t, reasons, int(r.Rejected))
			for _, words := range c.reject {
				require.Contains(t, strings.Join(reasons, "\n"), words)
			}
			require.Equal(t, len(c.reject) > 0, len(reasons) > 0, "%v", reasons)
		})
	}
}
