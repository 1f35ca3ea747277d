package shops

import (
	"bytes"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"regulars/sandbox/brand"
)

// A bulk operation reads a connection in the background, by id, and writes a file with a
// JSON object per line. What is nested in a connection becomes lines of its own, which
// name their parent.

const (
	bulkAtATime    = 5 // operations of an app in a shop
	maxConnections = 5
	maxNesting     = 2
)

// BulkEnd is how a bulk operation ends otherwise than well.
type BulkEnd struct {
	Status string // FAILED, CANCELED or EXPIRED
	Code   string // of a failed one
	After  int    // records of the top connection that it reads first
}

// BulkOptions are how bulk operations go. They are set before the first request.
type BulkOptions struct {
	Step int       // records that are read between two looks at an operation; 0: all
	Ends []BulkEnd // of the next operations; those after them end well
	Busy int       // how many times to answer first that others are under way

	Ungrouped bool // lines stand at the end of the file, whatever was asked for
}

// bulks are the bulk operations of a shop.
type bulks struct {
	options BulkOptions

	mu         sync.Mutex
	operations []*bulkOperation
}

type bulkOperation struct {
	id      int64
	root    selection // the connection
	node    []selection
	grouped bool
	end     *BulkEnd
	status  string
	last    int64 // number of the last record that was read
	roots   int
	objects int
	file    []byte
	apart   []byte // lines of a file that isn't grouped
	signed  int    // addresses that were handed out
}

// SetBulk says how bulk operations go.
func (s *Shopify) SetBulk(o BulkOptions) { s.bulks.options = o }

func bulkError(code, message string) record {
	return fixed("BulkOperationRunQueryPayload", map[string]any{
		"bulkOperation": nil, "userErrors": []record{fixed("BulkOperationUserError", map[string]any{"field": []string{"query"}, "code": code, "message": message})},
	})
}

// runBulk starts an operation.
func (s *Shopify) runBulk(a *answer, f *selection) any {
	b := &s.bulks
	b.mu.Lock()
	defer b.mu.Unlock()
	running := 0
	for _, o := range b.operations {
		if o.status == "CREATED" || o.status == "RUNNING" {
			running++
		}
	}
	if b.options.Busy > 0 {
		b.options.Busy--
		running = bulkAtATime
	}
	if running >= bulkAtATime {
		return bulkError("LIMIT_REACHED", "Bulk operations limit reached. Please try again later.")
	}
	document, err := parseGraphQL(a.text(f, "query"))
	if err != nil {
		return bulkError("INVALID", "Invalid bulk query: "+err.Error())
	}
	grouped, _ := a.arg(f, "groupObjects").(bool)
	o := &bulkOperation{id: int64(len(b.operations)) + 720918, grouped: grouped, status: "CREATED"}
	if wrong := o.take(document); wrong != "" {
		return bulkError("INVALID", "Invalid bulk query: "+wrong)
	}
	if len(b.options.Ends) > 0 {
		o.end, b.options.Ends = &b.options.Ends[0], b.options.Ends[1:]
	}
	b.operations = append(b.operations, o)
	return fixed("BulkOperationRunQueryPayload", map[string]any{
		"bulkOperation": fixed("BulkOperation", map[string]any{"id": shopifyID("BulkOperation", o.id), "status": o.status}), "userErrors": []record{},
	})
}

// take checks the document of an operation; it returns what is wrong with it.
func (o *bulkOperation) take(document []selection) string {
	if len(document) != 1 {
		return "it must have one top-level field"
	}
	o.root = document[0]
	o.node = nodesOf(o.root)
	if o.node == nil {
		return "it must contain at least one connection"
	}
	connections, depth := connectionsIn(document)
	if connections > maxConnections {
		return "it may have five connections"
	}
	if depth > maxNesting+1 {
		return "connections may be nested two levels deep"
	}
	for _, s := range o.node {
		if s.name == "id" {
			return ""
		}
	}
	return "a connection's node must have its id"
}

// nodesOf are the fields of a connection's nodes; nil: the field is no connection.
func nodesOf(s selection) []selection {
	for _, c := range s.children {
		if c.name == "nodes" {
			return c.children
		}
		if c.name == "edges" {
			for _, n := range c.children {
				if n.name == "node" {
					return n.children
				}
			}
		}
	}
	return nil
}

func connectionsIn(set []selection) (count, depth int) {
	for _, s := range set {
		inner := s.children
		nodes := nodesOf(s)
		if nodes != nil {
			inner = nodes
		}
		n, d := connectionsIn(inner)
		if nodes != nil {
			n, d = n+1, d+1
		}
		count, depth = count+n, max(depth, d)
	}
	return count, depth
}

// bulkByID looks at an operation, which meanwhile went on. The shop is locked for reading.
func (s *Shopify) bulkByID(id string) any {
	digits, ok := strings.CutPrefix(id, "gid://shopify/BulkOperation/")
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil {
		return nil
	}
	s.bulks.mu.Lock()
	defer s.bulks.mu.Unlock()
	for _, o := range s.bulks.operations {
		if o.id == n {
			s.goOn(o)
			return s.bulkRecord(o)
		}
	}
	return nil
}

func (s *Shopify) bulkRecord(o *bulkOperation) record {
	var url, partial, code, size any
	address := func() any {
		if len(o.file) == 0 {
			return nil
		}
		o.signed++
		return fmt.Sprintf("%s/bulk/%d.jsonl?signature=%d", s.host.Load(), o.id, o.signed)
	}
	switch o.status {
	case "COMPLETED":
		url, size = address(), strconv.Itoa(len(o.file))
	case "FAILED":
		partial, code = address(), orNil(o.end.Code)
	}
	return fixed("BulkOperation", map[string]any{
		"id": shopifyID("BulkOperation", o.id), "status": o.status, "errorCode": code, "url": url, "partialDataUrl": partial, "fileSize": size,
		"objectCount": strconv.Itoa(o.objects), "rootObjectCount": strconv.Itoa(o.roots), "type": "QUERY",
	})
}

// goOn reads the next records of an operation that is under way.
func (s *Shopify) goOn(o *bulkOperation) {
	if o.status != "CREATED" && o.status != "RUNNING" {
		return
	}
	o.status = "RUNNING"
	filter, err := parseSearch(textArg(o.root, "query"))
	if err != nil {
		o.status, o.end = "FAILED", &BulkEnd{Code: "INTERNAL_SERVER_ERROR"}
		return
	}
	step := s.bulks.options.Step
	for read := 0; step == 0 || read < step; read++ {
		if o.end != nil && o.roots >= o.end.After {
			o.status = o.end.Status
			o.file = withoutLastRow(o.file) // it was being written
			return
		}
		next := s.nextOf(o, filter)
		if next == nil {
			o.status = "COMPLETED"
			o.file = append(o.file, o.apart...)
			o.apart = nil
			return
		}
		o.roots++
		s.writeRow(o, next.record, o.node, "")
	}
}

func withoutLastRow(file []byte) []byte {
	return file[:bytes.LastIndexByte(bytes.TrimSuffix(file, []byte("\n")), '\n')+1]
}

func textArg(s selection, name string) string {
	text, _ := s.args[name].(string)
	return text
}

// bulkRow is a record of the top connection.
type bulkRow struct{ record record }

// nextOf finds the next record by its number that the search holds.
func (s *Shopify) nextOf(o *bulkOperation, filter search) *bulkRow {
	a := &answer{everything: true}
	switch o.root.name {
	case "orders":
		for int(o.last) < len(s.Orders) {
			o.last++
			if order := s.Find(int32(o.last)); s.shows(order) && filter.updated.holds(order.Updated) && filter.created.holds(order.Placed) {
				return &bulkRow{s.orderRecord(order, a)}
			}
		}
	case "products":
		for int(o.last) < len(s.Catalog) {
			o.last++
			if i := int(o.last) - 1; !s.Catalog[i].Gone && filter.updated.holds(s.productChanged(i)) {
				return &bulkRow{s.productRecord(i, a)}
			}
		}
	case "abandonedCheckouts":
		for int(o.last) < len(s.Orders) {
			o.last++
			order := s.Find(int32(o.last))
			if order.WasLeft() && filter.updated.holds(order.Updated) && filter.created.holds(order.Placed-brand.CheckoutLead) {
				return &bulkRow{s.checkoutRecord(order)}
			}
		}
	case "customers":
		for _, place := range s.Accounts {
			account := s.People[place].Accounts[brand.ShopifyShop]
			if int64(account.Number) <= o.last {
				continue
			}
			o.last = int64(account.Number)
			if filter.updated.holds(account.Updated) && filter.created.holds(account.Registered) {
				return &bulkRow{s.customerRecord(&s.People[place])}
			}
		}
	}
	return nil
}

// writeRow writes a record, and behind it, or at the end of a file that isn't grouped,
// those of the connections in it.
func (s *Shopify) writeRow(o *bulkOperation, r record, set []selection, parent string) {
	var own, nested []selection
	for _, f := range set {
		if nodesOf(f) != nil {
			nested = append(nested, f)
		} else {
			own = append(own, f)
		}
	}
	a := &answer{everything: true}
	id, _ := r.get(&selection{name: "id"})
	if parent != "" {
		inner := r
		r = record{inner.kind, func(f *selection) (any, bool) {
			if f.name == "__parentId" {
				return parent, true
			}
			return inner.get(f)
		}}
		own = append(own, selection{key: "__parentId", name: "__parentId"})
	}
	a.record(r, own)
	row := append(a.out.buf, '\n')
	if parent != "" && (!o.grouped || s.bulks.options.Ungrouped) {
		o.apart = append(o.apart, row...)
	} else {
		o.file = append(o.file, row...)
	}
	o.objects++
	for _, f := range nested {
		connection, _ := r.get(&f)
		rows, _ := connection.(record)
		nodes, _ := rows.get(&selection{name: "nodes"})
		for _, node := range nodes.([]record) {
			s.writeRow(o, node, nodesOf(f), id.(string))
		}
	}
}

// serveBulk serves a file, as the storage does to which its address leads: it asks for no
// token, and its addresses hold for as long as they are signed.
func (s *Shopify) serveBulk(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimSuffix(path.Base(r.URL.Path), ".jsonl")
	s.bulks.mu.Lock()
	var file []byte
	for _, o := range s.bulks.operations {
		if strconv.FormatInt(o.id, 10) == name && r.URL.Query().Get("signature") != "" {
			file = o.file
		}
	}
	s.bulks.mu.Unlock()
	if file == nil {
		w.Header().Set("Content-Type", "application/xml; charset=UTF-8")
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `<?xml version='1.0' encoding='UTF-8'?><Error><Code>AccessDenied</Code><Message>Access denied.</Message></Error>`)
		return
	}
	w.Header().Set("Content-Type", "application/jsonl")
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(string(file)))
}
