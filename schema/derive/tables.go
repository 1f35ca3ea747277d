package derive

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"time"

	"regulars/schema"
)

// The work tables of a run. Each struct holds those that one step makes and, embedded,
// those of the steps before it: a step that asks for a struct can't run before its
// tables are there.
type (
	// recordTables hold what the shops' records say of who is who.
	recordTables struct {
		Done             schema.Identifier // the loads that are whole
		TouchedOrders    schema.Identifier
		TouchedCustomers schema.Identifier
		Said             schema.Identifier // what the touched records say now
		Owners           schema.Identifier // who had the touched orders
		TouchedRecords   schema.Identifier
		Records          schema.Identifier // all that is said; becomes identity_records
	}
	// identifierTables hold the touched identifiers and what stands together.
	identifierTables struct {
		recordTables
		TouchedNodes schema.Identifier
		Showing      schema.Identifier // the records that show a touched identifier
		Nodes        schema.Identifier
		Edges        schema.Identifier // becomes identity_edges
	}
	// linkTables hold which identifiers are one person's.
	linkTables struct {
		identifierTables
		Reopened schema.Identifier // the members who are linked again
		Links    schema.Identifier
		Labels   schema.Identifier // of each identifier, the oldest one it is linked to
	}
	// memberTables hold who is who.
	memberTables struct {
		linkTables
		NewNodes   schema.Identifier // becomes identity_nodes
		NewMembers schema.Identifier // becomes members
	}
	// touchedTables hold what has to be derived again.
	touchedTables struct {
		memberTables
		Turned         schema.Identifier // identifiers that went in or out of quarantine
		Returns        schema.Identifier // receipts that give back an order that is known
		Input          schema.Identifier // the orders to derive
		Redated        schema.Identifier // members who are known since another date
		TouchedMembers schema.Identifier
	}
	// orderTables hold the touched members' orders, before and after.
	orderTables struct {
		touchedTables
		Stored  schema.Identifier
		Rows    schema.Identifier
		Changes schema.Identifier // how the rows differ from the stored ones
	}
	// changeTables hold what else changed late: events, costs, products, members.
	changeTables struct {
		orderTables
		Late          schema.Identifier
		Recategorised schema.Identifier
	}
	// workTables are all of them, with those that live for one step only.
	workTables struct {
		changeTables
		Next      schema.Identifier // labels of the next linking step
		Differing schema.Identifier // orders that restate published dates
		Reasons   schema.Identifier // why orders moved to another member
		Stages    schema.Identifier
	}
)

// newWorkTables names the tables of a run after their fields and its version, so that
// a run that was given up and the next one can't meet.
func newWorkTables(brand string, version uint64) workTables {
	var w workTables
	for _, name := range w.fields() {
		name.value.SetString(workPrefix(brand) + strings.ToLower(name.field) + fmt.Sprint("_", version))
	}
	return w
}

func workPrefix(brand string) string { return "work_" + brand + "_" }

type tableField struct {
	field string
	value reflect.Value
}

func (w *workTables) fields() []tableField {
	var fields []tableField
	value := reflect.ValueOf(w).Elem()
	for _, f := range reflect.VisibleFields(value.Type()) {
		if !f.Anonymous {
			fields = append(fields, tableField{f.Name, value.FieldByIndex(f.Index)})
		}
	}
	return fields
}

// drop also runs when the run's context has ended.
func (w *workTables) drop(db *schema.DB) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, table := range w.fields() {
		_ = db.DropTable(ctx, table.value.String())
	}
}

// abandonedAfter is older than any run gets.
const abandonedAfter = 24 * time.Hour

type staleWorkParams struct {
	Prefix string
	Before time.Time
}

var staleWorkScript = schema.NewScript[staleWorkParams]("derive", files, "stale_work.sql")

// dropStaleWork drops the work tables that killed runs of a brand left behind.
func dropStaleWork(ctx context.Context, db *schema.DB, brand string, now time.Time) error {
	var tables []struct {
		Name string `ch:"name"`
	}
	err := staleWorkScript.Select(ctx, db, &tables, staleWorkParams{Prefix: workPrefix(brand), Before: now.Add(-abandonedAfter)})
	if err != nil {
		return err
	}
	for _, table := range tables {
		_ = db.DropTable(ctx, table.Name)
	}
	return nil
}
