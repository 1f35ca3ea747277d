package erase

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"regulars/config"
	"regulars/identity"
	"regulars/schema"
	"regulars/schema/intake"
)

// removal is one person's.
type removal struct {
	db     *schema.DB
	brand  *config.Brand
	key    identity.Key // of who was erased
	nodes  identity.Key // of the nodes
	at     time.Time
	person *person
	tables []table
	report Report

	holdings []intake.Holding // before
}

// workTables hold what is looked for, in memory alone.
var workTables = []struct{ name, columns string }{
	{"erasing_nodes", "node UInt64"},
	{"erasing_needles", "needle String"},
	{"erasing_emails", "email String"},
	{"erasing_refs", "ref String"},
	{"erasing_customers", "shop String, customer_id String"},
	{"erasing_orders", "shop String, order_id String"},
	{"erasing_visitors", "visitor String"},
}

// killed is older than any erasure gets.
const killed = time.Hour

// ErrNight is returned while a load or a derivation is under way: it might put back what
// it has read before.
var ErrNight = errors.New("a night is reading who is who: try again when it is over")

// undisturbed returns ErrNight while another run has work tables of its own; those that a
// killed run left are old, or say that their run has ended (schema.DB.Stage).
func (r *removal) undisturbed(ctx context.Context) error {
	var n uint64
	err := r.db.Conn().QueryRow(ctx, `SELECT
		(SELECT count() FROM system.tables WHERE database = currentDatabase()
			AND (startsWith(name, 'work_') OR startsWith(name, 'import_')) AND metadata_modification_time > now() - INTERVAL 1 HOUR
			AND NOT toUInt64OrZero(extract(name, '_until_([0-9]+)_[0-9]+_[0-9]+$')) BETWEEN 1 AND toUnixTimestamp(now()) - 60)
		+ (SELECT count() FROM loads FINAL WHERE state = 'running' AND started_at > now() - INTERVAL 1 HOUR)`).Scan(&n)
	if err != nil {
		return fmt.Errorf("look for a night under way: %w", schema.Redact(err))
	}
	if n > 0 {
		return ErrNight
	}
	return r.nothingOnItsWay(ctx)
}

// ErrSending is returned while a message to the person is being handed over: what becomes of
// it would be written down as theirs.
var ErrSending = errors.New("a message to the person is on its way: try again in a minute")

// nothingOnItsWay returns ErrSending while an open delivery of the person is claimed. A claim of
// which nobody has said for an hour what became of it is that of a killed worker.
func (r *removal) nothingOnItsWay(ctx context.Context) error {
	var n uint64
	err := r.db.Conn().QueryRow(ctx, `SELECT count() FROM delivery_attempts FINAL
		WHERE brand = ? AND state = 'claimed' AND at > now() - INTERVAL 1 HOUR AND (campaign, date, member_id) IN
			(SELECT campaign, date, member_id FROM deliveries FINAL WHERE brand = ? AND state IN ('planned', 'reserved') AND member_id IN (SELECT node FROM erasing_nodes))`,
		r.brand.Name, r.brand.Name).Scan(&n)
	if err != nil {
		return fmt.Errorf("look for a message on its way: %w", schema.Redact(err))
	}
	if n > 0 {
		return ErrSending
	}
	return nil
}

// begin makes the work tables; one erasure of a database may run at a time.
func (r *removal) begin(ctx context.Context) error {
	var begun *time.Time
	err := r.db.Conn().QueryRow(ctx, "SELECT maxOrNull(metadata_modification_time) FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'erasing_')").Scan(&begun)
	if err != nil {
		return fmt.Errorf("look for another erasure: %w", schema.Redact(err))
	}
	if begun != nil {
		if r.at.Sub(*begun) < killed {
			return fmt.Errorf("somebody else is being erased since %s, or that was killed: try again after %s", begun.Format(time.TimeOnly), begun.Add(killed).Format(time.TimeOnly))
		}
		r.end(ctx)
	}
	for _, w := range workTables {
		if err := r.db.Conn().Exec(ctx, "CREATE TABLE "+w.name+" ("+w.columns+") ENGINE = Memory"); err != nil {
			return fmt.Errorf("make a table in memory: %w", schema.Redact(err))
		}
	}
	return nil
}

// end also runs when the context has ended.
func (r *removal) end(ctx context.Context) {
	ctx = context.WithoutCancel(ctx)
	for _, w := range workTables {
		_ = r.db.DropTable(ctx, w.name)
	}
}

// find fills the work tables: by what the person is known, also formerly, and what is theirs.
func (r *removal) find(ctx context.Context, who func() (*person, error)) (err error) {
	if r.person, err = who(); err != nil {
		return err
	}
	for range 2 { // a customer record may name another identifier, and that another record
		if err := r.fill(ctx); err != nil {
			return err
		}
		if err := customersScript.Exec(ctx, r.db, customersParams{r.brand.Name, r.nodes.K0, r.nodes.K1}); err != nil {
			return err
		}
		if err := r.addCustomers(ctx); err != nil {
			return err
		}
		if err := r.fill(ctx); err != nil {
			return err
		}
		if err := r.person.addFormer(ctx, r.db); err != nil {
			return err
		}
	}
	if err := r.fill(ctx); err != nil {
		return err
	}
	for i := range r.brand.Shops {
		shop := &r.brand.Shops[i]
		if err := ordersScript.Exec(ctx, r.db, findParams{r.brand.Name, shop.LineProvider, shop.Name, r.nodes.K0, r.nodes.K1}); err != nil {
			return err
		}
	}
	if err := visitorsScript.Exec(ctx, r.db, brandParams{r.brand.Name}); err != nil {
		return err
	}
	r.report.Identifiers = len(r.person.identifiers)
	var orders uint64
	err = r.db.Conn().QueryRow(ctx, "SELECT uniqExact(shop, order_id) FROM erasing_orders").Scan(&orders)
	r.report.Orders = int(orders)
	return schema.Redact(err)
}

// addCustomers makes the ids of customer records identifiers of the person.
func (r *removal) addCustomers(ctx context.Context) error {
	var found []struct {
		Shop string `ch:"shop"`
		ID   string `ch:"customer_id"`
	}
	if err := r.db.Conn().Select(ctx, &found, "SELECT DISTINCT shop, customer_id FROM erasing_customers"); err != nil {
		return fmt.Errorf("read the person's customer records: %w", schema.Redact(err))
	}
	for _, c := range found {
		r.person.add(identity.KindCustomer, identity.Customer(c.Shop, c.ID))
	}
	return nil
}

// fill writes what the person is known by.
func (r *removal) fill(ctx context.Context) error {
	if err := refill(ctx, r.db, "erasing_nodes", r.person.ids()); err != nil {
		return err
	}
	if err := refill(ctx, r.db, "erasing_needles", r.person.needles()); err != nil {
		return err
	}
	if err := refill(ctx, r.db, "erasing_emails", r.person.emails()); err != nil {
		return err
	}
	return refill(ctx, r.db, "erasing_refs", r.person.refs())
}

func refill[T any](ctx context.Context, db *schema.DB, table string, values []T) error {
	if err := db.Conn().Exec(ctx, "TRUNCATE TABLE "+table); err != nil {
		return fmt.Errorf("empty %s: %w", table, schema.Redact(err))
	}
	if len(values) == 0 {
		return nil
	}
	return intake.InsertColumns(ctx, db, "INSERT INTO "+table, []any{values})
}

func (r *removal) countBefore(ctx context.Context) (err error) {
	if r.holdings, err = intake.Holdings(ctx, r.db, r.brand.Name); err != nil {
		return err
	}
	if r.tables, err = tablesOf(ctx, r.db, sought{len(r.person.needles()), len(r.person.emails())}); err != nil {
		return err
	}
	counts, err := countAll(ctx, r.db, r.tables, r.brand.Name)
	for i, n := range counts {
		r.report.Lines = append(r.report.Lines, Line{Table: r.tables[i].name, Before: n, After: n})
	}
	return err
}

func (r *removal) countAfter(ctx context.Context) error {
	counts, err := countAll(ctx, r.db, r.tables, r.brand.Name)
	for i, n := range counts {
		r.report.Lines[i].After = n
	}
	return err
}

// blankOrders takes the person from their orders. The load by which the next derivation
// sees them is recorded as done afterwards.
func (r *removal) blankOrders(ctx context.Context) error {
	load := fmt.Sprintf("erase/%d", r.at.UnixNano())
	if err := blankScript.Exec(ctx, r.db, blankParams{r.brand.Name, load}); err != nil {
		return err
	}
	return intake.PutLoad(ctx, r.db, intake.Row{
		Brand: r.brand.Name, Entity: intake.EntityOrders, LoadID: load, Kind: intake.LoadErase, State: intake.LoadDone,
		To: r.at, StartedAt: r.at, FinishedAt: time.Now(), Detail: "a person was erased",
	})
}

// aliasDeliveries hands the person's deliveries to nobody.
func (r *removal) aliasDeliveries(ctx context.Context) error {
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails
	p := aliasParams{r.brand.Name, binary.LittleEndian.Uint64(random[:8]), binary.LittleEndian.Uint64(random[8:])}
	return aliasScript.Exec(ctx, r.db, p)
}

// keepBooks notes that the shops still have the customers who are gone here, and that
// fewer records than before are no loss.
func (r *removal) keepBooks(ctx context.Context) error {
	for i := range r.brand.Shops {
		load := intake.Load{Brand: r.brand, Shop: &r.brand.Shops[i], ID: "erase", ReadAt: r.at, Key: r.key}
		var ids []string
		err := r.db.Conn().QueryRow(ctx, "SELECT groupUniqArray(customer_id) FROM erasing_customers WHERE shop = ?", load.Shop.Name).Scan(&ids)
		if err != nil {
			return fmt.Errorf("read the person's customer records: %w", schema.Redact(err))
		}
		if err := intake.InsertErased(ctx, r.db, load, ids); err != nil {
			return err
		}
	}
	return intake.LowerHoldings(ctx, r.db, r.brand.Name, r.holdings)
}

// books are never deleted from: a row that names the person in one of them is reported
// instead.
var books = []string{
	"orders", "loads", "reconciliation", "certificates", "generations", "kpi_rows", "campaign_runs", "erased", "schema_migrations",
}

// deleteRest deletes what still names the person: nothing of it is needed.
func (r *removal) deleteRest(ctx context.Context) error {
	if err := receivedScript.Exec(ctx, r.db, brandParams{r.brand.Name}); err != nil {
		return err
	}
	for i, t := range r.tables {
		if r.report.Lines[i].Before == 0 || slices.Contains(books, t.name) {
			continue
		}
		if err := r.db.Conn().Exec(ctx, "ALTER TABLE "+schema.QuoteName(t.name)+" DELETE WHERE "+t.where(r.brand.Name)); err != nil {
			return fmt.Errorf("delete from the table %s: %w", t.name, schema.Redact(err))
		}
	}
	return nil
}
