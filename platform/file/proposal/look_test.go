package proposal

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
)

// lookCase is some files, what a person said, and what comes out: the orders with their
// totals, some lines of the feed, and the questions.
type lookCase struct {
	files   map[string]string
	answers []string
	orders  string   // id total; …
	yaml    []string // lines of the feed
	open    []string // keys of the questions
	ask     []string // texts of them
	notes   []string
}

// mainOrders has the columns that 91APP's report of orders is known to have.
const mainOrders = "主單編號,訂單編號,轉單日期時間,商品名稱,數量,銷售金額(折扣後)\n" +
	"TG1,TS1,2026-11-02 10:00:00,茶,1,100\nTG1,TS2,2026-11-02 10:00:00,壺,1,200\nTG2,TS3,2026-11-03 10:00:00,茶,1,50\n"

var lookCases = map[string]lookCase{
	"months first, as one cell proves": {
		files:  map[string]string{"o.csv": "receipt,sold_at,email,amount\nA1,10/31/2026,ann@example.com,100\nA2,11/02/2026,bob@example.com,250\n"},
		orders: "A1 100; A2 250", yaml: []string{"dates: mdy", "order_id: receipt", "placed_at: sold_at", "email: email"},
	},
	"months or days first": {
		files: map[string]string{"o.csv": "receipt,sold_at,amount\nA1,10/11/2026,100\nA2,11/02/2026,250\n"},
		open:  []string{"dates.placed_at"}, ask: []string{"10/11/2026 in line 2"},
	},
	"months or days first, as a person says": {
		files:   map[string]string{"o.csv": "receipt,sold_at,amount\nA1,10/11/2026,100\nA2,11/02/2026,250\n"},
		answers: []string{"dates=dmy"}, orders: "A1 100; A2 250", yaml: []string{"dates: dmy"},
	},
	"years of two digits": {
		files: map[string]string{"o.csv": "receipt,sold_at,amount\nA1,26/11/02,100\n"}, open: []string{"dates.placed_at"},
	},
	"dates that contradict each other": {
		files: map[string]string{"o.csv": "receipt,sold_at,amount\nA1,31/10/2026,100\nA2,10/31/2026,5\n"},
		open:  []string{"dates.placed_at"}, ask: []string{"31/10/2026 in line 2", "10/31/2026 in line 3"},
	},
	"decimal commas": {
		files:  map[string]string{"o.csv": "receipt;sold_at;email;amount\nA1;2026-11-02;ann@example.com;1.280,50\nA2;2026-11-03;bob@example.com;250,00\n"},
		orders: "A1 1280.5; A2 250", yaml: []string{`delimiter: ;`, "numbers: 1.234,50"},
	},
	"points or groups": {
		files: map[string]string{"o.csv": "receipt,sold_at,amount\nA1,2026-11-02,1.280\n"}, open: []string{"numbers.amount"},
	},
	"groups by custom": {
		files: map[string]string{"o.csv": "receipt,sold_at,amount\nA1,2026-11-02,\"1,280\"\n"}, orders: "A1 1280", notes: []string{"stand between thousands"},
	},
	"lines of receipts": {
		files:  map[string]string{"o.csv": "receipt,sold_at,email,sku,amount\nA1,2026-11-02,ann@example.com,x,100\nA1,2026-11-02,ann@example.com,y,200\nA2,2026-11-02,,x,100\n"},
		orders: "A1 300; A2 100", yaml: []string{"grain: line"}, notes: []string{"1 order names nobody"},
	},
	"rows that nothing tells apart": {
		files: map[string]string{"o.csv": "receipt,sold_at,amount\nA1,2026-11-02,100\nA1,2026-11-02,200\n"}, open: []string{"grain"},
	},
	"an amount that is each line's or the order's": {
		files: map[string]string{"o.csv": "receipt,sold_at,sku,total\nA1,2026-11-02,x,100\nA1,2026-11-02,y,100\n"}, open: []string{"order_cells"},
	},
	"an amount that is the order's, as a person says": {
		files:   map[string]string{"o.csv": "receipt,sold_at,sku,total\nA1,2026-11-02,x,100\nA1,2026-11-02,y,100\n"},
		answers: []string{"order_cells=every_row"}, orders: "A1 100",
	},
	"cells on the first row": {
		files:  map[string]string{"o.csv": "order no,sold_at,status,sku,total\nA1,2026-11-02,paid,x,300\nA1,2026-11-02,,y,\nA2,2026-11-02,voided,x,5\nA2,2026-11-02,,y,\n"},
		orders: "A1 300; A2 5 cancelled", yaml: []string{"order_cells: first_row"}, notes: []string{"1 order is cancelled"},
	},
	"numbers that start again on other days": {
		files: map[string]string{
			"o-1.csv": "receipt,sold_at,phone,sku,amount\n0001,2026-11-02 10:00:00,0911000001,x,100\n0002,2026-11-02 11:00:00,0911000002,x,30\n",
			"o-2.csv": "receipt,sold_at,phone,sku,amount\n0001,2026-11-03 10:00:00,0911000003,y,50\n",
		},
		orders: "2026-11-02-0001 100; 2026-11-02-0002 30; 2026-11-03-0001 50", yaml: []string{"order_id: sold_at + receipt", "path: $DIR/o-*.csv"}, notes: []string{"start again"},
	},
	"numbers that start again at every till": {
		files:  map[string]string{"o.csv": "receipt,till,sold_at,phone,amount\n1,a,2026-11-02 10:00,0911000001,100\n1,b,2026-11-02 10:01,0911000002,30\n1,a,2026-11-03 10:00,0911000003,7\n"},
		orders: "2026-11-02-a-1 100; 2026-11-02-b-1 30; 2026-11-03-a-1 7", yaml: []string{"order_id: sold_at + till + receipt"},
	},
	"a number of several days of nobody": {
		files: map[string]string{"o.csv": "receipt,sold_at,sku,amount\n1,2026-11-02 10:00,x,100\n1,2026-11-03 10:01,y,30\n"}, open: []string{"columns.order_id"}, ask: []string{"2026-11-02 and 2026-11-03"},
	},
	"exports that overlap": {
		files: map[string]string{
			"o-1.csv": "receipt,sold_at,email,sku,amount\nA1,2026-11-02,ann@example.com,x,100\nA2,2026-11-03,bob@example.com,x,50\n",
			"o-2.csv": "receipt,sold_at,email,sku,amount\nA2,2026-11-03,bob@example.com,x,50\nA3,2026-11-04,cat@example.com,x,70\n",
		},
		orders: "A1 100; A2 50; A3 70", notes: []string{"they count once"},
	},
	"an order that two files have otherwise": {
		files: map[string]string{
			"o-1.csv": "receipt,sold_at,email,sku,amount\nA2,2026-11-03,bob@example.com,x,50\nA2,2026-11-03,bob@example.com,y,50.5\n",
			"o-2.csv": "receipt,sold_at,email,sku,amount\nA2,2026-11-03,bob@example.com,z,7\nA3,2026-11-04,cat@example.com,x,70\n",
		},
		open: []string{"on_repeat"}, ask: []string{"o-1.csv and in o-2.csv"},
	},
	"quantity times unit price": {
		files:  map[string]string{"o.csv": "訂單編號,訂購時間,品名,數量,單價\nA1,2026-11-02 10:00,茶,2,10.5\nA1,2026-11-02 10:00,杯,1,3\n"},
		orders: "A1 24", yaml: []string{"amount: \"`數量` * `單價`\"", "quantity: 數量", "title: 品名"},
	},
	"a date and its time of day": {
		files:  map[string]string{"o.csv": "單號,日期,時間,會員編號,金額\nA1,2026/11/2,10:15,7,100\nA2,2026/11/2,18:30,8,30\n"},
		orders: "A1 100; A2 30", yaml: []string{"placed_at: concat(`日期`, ' ', `時間`)", "customer_id: 會員編號"},
	},
	"units behind names": {
		files:  map[string]string{"o.csv": "訂單編號,日期,數量（件）,單價 [NT$],金額(稅),金額(元)\nA1,2026-11-02,2,50,5,100\nA2,2026-11-03,3,10,2,30\n"},
		orders: "A1 100; A2 30", yaml: []string{"amount: 金額(元)", "quantity: 數量（件）"},
	},
	"words that nobody knows": {
		files: map[string]string{"o.csv": "訂單編號,日期,金額,狀態\nA1,2026-11-02,10,已寄\nA2,2026-11-02,20,已取消\n"}, open: []string{"statuses.已寄"}, orders: "A1 10; A2 20 cancelled",
	},
	"words that a person maps": {
		files:   map[string]string{"o.csv": "訂單編號,日期,金額,狀態\nA1,2026-11-02,10,已寄\nA2,2026-11-02,20,已取消\n"},
		answers: []string{"statuses.已寄=fulfilled"}, orders: "A1 10; A2 20 cancelled",
	},
	"two amounts": {
		files: map[string]string{"o.csv": "訂單編號,日期,小計,總計\nA1,2026-11-02,10,12\n"}, open: []string{"columns.amount"}, ask: []string{"總計 (12) or 小計 (10)"},
	},
	"two amounts, as a person says": {
		files:   map[string]string{"o.csv": "訂單編號,日期,小計,總計\nA1,2026-11-02,10,12\n"},
		answers: []string{"columns.amount=總計"}, orders: "A1 12",
	},
	"no id": {
		files: map[string]string{"o.csv": "date,amount\n2026-11-02,10\n"}, open: []string{"columns.order_id"}, ask: []string{"_row"},
	},
	"a number of the order and one of its part": {
		files: map[string]string{"o.csv": mainOrders}, open: []string{"columns.order_id"}, ask: []string{"訂單編號 (TS1)", "主單編號 (TG1)"},
	},
	"a number of the order and one of its part, as a person says": {
		files:   map[string]string{"o.csv": mainOrders},
		answers: []string{"columns.order_id=主單編號"}, orders: "TG1 300; TG2 50", yaml: []string{"grain: line", "placed_at: 轉單日期時間", "amount: 銷售金額(折扣後)"},
	},
	"a row of totals": {
		files:  map[string]string{"o.csv": "單號,日期,金額\nA1,2026-11-02,10\n合計,,10\n"},
		orders: "A1 10",
	},
	"returns": {
		files: map[string]string{"o.csv": "receipt,sold_at,amount\nA1,2026-11-02,100\nA2,2026-11-03,-20\n"}, orders: "A1 100; A2 -20", notes: []string{"1 order has a total below zero"},
	},
	"two separators": {
		files: map[string]string{"o.csv": "receipt;x,sold_at;y,amount;z\nA1;1,2026-11-02;1,100;1\n"}, open: []string{"delimiter"},
	},
	"no header": {
		files: map[string]string{"o.csv": "A1,2026-11-02,100\nA2,2026-11-03,50\n"}, open: []string{"structure"},
	},
	"no header, as a person says": {
		files:   map[string]string{"o.csv": "A1,2026-11-02,100\nA2,2026-11-03,50\n"},
		answers: []string{"structure=receipt String, day String, amount String"}, orders: "A1 100; A2 50",
	},
	"columns between blanks": {
		files:   map[string]string{"o.txt": " customer_id  date number_of_cds  dollar_value\n 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n"},
		answers: []string{"columns.order_id=_row"}, orders: "1 11.77; 2 12", yaml: []string{"delimiter: blanks"},
	},
	"two statuses": {
		files: map[string]string{"o.csv": "訂單編號,訂購時間,訂單金額,訂單狀態,付款狀態\nT1,2026-11-02 10:00:00,100,已完成,已付款\n"}, open: []string{"columns.status"},
	},
}

func (c lookCase) options(t *testing.T, answers ...string) Options {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for name, text := range c.files {
		paths = append(paths, filepath.Join(dir, name))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	slices.Sort(paths)
	return Options{Paths: paths, Answers: slices.Concat(c.answers, answers), Zone: time.FixedZone("", 8*3600)}
}

func text(o *Orders) string {
	if o == nil {
		return ""
	}
	list := slices.Clone(o.all)
	slices.SortFunc(list, func(a, b Order) int { return strings.Compare(a.ID, b.ID) })
	var parts []string
	for _, one := range list {
		part := fmt.Sprintf("%s %s", one.ID, one.Total)
		if one.Cancelled {
			part += " cancelled"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "; ")
}

func TestLook(t *testing.T) {
	for name, c := range lookCases {
		t.Run(name, func(t *testing.T) {
			o := c.options(t)
			r, err := Look(t.Context(), o)
			require.NoError(t, err)
			var keys, asked []string
			for _, q := range r.Questions {
				keys, asked = append(keys, q.Key), append(asked, q.Ask)
			}
			require.Equal(t, c.open, keys, asked)
			require.Equal(t, c.orders, text(r.Orders), r.Notes)
			for _, part := range c.ask {
				require.Contains(t, strings.Join(asked, "\n"), part)
			}
			for _, line := range c.yaml {
				require.Contains(t, r.YAML(), strings.ReplaceAll(line, "$DIR", filepath.Dir(o.Paths[0]))+"\n")
			}
			for _, part := range c.notes {
				require.Contains(t, strings.Join(r.Notes, "\n"), part)
			}
			written := filepath.Join(filepath.Dir(o.Paths[0]), "regulars.yaml")
			shop := Shop{Timezone: "Asia/Taipei", Currency: "TWD"}
			if len(c.open) > 0 {
				require.ErrorIs(t, r.Write(written, &shop), ErrOpen)
				require.NoFileExists(t, written)
				return
			}
			require.NoError(t, r.Write(written, &shop))
			requireSameFeed(t, r, written, 0)
		})
	}
}

// requireSameFeed reads back the feed of a shop and requires that it is the proposed one.
func requireSameFeed(t *testing.T, r *Report, path string, shop int) {
	t.Helper()
	cfg, err := config.Load(path)
	require.NoError(t, err)
	got := cfg.Brands[0].Shops[shop].Feeds[0]
	want := r.Feed
	want.Path, err = filepath.Abs(want.Path)
	require.NoError(t, err)
	want.Entity = "orders"
	require.Equal(t, fmt.Sprint(want), fmt.Sprint(got))
}

// Who bought on which day is the number of an order where there is none and nobody has two
// rows of a day; otherwise, and where a few rows may be so by chance, it is asked.
func TestOrdersWithoutNumbers(t *testing.T) {
	file := func(rows int, more string) string {
		var b strings.Builder
		b.WriteString("member,date,amount\n")
		for i := range rows {
			fmt.Fprintf(&b, "m%d,2026-11-%02d,%d\n", i/3, 1+i%3, 10+i)
		}
		return b.String() + more
	}
	for name, c := range map[string]struct {
		text string
		id   string // empty: it is asked
		ask  string
	}{
		"evident":                {file(60, ""), "date + member", ""},
		"few rows":               {file(12, ""), "", "which one is it?"},
		"two rows of a day":      {file(60, "m3,2026-11-01,5\n"), "", "it is date + member: 1 would have several rows, the first from line 11"},
		"the same row twice":     {file(60, "m3,2026-11-01,19\n"), "", "1 would have several rows"},
		"a row without a person": {file(60, ",2026-11-01,5\n"), "", "which one is it?"},
	} {
		path := filepath.Join(t.TempDir(), "o.csv")
		require.NoError(t, os.WriteFile(path, []byte(c.text), 0o600))
		r, err := Look(t.Context(), Options{Paths: []string{path}})
		require.NoError(t, err)
		if c.id == "" {
			require.Len(t, r.Questions, 1, name)
			require.Equal(t, "columns.order_id", r.Questions[0].Key, name)
			require.Contains(t, r.Questions[0].Ask, c.ask, name)
			require.Empty(t, r.Feed.Columns["order_id"], name)
			continue
		}
		require.Empty(t, r.Questions, name)
		require.Equal(t, c.id, r.Feed.Columns["order_id"], name)
		require.Equal(t, 60, r.Orders.Orders, name)
		require.Equal(t, "2026-11-01-m0", r.Orders.First.ID, name)
	}
}

// A list ends with its last item: comments that stand no deeper than its dashes belong to
// what follows, deeper ones to the item.
func TestWriteLeavesComments(t *testing.T) {
	const shops = "brands:\n  - name: tea\n    timezone: Asia/Taipei\n    currency: TWD\n    schedule: {cron: \"30 4 * * *\"}\n    shops:\n" +
		"    - name: web\n      platform: file\n      path: web.csv\n      columns: {order_id: id, placed_at: day, amount: sum}\n"
	const added = "    - name: till\n"
	for name, c := range map[string]struct{ behind, own string }{
		"none":                         {"", ""},
		"of the item":                  {"", "      # not the sums of the till\n"},
		"of the item, over a blank":    {"", "\n      # not the sums of the till\n"},
		"of what follows":              {"    # what is sent\n    campaigns: []\n", ""},
		"of what follows, over blanks": {"\n    # what is sent\n\n    campaigns: []\n", ""},
		"of the file":                  {"\n# the end\n", ""},
		"at the left, in the item":     {"    campaigns: []\n", "# columns of old\n      timezone: Asia/Taipei\n"},
		"of both":                      {"    # what is sent\n    campaigns: []\n", "      # of the item\n"},
	} {
		r, err := Look(t.Context(), lookCases["words that a person maps"].options(t))
		require.NoError(t, err)
		path := filepath.Join(t.TempDir(), "regulars.yaml")
		require.NoError(t, os.WriteFile(path, []byte(shops+c.own+c.behind), 0o600))
		require.NoError(t, r.Write(path, &Shop{Name: "till"}), name)
		after, err := os.ReadFile(path)
		require.NoError(t, err)
		before, rest, found := strings.Cut(string(after), added)
		require.True(t, found, name)
		require.Equal(t, shops+c.own, before, name)
		require.True(t, strings.HasSuffix(rest, c.behind), "%s: %s", name, after)
		requireSameFeed(t, r, path, 1)
	}
}

func TestAnswers(t *testing.T) {
	for answer, want := range map[string]string{
		"dates": "is no answer", "grain=lines": "use one of line, order", "dates=us": `"us" is no way to write dates`, "numbers=1": "no way to write numbers",
		"colums.amount=x": `no key "colums.amount"`, "statuses.x=done": "use one of open", "header=maybe": "invalid syntax", "skip_lines=x": "invalid syntax",
	} {
		_, err := Look(t.Context(), Options{Paths: []string{"o.csv"}, Answers: []string{answer}})
		require.ErrorContains(t, err, want, answer)
	}
}

func TestWriteBesidesOthers(t *testing.T) {
	const before = `# mine
brands:
  - name: tea # the brand
    timezone: Asia/Taipei
    currency: TWD
    schedule: {cron: "30 4 * * *"}
    shops:
      - name: web # by hand
        platform: file
        path: web.csv
        columns:
          order_id: id
          placed_at: day
          amount: sum   # net

    # what is sent
    campaigns: []
`
	c := lookCases["words that a person maps"]
	o := c.options(t)
	r, err := Look(t.Context(), o)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	require.NoError(t, os.WriteFile(path, []byte(before), 0o600))
	require.NoError(t, r.Write(path, &Shop{Name: "till"}))
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	cut := strings.Index(before, "\n    # what")
	require.Equal(t, before[:cut], string(after)[:cut], "what stood before")
	require.True(t, strings.HasSuffix(string(after), before[cut:]), "what stood behind: %s", after)
	requireSameFeed(t, r, path, 1)
	cfg, err := config.Load(path)
	require.NoError(t, err)
	require.Equal(t, "fulfilled", cfg.Brands[0].Shops[1].Statuses["已寄"])
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	require.ErrorContains(t, r.Write(path, &Shop{Name: "till"}), "has a shop till already")
	require.ErrorContains(t, r.Write(path, &Shop{Name: "x", Brand: "coffee"}), "has the brands tea: name one")
	require.ErrorContains(t, r.Write(path, &Shop{Name: "a b/c"}), "wouldn't load")
	again, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(after), string(again))
}
