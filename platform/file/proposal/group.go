package proposal

import (
	"errors"
	"hash/maphash"
	"io"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"regulars"
	"regulars/cell"
	"regulars/identity"
)

// mostOrders is how many orders are grouped; the rows of further ones are only counted.
const mostOrders = 500_000

// mostPhones bounds the phone numbers that are remembered.
const mostPhones = 100_000

// grouping puts the rows of orders together.
type grouping struct {
	look    *look
	styles  map[*Column]cell.NumberStyle
	dates   map[string]cell.DateStyle
	amount  cell.NumberStyle
	phones  map[string]string
	seed    maphash.Seed
	orders  map[string]*group
	list    []*group // as they stand in the files
	beyond  int64    // rows of orders that are too many
	refused []Refused
	bad     int64
}

// Refused is a row that the feed would reject.
type Refused struct {
	At     cell.Example
	Reason string
}

// group is the rows of one id.
type group struct {
	id        string
	file      int32
	line      int64
	rows      int32
	timed     bool
	valued    bool
	differ    bool // the rows have other contents
	twins     bool // and some the same
	products  bool // the rows are of several products
	amounts   bool // the amounts of rows differ
	blanks    bool // some row has no amount
	others    bool // the rows are of several people
	statuses  int32
	voids     int32
	onLater   bool // a status stands on a later row
	first     time.Time
	last      time.Time
	amount    decimal.Decimal // of the first row that has one
	product   uint64
	content   uint64
	people    [3]uint64
	person    string
	status    string
	parts     []part // by file
	newest    decimal.Decimal
	newestAt  time.Time
	voidTotal decimal.Decimal
}

// part is the rows of an order in one file.
type part struct {
	file    int32
	rows    int32
	sum     decimal.Decimal
	content uint64
	updated time.Time
}

// newGrouping returns one for the fields as they are proposed.
func (l *look) newGrouping() *grouping {
	g := &grouping{
		look: l, styles: map[*Column]cell.NumberStyle{}, dates: map[string]cell.DateStyle{}, phones: map[string]string{},
		seed: maphash.MakeSeed(), orders: map[string]*group{},
	}
	for _, c := range l.Columns {
		if style, err := c.Survey.Numbers(); err == nil {
			g.styles[c] = style
		}
	}
	g.amount, _ = cell.NumbersOf(l.Feed.Numbers.Of("amount"))
	for _, field := range dateFields {
		g.dates[field], _ = cell.DatesOf(l.Feed.Dates.Of(field))
	}
	return g
}

// read reads all files.
func (g *grouping) read() error {
	for i, f := range g.look.found {
		if g.look.Files[i].Broken != "" {
			continue
		}
		if err := g.readFile(int32(i+1), f); err != nil {
			return err
		}
	}
	return nil
}

func (g *grouping) readFile(number int32, f cell.File) error {
	rows, err := g.look.files.Open(g.look.ctx, f)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	c := cells{at: map[*Column]int{}}
	header := g.look.columnsOf(rows.Columns())
	for i, column := range header {
		c.at[column] = i
	}
	n := int64(0)
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if row.IsNoRecord() {
			continue
		}
		n++
		if row.Problem != "" {
			continue
		}
		c.row = row
		g.add(c, number, n)
	}
}

// record is what a row says of its order.
type record struct {
	id            string
	at            time.Time
	timed, valued bool
	amount        decimal.Decimal
	updated       time.Time
	people        [3]string
	product       string
	status        string
	content       uint64
}

func (g *grouping) add(c cells, file int32, number int64) {
	r, reason := g.record(c, number)
	if reason != "" {
		g.bad++
		if len(g.refused) < mostBad {
			g.refused = append(g.refused, Refused{g.look.placed(cell.Example{Line: int64(file)<<lineBits | c.row.Line}), reason})
		}
		return
	}
	o := g.orders[r.id]
	if o == nil {
		if len(g.list) >= mostOrders {
			g.beyond++
			return
		}
		o = &group{id: strings.Clone(r.id), file: file, line: c.row.Line}
		g.orders[o.id] = o
		g.list = append(g.list, o)
	}
	o.add(g, r, file)
}

// record reads the fields of a row, or returns why it can't be used.
func (g *grouping) record(c cells, number int64) (r record, reason string) {
	terms := g.look.terms
	var err error
	if r.id, err = g.idOf(terms["order_id"], c, number); err != nil {
		return r, "order_id is " + err.Error()
	}
	if r.id == "" {
		return r, "order_id is empty"
	}
	if r.at, r.timed, err = g.timeOf("placed_at", c); err != nil {
		return r, "placed_at is " + err.Error()
	}
	r.amount, err = terms["amount"].amountOf(c, g.styles, g.amount)
	if r.valued = err == nil; err != nil && !errors.Is(err, cell.ErrNothing) {
		return r, "amount is " + err.Error()
	}
	r.amount = r.amount.Round(regulars.MoneyScale)
	if t, given := terms["updated_at"]; given && t.kind == columnTerm {
		r.updated, _, _ = g.timeOf("updated_at", c)
	}
	for i, field := range people {
		r.people[i] = g.personOf(field, terms[field].textOf(c))
	}
	for _, field := range []string{"product_id", "sku", "title"} {
		if r.product == "" {
			r.product = cell.Word(terms[field].textOf(c))
		}
	}
	r.status = cell.Word(terms["status"].textOf(c))
	r.content = g.contentOf(c, r)
	return r, ""
}

// contentOf is a mark of all fields of a row.
func (g *grouping) contentOf(c cells, r record) uint64 {
	var h maphash.Hash
	h.SetSeed(g.seed)
	write := func(text string) { _, _ = h.WriteString(text); _ = h.WriteByte(0) }
	write(r.at.UTC().Format(time.RFC3339Nano))
	write(r.amount.String())
	write(r.updated.UTC().Format(time.RFC3339Nano))
	for _, p := range r.people {
		write(p)
	}
	for _, field := range []string{"sku", "product_id", "title", "category", "quantity", "status", "currency", "name", "refunded"} {
		write(cell.Word(g.look.terms[field].textOf(c)))
	}
	return h.Sum64()
}

func (g *grouping) personOf(field, text string) string {
	switch {
	case text == "":
		return ""
	case field == "email":
		return identity.Email(text)
	case field == "phone":
		phone, known := g.phones[text]
		if !known {
			if len(g.phones) >= mostPhones {
				clear(g.phones)
			}
			phone = identity.Phone(text, g.look.options.Region)
			g.phones[strings.Clone(text)] = phone
		}
		return phone
	}
	id, _ := cell.TypedID(text)
	return id
}

func (g *grouping) timeOf(field string, c cells) (at time.Time, timed bool, err error) {
	t := g.look.terms[field]
	text := t.textOf(c)
	if t.kind == clockTerm && cell.Nothing(text) {
		text = ""
	}
	style := g.dates[field]
	if t.kind == columnTerm {
		_, typed := c.text(t.columns[0])
		style = typedDate(style, text, typed)
	}
	at, err = cell.Time(text, style, g.look.options.Zone)
	if errors.Is(err, cell.ErrNothing) {
		return at, false, nil
	}
	return at, err == nil, err
}

// typedDate is how a date is written. A number that the file types as one counts seconds
// or milliseconds since 1970, by its length.
func typedDate(style cell.DateStyle, text string, typed bool) cell.DateStyle {
	if typed && style == (cell.DateStyle{}) && strings.Trim(text, "0123456789") == "" {
		switch len(text) {
		case len("1309478400"):
			style.Format = "epoch"
		case len("1309478400123"):
			style.Format = "epoch_ms"
		}
	}
	return style
}

// idOf reads an id; of a joined one, the date that is the order's counts as its day.
func (g *grouping) idOf(t term, c cells, number int64) (string, error) {
	switch t.kind {
	case rowTerm:
		return decimal.NewFromInt(number).String(), nil
	case joinedTerm:
		pieces := make([]string, len(t.columns))
		for i, column := range t.columns {
			text, _ := c.text(column)
			if strings.TrimSpace(text) == "" {
				return "", nil
			}
			if placed := g.look.terms["placed_at"]; placed.kind == columnTerm && placed.columns[0] == column {
				if at, timed, err := g.timeOf("placed_at", c); timed && err == nil {
					text = at.In(g.look.options.Zone).Format(time.DateOnly)
				}
			}
			pieces[i] = text
		}
		return cell.TypedID(strings.Join(pieces, "-"))
	}
	return cell.TypedID(t.textOf(c))
}
