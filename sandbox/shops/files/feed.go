package files

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"regulars/sandbox/brand"
)

// The files of the store and of the brand's other systems, in Feed.Dir.
const (
	SalesFile     = "store-sales.csv.gz"     // a row per line of a receipt, times in the brand's zone
	CustomersFile = "store-customers.csv.gz" // the store's member cards
	ConsentsFile  = "consents.csv.gz"        // what people allowed, on every channel
	EventsFile    = "events.jsonl.gz"        // behaviour outside orders
	ProductsFile  = "products.csv"           // with costs
	CostsFile     = "costs.csv"              // what was spent, by day
)

const localLayout = "2006-01-02 15:04:05"

// Feed writes the brand's files. A file appears whole or not at all.
type Feed struct {
	Brand *brand.Brand
	Dir   string
}

// Write writes the files with these names, or all if none is named. It fails if
// the directory can't be written.
func (f *Feed) Write(names ...string) error {
	if err := os.MkdirAll(f.Dir, 0o755); err != nil {
		return fmt.Errorf("sandbox: make the feed's directory: %w", err)
	}
	files := []struct {
		name  string
		write func(io.Writer) error
	}{
		{SalesFile, f.sales}, {CustomersFile, f.customers}, {ConsentsFile, f.consents}, {EventsFile, f.events}, {ProductsFile, f.products}, {CostsFile, f.costs},
	}
	for _, file := range files {
		if len(names) > 0 && !slices.Contains(names, file.name) {
			continue
		}
		if err := Replace(f.Dir, file.name, file.write); err != nil {
			return err
		}
	}
	return nil
}

// Replace writes a file, whole or not at all; one that ends in .gz is packed.
func Replace(dir, name string, write func(io.Writer) error) error {
	path := filepath.Join(dir, name)
	file, err := os.CreateTemp(dir, "."+name+"-*")
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

func (f *Feed) local(unix int64) string {
	if unix == 0 {
		return ""
	}
	return time.Unix(unix, 0).In(f.Brand.Zone).Format(localLayout)
}

func (f *Feed) sales(w io.Writer) error {
	out := csv.NewWriter(w)
	header := []string{"receipt", "sold_at", "member_no", "phone", "email", "line_id", "line_no", "sku", "product", "category", "quantity",
		"unit_price", "discount", "amount", "cost", "refunded", "refunded_at", "status", "changed_at"}
	if err := out.Write(header); err != nil {
		return err
	}
	orders := f.Brand.Shops[brand.StoreShop].Orders
	for i := range orders {
		if !orders[i].Listed() {
			continue
		}
		if err := f.sale(out, &orders[i]); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (f *Feed) sale(out *csv.Writer, o *brand.Order) error {
	who := f.Brand.IdentityOf(o)
	back, backAt := refundsByLine(o)
	status := "sold"
	if o.State == brand.StateCancelled {
		status = "void"
	}
	for i, l := range o.Lines {
		p := f.Brand.Catalog[l.Product]
		row := []string{
			f.Brand.Shops[brand.StoreShop].OrderID(o), f.local(o.Placed), who.CustomerID, who.Phone, who.Email, who.LineID, strconv.Itoa(i + 1),
			p.SKU, p.Title, brand.Categories[p.Category].Name, strconv.Itoa(int(l.Quantity)),
			number(l.Price), number(l.Discount), number(l.Amount()), number(p.Cost * int32(l.Quantity)),
			number(back[i]), f.local(backAt[i]), status, f.local(o.Updated),
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	return nil
}

// refundsByLine spreads an order's refunds over its lines, since the file has no
// other place for them: what isn't about a line fills the lines from the first.
func refundsByLine(o *brand.Order) (amounts []int32, at []int64) {
	amounts, at = make([]int32, len(o.Lines)), make([]int64, len(o.Lines))
	for _, r := range o.Refunds {
		left := r.Amount
		from := max(0, int(r.Line))
		for i := from; i < len(o.Lines) && left > 0; i++ {
			part := min(left, o.Lines[i].Amount()-amounts[i])
			if part <= 0 {
				continue
			}
			amounts[i] += part
			at[i] = max(at[i], r.At)
			left -= part
		}
	}
	return amounts, at
}

func number(n int32) string { return strconv.Itoa(int(n)) }

func (f *Feed) customers(w io.Writer) error {
	out := csv.NewWriter(w)
	header := []string{"member_no", "name", "gender", "birthday", "city", "phone", "email", "line_id", "joined_at", "changed_at", "tier", "points"}
	if err := out.Write(header); err != nil {
		return err
	}
	for i := range f.Brand.People {
		p := &f.Brand.People[i]
		a := p.Accounts[brand.StoreShop]
		if a.Registered == 0 {
			continue
		}
		row := []string{
			f.Brand.Shops[brand.StoreShop].CustomerID(a.Number), p.Name(), p.Gender, p.Birth.Format(time.DateOnly), brand.Cities[p.City],
			brand.SpellPhone(p.Mobile, brand.Spelling(1+i%4)), "", "", f.local(a.Registered), f.local(a.Updated),
			tiers[i%len(tiers)], strconv.Itoa(i * 37 % 900),
		}
		if i%2 == 0 {
			row[6] = brand.SpellEmail(p.Email, brand.Spelling(1+i/2%4))
		}
		if i%3 > 0 {
			row[7] = p.LineID
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

var tiers = [...]string{"一般", "一般", "一般", "銀卡", "銀卡", "金卡"}

func (f *Feed) consents(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"phone", "email", "line_id", "channel", "purpose", "granted", "at", "source"}); err != nil {
		return err
	}
	for i := range f.Brand.People {
		p := &f.Brand.People[i]
		for channel, said := range p.Consents {
			if said.At == 0 {
				continue
			}
			row := []string{p.Phone(), p.Email, "", brand.ChannelNames[channel], "marketing",
				strconv.FormatBool(said.Granted), f.local(said.At), "crm"}
			if channel == brand.LINEChannel {
				row[2] = p.LineID
			}
			if err := out.Write(row); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func (f *Feed) products(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"product_id", "sku", "title", "category", "price", "cost"}); err != nil {
		return err
	}
	for i, p := range f.Brand.Catalog {
		row := []string{strconv.Itoa(i + 1), p.SKU, p.Title, brand.Categories[p.Category].Name, number(p.Price), number(p.Cost)}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
