package sandbox

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// The files of the store and of the brand's other systems, in Options.Dir.
const (
	SalesFile     = "store-sales.csv.gz"     // a row per line of a receipt, times in the brand's zone
	CustomersFile = "store-customers.csv.gz" // the store's member cards
	ConsentsFile  = "consents.csv.gz"        // what people allowed, on every channel
	EventsFile    = "events.jsonl.gz"        // behaviour outside orders
	ProductsFile  = "products.csv"           // with costs
	CostsFile     = "costs.csv"              // what was spent, by day
)

const localLayout = "2006-01-02 15:04:05"

// feed writes the brand's files. A file appears whole or not at all.
type feed struct {
	brand *brand
	seed  uint64
	dir   string
}

func (f feed) write() error {
	if err := os.MkdirAll(f.dir, 0o755); err != nil {
		return fmt.Errorf("sandbox: make the feed's directory: %w", err)
	}
	files := []struct {
		name  string
		write func(io.Writer) error
	}{
		{SalesFile, f.sales}, {CustomersFile, f.customers}, {ConsentsFile, f.consents}, {EventsFile, f.events}, {ProductsFile, f.products}, {CostsFile, f.costs},
	}
	for _, file := range files {
		if err := f.replace(file.name, file.write); err != nil {
			return err
		}
	}
	return nil
}

func (f feed) writeSales() error { return f.replace(SalesFile, f.sales) }

func (f feed) replace(name string, write func(io.Writer) error) error {
	path := filepath.Join(f.dir, name)
	file, err := os.CreateTemp(f.dir, "."+name+"-*")
	if err != nil {
		return fmt.Errorf("sandbox: write %s: %w", name, err)
	}
	defer os.Remove(file.Name())
	if err := packed(file, filepath.Ext(name) == ".gz", write); err != nil {
		file.Close()
		return fmt.Errorf("sandbox: write %s: %w", name, err)
	}
	if err := file.Chmod(0o644); err != nil {
		file.Close()
		return fmt.Errorf("sandbox: write %s: %w", name, err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("sandbox: write %s: %w", name, err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("sandbox: write %s: %w", name, err)
	}
	return nil
}

func packed(to io.Writer, zip bool, write func(io.Writer) error) error {
	buffer := bufio.NewWriterSize(to, 1<<16)
	if !zip {
		if err := write(buffer); err != nil {
			return err
		}
		return buffer.Flush()
	}
	gz, err := gzip.NewWriterLevel(buffer, gzip.BestSpeed)
	if err != nil {
		return err
	}
	if err := write(gz); err != nil {
		return err
	}
	if err := gz.Close(); err != nil {
		return err
	}
	return buffer.Flush()
}

func (f feed) local(unix int64) string {
	if unix == 0 {
		return ""
	}
	return time.Unix(unix, 0).In(f.brand.zone).Format(localLayout)
}

func (f feed) sales(w io.Writer) error {
	out := csv.NewWriter(w)
	header := []string{"receipt", "sold_at", "member_no", "phone", "email", "line_id", "line_no", "sku", "product", "category", "quantity",
		"unit_price", "discount", "amount", "cost", "refunded", "refunded_at", "status", "changed_at"}
	if err := out.Write(header); err != nil {
		return err
	}
	orders := f.brand.orders[storeShop]
	for i := range orders {
		if !orders[i].listed() {
			continue
		}
		if err := f.sale(out, &orders[i]); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (f feed) sale(out *csv.Writer, o *order) error {
	who := f.brand.identity(o)
	back, backAt := refundsByLine(o)
	status := "sold"
	if o.state == StateCancelled {
		status = "void"
	}
	for i, l := range o.lines {
		p := f.brand.catalog[l.product]
		row := []string{
			receipt(o.number), f.local(o.placed), who.CustomerID, who.Phone, who.Email, who.LineID, strconv.Itoa(i + 1),
			p.sku, p.title, categories[p.category].name, strconv.Itoa(int(l.quantity)),
			number(l.price), number(l.discount), number(l.amount()), number(p.cost * int32(l.quantity)),
			number(back[i]), f.local(backAt[i]), status, f.local(o.updated),
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	return nil
}

// refundsByLine spreads an order's refunds over its lines, since the file has no
// other place for them: what isn't about a line fills the lines from the first.
func refundsByLine(o *order) (amounts []int32, at []int64) {
	amounts, at = make([]int32, len(o.lines)), make([]int64, len(o.lines))
	for _, r := range o.refunds {
		left := r.amount
		from := max(0, int(r.line))
		for i := from; i < len(o.lines) && left > 0; i++ {
			part := min(left, o.lines[i].amount()-amounts[i])
			if part <= 0 {
				continue
			}
			amounts[i] += part
			at[i] = max(at[i], r.at)
			left -= part
		}
	}
	return amounts, at
}

func number(n int32) string { return strconv.Itoa(int(n)) }

func (f feed) customers(w io.Writer) error {
	out := csv.NewWriter(w)
	header := []string{"member_no", "name", "gender", "birthday", "city", "phone", "email", "line_id", "joined_at", "changed_at", "tier", "points"}
	if err := out.Write(header); err != nil {
		return err
	}
	for i := range f.brand.people {
		p := &f.brand.people[i]
		a := p.accounts[storeShop]
		if a.registered == 0 {
			continue
		}
		row := []string{
			cardNumber(a.number), p.name(), p.gender, p.birth.Format(time.DateOnly), cities[p.city],
			spellPhone(p.mobile, spelling(1+i%4)), "", "", f.local(a.registered), f.local(a.updated),
			tiers[i%len(tiers)], strconv.Itoa(i * 37 % 900),
		}
		if i%2 == 0 {
			row[6] = spellEmail(p.email, spelling(1+i/2%4))
		}
		if i%3 > 0 {
			row[7] = p.lineID
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

var tiers = [...]string{"一般", "一般", "一般", "銀卡", "銀卡", "金卡"}

func cardNumber(n int32) string { return fmt.Sprintf("M%06d", n) }

func (f feed) consents(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"phone", "email", "line_id", "channel", "purpose", "granted", "at", "source"}); err != nil {
		return err
	}
	for i := range f.brand.people {
		p := &f.brand.people[i]
		for channel, said := range p.consents {
			if said.at == 0 {
				continue
			}
			row := []string{spellPhone(p.mobile, third), p.email, "", channelNames[channel], "marketing",
				strconv.FormatBool(said.granted), f.local(said.at), "crm"}
			if channel == lineChannel {
				row[2] = p.lineID
			}
			if err := out.Write(row); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func (f feed) products(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"product_id", "sku", "title", "category", "price", "cost"}); err != nil {
		return err
	}
	for i, p := range f.brand.catalog {
		row := []string{strconv.Itoa(i + 1), p.sku, p.title, categories[p.category].name, number(p.price), number(p.cost)}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
