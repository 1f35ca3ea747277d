package oracle_test

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/internal/prerequisite"
	"regulars/schema/oracle"
	"regulars/schema/oracle/input"
)

var london, _ = time.LoadLocation("Europe/London")

func retailSettings() input.Settings {
	s := settings()
	s.Zone, s.Currency = london, "GBP"
	return s
}

// retailOrders reads the lines that satisfy keep into one order per invoice;
// "an order's placed_at is its earliest line's".
func retailOrders(t *testing.T, keep func(line retailLine) bool) []input.Order {
	t.Helper()
	rows := csv.NewReader(prerequisite.Open(t, prerequisite.OnlineRetail))
	_, err := rows.Read()
	require.NoError(t, err)

	at := map[string]int{}
	var orders []input.Order
	for {
		fields, err := rows.Read()
		if err == io.EOF {
			return orders
		}
		require.NoError(t, err)
		line := readRetailLine(t, fields)
		if !keep(line) {
			continue
		}
		i, known := at[line.invoice]
		if !known {
			i = len(orders)
			at[line.invoice] = i
			orders = append(orders, paid("shop", line.invoice, line.customer, line.at, 0))
		}
		line.addTo(&orders[i])
	}
}

type retailLine struct {
	invoice, customer string
	quantity          int64
	price             regulars.Money
	at                time.Time
}

func readRetailLine(t *testing.T, fields []string) retailLine {
	t.Helper()
	quantity, err := strconv.ParseInt(fields[3], 10, 64)
	require.NoError(t, err)
	price, err := regulars.ParseMoney(fields[5])
	require.NoError(t, err)
	at, err := time.ParseInLocation("2006-01-02 15:04:05", fields[4], london)
	require.NoError(t, err)
	return retailLine{fields[0], fields[6], quantity, price, at}
}

func (l retailLine) addTo(o *input.Order) {
	if l.at.Before(o.PlacedAt) {
		o.PlacedAt = l.at
	}
	o.Total += l.price * regulars.Money(l.quantity)
	o.Lines = append(o.Lines, regulars.Line{Quantity: float64(l.quantity), Amount: l.price * regulars.Money(l.quantity)})
}

func (l retailLine) published() bool { return l.customer != "" && l.quantity > 0 && l.price > 0 }

func TestOnlineRetail(t *testing.T) {
	orders := retailOrders(t, retailLine.published)
	h := oracle.Read(input.Facts{Settings: retailSettings(), Orders: orders})
	const last = "2011-12-09"

	lines := 0
	for _, o := range orders {
		lines += len(o.Lines)
	}
	require.Equal(t, 397_884, lines)

	rows := h.Rows(last)
	require.Equal(t, "4338", show(find(t, rows, "brand", "buyers", "asof").Value))
	require.Equal(t, "18532", show(find(t, rows, "brand", "orders", "asof").Value))
	require.Equal(t, "8911407.904", show(find(t, rows, "brand", "revenue", "asof").Value))
	require.Equal(t, "28", show(find(t, rows, "brand", "cycle_median", "asof").Value))
	require.Equal(t, "58", show(find(t, rows, "brand", "cycle_p75", "asof").Value))
	require.Equal(t, "110", show(find(t, rows, "brand", "cycle_p90", "asof").Value))
	require.InDelta(t, 45.66, *find(t, rows, "brand", "cycle_mean", "asof").Value, 0.005)
	require.Len(t, h.Gaps(last), 12_425)

	cohorts := h.Cohorts(last)
	require.Equal(t, "885 417 380 452 300 284 242 188 169 299 358 323 41", sizes(cohorts))
	require.Equal(t, "885 324 286 340 321 352 321 309 313 350 331 445 235", cohort(cohorts, "2010-12-01"))
	require.Equal(t, "417 92 111 96 134 120 103 101 125 136 152 49", cohort(cohorts, "2011-01-01"))
}

// The classic mistakes move the first cohort to known numbers; that they do
// shows that the data and the reading of it are those of the published table.
func TestOnlineRetailClassicMistakes(t *testing.T) {
	anybody := func(l retailLine) bool { return l.quantity > 0 && l.price > 0 }
	returns := func(l retailLine) bool { return l.customer != "" && l.price > 0 }
	free := func(l retailLine) bool { return l.customer != "" && l.quantity > 0 }
	for _, c := range []struct {
		name, month string
		keep        func(retailLine) bool
		size        int
	}{
		{"lines without a member as one member", "2010-12-01", anybody, 886},
		{"cancellations as purchases", "2010-12-01", returns, 948},
		{"both", "2010-12-01", func(l retailLine) bool { return l.price > 0 }, 949},
		{"price 0 as a purchase", "2011-11-01", free, 324},
	} {
		t.Run(c.name, func(t *testing.T) {
			orders := retailOrders(t, c.keep)
			for i := range orders {
				orders[i].Total = max(orders[i].Total, 1)
				if orders[i].CustomerID == "" {
					orders[i].CustomerID = "nobody"
				}
			}
			h := oracle.Read(input.Facts{Settings: retailSettings(), Orders: orders})
			for _, row := range h.Cohorts("2011-12-09") {
				if row.Index == 0 && string(row.Cohort) == c.month {
					require.Equal(t, c.size, row.Size)
				}
			}
		})
	}
}

func cdnowOrders(t *testing.T) []input.Order {
	t.Helper()
	rows := bufio.NewScanner(prerequisite.Open(t, prerequisite.CDNOWMaster))
	rows.Scan()
	var orders []input.Order
	for rows.Scan() {
		fields := strings.Fields(rows.Text())
		at, err := time.Parse("20060102", fields[1])
		require.NoError(t, err)
		total, err := regulars.ParseMoney(fields[3])
		require.NoError(t, err)
		orders = append(orders, paid("shop", fmt.Sprintf("%06d", len(orders)), fields[0], at, total))
	}
	require.NoError(t, rows.Err())
	return orders
}

func TestCDNOWMaster(t *testing.T) {
	facts := input.Facts{Settings: settings(), Orders: cdnowOrders(t)}
	facts.Settings.Shops[0].CountZeroTotals = true
	const last = "1998-06-30"

	h := oracle.Read(facts)
	rows := h.Rows(last)
	require.Equal(t, "23570", show(find(t, rows, "brand", "buyers", "asof").Value))
	require.Equal(t, "69659", show(find(t, rows, "brand", "orders", "asof").Value))
	require.Equal(t, "2500315.63", show(find(t, rows, "brand", "revenue", "asof").Value))
	require.Equal(t, "34", show(find(t, rows, "brand", "cycle_median", "asof").Value))
	require.Equal(t, "94", show(find(t, rows, "brand", "cycle_p75", "asof").Value))
	require.InDelta(t, 72.21, *find(t, rows, "brand", "cycle_mean", "asof").Value, 0.005)
	require.Len(t, h.Gaps(last), 44_021)

	facts.Settings.Shops[0].CountZeroTotals = false
	h = oracle.Read(facts)
	require.Equal(t, "23502", show(find(t, h.Rows(last), "brand", "buyers", "asof").Value))
	require.Len(t, h.Gaps(last), 44_009)
}

func sizes(rows []oracle.CohortRow) string {
	var all []string
	for _, r := range rows {
		if r.Index == 0 {
			all = append(all, strconv.Itoa(r.Size))
		}
	}
	return strings.Join(all, " ")
}

func cohort(rows []oracle.CohortRow, month regulars.BusinessDate) string {
	var all []string
	for _, r := range rows {
		if r.Cohort == month {
			all = append(all, strconv.Itoa(r.Members))
		}
	}
	return strings.Join(all, " ")
}
