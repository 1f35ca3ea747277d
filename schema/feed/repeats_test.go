package feed_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/schema"
	"regulars/schema/feed"
	"regulars/schema/schematest"
	"regulars/schema/view"
)

// files are those of a feed, by name.
type files map[string]string

// rowsCase is a feed whose orders have several rows, and what they come out as: each
// order with its total and what is special about it, or the error.
type rowsCase struct {
	files                       files
	grain, orderCells, onRepeat string
	columns                     string // name=expression, between semicolons, next to the usual ones
	want                        string
	refused                     []string
}

func (c rowsCase) feed(t *testing.T) config.Feed {
	t.Helper()
	dir := t.TempDir()
	for name, text := range c.files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	f := config.Feed{Path: dir + "/o*.csv", Grain: c.grain, OrderCells: c.orderCells, OnRepeat: c.onRepeat, Columns: map[string]string{
		"order_id": "id", "placed_at": "day", "amount": "amount",
	}}
	for pair := range strings.SplitSeq(c.columns, "; ") {
		if name, expression, given := strings.Cut(pair, "="); given {
			f.Columns[name] = expression
		}
	}
	return f
}

// ordersAsText is each order of a shop with its total and what is special about it.
const ordersAsText = "SELECT concat(order_id, ' ', toString(total), if(cancelled, ' cancelled', ''), if(paid, '', ' unpaid'), if(unmapped, ' unmapped', ''), " +
	"if(refunded > 0, concat(' back ', toString(refunded)), ''), if(shipping > 0, concat(' shipping ', toString(shipping)), ''), if(empty(arrayFilter(g -> g, lines.gift)), '', ' gift'), " +
	"if(arraySum(lines.quantity) = length(lines.quantity), '', concat(' units ', toString(arraySum(lines.quantity)))), if(length(lines.sku) = 1, '', concat(' lines ', toString(length(lines.sku))))) T " +
	"FROM orders FINAL WHERE shop = '%s' ORDER BY order_id"

// run imports the case as a shop of its own and returns what its orders are.
func (c rowsCase) run(t *testing.T, db *schema.DB, name string) (string, feed.Result, error) {
	t.Helper()
	l := fileLoad(t, name)
	l.Shop.Name = name
	r, err := importFeed(t, db, l, c.feed(t))
	type text struct{ T string }
	var all []string
	for _, o := range schematest.Query[text](t, db, fmt.Sprintf(ordersAsText, name)) {
		all = append(all, o.T)
	}
	return strings.Join(all, "; "), r, err
}

var rowsCases = map[string]rowsCase{
	"cells on the first row": {
		files: files{"o.csv": "id,day,amount,state\nA,2026-11-02,100,paid\nA,2026-11-02,200,\nB,2026-11-03,100,voided\nB,2026-11-03,400,\nC,2026-11-03,100,pending\nC,2026-11-03,7,\n"},
		grain: "line", columns: "status=state", want: "A 300 lines 2; B 500 cancelled lines 2; C 107 unpaid lines 2",
	},
	"a computed flag on the first row": {
		files: files{"o.csv": "id,day,amount,gone,sku\nA,2026-11-02,100,,x\nB,2026-11-03,100,2026-11-04,y\nB,2026-11-03,300,,z\n"},
		grain: "line", columns: "cancelled=notEmpty(toString(ifNull(gone, toDate(0)))) AND isNotNull(gone)", want: "A 100; B 400 cancelled lines 2",
	},
	"a flag on a later row": {
		files: files{"o.csv": "id,day,amount,void\nA,2026-11-02,100,\nA,2026-11-02,200,yes\nB,2026-11-02,5,\nC,2026-11-02,5,no\n"},
		grain: "line", columns: "cancelled=void", want: "A 300 cancelled lines 2; B 5; C 5",
	},
	"a cancelled line": {
		files: files{"o.csv": "id,day,amount,void\nA,2026-11-02,100,yes\nA,2026-11-02,200,no\n"},
		grain: "line", columns: "cancelled=void", want: "A 200",
	},
	"cells declared on the first row": {
		files: files{"o.csv": "id,day,amount,void\nA,2026-11-02,100,yes\nA,2026-11-02,200,no\n"},
		grain: "line", orderCells: "first_row", columns: "cancelled=void", want: "A 300 cancelled lines 2",
	},
	"shipping on every row": {
		files: files{"o.csv": "id,day,amount,post\nA,2026-11-02,100,60\nA,2026-11-02,200,60\nB,2026-11-02,9,60\n"},
		grain: "line", columns: "shipping=post", want: "A 300 shipping 60 lines 2; B 9 shipping 60",
	},
	"shipping of lines": {
		files: files{"o.csv": "id,day,amount,post\nA,2026-11-02,100,60\nA,2026-11-02,200,60\nB,2026-11-02,9,60\nB,2026-11-02,10,\n"},
		grain: "line", columns: "shipping=post", want: "A 300 shipping 120 lines 2; B 19 shipping 60 lines 2",
	},
	"refunds of lines alike": {
		files: files{"o.csv": "id,day,amount,back\nA,2026-11-02,50,50\nA,2026-11-02,50,50\nB,2026-11-02,9,\nB,2026-11-02,10,\nC,2026-11-02,5,\nC,2026-11-02,6,\n"},
		grain: "line", columns: "refunded=back", want: "A 100 back 100 lines 2; B 19 lines 2; C 11 lines 2",
	},
	"a refund on every row": {
		files: files{"o.csv": "id,day,amount,back\nA,2026-11-02,50,60\nA,2026-11-02,70,60\nB,2026-11-02,9,\nB,2026-11-02,10,\n"},
		grain: "line", columns: "refunded=back", want: "A 120 back 60 lines 2; B 19 lines 2",
	},
	"a total on every row": {
		files: files{"o.csv": "id,day,amount,sku\nA,2026-11-02,300,x\nA,2026-11-02,300,y\n"},
		grain: "line", orderCells: "every_row", columns: "sku=sku", want: "A 300 lines 2",
	},
	"totals on every row, undeclared": {
		files: files{"o.csv": "id,day,amount,sku\nA,2026-11-02,300,x\nA,2026-11-02,300,y\nB,2026-11-02,30,x\nB,2026-11-02,30,y\nC,2026-11-02,3,x\nC,2026-11-02,3,y\n"},
		grain: "line", columns: "sku=sku", refused: []string{"order_cells: every_row", "order_cells: first_row"},
	},
	"a total and a date on the first row": {
		files: files{"o.csv": "id,day,amount,sku\nA,2026-11-02,300,x\nA,,,y\nB,,,x\n"},
		grain: "line", columns: "sku=sku", want: "A 300 lines 2",
	},
	"numbers that start again": {
		files: files{"o-1.csv": "id,day,tel,amount\n0001x,2026-11-02,02079460001,100\n2x,2026-11-02,02079460002,30\n", "o-2.csv": "id,day,tel,amount\n0001x,2026-11-03,02079460003,50\n"},
		grain: "line", columns: "phone=tel", refused: []string{"order 0001x stands in o-1.csv:2 (2026-11-02 00:00:00.000, amount 100) and in o-2.csv:2 (2026-11-03 00:00:00.000, amount 50)", "on other days", "another phone", "date + till + receipt"},
	},
	"numbers that start again, in one file": {
		files: files{"o.csv": "id,day,amount\n1x,2026-11-02,100\n2x,2026-11-02,30\n1x,2026-11-03,50\n"},
		grain: "line", refused: []string{"o.csv:2", "o.csv:4", "on other days", "date + till + receipt"},
	},
	"numbers that start again, by order": {
		files: files{"o-1.csv": "id,day,tel,amount\n1x,2026-11-02,02079460001,100\n", "o-2.csv": "id,day,tel,amount\n1x,2026-11-03,02079460003,50\n"},
		grain: "order", columns: "phone=tel", refused: []string{"o-1.csv:2", "o-2.csv:2"},
	},
	"one day, two people": {
		files: files{"o.csv": "id,day,who,amount\nA,2026-11-02,a@x.tw,100\nA,2026-11-02,b@x.tw,50\n"},
		grain: "line", columns: "email=who", refused: []string{"another email", "o.csv:2", "o.csv:3"},
	},
	"lines past midnight": {
		files: files{"o.csv": "id,day,amount\nA,2026-11-02 23:59:50,100\nA,2026-11-03 00:00:10,50\n"},
		grain: "line", want: "A 150 lines 2",
	},
	"undeclared": {
		files:   files{"o.csv": "id,day,amount\nA,2026-11-02,100\nA,2026-11-02,200\n"},
		refused: []string{"order A", "o.csv:2", "o.csv:3", "grain: line", "grain: order"},
	},
	"undeclared, the very same row": {
		files:   files{"o.csv": "id,day,amount\nA,2026-11-02,100\nA,2026-11-02,100\n"},
		refused: []string{"grain: line"},
	},
	"undeclared, in files that overlap": {
		files: files{"o-1.csv": "id,day,amount\nA,2026-11-02,100\nB,2026-11-02,5\n", "o-2.csv": "id,day,amount\nB,2026-11-02,5\nC,2026-11-02,6\n"},
		want:  "A 100; B 5; C 6",
	},
	"undeclared, with updates": {
		files:   files{"o-1.csv": "id,day,amount,at\nA,2026-11-02,100,2026-11-02\n", "o-2.csv": "id,day,amount,at\nA,2026-11-02,70,2026-11-03\n"},
		columns: "updated_at=at", want: "A 70",
	},
	"undeclared, one update": {
		files:   files{"o-1.csv": "id,day,amount,at\nA,2026-11-02,100,2026-11-02\n", "o-2.csv": "id,day,amount,at\nA,2026-11-02,70,2026-11-02\n"},
		columns: "updated_at=at", refused: []string{"o-1.csv:2", "o-2.csv:2"},
	},
	"the newest, declared": {
		files:    files{"o-1.csv": "id,day,amount\nA,2026-11-02,100\n", "o-2.csv": "id,day,amount\nA,2026-11-05,70\n"},
		onRepeat: "newest", want: "A 70",
	},
	"lines in files that overlap": {
		files: files{"o-1.csv": "id,day,amount\nA,2026-11-02,100\nB,2026-11-02,5\nB,2026-11-02,5\n", "o-2.csv": "id,day,amount\nB,2026-11-02,5\nB,2026-11-02,5\nC,2026-11-02,6\n"},
		grain: "line", want: "A 100; B 10 lines 2; C 6",
	},
	"lines in files that contradict": {
		files: files{"o-1.csv": "id,day,amount\nA,2026-11-02,100\n", "o-2.csv": "id,day,amount\nA,2026-11-02,70\n"},
		grain: "line", refused: []string{"o-1.csv:2", "o-2.csv:2", "on_repeat: sum", "on_repeat: newest"},
	},
	"lines in files that overlap in part": {
		files: files{"o-1.csv": "id,day,amount\nA,2026-11-02,100\nA,2026-11-02,70\n", "o-2.csv": "id,day,amount\nA,2026-11-02,70\nA,2026-11-02,5\n"},
		grain: "line", onRepeat: "sum", want: "A 175 lines 3",
	},
	"refuse": {
		files: files{"o-1.csv": "id,day,amount,at\nA,2026-11-02,100,2026-11-02\n", "o-2.csv": "id,day,amount,at\nA,2026-11-02,70,2026-11-03\n"},
		grain: "order", onRepeat: "refuse", columns: "updated_at=at", refused: []string{"o-1.csv:2", "o-2.csv:2"},
	},
	"one unit where nothing says how many": {
		files: files{"o.csv": "id,day,amount\nA,2026-11-02,100\n"},
		want:  "A 100",
	},
	"status words": {
		files: files{"o.csv": "id,day,amount,state\nA,2026-11-02,100,已完成\nB,2026-11-02,250,已取消\nC,2026-11-02,300,已退款\nD,2026-11-02,400,處理中\nE,2026-11-02,1,Completed\n" +
			"F,2026-11-02,2,wc-cancelled\nG,2026-11-02,3,Pending payment\nH,2026-11-02,4,On hold\nI,2026-11-02,5,Canceled \nJ,2026-11-02,6,awaiting_stock\nK,2026-11-02,7,on_HOLD\nL,2026-11-02,8,\n"},
		columns: "status=state",
		want:    "A 100; B 250 cancelled; C 300 back 300; D 400; E 1; F 2 cancelled; G 3 unpaid; H 4 unpaid; I 5 cancelled; J 6 unmapped; K 7 unpaid; L 8",
	},
	"flags before words": {
		files:   files{"o.csv": "id,day,amount,state,ok\nA,2026-11-02,100,Pending payment,yes\nB,2026-11-02,250,awaiting stock,yes\nC,2026-11-02,250,paid,no\n"},
		columns: "status=state; paid=ok", want: "A 100; B 250; C 250 unpaid",
	},
	"a gift card": {
		files: files{"o.csv": "id,day,amount,card\nA,2026-11-02,100,no\nA,2026-11-02,200,yes\n"},
		grain: "line", columns: "gift_card=card", want: "A 300 gift lines 2",
	},
}

// Rows become the orders that they mean, or are refused with the rows and the remedy.
func TestOrdersOutOfRows(t *testing.T) {
	db := schematest.Open(t)
	for name, c := range rowsCases {
		t.Run(name, func(t *testing.T) {
			got, r, err := c.run(t, db, name)
			if len(c.refused) > 0 {
				require.Error(t, err, got)
				for _, part := range c.refused {
					require.ErrorContains(t, err, part)
				}
				require.Empty(t, got)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, got)
			require.Equal(t, r.Received, r.Stored)
			require.Equal(t, int64(strings.Count(c.want, "unmapped")), r.Unmapped)
		})
	}
}

// A shop's own words come before the plain ones, and files are read again when they change.
func TestOwnStatusWords(t *testing.T) {
	db := schematest.Open(t)
	c := rowsCase{
		files:   files{"o.csv": "id,day,amount,state\nA,2026-11-02,1,Awaiting stock\nB,2026-11-02,2,awaiting_STOCK\nC,2026-11-02,3,shop-ready\nD,2026-11-02,4,paid\n"},
		columns: "status=state",
	}
	f := c.feed(t)
	l := fileLoad(t, "a")
	r, err := importFeed(t, db, l, f)
	require.NoError(t, err)
	require.Equal(t, int64(3), r.Unmapped)
	require.Equal(t, "shop-ready (1), awaiting_STOCK (1), Awaiting stock (1)", r.Words)

	words, err := view.UnmappedWords(t.Context(), db, l.Brand.Name)
	require.NoError(t, err)
	require.Equal(t, []view.UnmappedWord{{Shop: "store", Word: "Awaiting stock", Orders: 1}, {Shop: "store", Word: "awaiting_STOCK", Orders: 1}, {Shop: "store", Word: "shop-ready", Orders: 1}}, words)

	l.ID = "b"
	r, err = importFeed(t, db, l, f)
	require.NoError(t, err)
	require.True(t, r.Unchanged)
	require.Equal(t, int64(3), r.Unmapped, "what isn't understood stays so")

	l.ID, l.Shop.Statuses = "c", map[string]string{"awaiting-stock": "placed", "Shop Ready": "paid", "paid": "cancelled"}
	r, err = importFeed(t, db, l, f)
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 4, Stored: 4, Changed: 4}, r)
	type state struct{ T string }
	got := schematest.Query[state](t, db, "SELECT concat(order_id, toString(paid), toString(cancelled), toString(unmapped)) T FROM orders FINAL ORDER BY order_id")
	require.Equal(t, []state{{"Afalsefalsefalse"}, {"Bfalsefalsefalse"}, {"Ctruefalsefalse"}, {"Dtruetruefalse"}}, got)
}
